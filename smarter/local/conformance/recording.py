"""Recordings: one exchange a line, as JSON, with its request and its answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Union
from urllib.parse import parse_qs, unquote, urlsplit

_LATER = re.compile(r"(\d+) s later")


@dataclass(frozen=True)
class Exchange:
    """One request and the answer it got. Before a `reset` exchange the platform was put back to its start.

    Bodies are data where they were JSON, else text. `core` exchanges are those of the manifest API in its normal state.
    """

    name: str
    core: bool
    reset: bool
    note: str
    method: str
    url: str
    headers: Dict[str, str]
    body: Any
    status: int
    answer_headers: Dict[str, str]
    answer: Any

    @property
    def target(self) -> str:
        """Path and query."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def words(self) -> List[str]:
        """What follows `/api/v1/cli/` in the path: verb, kind."""
        path = unquote(urlsplit(self.url).path)
        return path.partition("/cli/")[2].strip("/").split("/")

    @property
    def verb(self) -> str:
        """The verb of the path; of a REST route its last word."""
        return self.words[0] or self.url.partition("?")[0].strip("/").rpartition("/")[2]

    @property
    def kind(self) -> str:
        """The kind of the path, or of the posted manifest, as it was written; "" for neither."""
        if len(self.words) > 1:
            return self.words[1]
        return str(self.body.get("kind", "")) if isinstance(self.body, dict) else ""

    @property
    def asked(self) -> Optional[str]:
        """The name in the query."""
        return next(iter(parse_qs(urlsplit(self.url).query).get("name", [])), None)

    @property
    def wait(self) -> int:
        """Seconds that passed before this exchange, where its note says so."""
        found = _LATER.search(self.note)
        return int(found.group(1)) if found else 0

    def sent(self) -> bytes:
        """The request's body as bytes.

        A replacement character stands for a byte that was not UTF-8, `<session>` for a session key.
        """
        if self.body is None:
            return b""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        text = text.replace("<session>", "0" * 64)
        return b"\xff".join(part.encode() for part in text.split("\ufffd"))


def load(path: Union[str, Path]) -> List[Exchange]:
    """The exchanges of a recording, in order. Raises OSError, or ValueError where a line is not an exchange."""
    return parse(Path(path).read_text(encoding="utf-8"))


def parse(text: str) -> List[Exchange]:
    """The exchanges of a recording's text. Raises ValueError where a line is not an exchange."""
    result = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            request, response = one["request"], one["response"]
            if request is None:
                continue  # its note describes the state at the start
            result.append(
                Exchange(
                    name=one["name"],
                    core=bool(one.get("core", True)),
                    reset=bool(one.get("reset")),
                    note=one.get("note") or "",
                    method=request["method"],
                    url=request["url"],
                    headers=dict(request["headers"]),
                    body=request["body"],
                    status=int(response["status"]),
                    answer_headers=dict(response["headers"]),
                    answer=response["body"],
                )
            )
        except (ValueError, KeyError, TypeError) as problem:
            raise ValueError(f"line {number} is not a recorded exchange ({problem!r})") from None
    return result

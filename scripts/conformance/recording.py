"""Recordings: JSON lines with one exchange each.

`{"name", "core", "reset"?, "note"?, "request": {"method", "url", "headers", "body"}, "response": {"status", "headers",
"body"}}`. Only core exchanges are sent, to a platform with the recorded settings and the resources that the responses
show. A `reset` restores that state, a null request is a remark, a note such as `75 s later` advances the clock.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Union
from urllib.parse import parse_qs, unquote, urlsplit

_LATER = re.compile(r"(?<!\d)(\d+) s later")


@dataclass(frozen=True)
class Exchange:
    """One request and its response.

    Before a `reset` exchange the platform was restored to its initial state.

    Bodies are data if they were JSON, else text. `core` exchanges are those of the manifest API in its normal state.
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
        """Return path and query."""
        parts = urlsplit(self.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def words(self) -> List[str]:
        """Return the parts of the path after `/api/v1/cli/`: verb, kind."""
        path = unquote(urlsplit(self.url).path)
        return path.partition("/cli/")[2].strip("/").split("/")

    @property
    def verb(self) -> str:
        """Return the verb of the path; of a REST route its last word."""
        return self.words[0] or self.url.partition("?")[0].strip("/").rpartition("/")[2]

    @property
    def kind(self) -> str:
        """Return the kind in the path or the posted manifest, as written; "" for neither."""
        if len(self.words) > 1:
            return self.words[1]
        return str(self.body.get("kind", "")) if isinstance(self.body, dict) else ""

    @property
    def asked(self) -> Optional[str]:
        """Return the name in the query."""
        return next(iter(parse_qs(urlsplit(self.url).query).get("name", [])), None)

    @property
    def wait(self) -> int:
        """Return the seconds before this exchange in its note."""
        found = _LATER.search(self.note)
        return int(found.group(1)) if found else 0

    def sent(self) -> bytes:
        """Return the body of the request.

        A replacement character stands for a byte that was not UTF-8, `<session>` for a session key.
        """
        if self.body is None:
            return b""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        text = text.replace("<session>", "0" * 64)
        return b"\xff".join(part.encode() for part in text.split("\ufffd"))


def load(path: Union[str, Path]) -> List[Exchange]:
    """Read the exchanges of a recording, in order.

    Raises OSError, or ValueError for a line that is not an exchange.
    """
    return parse(Path(path).read_text(encoding="utf-8"))


def parse(text: str) -> List[Exchange]:
    """Return the exchanges in the text of a recording.

    Raises ValueError for a line that is not an exchange.
    """
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

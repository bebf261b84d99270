"""Requests and replies of the embedded platform as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Tuple, Union
from urllib.parse import parse_qsl, unquote

Headers = List[Tuple[str, str]]
Body = Union[bytes, Iterator[bytes]]
PIECE = 64 * 1024
# The most bytes of a body that is read whole; uploads of files are read in pieces and have a limit of their own.
LARGEST_BODY = 16 * 2**20


class BodyTooLarge(Exception):
    """A body that must be read whole exceeds `LARGEST_BODY`."""


@dataclass(frozen=True)
class Request:
    """One request: path decoded and without its query, header names in lower case.

    `content` is the body: bytes, or its chunks as they come, which can be read once. `notes` are data of a view for
    the log of requests.
    """

    method: str
    path: str
    query: Dict[str, str] = field(default_factory=dict)
    headers: Dict[str, str] = field(default_factory=dict)
    content: Union[bytes, Iterable[bytes]] = b""
    notes: Dict[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def parse(
        cls,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: Union[bytes, Iterable[bytes]] = b"",
    ) -> Request:
        """Build a request from method, target (`path?query`), headers and body.

        Of a query key that is given twice the last one counts.
        """
        path, _, query = target.partition("?")
        return cls(
            method=method.upper(),
            path=unquote(path),
            query=dict(parse_qsl(query.partition("#")[0], keep_blank_values=True)),
            headers={name.lower(): value for name, value in headers.items()},
            content=content,
        )

    @property
    def origin(self) -> str:
        """Scheme and host as the caller reached them."""
        return f"http://{self.headers.get('host', 'localhost')}"

    @property
    def url(self) -> str:
        """The address without its query."""
        return self.origin + self.path

    @cached_property
    def body(self) -> bytes:
        """The body, whole in memory. Raises BodyTooLarge."""
        if isinstance(self.content, bytes):
            if len(self.content) > LARGEST_BODY:
                raise BodyTooLarge
            return self.content
        whole = bytearray()
        for piece in self.content:
            whole += piece
            if len(whole) > LARGEST_BODY:
                raise BodyTooLarge
        return bytes(whole)

    def pieces(self) -> Iterator[bytes]:
        """Return the body in chunks, for views that need not hold it whole."""
        whole = self.__dict__.get("body", self.content)
        if not isinstance(whole, bytes):
            return iter(whole)
        return (whole[at : at + PIECE] for at in range(0, len(whole), PIECE))

    def json(self) -> Any:
        """Return the body as JSON. Raises ValueError for a body that is not JSON."""
        return json.loads(self.body.decode("utf-8"))


def parsed(text: Union[str, bytes], otherwise: Any = None) -> Any:
    """Return the value of a JSON text, or `otherwise` for a text that is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return otherwise


@dataclass(frozen=True)
class Reply:
    """One response: status, headers, and a body or an iterator over its chunks."""

    status: int
    headers: Headers = field(default_factory=list)
    body: Body = b""


def json_reply(status: int, data: Any, headers: Headers = ()) -> Reply:  # type: ignore[assignment]
    """Return a reply with `data` as JSON."""
    return Reply(
        status,
        [("Content-Type", "application/json"), *headers],
        json.dumps(data, ensure_ascii=False).encode(),
    )


def as_reply(answer: Any) -> Reply:
    """Return a reply unchanged, and data as a reply with its JSON."""
    return answer if isinstance(answer, Reply) else json_reply(200, answer)


def html_reply(status: int, title: str) -> Reply:
    """Return a reply with an HTML page, as the real platform's framework does."""
    head = f'<!doctype html>\n<html lang="en">\n<head><title>{title}</title></head>\n'
    page = f"{head}<body><h1>{title}</h1></body>\n</html>\n"
    return Reply(status, [("Content-Type", "text/html; charset=utf-8")], page.encode())

"""The log of requests: the latest ones, with the bodies that the page shows."""

from __future__ import annotations

import itertools
import json
import time
from collections import deque
from typing import Any, Callable, Deque, Dict, Iterator, List, Optional

from smarter.local.http.messages import Body, Reply, Request

# Requests that are kept, those of them that keep their bodies, and the bytes of a body that are kept.
_ENTRIES = 1000
_WITH_BODIES = 200
_LARGEST = 128 * 1024
_BODIES = ("notes", "request", "response")
_PAGES = ("/", "/docs")
_READABLE = ("application/json", "application/x-yaml", "text/event-stream")


class RequestLog(Deque[Dict[str, Any]]):
    """The latest requests, oldest first, as dicts.

    Each has `id`, `at`, `method`, `path`, `name`, `status` and `ms`.

    The newest of them keep their bodies, as they came, with secrets: `request`, `response` and `answer`, the completion
    of a prompt with what led to it. `on_done` is called with each entry once its response is complete.
    """

    def __init__(self) -> None:
        super().__init__(maxlen=_ENTRIES)
        self.on_done: Callable[[Dict[str, Any]], None] = lambda entry: None
        self._numbers = itertools.count(1)
        self._with_bodies: Deque[Dict[str, Any]] = deque()

    def add(self, request: Request, reply: Reply, at: float, ms: float) -> Reply:
        """Log a request, and return its reply; a streamed one is kept while it is read."""
        # The page asks for its data every other second.
        if request.path.startswith("/_local/"):
            return reply
        entry: Dict[str, Any] = {
            "id": next(self._numbers),
            "at": at,
            "method": request.method,
            "path": request.path,
            "name": request.query.get("name", ""),
            "status": reply.status,
            "ms": round(ms, 1),
        }
        if request.path in _PAGES:
            self.on_done(entry)
            return reply
        self.append(entry)
        entry["notes"] = request.notes
        media = request.headers.get("content-type", "")
        entry["request"] = _kept(media, request.content if isinstance(request.content, bytes) else None)
        media = next((value for name, value in reply.headers if name.lower() == "content-type"), "")
        if not isinstance(reply.body, bytes) and media.startswith("text/event-stream"):
            reply = Reply(reply.status, reply.headers, self._read_along(reply.body, entry))
        else:
            entry["response"] = _kept(media, reply.body)
            self.on_done(entry)
        self._with_bodies.append(entry)
        if len(self._with_bodies) > _WITH_BODIES:
            old = self._with_bodies.popleft()
            for key in _BODIES:
                old.pop(key, None)
        return reply

    def _read_along(self, pieces: Iterator[bytes], entry: Dict[str, Any]) -> Iterator[bytes]:
        """Yield a stream's pieces and keep those sent, even if the client leaves early."""
        whole = bytearray()
        began = time.perf_counter()
        try:
            for piece in pieces:
                if len(whole) <= _LARGEST:
                    whole += piece
                yield piece
        finally:
            entry["ms"] = round(entry["ms"] + (time.perf_counter() - began) * 1000, 1)
            entry["response"] = _kept("text/event-stream", bytes(whole))
            self.on_done(entry)
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    def find(self, number: int) -> Optional[Dict[str, Any]]:
        """Return the entry with an id, or None."""
        return next((entry for entry in list(self) if entry["id"] == number), None)


def shown(entry: Dict[str, Any]) -> Dict[str, Any]:
    """Return an entry without its bodies."""
    return {key: value for key, value in entry.items() if key not in _BODIES}


def with_bodies(entry: Dict[str, Any], mask: Callable[[Any], Any]) -> Dict[str, Any]:
    """Return an entry with masked bodies: data, a stream's events, or a note."""
    return {
        **shown(entry),
        "request": mask(_readable(entry.get("request"))),
        "response": mask(_readable(entry.get("response"))),
        "answer": mask(entry.get("notes", {}).get("answer")),
    }


def _kept(media: str, body: Optional[Body]) -> Dict[str, Any]:
    if not isinstance(body, bytes):
        return {"note": "(the body was streamed and is not kept)"}
    if not media.startswith(_READABLE) and body:
        return {"note": f"({len(body)} bytes of {media or 'an unknown type'})"}
    if len(body) > _LARGEST:
        return {"note": f"({len(body)} bytes, too many to keep)"}
    return {"body": body, "media": media}


def _readable(kept: Optional[Dict[str, Any]]) -> Any:
    """Return a kept body as data, or as a note, since paths cannot mask text."""
    if kept is None or "note" in kept:
        return kept["note"] if kept else "(not kept)"
    body: bytes = kept["body"]
    if not body:
        return None
    try:
        text = body.decode("utf-8")
        if kept["media"].startswith("text/event-stream"):
            return _events(text)
        return json.loads(text)
    except ValueError:
        return f"({len(body)} bytes that are not JSON)"


def _events(text: str) -> List[Any]:
    found: List[Any] = []
    for line in text.splitlines():
        if line.startswith("data: "):
            data = line[len("data: ") :]
            found.append(data if data == "[DONE]" else json.loads(data))
    return found

"""Server-sent events: objects to the bytes of a stream."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any, Dict, Iterator

from smarter.local.http.messages import Reply
from smarter.local.prompting.model import ModelError


def event(data: Any, name: str = "") -> bytes:
    """Return one event, with a name if there is one."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def event_stream(events: Iterator[bytes]) -> Reply:
    """Return a reply that streams events."""
    headers = [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache")]
    return Reply(200, headers, events)


def stream(events: Iterator[Dict[str, Any]], named: bool) -> Reply:
    """Return a reply that streams `events`.

    `named` events carry their `type` as the event's name; others end with `[DONE]`.

    The first event is awaited before the reply begins, so that an error there still is one with its status. A later
    one ends the stream with an `error` event. Raises ModelError.
    """
    first = next(events)

    def body() -> Iterator[bytes]:
        try:
            for each in chain([first], events):
                yield event(each, each["type"] if named else "")
        except ModelError as error:
            yield event({"error": error.error}, "error")
            return
        if not named:
            yield b"data: [DONE]\n\n"

    return event_stream(body())

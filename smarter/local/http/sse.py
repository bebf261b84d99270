"""Server-sent events: objects to the bytes of a stream."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any, Dict, Iterator

from smarter.local.http.messages import Reply
from smarter.local.prompting.model import ModelError


def stream(events: Iterator[Dict[str, Any]], named: bool) -> Reply:
    """Return a reply that streams `events`.

    `named` events carry their `type` as the event's name; others end with `[DONE]`.

    The first event is awaited before the reply begins, so that an error there still is one with its status. A later
    one ends the stream with an `error` event. Raises ModelError.
    """
    first = next(events)

    def body() -> Iterator[bytes]:
        try:
            for event in chain([first], events):
                head = f"event: {event['type']}\n" if named else ""
                yield f"{head}data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
        except ModelError as error:
            yield f"event: error\ndata: {json.dumps({'error': error.error})}\n\n".encode()
            return
        if not named:
            yield b"data: [DONE]\n\n"

    headers = [("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache")]
    return Reply(200, headers, body())

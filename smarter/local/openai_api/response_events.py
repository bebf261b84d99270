"""Events of the stream of a finished response."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping

from smarter.local.prompting.model import pieces


def events_of(response: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    """Yield the events in order, numbered from 0; the last holds the response."""
    for number, event in enumerate(_events(response)):
        yield {**event, "sequence_number": number}


def _events(response: Mapping[str, Any]) -> Iterator[Dict[str, Any]]:
    begun = {**response, "status": "in_progress", "incomplete_details": None, "output": [], "usage": None}
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    for index, item in enumerate(response["output"]):
        where = {"item_id": item["id"], "output_index": index}
        parts = _message(item, where) if item["type"] == "message" else _call(item, where)
        empty: Dict[str, Any] = {"content": []} if item["type"] == "message" else {"arguments": ""}
        opened = {**item, "status": "in_progress", **empty}
        yield {"type": "response.output_item.added", "output_index": index, "item": opened}
        yield from parts
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": f"response.{response['status']}", "response": dict(response)}


def _message(item: Mapping[str, Any], where: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    for number, part in enumerate(item["content"]):
        at = {**where, "content_index": number}
        yield {"type": "response.content_part.added", **at, "part": {**part, "text": ""}}
        for piece in pieces(part["text"]):
            yield {"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []}
        yield {"type": "response.output_text.done", **at, "text": part["text"], "logprobs": []}
        yield {"type": "response.content_part.done", **at, "part": part}


def _call(item: Mapping[str, Any], where: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    for piece in pieces(item["arguments"]):
        yield {"type": "response.function_call_arguments.delta", **where, "delta": piece}
    done = {"name": item["name"], "arguments": item["arguments"]}
    yield {"type": "response.function_call_arguments.done", **where, **done}

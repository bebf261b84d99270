"""Responses as typed events."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Dict, Iterator, List, Tuple

import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from tests.client.wire import Answer, Server
from tests.resources.conftest import Price

KEY = "k" * 20
QUESTION: Any = {"model": "gpt-4o-mini", "input": "Hi"}


@pytest.fixture
def client() -> Iterator[Smarter]:
    with Smarter(context="local") as made:
        yield made


def streamed(kind: str, **arguments: Any) -> Tuple[List[Any], Any]:
    """Return the events and the final response, by a client of this kind."""

    async def asynchronous() -> Tuple[List[Any], Any]:
        async with AsyncSmarter(context="local") as client, client.responses.stream(**arguments) as stream:
            return [event async for event in stream], await stream.get_final_response()

    if kind == "async":
        return asyncio.run(asynchronous())
    with Smarter(context="local") as client, client.responses.stream(**arguments) as stream:
        return list(stream), stream.get_final_response()


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
def test_each_piece_of_text_comes_with_the_text_so_far(kind: str) -> None:
    events, final = streamed(kind, **QUESTION)
    deltas = [event for event in events if event.type == "response.output_text.delta"]
    assert [event.snapshot for event in deltas[:2]] == [deltas[0].delta, deltas[0].delta + deltas[1].delta]
    assert deltas[-1].snapshot == final.output_text
    assert events[0].type == "response.created"
    assert events[-1].response is final
    assert final.output_parsed is None


@both
def test_text_and_calls_are_parsed(kind: str) -> None:
    events, final = streamed(kind, **QUESTION, text_format=Price)
    done = next(event for event in events if event.type == "response.output_text.done")
    assert isinstance(final.output_parsed, Price)
    assert done.parsed == final.output_parsed == final.output[0].content[0].parsed
    tool = smarter.pydantic_function_tool(Price)
    events, final = streamed(kind, **QUESTION, tools=iter([tool]), tool_choice="required")
    assert isinstance(final.output[0].parsed_arguments, Price)
    deltas = [event for event in events if event.type == "response.function_call_arguments.delta"]
    assert deltas[-1].snapshot == final.output[0].arguments


def test_a_stored_response_is_streamed_again_from_an_event_on(client: Smarter) -> None:
    stored = client.responses.create(**QUESTION)
    with client.responses.stream(response_id=stored.id, starting_after=5) as stream:
        events = list(stream)
        assert stream.get_final_response().output_text == stored.output_text
    assert events[0].sequence_number == 6
    assert events[0].type == "response.output_text.delta"
    assert events[0].snapshot != events[0].delta
    again = [
        event.sequence_number for event in client.responses.retrieve(stored.id, stream=True, starting_after=5)
    ]
    assert again == [event.sequence_number for event in events]
    with pytest.raises(smarter.InvalidArgumentError, match="without model"):
        client.responses.stream(response_id=stored.id, model="m")


def test_parse_parses_tool_calls(client: Smarter) -> None:
    tool = smarter.pydantic_function_tool(Price)
    response = client.responses.parse(**QUESTION, tools=[tool], tool_choice="required")
    assert isinstance(response.output[0].parsed_arguments, Price)  # type: ignore[union-attr]  # a call


def of_events(*events: Dict[str, Any]) -> Server:
    body = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
    return Server(Answer(200, body.encode(), {"content-type": "text/event-stream"}))


RESPONSE = {"id": "r", "object": "response", "created_at": 1, "model": "m", "output": []}


def streamed_from(server: Server, **arguments: Any) -> Any:
    client = Smarter(api_key=KEY, base_url=server.base_url)
    with server, client, client.responses.stream(**QUESTION, **arguments) as stream:
        return stream.get_final_response()


def test_an_incomplete_response_is_returned_without_being_parsed() -> None:
    part = {"type": "output_text", "text": '{"job": "tyre"', "annotations": []}
    message = {"type": "message", "id": "i", "role": "assistant", "content": [part]}
    cut = {**RESPONSE, "status": "incomplete", "output": [message]}
    server = of_events({"type": "response.incomplete", "response": cut, "sequence_number": 0})
    final = streamed_from(server, text_format=Price)
    assert (final.status, final.output_text, final.output_parsed) == ("incomplete", '{"job": "tyre"', None)


def test_a_stream_that_ends_without_the_response_is_an_error() -> None:
    server = of_events({"type": "response.created", "response": RESPONSE, "sequence_number": 0})
    with pytest.raises(smarter.APIError, match="ended"):
        streamed_from(server)

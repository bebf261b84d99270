"""Chat completions as typed events."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Dict, List, Tuple

import pydantic
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from tests.client.wire import Answer, Server
from tests.resources.conftest import Price

KEY = "k" * 20
QUESTION: Any = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def server_of(*choices: Dict[str, Any]) -> Server:
    """Return a server whose completion has these choices, one a chunk."""
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    chunks = [{**head, "choices": [{"index": 0, **choice}]} for choice in choices]
    chunks.append({**head, "choices": [], "usage": usage})
    body = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return Server(Answer(200, body.encode(), {"content-type": "text/event-stream"}))


def text_of(*parts: str, finish: str = "stop") -> List[Dict[str, Any]]:
    """Return the choices of a text that comes in parts."""
    deltas: List[Dict[str, Any]] = [
        {"role": "assistant", "content": ""},
        *({"content": part} for part in parts),
    ]
    return [*({"delta": delta} for delta in deltas), {"delta": {}, "finish_reason": finish}]


def streamed(kind: str, *choices: Dict[str, Any], **options: Any) -> Tuple[List[Any], Any, Server]:
    """Return a client's events and final completion, and the server."""

    async def asynchronous(base_url: str) -> Tuple[List[Any], Any]:
        client = AsyncSmarter(api_key=KEY, base_url=base_url)
        async with client, client.chat.completions.stream(**QUESTION, **options) as stream:
            events = [event async for event in stream]
            return events, await stream.get_final_completion()

    def synchronous(base_url: str) -> Tuple[List[Any], Any]:
        client = Smarter(api_key=KEY, base_url=base_url)
        with client, client.chat.completions.stream(**QUESTION, **options) as stream:
            events = list(stream)
            return events, stream.get_final_completion()

    with server_of(*choices) as server:
        if kind == "sync":
            return (*synchronous(server.base_url), server)
        return (*asyncio.run(asynchronous(server.base_url)), server)


both = pytest.mark.parametrize("kind", ["sync", "async"])


@both
def test_streamed_text_has_chunks_and_a_final_completion(kind: str) -> None:
    events, final, server = streamed(kind, *text_of("Hel", "lo"))
    assert [(e.delta, e.snapshot) for e in events if e.type == "content.delta"] == [
        ("Hel", "Hel"),
        ("lo", "Hello"),
    ]
    assert [(e.content, e.parsed) for e in events if e.type == "content.done"] == [("Hello", None)]
    assert [
        e.snapshot.choices[0].message.content for e in events if e.type == "chunk" and e.chunk.choices
    ] == [
        "",
        "Hel",
        "Hello",
        "Hello",
    ]
    assert (final.id, final.object, final.usage.total_tokens) == ("c", "chat.completion", 3)
    choice = final.choices[0]
    assert (choice.message.role, choice.message.content, choice.finish_reason) == (
        "assistant",
        "Hello",
        "stop",
    )
    assert server.received[0].json()["stream"] is True
    assert "response_format" not in server.received[0].json()


@both
def test_text_in_the_form_of_a_model_is_parsed(kind: str) -> None:
    parts = ('{"job": "tune', '-up", "amou', 'nt": 120}')
    events, final, server = streamed(kind, *text_of(*parts), response_format=Price)
    (done,) = [event for event in events if event.type == "content.done"]
    assert done.parsed == final.choices[0].message.parsed == Price(job="tune-up", amount=120)
    assert server.received[0].json()["response_format"]["json_schema"]["name"] == "Price"
    seen = [event.parsed for event in events if event.type == "content.delta"]
    if tuple(map(int, pydantic.VERSION.split(".")[:2])) >= (2, 7):
        assert seen[1]["job"] == "tune-up"
    assert seen[-1] == {"job": "tune-up", "amount": 120}


def calls(*deltas: Tuple[int, Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Return the choices of calls that come in pieces: index and piece."""
    made = []
    for index, piece in deltas:
        head = {"id": f"call_{index}", "type": "function"} if "name" in piece else {}
        made.append({"delta": {"tool_calls": [{"index": index, **head, "function": piece}]}})
    return [*made, {"delta": {}, "finish_reason": "tool_calls"}]


@both
def test_the_arguments_of_calls_are_put_together_and_parsed(kind: str) -> None:
    tools: Any = [
        smarter.pydantic_function_tool(Price),
        {"type": "function", "function": {"name": "loose", "parameters": {}}},
    ]
    choices = calls(
        (0, {"name": "Price", "arguments": ""}),
        (0, {"arguments": '{"job": "a", '}),
        (0, {"arguments": '"amount": 1}'}),
        (1, {"name": "loose", "arguments": "{}"}),
    )
    events, final, _ = streamed(kind, *choices, tools=iter(tools))
    done = [e for e in events if e.type == "tool_calls.function.arguments.done"]
    assert [(e.name, e.index, e.parsed_arguments) for e in done] == [
        ("Price", 0, Price(job="a", amount=1)),
        ("loose", 1, None),
    ]
    assert events.index(done[0]) < next(n for n, e in enumerate(events) if getattr(e, "name", "") == "loose")
    deltas = [e for e in events if e.type == "tool_calls.function.arguments.delta"]
    assert [e.arguments_delta for e in deltas] == ["", '{"job": "a", ', '"amount": 1}', "{}"]
    assert deltas[2].arguments == '{"job": "a", "amount": 1}'
    first, second = final.choices[0].message.tool_calls
    assert (first.id, first.type, first.function.parsed_arguments) == (
        "call_0",
        "function",
        Price(job="a", amount=1),
    )
    assert (second.function.name, second.function.arguments) == ("loose", "{}")


@both
def test_refusals_and_probabilities_have_events_of_their_own(kind: str) -> None:
    one, two = ({"token": token, "logprob": -0.1} for token in "ab")
    choices = [
        {"delta": {"role": "assistant", "refusal": "a"}, "logprobs": {"content": None, "refusal": [one]}},
        {"delta": {"refusal": "b"}, "logprobs": {"content": None, "refusal": [two]}},
        {"delta": {}, "finish_reason": "stop"},
    ]
    events, final, _ = streamed(kind, *choices, response_format=Price)
    assert [e.type for e in events if e.type != "chunk"] == [
        "refusal.delta",
        "logprobs.refusal.delta",
        "refusal.delta",
        "logprobs.refusal.delta",
        "refusal.done",
        "logprobs.refusal.done",
    ]
    assert [e.snapshot for e in events if e.type == "refusal.delta"] == ["a", "ab"]
    assert events[-2].content == [one, two]
    assert (final.choices[0].message.refusal, final.choices[0].message.parsed) == ("ab", None)


@both
def test_an_answer_that_is_cut_off_or_of_another_form_is_an_error_if_it_is_to_be_parsed(kind: str) -> None:
    with pytest.raises(smarter.LengthFinishReasonError) as raised:
        streamed(kind, *text_of('{"job": ', finish="length"), response_format=Price)
    assert raised.value.completion.choices[0].message.content == '{"job": '
    with pytest.raises(smarter.APIResponseValidationError, match="not a Price"):
        streamed(kind, *text_of("no"), response_format=Price)
    _, final, _ = streamed(kind, *text_of("Hel", finish="length"))
    assert final.choices[0].finish_reason == "length"


def test_a_completion_stream_is_sent_on_entering_and_releases_its_connection() -> None:
    with server_of(*text_of("Hel", "lo")) as server, Smarter(api_key=KEY, base_url=server.base_url) as client:
        manager = client.chat.completions.stream(**QUESTION)
        assert not server.received
        with manager as stream:
            with pytest.raises(smarter.APIError, match="No chunk"):
                _ = stream.current_completion_snapshot
            assert next(stream).type == "chunk"
            assert stream.current_completion_snapshot.id == "c"
            assert not stream.response.is_closed
        assert stream.response.is_closed
        with pytest.raises(smarter.InvalidArgumentError, match="pydantic"):
            client.chat.completions.stream(**QUESTION, response_format=int)  # type: ignore[type-var,unused-ignore]


def test_the_embedded_platform_streams_chat_completions() -> None:
    with Smarter(context="local") as client:
        question: Any = {**QUESTION, "model": "gpt-4o-mini"}
        with client.chat.completions.stream(**question) as stream:
            text = "".join(event.delta for event in stream if event.type == "content.delta")
            assert text == stream.get_final_completion().choices[0].message.content != ""

"""Server-sent events: the decoder, and streams of typed events."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Callable, List

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.sse import Decoder, Event
from smarter.types.responses import ResponseOtherEvent, ResponseTextDeltaEvent
from tests.client.conftest import KEY
from tests.client.wire import Answer, Raw, Server, events

Serve = Callable[..., Server]
MESSAGES: Any = [{"role": "user", "content": "hi"}]


def decoded(*chunks: bytes) -> List[Event]:
    decoder = Decoder()
    found = [event for chunk in chunks for event in decoder.feed(chunk)]
    return found + list(decoder.flush())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"data: a\n\n", [Event(None, "a")]),
        (b"data:a\n\n", [Event(None, "a")]),
        (b"data:  a\n\n", [Event(None, " a")]),
        (b"event: x\ndata: a\n\n", [Event("x", "a")]),
        (b"data: a\ndata: b\n\n", [Event(None, "a\nb")]),
        (b"data: a\ndata:\ndata: b\n\n", [Event(None, "a\n\nb")]),
        (b": comment\n\ndata: a\n\n", [Event(None, "a")]),
        (b"id: 1\nretry: 5\nnovel: x\ndata: a\n\n", [Event(None, "a")]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", [Event(None, "a"), Event(None, "b")]),
        (b"data: a\r\rdata: b\r\r", [Event(None, "a"), Event(None, "b")]),
        (b"event: ping\n\ndata: a\n\n", [Event(None, "a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [Event(None, "a")]),
        (b"\n\n\n", []),
        (b"data\n\n", []),
        (b"data: a", [Event(None, "a")]),
        (b"data: a\n", [Event(None, "a")]),
        ("data: Grüße 🚲\n\n".encode(), [Event(None, "Grüße 🚲")]),
        (b"data: a\xe2\x80\xa8b\n\n", [Event(None, "a\u2028b")]),
    ],
)
def test_stream_events_are_decoded(text: bytes, expected: List[Event]) -> None:
    assert decoded(text) == expected
    assert decoded(*(text[i : i + 1] for i in range(len(text)))) == expected


WORDS = st.sampled_from(
    [b"data: ", b"event: ", b"x", "é🚲".encode(), b"\n", b"\r", b"\r\n", b"\n\n", b":", b" ", b"[DONE]"]
)


@given(st.lists(WORDS, max_size=30).map(b"".join), st.lists(st.integers(0, 80), max_size=6))
def test_a_stream_may_be_chunked_anywhere(text: bytes, cuts: List[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut <= len(text))})
    pieces = [text[a:b] for a, b in zip(places, places[1:])]
    assert decoded(*pieces) == decoded(text)


def chunk(text: str) -> Any:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "delta": {"content": text}}],
    }


def create(client: Any) -> Any:
    return client.chat.completions.create(model="gpt-4o", messages=MESSAGES, stream=True)


def collect(ask: Any, server: Any, begin: Callable[[Any], Any] = create, **options: Any) -> List[Any]:
    """Collect the events of a stream, by either client."""
    got: List[Any] = []

    def call(client: Any) -> Any:
        opened = begin(client)
        if not hasattr(opened, "__await__"):
            got.extend(opened)
            return None

        async def drain() -> None:
            async for each in await opened:
                got.append(each)

        return drain()

    ask(server, call, **options)
    return got


def test_a_streamed_chat_completion_has_its_chunks(serve: Serve, ask: Any) -> None:
    server = serve(events(chunk("Hel"), chunk("lo")))
    got = collect(ask, server)
    assert "".join(each.choices[0].delta.content for each in got) == "Hello"
    assert all(type(each) is smarter.types.ChatCompletionChunk for each in got)
    assert server.received[0].json()["stream"] is True


def test_nothing_after_done_is_read(serve: Serve, ask: Any) -> None:
    text = f"data: {json.dumps(chunk('a'))}\n\ndata: [DONE]\n\ndata: garbage\n\n"
    assert len(collect(ask, serve(Answer(200, text.encode())))) == 1


def test_responses_are_streamed_as_events(serve: Serve, ask: Any) -> None:
    delta = {
        "type": "response.output_text.delta",
        "item_id": "i",
        "output_index": 0,
        "content_index": 0,
        "delta": "a",
    }
    novel = {"type": "response.something.new", "what": 1}
    server = serve(events(delta, novel, done=False))
    got = collect(ask, server, lambda client: client.responses.create(model="m", input="hi", stream=True))
    assert [type(each) for each in got] == [ResponseTextDeltaEvent, ResponseOtherEvent]
    assert got[1].what == 1


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (events(chunk("a"), {"error": {"message": "Overloaded.", "code": "busy"}}), "Overloaded."),
        (events(chunk("a"), {"error": "text"}), "An error occurred during streaming."),
        (events({"message": "Went wrong"}, name="error"), "Went wrong"),
        (events({"type": "error", "message": "Went wrong", "code": None}), "Went wrong"),
    ],
)
def test_an_error_in_a_stream_is_raised(serve: Serve, ask: Any, answer: Answer, text: str) -> None:
    with pytest.raises(smarter.APIError) as caught:
        collect(ask, serve(answer))
    assert str(caught.value) == text
    assert caught.value.body is not None


def test_an_error_in_a_stream_need_not_be_json(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.APIError, match="An error occurred during streaming") as caught:
        collect(ask, serve(Answer(200, b"event: error\ndata: Overloaded.\n\n")))
    assert caught.value.body == "Overloaded."


def test_an_error_before_the_stream_is_an_error_with_its_status(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.RateLimitError, match="Too much"):
        collect(ask, serve(Answer(429, {"error": {"message": "Too much."}})), max_retries=0)


def test_a_truncated_stream_is_an_error(serve: Serve, ask: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    body = f"data: {json.dumps(chunk('a'))}\n\n".encode()
    with pytest.raises(smarter.APIConnectionError) as caught:
        collect(ask, serve(Raw(head + b"%x\r\n%s\r\n" % (len(body), body))))
    assert caught.value.__cause__ is not None


def test_a_truncated_event_is_an_error(serve: Serve, ask: Any) -> None:
    cut = Answer(200, f'data: {json.dumps(chunk("a"))}\n\ndata: {{"id": "c'.encode())
    with pytest.raises(smarter.APIResponseValidationError, match="not JSON"):
        collect(ask, serve(cut))


def test_a_stream_left_early_releases_its_connection(serve: Serve) -> None:
    server = serve(events(*(chunk("a") for _ in range(5000))))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        with create(client) as stream:
            assert next(stream).choices[0].delta.content == "a"
        assert stream.response.is_closed
        for _ in create(client):
            break
        left = create(client)
        next(iter(left))
        left.close()
        assert left.response.is_closed
        assert len(client._http._transport._plain._pool._idle.get().by_origin) <= 1  # type: ignore[union-attr]

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as other:
            async with await create(other) as opened:
                assert (await opened.__anext__()).choices[0].delta.content == "a"
            assert opened.response.is_closed
            opened = await create(other)
            async for _ in opened:
                break
            await opened.close()
            assert opened.response.is_closed

    asyncio.run(main())


def test_a_local_stream_has_several_events(smarter_local: Any) -> None:
    with Smarter() as client, create(client) as stream:
        assert len(list(stream)) > 2


def test_undocumented_endpoints_can_be_streamed(serve: Serve, ask: Any) -> None:
    server = serve(events({"id": "m", "object": "x"}))
    wanted = smarter.Stream[smarter.types.Model]
    got = collect(ask, server, lambda client: client.post("x", cast_to=wanted, body={}, stream=True))
    assert [each.id for each in got] == ["m"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, b"<html>Welcome</html>", {"content-type": "text/html"}), "text/html"),
        (Answer(200, {"id": "c", "choices": []}), "application/json"),
        (Answer(200, b""), "application/json"),
    ],
)
def test_a_response_other_than_an_event_stream_is_an_error(
    serve: Serve, ask: Any, answer: Answer, kind: str
) -> None:
    with pytest.raises(smarter.APIResponseValidationError, match=f"not a stream of events: {kind}"):
        collect(ask, serve(answer))


def test_json_nested_too_deep_is_an_error(serve: Serve, ask: Any) -> None:
    deep = b"[" * 100_000
    with pytest.raises(smarter.APIResponseValidationError):
        collect(ask, serve(Answer(200, b"data: " + deep + b"\n\n")))
    with pytest.raises(smarter.APIResponseValidationError):
        ask(serve(Answer(200, deep)), lambda client: client.models.retrieve("m"))


def test_breaking_out_of_an_async_stream_closes_it(serve: Serve) -> None:
    server = serve(events(*(chunk("a") for _ in range(5000))))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            opened = await create(client)
            async for _ in opened:
                break
            for _ in range(5):
                await asyncio.sleep(0)
            assert opened.response.is_closed

    asyncio.run(main())

"""Streamed prompts: typed events, the final reply, and errors."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, Dict, Iterator, List

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.http._async.handler_transport import AsyncHandlerTransport
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.local import Platform
from smarter.local.faults import Faults
from smarter.local.server import LocalServer
from smarter.types.prompt_events import PromptToolCallEvent
from smarter.types.replies import Reply
from tests import sdk_archive
from tests.local.held_stream import HeldStream
from tests.resources.conftest import Bench

MANIFESTS = ["manifests/quickstart/chatbot.yaml", "manifests/quickstart/plugin.yaml"]
WHOLE = ["tool_call", "tool_result", "text", "usage", "done"]
RECORDED = sdk_archive.files().get("prompt_sse.txt")
STREAMED = ["progress", "tool_call", "progress", "progress", "tool_result", "text", "usage", "done"]


@pytest.fixture(params=["sync-process", "async-process", "sync-http", "async-http"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """Make both clients of a streaming platform with the bicycle shop."""
    if request.param.endswith("http"):
        with LocalServer(tmp_path / "served.db", dialect="0.36") as server:
            bench = Bench(request.param, server.platform, api_key=server.api_key, base_url=server.base_url)
            fill(server.platform, bench.options)
            yield bench
        return
    platform = Platform(dialect="0.36")
    platform.faults = Faults()
    bench = Bench(request.param, platform)
    fill(platform, bench.options)
    yield bench
    platform.close()


def fill(platform: Platform, options: Dict[str, Any]) -> None:
    transport = HandlerTransport(platform.handle)
    with Smarter(**{**options, "http_client": httpx.Client(transport=transport)}) as client:
        client.manifests.apply(MANIFESTS)


def types_of(events: List[Any]) -> List[str]:
    return [event.type for event in events]


def events(bench: Bench, text: str = "What are your prices?", **options: Any) -> List[Any]:
    """Return the events of one prompt with `stream=True`, by either client."""

    async def asynchronous(client: Any) -> Any:
        chatbot = await client.resources.chatbots.get("bike_shop")
        return [event async for event in await chatbot.prompt(text, stream=True, **options)]

    def sync(client: Any) -> Any:
        return list(client.resources.chatbots.get("bike_shop").prompt(text, stream=True, **options))

    found: List[Any] = bench(asynchronous if bench.is_async else sync)
    return found


def test_the_events_of_a_turn_come_in_their_order(shop: Bench) -> None:
    found = events(shop)
    assert types_of(found) == STREAMED
    call, result, text, usage, done = (each for each in found if each.type != "progress")
    assert isinstance(call, PromptToolCallEvent)
    assert (call.name, call.plugin, call.arguments) == ("faq", "faq", {"inquiry_type": "prices"})
    assert call.function_name.startswith("smarter_plugin_")
    assert result.name == "faq"
    assert json.loads(result.content)[0]["job"] == "new chain"
    assert "new chain" in text.text
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert isinstance(done.reply, Reply)
    assert done.reply.text == text.text
    assert done.reply.called("faq", inquiry_type="prices")
    assert not done.reply.called("faq", inquiry_type="hours")
    assert "smarter_plugin" not in " ".join(each.message for each in found if each.type == "progress")


def test_a_stream_in_with_gives_the_final_reply(shop: Bench) -> None:
    async def asynchronous(client: Any) -> Any:
        async with client.resources.chatbots.stream("bike_shop", "prices?") as stream:
            first = await stream.__anext__()
            return first, await stream.get_final_reply(), await stream.until_done(), stream.session

    def sync(client: Any) -> Any:
        with client.resources.chatbots.stream("bike_shop", "prices?") as stream:
            return next(stream), stream.get_final_reply(), stream.until_done(), stream.session

    first, reply, again, session = shop(asynchronous if shop.is_async else sync)
    assert first.type == "progress"
    assert reply is again
    assert reply.session == session
    assert repr(reply.tool_calls) == "[faq(inquiry_type='prices')]"


def test_a_stream_sends_nothing_before_it_is_used(shop: Bench) -> None:
    seen = len(shop.platform.recent)

    def sync(client: Any) -> Any:
        client.resources.chatbots.stream("bike_shop", "prices?")
        with pytest.raises(smarter.APIError, match="not sent yet"):
            _ = client.resources.chatbots.stream("bike_shop", "prices?").response

    async def asynchronous(client: Any) -> Any:
        sync(client)

    shop(asynchronous if shop.is_async else sync)
    assert len(shop.platform.recent) == seen


@pytest.mark.parametrize("dialect", ["0.13", "0.14"])
def test_without_streaming_events_are_made_from_the_whole_reply(dialect: str) -> None:
    platform = Platform(dialect=dialect)
    bench = Bench("sync-process", platform, base_url=f"http://p{dialect[2:]}.localhost/api/v1")
    fill(platform, bench.options)
    found = events(bench)
    platform.close()
    assert types_of(found) == WHOLE
    assert found[0].name == "faq"
    assert "new chain" in found[1].content


def test_a_prompt_stream_has_a_raw_response(shop: Bench) -> None:
    async def asynchronous(client: Any) -> Any:
        chatbots = client.resources.chatbots
        raw = await chatbots.with_raw_response.prompt("bike_shop", "prices?", stream=True)
        found = [event async for event in raw.parse()]
        streaming = chatbots.with_streaming_response.prompt("bike_shop", "hi", stream=True)
        async with streaming as response:
            return (
                raw.status_code,
                raw.headers,
                found,
                response.headers,
                [each async for each in await response.parse()],
            )

    def sync(client: Any) -> Any:
        chatbots = client.resources.chatbots
        raw = chatbots.with_raw_response.prompt("bike_shop", "prices?", stream=True)
        found = list(raw.parse())
        with chatbots.with_streaming_response.prompt("bike_shop", "hi", stream=True) as response:
            return raw.status_code, raw.headers, found, response.headers, list(response.parse())

    status, headers, found, others, more = shop(asynchronous if shop.is_async else sync)
    assert status == 200
    assert headers["content-type"].startswith("text/event-stream")
    assert others["content-type"].startswith("text/event-stream")
    assert types_of(found) == STREAMED
    assert types_of(more) == ["progress", "text", "usage", "done"]


OWN_FORM = {"error": {"errorClass": "X", "description": "no"}}
FAULTS = [
    ({"do": "cut", "size": 300}, smarter.APIConnectionError, "closed connection|was cut|cut by"),
    ({"do": "status", "when": "between", "status": 503}, smarter.InternalServerError, "on purpose with 503"),
    ({"do": "status", "when": "between", "status": 429}, smarter.RateLimitError, "on purpose with 429"),
    ({"do": "status", "status": 500, "body": OWN_FORM}, smarter.InternalServerError, "no"),
    ({"do": "garbage"}, smarter.APIResponseValidationError, "not valid JSON"),
]


@pytest.mark.parametrize(("rule", "error", "words"), FAULTS)
def test_an_error_in_a_prompt_stream_is_a_typed_error(shop: Bench, rule: Any, error: Any, words: str) -> None:
    shop.platform.faults.add(verb="prompt", **rule)
    with pytest.raises(error, match=words):
        events(shop, max_retries=0)
    shop.platform.faults.clear()
    assert types_of(events(shop)) == STREAMED


def test_a_failed_model_is_a_prompt_error_streamed_and_whole(shop: Bench) -> None:
    from smarter.local.prompting.model import Model, ModelError

    class Broken(Model):
        def complete(self, payload: Any) -> Any:
            raise ModelError(429, {"message": "the quota is used up"})

    shop.platform.model = Broken()
    with pytest.raises(smarter.PromptError, match="quota is used up"):
        events(shop)

    def sync(client: Any) -> Any:
        return client.resources.chatbots.prompt("bike_shop", "hi")

    with pytest.raises(smarter.PromptError, match="quota is used up"):
        shop(sync)


def test_events_come_while_the_prompt_runs(shop: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    held = HeldStream(shop.platform.faults, monkeypatch, b"new chain")
    seen: List[str] = []

    def see(event: Any) -> None:
        seen.append(event.type)
        if event.type == "tool_call":
            held.release()

    async def asynchronous(client: Any) -> Any:
        async with client.resources.chatbots.stream("bike_shop", "prices?") as stream:
            async for event in stream:
                see(event)

    def sync(client: Any) -> Any:
        with client.resources.chatbots.stream("bike_shop", "prices?") as stream:
            for event in stream:
                see(event)

    shop(asynchronous if shop.is_async else sync)
    assert "text" in seen
    assert not held.late


def test_leaving_a_stream_early_closes_it_and_frees_its_session(shop: Bench) -> None:
    async def asynchronous(client: Any) -> Any:
        chatbots = client.resources.chatbots
        async with chatbots.stream("bike_shop", "prices?") as stream:
            async for _ in stream:
                break
        rest = [event async for event in stream]
        with pytest.raises(smarter.APIError, match="closed before the reply"):
            await stream.get_final_reply()
        return stream, rest, await chatbots.prompt("bike_shop", "And now?", session=stream.session)

    def sync(client: Any) -> Any:
        chatbots = client.resources.chatbots
        with chatbots.stream("bike_shop", "prices?") as stream:
            for _ in stream:
                break
        rest = list(stream)
        with pytest.raises(smarter.APIError, match="closed before the reply"):
            stream.get_final_reply()
        return stream, rest, chatbots.prompt("bike_shop", "And now?", session=stream.session)

    stream, rest, reply = shop(asynchronous if shop.is_async else sync)
    assert stream.response.is_closed
    assert rest == []
    assert "And now?" in reply.text
    assert reply.session == stream.session


def test_a_prompt_during_an_open_stream_of_its_session_is_refused(shop: Bench) -> None:
    async def asynchronous(client: Any) -> Any:
        chatbots = client.resources.chatbots
        async with chatbots.stream("bike_shop", "prices?") as stream:
            with pytest.raises(smarter.InvalidArgumentError, match="still open"):
                await chatbots.prompt("bike_shop", "x", session=stream.session)
            await chatbots.prompt("bike_shop", "another conversation")

    def sync(client: Any) -> Any:
        chatbots = client.resources.chatbots
        with chatbots.stream("bike_shop", "prices?") as stream:
            with pytest.raises(smarter.InvalidArgumentError, match="still open"):
                chatbots.prompt("bike_shop", "x", session=stream.session)
            chatbots.prompt("bike_shop", "another conversation")

    shop(asynchronous if shop.is_async else sync)


def test_chatbots_can_be_prompted_by_id(shop: Bench) -> None:
    async def asynchronous(client: Any) -> Any:
        bot = await client.llm_clients.find("bike_shop")
        reply = await client.llm_clients.prompt(bot.id, "prices?")
        streamed = [event async for event in client.llm_clients.stream(bot.id, "prices?")]
        talk = client.llm_clients.chat(bot.hashed_id)
        return reply, streamed, await talk.send("hi"), await talk.stream("and?").until_done(), talk

    def sync(client: Any) -> Any:
        bot = client.llm_clients.find("bike_shop")
        reply = client.llm_clients.prompt(bot.id, "prices?")
        streamed = list(client.llm_clients.stream(bot.id, [{"role": "user", "content": "prices?"}]))
        talk = client.llm_clients.chat(bot.hashed_id)
        return reply, streamed, talk.send("hi"), talk.stream("and?").until_done(), talk

    reply, streamed, first, second, talk = shop(asynchronous if shop.is_async else sync)
    assert reply.called("faq")
    assert types_of(streamed) == STREAMED
    assert first.session == second.session == talk.session_key
    assert second.usage.prompt_tokens > first.usage.prompt_tokens


def test_an_unknown_chatbot_id_is_named(shop: Bench) -> None:
    with pytest.raises(smarter.NotFoundError, match="bike_shop/prompt/: no chatbot has this id") as caught:
        shop(lambda client: client.llm_clients.prompt("bike_shop", "prices?"))
    assert "client.resources.chatbots.prompt" in str(caught.value.hint)


class Answering:
    """A platform that streams the given events, or breaks off."""

    def __init__(self, *blocks: str) -> None:
        self.body = "\n\n".join(blocks) + "\n\n"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if "/prompt/" in request.url.path:
            return httpx.Response(200, text=self.body, headers={"content-type": "text/event-stream"})
        return httpx.Response(404, json={"detail": "no"})

    def events(self) -> List[Any]:
        transport = httpx.MockTransport(self)
        with Smarter(
            api_key="k" * 64,
            base_url="https://x.example/api/v1",
            http_client=httpx.Client(transport=transport),
        ) as client:
            return list(client.llm_clients.stream(1, "hi"))


def block(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}"


CALLED = {"name": "smarter_plugin_0000000007", "arguments": "{}"}
DATA = {
    "contract": 2,
    "status": 200,
    "messages": [
        {"role": "assistant", "tool_calls": [{"id": "1", "function": CALLED}]},
        {"role": "tool", "name": CALLED["name"], "content": "7"},
    ],
    "completion": {"choices": [{"message": {"role": "assistant", "content": "Seven."}}]},
    "guardrails": [{"name": "polite", "action": "flag"}],
}
RESULT = {"status": 200, "response": {"data": DATA, "api": "smarter.sh/v1"}}


def test_unannounced_calls_guardrails_and_unknown_events_are_read() -> None:
    found = Answering(
        ": keepalive",
        block("progress", {"type": "plugin_called", "message": "Plugin called"}),
        block("something_new", {"a": 1}),
        block("result", RESULT),
    ).events()
    assert types_of(found) == ["progress", "tool_call", "tool_result", "guardrail", "text", "done"]
    # The list of plugins is not available here, so the event has the function's name.
    assert found[1].name == "smarter_plugin_0000000007"
    assert (found[3].name, found[3].action) == ("polite", "flag")


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([block("progress", {"type": "llm_request", "message": "m"})], "without a result"),
        ([block("result", {"response": {}})], "has no status"),
        ([block("result", {"status": 200, "response": {}})], "contains no reply"),
        ([block("error", {"error": {"message": "out of memory"}})], "out of memory"),
        (["event: result\ndata: {half"], "not JSON"),
        ([": nothing"], "not a stream of events"),
    ],
)
def test_malformed_prompt_streams_are_errors(blocks: List[str], words: str) -> None:
    with pytest.raises(smarter.APIError, match=words):
        Answering(*blocks).events()


@pytest.mark.skipif(sdk_archive.files().get("prompt_sse.txt") is None, reason="needs the vendor's archive")
def test_the_recorded_stream_of_the_vendor_is_read() -> None:
    recorded = sdk_archive.files()["prompt_sse.txt"]
    found = Answering(recorded if isinstance(recorded, str) else recorded.decode()).events()
    assert types_of(found) == STREAMED
    assert (found[1].name, found[1].arguments) == ("calculator", {"expression": "2 ** 10"})
    assert "1024" in found[4].content
    assert found[-1].reply.usage.total_tokens == 582


def test_a_stream_of_an_async_client_ends_with_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Platform(dialect="0.36")
    options = {"api_key": "k" * 64, "base_url": "http://localhost:9357/api/v1"}
    fill(platform, options)
    platform.faults = Faults()
    held = HeldStream(platform.faults, monkeypatch, b"new chain")

    async def main() -> None:
        transport = AsyncHandlerTransport(platform.handle)
        async with AsyncSmarter(http_client=httpx.AsyncClient(transport=transport), **options) as client:  # type: ignore[arg-type]
            stream = client.resources.chatbots.stream("bike_shop", "prices?")

            async def read() -> None:
                async with stream:
                    async for _ in stream:
                        pass

            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(read(), 0.5)
            assert stream.ended
            held.release()

    asyncio.run(main())
    platform.close()

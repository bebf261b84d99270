"""Prompts of a chatbot on every dialect, single and in a conversation."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any, Callable, Dict, Iterator, List

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.response import Response
from smarter.local import Platform
from smarter.local.faults import Faults, Rule
from smarter.resources import prompting
from smarter.types.replies import Reply
from tests.recordings import recordings
from tests.resources.conftest import Bench

Embedded = Callable[..., Platform]
SESSION = "0123456789abcdef" * 4
SPEC = {"config": {"defaultSystemRole": "You are kind.", "deployed": False}, "plugins": [], "functions": []}


def prompt(ask: Bench, text: Any = "Hello", **options: Any) -> Any:
    """Return the reply of a new chatbot, by either client."""

    def sync(client: Any) -> Any:
        client.resources.chatbots.apply("bot", spec=SPEC)
        return client.resources.chatbots.get("bot").prompt(text, **options)

    async def asynchronous(client: Any) -> Any:
        await client.resources.chatbots.apply("bot", spec=SPEC)
        return await (await client.resources.chatbots.get("bot")).prompt(text, **options)

    return ask(asynchronous if ask.is_async else sync)


def prompts(platform: Platform) -> int:
    """Count the prompt requests that arrived."""
    return sum("/prompt/" in each["path"] or "/chat/" in each["path"] for each in platform.recent)


def test_a_reply_has_text_usage_messages_and_session(ask: Bench) -> None:
    reply = prompt(ask)
    assert isinstance(reply, Reply)
    assert str(reply) == reply.text
    assert "You said: Hello" in str(reply)
    assert "You are kind." in str(reply)
    assert reply.usage.total_tokens > 0
    assert [message.role for message in reply.messages][-1] == "assistant"
    assert len(reply.session) == 64
    assert reply.tool_calls == []
    assert reply.plugins == []
    assert reply.model == "gpt-4o-mini"


def test_every_dialect_can_be_prompted(dialect: Bench) -> None:
    reply = prompt(dialect)
    assert "You said: Hello" in str(reply)
    assert len(reply.session) == 64


def test_a_conversation_keeps_its_session(dialect: Bench) -> None:
    first = prompt(dialect, "My name is Ada.")

    def go_on(client: Any) -> Any:
        chatbot = client.resources.chatbots.get("bot")
        by_reply = chatbot.prompt("And now?", session=first)
        return by_reply, chatbot.prompt("And then?", session=first.session), chatbot.prompt("Who?")

    by_reply, by_key, elsewhere = dialect(go_on)
    assert by_reply.session == by_key.session == first.session
    assert elsewhere.session != first.session
    # The messages to the model grow with the conversation, and restart in another one.
    assert first.usage.prompt_tokens < by_reply.usage.prompt_tokens < by_key.usage.prompt_tokens
    assert elsewhere.usage.prompt_tokens < by_reply.usage.prompt_tokens


def test_the_plugins_and_tools_that_took_part(inside: Bench) -> None:
    manifest = {
        "metadata": {"pluginClass": "static"},
        "spec": {
            "selector": {"directive": "search_terms", "searchTerms": ["bicycle"]},
            "prompt": {"provider": "openai", "systemRole": "Bicycles!", "model": "gpt-4o-mini"},
            "data": {"staticData": {"opening hours": "nine to five"}},
        },
    }

    def sync(client: Any) -> Any:
        client.resources.plugins.create("faq", manifest, description="about bicycles", version="1.0.0")
        client.resources.chatbots.create(
            "bot", spec={**SPEC, "plugins": ["faq"], "functions": ["calculator"]}
        )
        return client.resources.chatbots.get("bot").prompt("What of bicycle opening hours?")

    async def asynchronous(client: Any) -> Any:
        await client.resources.plugins.create("faq", manifest, description="about bicycles", version="1.0.0")
        await client.resources.chatbots.create(
            "bot", spec={**SPEC, "plugins": ["faq"], "functions": ["calculator"]}
        )
        return await client.resources.chatbots.prompt("bot", "What of bicycle opening hours?")

    reply = inside(asynchronous if inside.is_async else sync)
    assert reply.plugins == ["faq"]
    assert [type(call).__name__ for call in reply.tool_calls] == ["ToolCallMade"] * len(reply.tool_calls)


@pytest.mark.parametrize("text", ["", "   ", None, 7])
def test_an_empty_prompt_is_refused(inside: Bench, text: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="non-empty"):
        prompt(inside, text)
    assert prompts(inside.platform) == 0


@pytest.mark.parametrize("session", ["", "nope", "g" * 64, 7, "A" * 64])
def test_a_malformed_session_is_refused(inside: Bench, session: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="64 hexadecimal"):
        prompt(inside, session=session)


def test_malformed_messages_are_refused(inside: Bench) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="list of mappings"):
        prompt(inside, messages=["x"])


def test_a_prompt_may_be_a_list_of_messages(inside: Bench) -> None:
    reply = prompt(inside, None, messages=[{"role": "user", "content": "From a message"}])
    assert "You said: From a message" in str(reply)


def test_options_of_a_prompt_are_sent(inside: Bench) -> None:
    reply = prompt(
        inside,
        timeout=5,
        max_retries=0,
        extra_headers={"X-A": "1"},
        extra_query={"q": "1"},
        extra_body={"b": 1},
    )
    assert str(reply)
    with pytest.raises(TypeError, match="unexpected keyword argument 'tempature'"):
        prompt(inside, tempature=1)


@pytest.mark.parametrize(
    "rule",
    [
        Rule("cut", verb="prompt"),
        Rule("status", verb="prompt", status=503),
        Rule("status", verb="prompt", status=429),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_prompt_that_may_have_arrived_is_not_sent_again(inside: Bench, rule: Rule, when: str) -> None:
    inside.platform.faults = Faults([Rule(rule.do, verb="prompt", status=rule.status, when=when)])
    with pytest.raises((smarter.APIConnectionError, smarter.APIStatusError)):
        prompt(inside)
    assert inside.platform.faults.rules[0].seen == 1


def test_a_prompt_is_sent_again_with_resend(inside: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smarter.client.retry.INITIAL_DELAY", 0.001)
    inside.platform.faults = Faults([Rule("cut", verb="prompt", nth=1)])
    assert "You said" in str(prompt(inside, resend=True))
    assert inside.platform.faults.rules[0].seen == 2


def test_a_prompt_that_did_not_arrive_is_sent_again(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smarter.client.retry.INITIAL_DELAY", 0.001)
    platform = embedded()
    refused = []

    def handle(method: str, target: str, headers: Any, body: bytes) -> Any:
        if "/prompt/" in target and len(refused) < 2:
            refused.append(target)
            raise ConnectionRefusedError("not yet")
        return platform.handle(method, target, headers, body)

    http_client = httpx.Client(transport=HandlerTransport(handle))
    with Smarter(api_key="k" * 20, base_url="http://localhost", http_client=http_client) as client:
        client.resources.chatbots.create("bot", spec=SPEC)
        assert "You said" in str(client.resources.chatbots.prompt("bot", "Hi"))
    assert len(refused) == 2


class Broken:
    """A model whose provider fails."""

    url = "https://provider.example/v1"
    key_tail = "abcd"

    def knows(self, name: str) -> bool:
        return True

    def complete(self, payload: Any) -> Any:
        from smarter.local.prompting.model import ModelError

        raise ModelError(429, {"message": "You exceeded your quota.", "type": "insufficient_quota"})


def test_a_failure_with_status_200_is_an_error(inside: Bench) -> None:
    inside.platform.model = Broken()
    with pytest.raises(smarter.PromptError) as caught:
        prompt(inside)
    assert "You exceeded your quota." in str(caught.value)
    assert "Python Stack trace" not in str(caught.value)
    assert caught.value.status_code == 200
    assert caught.value.body["id"] == "error_response"
    assert prompts(inside.platform) == 1


def test_a_platform_that_refuses_prompts_with_a_key_is_named(embedded: Embedded) -> None:
    platform = embedded(strict_faithful=True)
    http_client = httpx.Client(transport=HandlerTransport(platform.handle))
    with Smarter(api_key="k" * 20, base_url="http://localhost", http_client=http_client) as client:
        client.resources.chatbots.create("bot", spec=SPEC)
        with pytest.raises(
            smarter.PermissionDeniedError, match="does not accept API keys for prompts"
        ) as caught:
            client.resources.chatbots.prompt("bot", "Hi")
        assert caught.value.status_code == 302
    assert not any("/login" in each["path"] for each in platform.recent)


def test_the_address_that_accepts_prompts_is_cached(embedded: Embedded) -> None:
    platform = embedded(dialect="P15")
    paths: List[str] = []

    def handle(method: str, target: str, headers: Any, body: bytes) -> Any:
        paths.append(target.split("?")[0])
        if "/llm-clients/" in target:
            return 404, [("content-type", "text/html")], b"<html>no such route</html>"
        return platform.handle(method, target, headers, body)

    http_client = httpx.Client(transport=HandlerTransport(handle))
    with Smarter(api_key="k" * 20, base_url="http://remember.localhost", http_client=http_client) as client:
        chatbot = client.resources.chatbots.create("bot", spec=SPEC)
        for _ in range(3):
            assert "You said" in str(chatbot.prompt("Hi"))
    asked = [path for path in paths if "prompt" in path]
    assert [("llm-clients" in path) for path in asked] == [True, False, False, False]


def test_prompts_in_one_session_wait_for_each_other(embedded: Embedded) -> None:
    platform = embedded()
    running: Dict[str, int] = {"now": 0, "most": 0, "awaited": 1}
    lock = threading.Condition()

    def handle(method: str, target: str, headers: Any, body: bytes) -> Any:
        if "/prompt/" not in target:
            return platform.handle(method, target, headers, body)
        with lock:
            running["now"] += 1
            running["most"] = max(running["most"], running["now"])
            lock.notify_all()
            lock.wait_for(lambda: running["most"] >= running["awaited"], timeout=60)
        threading.Event().wait(0.02)
        try:
            return platform.handle(method, target, headers, body)
        finally:
            with lock:
                running["now"] -= 1

    from smarter.client.http._async.handler_transport import AsyncHandlerTransport

    async def main(session: Any) -> List[Any]:
        http_client = httpx.AsyncClient(transport=AsyncHandlerTransport(handle))
        async with AsyncSmarter(
            api_key="k" * 20, base_url="http://localhost", http_client=http_client
        ) as client:
            chatbot = await client.resources.chatbots.apply("bot", spec=SPEC)
            return await asyncio.gather(*(chatbot.prompt(f"Turn {i}", session=session) for i in range(4)))

    asyncio.run(main(SESSION))
    assert running["most"] == 1
    running["awaited"] = 2
    asyncio.run(main(None))
    assert running["most"] > 1

    http_client = httpx.Client(transport=HandlerTransport(handle))
    running["most"], running["awaited"] = 0, 1
    with Smarter(api_key="k" * 20, base_url="http://localhost", http_client=http_client) as client:
        chatbot = client.resources.chatbots.apply("bot", spec=SPEC)
        threads = [
            threading.Thread(target=chatbot.prompt, args=("Turn",), kwargs={"session": SESSION})
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert running["most"] == 1


def answered(body: Any, status: int = 200) -> Response:
    request = httpx.Request("POST", "http://h/api/v1/llm-clients/x/prompt/")
    return Response(httpx.Response(status, json=body, request=request))


BROKEN = {"role": "smarter_error", "content": "It broke.\n\nPython Stack trace:\nx"}
COMPLETION = {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi."}}]}


@pytest.mark.parametrize(
    ("body", "session"),
    [
        ({"data": {"statusCode": 200, "body": json.dumps(COMPLETION)}}, None),
        ({"data": {"statusCode": 200, "body": COMPLETION}}, None),
        (
            {
                "data": {
                    "request": {"session_key": "f" * 64},
                    "response": {"data": {"body": json.dumps(COMPLETION)}},
                }
            },
            "f" * 64,
        ),
        ({"data": {"request": {}, "response": {"data": {"body": COMPLETION}}}}, None),
        (COMPLETION, None),
    ],
)
def test_a_reply_is_found_at_any_depth(body: Any, session: Any) -> None:
    reply = prompting.read(answered(body), SESSION)
    assert str(reply) == "Hi."
    assert reply.session == session or SESSION


@pytest.mark.parametrize(
    "body", [{}, [], {"data": None}, {"data": {"body": "not json"}}, {"data": {"data": {"data": 1}}}]
)
def test_a_response_without_a_reply_is_an_error(body: Any) -> None:
    with pytest.raises(smarter.APIResponseValidationError, match="contains no reply"):
        prompting.read(answered(body), SESSION)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({**COMPLETION, "id": "error_response"}, "Hi."),
        ({**COMPLETION, "system_fingerprint": "error_response_1"}, "Hi."),
        ({**COMPLETION, "smarter": {"messages": [BROKEN]}}, "It broke."),
        ({"data": {"statusCode": 500, "body": json.dumps({"error": "It broke."})}}, "It broke."),
        ({"data": {"statusCode": 400, "body": {"message": "It broke."}}}, "It broke."),
        ({"data": {"statusCode": 500, "body": "plain words"}}, "plain words"),
        ({"data": {"statusCode": 500}}, "its status is 500"),
    ],
)  # fmt: skip
def test_every_form_of_a_failed_reply_is_an_error(body: Any, text: str) -> None:
    with pytest.raises(smarter.PromptError) as caught:
        prompting.read(answered(body), SESSION)
    assert str(caught.value) == f"The chatbot failed: {text}"


def test_an_earlier_error_in_the_transcript_does_not_fail_this_turn() -> None:
    old = {"role": "smarter_error", "content": "It broke.", "smarter_is_new": False}
    assert str(prompting.read(answered({**COMPLETION, "smarter": {"messages": [old]}}), SESSION)) == "Hi."


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://localhost:9357/api/v1/llm-clients/rMTAwMDAwNAx/prompt/", "llm-clients/rMTAwMDAwNAx/prompt/"),
        ("https://api.example.com/v1/llm-clients/x/prompt/", "llm-clients/x/prompt/"),
        ("/api/v1/chatbots/x/chat/", "chatbots/x/chat/"),
        ("http://h/elsewhere/", "/elsewhere/"),
    ],
)
def test_a_chatbots_url_is_taken_below_the_base_url(url: str, path: str) -> None:
    assert prompting.below_base(url) == path


def exchanges() -> Iterator[Any]:
    folder = recordings()
    if folder is not None:
        for line in (folder / "wire" / "prompting-0.14.19.jsonl").read_text(encoding="utf-8").splitlines():
            exchange = json.loads(line)
            request = exchange["request"]
            if (
                request["method"] == "POST" and request["url"].split("?")[0].endswith("/prompt/")
            ) or "/cli/prompt/" in request["url"]:
                yield pytest.param(exchange, id=exchange["name"])


@pytest.mark.skipif(recordings() is None, reason="needs the recordings")
@pytest.mark.parametrize("exchange", list(exchanges()))
def test_recorded_answers_of_the_real_platform(exchange: Any) -> None:
    """Each is a reply or an error with a message."""
    response, body = exchange["response"], exchange["response"]["body"]
    status = response["status"]
    text = body if isinstance(body, str) else json.dumps(body)
    if status == 200 and "/config/" not in exchange["request"]["url"]:
        inner = body["data"]["body"]
        try:
            json.loads(inner)
        except ValueError:
            pytest.skip("the recording is shortened")
        failed = "error_response" in inner
        if failed:
            with pytest.raises(smarter.PromptError):
                prompting.read(answered(body), SESSION)
        else:
            assert prompting.read(answered(body), SESSION).text is not None
        return
    if status >= 300:
        said: Callable[..., Any] = prompting.verdict
        found = said(status, response["headers"], body if isinstance(body, dict) else None, text)
        if found is not None:
            # The client has its own message for a rejected key, with the host and the origin of the key.
            assert found.message or found.error is smarter.AuthenticationError
            assert "Traceback" not in found.message
            assert not found.retry


CHAT: Any = {"messages": [{"role": "user", "content": "Hi"}], "model": "gpt-4o-mini"}


@pytest.mark.parametrize("value", ["yes", "no", 1, None])
@pytest.mark.parametrize(
    ("start", "call"),
    [
        ("chat.completions.create(): stream", lambda c, v: c.chat.completions.create(**CHAT, stream=v)),
        ("responses.create(): stream", lambda c, v: c.responses.create(input="Hi", model="m", stream=v)),
        ("chatbots.prompt(): stream", lambda c, v: c.resources.chatbots.prompt("bot", "Hi", stream=v)),
        ("chatbots.prompt(): resend", lambda c, v: c.resources.chatbots.prompt("bot", "Hi", resend=v)),
        ("chatbots.stream(): resend", lambda c, v: c.resources.chatbots.stream("bot", "Hi", resend=v)),
        ("get(): stream", lambda c, v: c.get("models", cast_to=dict, stream=v)),
        ("post(): stream", lambda c, v: c.post("cli/whoami/", cast_to=dict, stream=v)),
        ("manifests.plan(): prune", lambda c, v: c.manifests.plan([], set_name="s", prune=v)),
        ("manifests.apply(): merge", lambda c, v: c.manifests.apply([], merge=v)),
        ("manifests.apply(): check", lambda c, v: c.manifests.apply([], check=v)),
        ("manifests.delete(): fail_fast", lambda c, v: c.manifests.delete([], fail_fast=v)),
    ],
)
def test_a_switch_is_true_or_false(ask: Bench, start: str, call: Callable[..., Any], value: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError) as caught:
        ask(lambda client: call(client, value))
    assert str(caught.value) == f"{start} must be a bool, True or False, not {type(value).__name__}."


def test_an_omitted_switch_is_off(ask: Bench) -> None:
    assert ask(lambda client: client.chat.completions.create(**CHAT, stream=smarter.omit)).choices

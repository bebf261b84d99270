"""Prompts pass system role and plugins; responses have the platform's shape."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, Mapping

import pytest

from smarter.local import Platform
from smarter.local.prompting.model import Completion, Model, ModelError
from tests.local.calling import ALWAYS, SESSION, apply, call, chatbot, plugin, prompt, reply


def user(text: str) -> Dict[str, str]:
    return {"role": "user", "content": text}


def test_the_reply_went_through_system_role_and_plugin(local: Platform) -> None:
    topics = {"opening_hours": ["9 to 5"], "phone": "555-1234"}
    apply(local, "Plugin", "faq", plugin(ALWAYS, data={"description": "Facts", "staticData": topics}))
    path = chatbot(local, "desk", ["faq"])
    hello = prompt(local, path, "Hello, World!")
    text = reply(hello)
    assert "You said: Hello, World!" in text
    assert "You are a librarian." in text
    assert "Be brief." in text
    assert "Tools I may call: plugin." in text
    assert hello["metadata"]["tool_calls"] is None
    assert hello["smarter"]["plugins"] == ["faq"]
    hours = prompt(local, path, "What are your opening hours?")
    assert "9 to 5" in reply(hours)
    made = hours["metadata"]["tool_calls"]
    assert made[0]["function_args"] == {"inquiry_type": "opening_hours"}
    assert made[0]["smarter_plugin"]["name"] == "faq"
    assert hours["smarter"]["tools"] == ["smarter_plugin_0000000001"]


def test_the_answer_is_shaped_as_the_platforms(local: Platform) -> None:
    path = chatbot(local, "desk", defaultTemperature=0.5, defaultMaxTokens=256)
    answer = call(local, "POST", path, {"messages": [user("Hi")]}).data
    assert answer["api"] == "smarter.sh/v1"
    assert answer["metadata"] == {"command": "prompt", "thing": "LLMClient"}
    assert {key: value for key, value in answer["data"].items() if key != "body"} == {
        "isBase64Encoded": False,
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
    }
    body = json.loads(answer["data"]["body"])
    assert body["object"] == "chat.completion"
    assert body["created"] == 1_800_000_000
    assert body["metadata"] == {
        "tool_calls": None,
        "model": "gpt-4o-mini",
        "temperature": 0.5,
        "max_completion_tokens": 256,
        "input_text": "Hi",
    }
    assert (
        body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]
    )
    smarter = body["smarter"]
    assert smarter["first_iteration"]["request"]["messages"][-1] == user("Hi")
    assert smarter["second_iteration"] == {"request": {"messages": []}, "response": {}, "messages": []}
    assert [message["role"] for message in smarter["messages"]] == ["smarter", "smarter", "assistant"]


def test_a_plugin_with_search_terms_is_used_only_if_the_prompt_contains_one(local: Platform) -> None:
    selector = {"directive": "search_terms", "searchTerms": ["gobstopper"]}
    apply(local, "Plugin", "candy", plugin(selector, data={"staticData": {"price": 1}}))
    path = chatbot(local, "shop", ["candy"])
    assert "Be brief." not in reply(prompt(local, path, "Hello"))
    selected = prompt(local, path, "A GOBSTOPPER please, what is the price?")
    assert "Be brief." in reply(selected)
    assert selected["metadata"]["tool_calls"][0]["function_args"] == {"inquiry_type": "price"}
    told = [message["content"] for message in selected["smarter"]["messages"]]
    assert "Smarter selected this plugin: candy" in told


def test_a_session_keeps_its_history_and_another_has_none(local: Platform) -> None:
    path = chatbot(local, "desk")
    prompt(local, path, "one")
    second = prompt(local, path, "two")
    asked = second["smarter"]["first_iteration"]["request"]["messages"]
    assert [message["content"] for message in asked if message["role"] == "user"] == ["one", "two"]
    other = prompt(local, path, "three", "cd" * 32)
    asked = other["smarter"]["first_iteration"]["request"]["messages"]
    assert [message["content"] for message in asked if message["role"] == "user"] == ["three"]


def test_with_a_history_only_the_last_message_is_added(local: Platform) -> None:
    path = chatbot(local, "desk")
    made_up = [user("one"), {"role": "assistant", "content": "uno"}, user("two")]
    body = {"session_key": SESSION, "messages": made_up}
    first = json.loads(call(local, "POST", path, body).data["data"]["body"])
    assert len(first["smarter"]["first_iteration"]["request"]["messages"]) == 4
    again = json.loads(call(local, "POST", path, body).data["data"]["body"])
    asked = again["smarter"]["first_iteration"]["request"]["messages"]
    assert [message["content"] for message in asked if message["role"] == "user"] == ["one", "two", "two"]


def test_the_configuration_shows_the_session(local: Platform) -> None:
    apply(local, "Plugin", "faq", plugin(ALWAYS, data={"staticData": {"phone": "555"}}))
    path = chatbot(local, "desk", ["faq"], ["calculator"], appName="Desk")
    prompt(local, path, "phone")
    config = call(local, "POST", path.replace("/prompt/", "/config/"), {"session_key": SESSION}).data["data"]
    assert config["session_key"] == SESSION
    assert config["chatbot"]["app_name"] == "Desk"
    assert config["chatbot"]["name"] == "desk"
    roles = [message["role"] for message in config["history"]["chat_history"]]
    assert roles[:2] == ["system", "user"]
    assert config["history"]["prompt_tool_call_history"][0]["function_name"] == "smarter_plugin_0000000001"
    assert config["plugins"]["plugins"][0]["plugin_meta"]["name"] == "faq"
    assert config["functions"]["functions"] == ["calculator"]
    fresh = call(local, "POST", path.replace("/prompt/", "/config/"), {}).data["data"]
    assert len(fresh["session_key"]) == 64
    assert fresh["history"]["chat_history"] == []


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        (None, "'messages' was not found"),
        ("hi", "should be a JSON list"),
        ([], "messages or input_text is required"),
        ([{"content": "hi"}], "'role' not found"),
        ([{"role": "user", "content": ""}], "input_text is required"),
    ],
)
def test_bad_messages_fail_with_status_200(local: Platform, messages: Any, words: str) -> None:
    body = {"messages": messages} if messages is not None else {"prompt": "Hello"}
    answer = call(local, "POST", chatbot(local, "desk"), body)
    assert answer.status == 200
    failed = json.loads(answer.data["data"]["body"])
    assert failed["id"] == "error_response"
    assert words in reply(failed)
    assert failed["usage"]["total_tokens"] == 0
    assert failed["smarter"]["messages"][-1]["role"] == "smarter_error"


class Failing(Model):
    def complete(self, payload: Mapping[str, Any]) -> Completion:
        raise ModelError(429, {"message": "slow down", "type": "requests"})


def test_a_failing_model_is_an_error_response_and_the_prompt_is_kept(local: Platform) -> None:
    path = chatbot(local, "desk")
    local.model = Failing()
    failed = prompt(local, path, "one")
    assert failed["id"] == "error_response"
    assert failed["system_fingerprint"] == "error_response_1800000000"
    assert reply(failed).startswith("Error code: 429 - ")
    assert "RateLimitError" in failed["smarter"]["messages"][-1]["content"]
    local.model = Model()
    asked = prompt(local, path, "two")["smarter"]["first_iteration"]["request"]["messages"]
    assert [message["content"] for message in asked[1:]] == ["one", "two"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/llm-clients/rMTAwMDk5OQx/prompt/", {"messages": [user("x")]}, 500),
        ("POST", "/api/v1/llm-clients/zzzz/prompt/", {"messages": [user("x")]}, 404),
        ("POST", "/api/v1/llm-clients/4/prompt/", {"messages": [user("x")]}, 404),
        ("POST", "/api/v1/llm-clients/rMTAwMDk5OQx/config/", {}, 404),
        ("POST", "/api/v1/llm-clients/zzzz/config/", {}, 500),
        ("GET", "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/", None, 405),
        ("POST", "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/", {}, 500),
        ("POST", "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/", b"{oops", 500),
        ("POST", "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/", {"session_key": "no", "messages": []}, 500),
    ],
)
def test_bad_requests_are_answered_as_the_platform_does(
    local: Platform, method: str, path: str, body: Any, status: int
) -> None:
    assert chatbot(local, "desk") == "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/"
    assert call(local, method, path, body).status == status


def test_a_chatbot_is_not_prompted_without_the_key() -> None:
    platform = Platform(api_key="k" * 64)
    path = "/api/v1/llm-clients/rMTAwMDAwMQx/prompt/"
    try:
        assert call(platform, "POST", path, {"messages": [user("x")]}).status == 404
        wrong = {"Authorization": "Token wrong"}
        assert call(platform, "POST", path, {"messages": [user("x")]}, wrong).status == 500
    finally:
        platform.close()


def test_a_strictly_faithful_platform_refuses_prompts_with_a_key() -> None:
    platform = Platform(strict_faithful=True)
    try:
        path = chatbot(platform, "desk")
        answer = call(platform, "POST", path, {"messages": [user("x")]})
        assert (answer.status, answer.headers["location"]) == (302, f"/login/?next={path}")
    finally:
        platform.close()


@pytest.fixture(params=["P10", "P15C"])
def repaired(request: pytest.FixtureRequest) -> Iterator[Platform]:
    platform = Platform(dialect=request.param)
    yield platform
    platform.close()


def test_a_prompt_by_name_keeps_its_session_until_a_new_one_is_requested(repaired: Platform) -> None:
    chatbot(repaired, "desk")
    word = "chat" if repaired.dialect == "P10" else "prompt"
    path = f"/api/v1/cli/{word}/desk/"
    first = call(repaired, "POST", f"{path}?uid=me&new_session=true", {"messages": [], "prompt": "one"}).data
    assert "You said: one" in reply(first["data"]["response"]["data"]["body"])
    again = call(repaired, "POST", f"{path}?uid=me", {"prompt": "two"}).data
    key = first["data"]["request"]["session_key"]
    assert again["data"]["request"]["session_key"] == key
    asked = again["data"]["response"]["data"]["body"]["smarter"]["first_iteration"]["request"]["messages"]
    assert len(asked) == 4
    config = call(repaired, "POST", f"/api/v1/cli/{word}/config/desk/?uid=me").data
    assert config["data"]["session_key"] == key
    new = call(repaired, "POST", f"{path}?uid=me&new_session=true", {"prompt": "one"}).data
    assert new["data"]["request"]["session_key"] != key


@pytest.mark.parametrize(
    ("query", "body", "status", "error"),
    [
        ("?uid=u1&new_session=true", {"prompt": "hi"}, 500, "DoesNotExist"),
        ("?uid=u1", {"prompt": "hi", "session_key": SESSION}, 500, "APIV1CLIChatViewError"),
        ("?uid=u1", {"prompt": "hi", "session_key": "nope"}, 400, "SmarterValueError"),
        ("?uid=u1", None, 500, "APIV1CLIChatViewError"),
        ("?new_session=true", {"prompt": "hi"}, 500, "APIV1CLIChatViewError"),
        ("?uid=u1&new_session=yes", {"prompt": "hi"}, 500, "APIV1CLIChatViewError"),
    ],
)
def test_a_prompt_by_name_never_succeeds_on_0_14(
    local: Platform, query: str, body: Any, status: int, error: str
) -> None:
    chatbot(local, "desk")
    answer = call(local, "POST", f"/api/v1/cli/prompt/desk/{query}", body)
    assert (answer.status, answer.data["error"]["errorClass"]) == (status, error)
    assert call(local, "POST", f"/api/v1/cli/chat/desk/{query}", body).status == 404


def test_a_provider_can_be_prompted_directly(local: Platform) -> None:
    body = {"model": "gpt-4o-mini", "messages": [user("Hello")]}
    answer = call(local, "POST", "/api/v1/prompts/passthrough/openai/", body)
    assert (answer.status, answer.data["object"], answer.data["api"]) == (
        200,
        "chat.completion",
        "smarter.sh/v1",
    )
    streamed = call(local, "POST", "/api/v1/prompts/passthrough/openai/", {**body, "stream": True})
    assert streamed.data["message"] == "Response is not a ChatCompletion object"
    unknown = call(local, "POST", "/api/v1/prompts/passthrough/no_such/", body)
    assert (unknown.status, unknown.data["error"]["errorClass"]) == (400, "SmarterValueError")
    local.model = Failing()
    limited = call(local, "POST", "/api/v1/prompts/passthrough/openai/", body)
    assert (limited.status, limited.data["error"]["errorClass"]) == (400, "RateLimitError")

"""Prompts, streams and configurations are valid by the vendor's newest schemas."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator

import jsonschema
import pytest

from smarter.local import Platform
from smarter.local.prompting.model import Model, ModelError
from tests import sdk_archive
from tests.local.calling import ALWAYS, SESSION, apply, call, chatbot, plugin

DOCUMENT = sdk_archive.files().get("contracts/openapi.json")
pytestmark = pytest.mark.skipif(DOCUMENT is None, reason="needs the vendor's archive")


@pytest.fixture
def newest() -> Iterator[Platform]:
    platform = Platform(dialect="0.36", model=Model())
    yield platform
    platform.close()


def check(value: Any, schema: str) -> None:
    components = json.loads(DOCUMENT or "")["components"]
    jsonschema.validate(value, {"$ref": f"#/components/schemas/{schema}", "components": components})


def shop(platform: Platform) -> str:
    apply(platform, "Plugin", "faq", plugin(ALWAYS, data={"staticData": {"prices": [35]}}))
    return chatbot(platform, "bot", ["faq"], ["calculator"])


def body(text: str) -> Dict[str, Any]:
    return {"session_key": SESSION, "messages": [{"role": "user", "content": text}]}


def events(raw: bytes) -> Iterator[Any]:
    for block in raw.decode().strip().split("\n\n")[1:]:
        name, _, data = block.partition("\n")
        yield name[len("event: ") :], json.loads(data[len("data: ") :])


@pytest.mark.parametrize("text", ["prices?", "calculate '2 * 3'", "hello"])
def test_answers_and_streams_are_as_the_contract_says(newest: Platform, text: str) -> None:
    path = shop(newest)
    whole = call(newest, "POST", path, body(text))
    check(whole.data, "PromptChatApiPromptResponse")
    for name, data in events(call(newest, "POST", path, body(text), {"Accept": "text/event-stream"}).data):
        check(data, "PromptChatApiProgressEvent" if name == "progress" else "PromptChatApiProgressResult")


def test_a_failed_model_is_as_the_contract_says(newest: Platform) -> None:
    class Broken(Model):
        def complete(self, payload: Any) -> Any:
            raise ModelError(429, {"message": "the quota is used up"})

    newest.model = Broken()
    path = shop(newest)
    whole = call(newest, "POST", path, body("hello"))
    assert whole.status == 429
    check(whole.data, "PromptChatApiPromptResponse")
    assert whole.data["error"]["status"] == whole.data["data"]["status"] == 429
    assert whole.data["data"]["messages"][-1]["role"] == "smarter_error"
    *_, (name, result) = events(call(newest, "POST", path, body("x"), {"Accept": "text/event-stream"}).data)
    assert (name, result["status"]) == ("result", 429)
    check(result, "PromptChatApiProgressResult")


def test_a_configuration_is_as_the_contract_says(newest: Platform) -> None:
    path = shop(newest)
    call(newest, "POST", path, body("prices?"))
    answer = call(newest, "POST", path.replace("/prompt/", "/config/"), {"session_key": SESSION}).data
    check(answer, "PromptChatApiConfigResponse")
    data = answer["data"]
    assert data["contract"] == 2
    assert data["llmclient"]["url_llmclient"].endswith(path)
    assert "url_chatbot" not in data["llmclient"]
    assert data["history"]["chat_history"]
    assert data["history"]["prompt_tool_call_history"][0]["function_name"].startswith("smarter_plugin_")
    assert [each["name"] for each in data["extensions"]["extensions"]] == ["calculator"]


def test_events_of_a_guardrail_are_as_the_contract_says(newest: Platform) -> None:
    config = {"stage": "input", "strategy": "keyword", "keywords": ["price"], "action": "flag"}
    apply(newest, "Guardrail", "watched", {"config": config})
    prompt = {"provider": "openai", "defaultSystemRole": "Kind."}
    apply(newest, "LLMClient", "bot", {"config": {"prompt": prompt}, "guardrails": ["watched"]})
    call(newest, "POST", "/api/v1/llm-clients/1/prompt/", body("price?"))
    answer = call(newest, "GET", "/api/v1/guardrails/1/events/").data
    check(answer, "GuardrailApiEvents")
    assert len(answer["events"]) == 1

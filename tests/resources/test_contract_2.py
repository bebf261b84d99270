"""Newer platforms' replies: chat contract 2, as recorded and as embedded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import sdk_archive
from tests.platform.answering import Answering, json_answer, success

SCHEMA = success({"properties": {"spec": {"properties": {"config": {}, "extensions": {}}}}})
BOT = success({"metadata": {"name": "helper"}, "spec": {}, "status": {}})
RECORDED = sdk_archive.files().get("prompt.json")


def platform(reply: Any) -> Answering:
    """Return a platform that answers prompts with `reply`."""
    answers = {"cli/prompt/": json_answer(200, reply), "cli/json-schema/": SCHEMA, "cli/describe/": BOT}
    return Answering(answers, dialect="0.36")


@pytest.mark.skipif(RECORDED is None, reason="needs the vendor's archive")
def test_the_recorded_reply_has_text_usage_tools_and_transcript() -> None:
    world = platform(json.loads(RECORDED or ""))
    reply = world.client.resources.chatbots.prompt("helper", "17 * 23?")
    assert "391" in reply.text
    assert reply.usage is not None
    assert reply.usage.total_tokens == 507
    assert reply.tools == ["calculator"]
    assert reply.messages[0].role == "smarter"
    assert reply.guardrails == []
    asked = [headers for _, path, headers, _ in world.sent if path.startswith("cli/prompt/")]
    assert asked[0]["x-smarter-capabilities"] == "chat-contract-v2"


def test_tool_calls_and_guardrails_of_a_reply_are_read() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "calculator", "arguments": "{}"}}
    data: Any = {
        "contract": 2,
        "messages": [{"role": "assistant", "content": None, "tool_calls": [call]}],
        "completion": {
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "4"}}],
            "model": "m",
        },
        "guardrails": [{"name": "polite", "action": "flag"}],
        "tools": ["calculator"],
        "plugins": ["faq"],
    }
    body = {"data": data, "api": "smarter.sh/v1", "metadata": {"command": "prompt"}}
    world = platform(body)
    reply = world.client.resources.chatbots.prompt("helper", "2 + 2?")
    assert (reply.text, reply.plugins) == ("4", ["faq"])
    assert [each.function_name for each in reply.tool_calls] == ["calculator"]
    assert reply.guardrails == [{"name": "polite", "action": "flag"}]

"""The history of the embedded platform, through the client that programs use."""

from __future__ import annotations

import pytest

from smarter import NotFoundError, Smarter

PROMPT = {
    "provider": "openai",
    "systemRole": "You help.",
    "model": "gpt-4o-mini",
    "temperature": 0.5,
    "maxTokens": 256,
}


def test_prompts_and_their_tool_calls_are_in_the_history(client: Smarter) -> None:
    assert list(client.history.sessions.list()) == []
    client.resources["Plugin"].apply(
        name="hours", description="Hours.", version="1.0.0",
        spec={
            "selector": {"directive": "always"},
            "prompt": PROMPT,
            "data": {"description": "Hours of the shop.", "staticData": {"monday": "9 to 5"}},
        },
    )  # fmt: skip
    config = {"prompt": {"provider": "openai", "defaultModel": "gpt-4o-mini"}}
    chatbot = client.resources.chatbots.apply(
        name="bike_shop", description="d", version="1.0.0", spec={"config": config, "plugins": ["hours"]}
    )
    chatbot.prompt("When does the shop open on monday?")
    (session,) = client.history.sessions.list()
    assert not session.model_extra
    assert client.history.sessions.retrieve(session.id).session_key == session.session_key
    (call,) = client.history.tool_calls.list()
    assert (call.prompt.id, str(call.function_name)[:14]) == (session.id, "smarter_plugin")
    (usage,) = client.history.plugin_usage.list()
    assert (usage.plugin.name, usage.input_text) == ("hours", "When does the shop open on monday?")
    with pytest.raises(NotFoundError):
        client.history.tool_calls.retrieve(99)

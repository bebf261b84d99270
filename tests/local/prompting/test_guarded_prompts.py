"""Guardrails change prompts and replies; the SDK and `smarter chat` report them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterator

import pytest

from smarter import Smarter
from smarter.local.prompting.model import Model
from smarter.local.server import LocalServer
from tests import in_process


def manifest(kind: str, name: str, spec: Dict[str, Any]) -> Dict[str, Any]:
    metadata = {"name": name, "description": "d", "version": "1.0.0"}
    return {"apiVersion": "smarter.sh/v1", "kind": kind, "metadata": metadata, "spec": spec}


def guardrail(name: str, **config: Any) -> Dict[str, Any]:
    return manifest("Guardrail", name, {"config": config})


GUARDRAILS = [
    guardrail("mail", stage="both", strategy="detector", detectors=["email"], action="redact", priority=1),
    guardrail(
        "polite", stage="input", strategy="keyword", keywords=["idiot"], action="block", message="Please."
    ),
    guardrail("shy", stage="output", strategy="keyword", keywords=["xyzzy"], action="block"),
    guardrail("watched", stage="input", strategy="keyword", keywords=["price"], action="flag"),
    guardrail("unused", stage="input", strategy="keyword", keywords=["price"], action="block"),
]
CHATBOT = manifest(
    "Chatbot",
    "desk",
    {
        "config": {"provider": "openai", "defaultSystemRole": "Kind."},
        "guardrails": ["polite", "watched", "shy", "mail"],
    },
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Smarter]:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))
    with LocalServer(tmp_path / "x.db", dialect="0.36", model=Model()) as server:
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        with Smarter() as client:
            client.manifests.apply([*GUARDRAILS, CHATBOT])
            yield client


@pytest.mark.parametrize(
    ("text", "reply", "acted"),
    [
        ("Hello", "You said: Hello", []),
        ("I am a@b.example", "You said: I am [REDACTED]", [("mail", "input", "redacted")]),
        ("You idiot", "Please.", [("polite", "input", "blocked")]),
        ("xyzzy", "This cannot be answered.", [("shy", "output", "blocked")]),
        (
            "price, a@b.example?",
            "You said: price, [REDACTED]?",
            [("mail", "input", "redacted"), ("watched", "input", "flagged")],
        ),
    ],
)
def test_guardrails_of_the_chatbot_act_on_prompt_and_reply(
    desk: Smarter, text: str, reply: str, acted: Any
) -> None:
    whole = desk.resources.chatbots.prompt("desk", text)
    assert whole.text.splitlines()[0] == reply
    assert [(each["name"], each["stage"], each["disposition"]) for each in whole.guardrails] == acted
    events = list(desk.resources.chatbots.stream("desk", text))
    guards = [each for each in events if each.type == "guardrail"]
    assert [(each.name, each.stage, each.disposition) for each in guards] == acted


def test_a_blocked_prompt_is_not_sent_to_the_model_and_its_session_continues(desk: Smarter) -> None:
    blocked = desk.resources.chatbots.prompt("desk", "You idiot, a@b.example")
    assert blocked.usage is not None
    assert blocked.usage.total_tokens == 0
    again = desk.resources.chatbots.prompt("desk", "Hello", session=blocked)
    assert "You said: Hello" in again.text


def test_events_of_a_guardrail_are_listed(desk: Smarter) -> None:
    reply = desk.resources.chatbots.prompt("desk", "price, a@b.example?")
    desk.resources.chatbots.prompt("desk", "price?")
    watched, mail = (desk.guardrails.find(name) for name in ("watched", "mail"))
    assert watched is not None
    assert mail is not None
    events = desk.guardrails.events(watched.id)
    assert [each.disposition for each in events.events] == ["flagged", "flagged"]
    (event,) = desk.guardrails.events(mail.id).events
    assert (event.stage, event.disposition, event.llmclient) == ("input", "redacted", "desk")
    assert event.session_key == reply.session
    assert "a@b.example" not in str(event)


def test_a_monitoring_guardrail_reports_its_disposition(desk: Smarter) -> None:
    quiet = guardrail(
        "quiet", stage="input", strategy="keyword", keywords=["blue"], action="block", mode="monitor"
    )
    logs = guardrail("logs", stage="input", strategy="keyword", keywords=["blue"], action="log")
    bot = {**CHATBOT, "spec": {**CHATBOT["spec"], "guardrails": ["quiet", "logs"]}}
    desk.manifests.apply([quiet, logs, bot])
    reply = desk.resources.chatbots.prompt("desk", "My bicycle is blue.")
    assert reply.text.startswith("You said: My bicycle is blue.")
    assert {each["name"]: each["disposition"] for each in reply.guardrails} == {
        "quiet": "monitored",
        "logs": "logged",
    }


def test_no_redacted_text_is_in_the_history(desk: Smarter) -> None:
    reply = desk.resources.chatbots.prompt("desk", "I am a@b.example")
    bot = desk.llm_clients.find("desk")
    assert bot is not None
    config = desk.llm_clients.with_raw_response.config(bot.id, session_key=reply.session)
    assert "I am [REDACTED]" in config.text
    assert "a@b.example" not in config.text


def test_the_command_names_the_guardrail(desk: Smarter, tmp_path: Path) -> None:
    import os

    done = in_process.run(["chat", "desk", "You idiot"], folder=tmp_path, environ=dict(os.environ))
    assert done.code == 0
    assert done.out == b"Please.\n"
    assert done.err == b"guardrail polite: input blocked\n"

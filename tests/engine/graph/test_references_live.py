"""References of live resources: newer fields, spellings, before a delete."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smarter import engine
from smarter.engine.graph.references import live_references, reference_fields
from smarter.kinds import load_kinds
from tests.engine.conftest import World
from tests.schemas.rule_cases import MCP, manifest

BOT = {
    "apiVersion": "smarter.sh/v1",
    "kind": "Chatbot",
    "metadata": {"name": "bot", "description": "d", "version": "1.0.0"},
    "spec": {"config": {"provider": "openai"}, "mcpClients": ["wiki"]},
}


@pytest.mark.parametrize("dialect", ["P15A", "P15C"])
def test_a_live_chatbot_refers_to_its_mcp_clients(tmp_path: Path, dialect: str) -> None:
    world = World(tmp_path, dialect=dialect)
    wiki = manifest("MCPClient", MCP)
    wiki["metadata"]["name"] = "wiki"
    world.apply(json.dumps(wiki))
    world.apply(json.dumps(BOT))
    live = world.platform.get(load_kinds().get("chatbot"), "bot")
    assert {each.path: each.name for each in live_references(live)}["spec.mcpClients"] == "wiki"
    world.local.close()


def test_a_chatbot_can_refer_to_guardrails() -> None:
    kinds = load_kinds()
    fields = reference_fields(kinds.get("Chatbot"), kinds.get("Guardrail"))
    assert [str(field) for field in fields] == ["spec.guardrails"]


@pytest.mark.parametrize("dialect", ["P15A", "P15C"])
def test_the_plan_of_a_delete_names_the_users_of_the_resource(tmp_path: Path, dialect: str) -> None:
    world = World(tmp_path, dialect=dialect)
    wiki = manifest("MCPClient", MCP)
    wiki["metadata"]["name"] = "wiki"
    world.apply(json.dumps(wiki))
    world.apply(json.dumps(BOT))
    kind = load_kinds().get("MCPClient")
    world.sent.clear()
    (step,) = engine.plan_delete_named(world.platform, kind, ["wiki"]).steps
    assert step.notes == ("chatbot/bot refers to it, and the platform does not delete what is in use",)
    assert {verb for verb, _ in world.sent} <= {"describe", "get"}
    both = engine.plan_delete_named(world.platform, kind, ["wiki"], leaving=[("LLMClient", "bot")])
    assert both.steps[0].notes == ()
    world.local.close()


def test_a_respelled_reference_is_shown_in_its_applied_form(tmp_path: Path) -> None:
    world = World(tmp_path, dialect="P14")
    world.apply(
        json.dumps(
            {**manifest("Plugin"), "metadata": {**manifest("Plugin")["metadata"], "name": "faq_plugin"}}
        )
    )
    world.apply(json.dumps({**BOT, "spec": {"config": {"provider": "openai"}, "plugins": ["faq_plugin"]}}))
    live = world.platform.get(load_kinds().get("chatbot"), "bot")
    assert live.manifest["spec"]["plugins"] == ["faqPlugin"]
    assert {each.path: each.name for each in live_references(live)}["spec.plugins"] == "faq_plugin"
    world.local.close()

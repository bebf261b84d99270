"""References in fields that only newer platforms have, found in live resources as in manifests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smarter.engine.references import live_references, reference_fields
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

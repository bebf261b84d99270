"""An API key instead of a Secret's name is refused, and neither shown nor sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smarter.errors import ManifestError
from tests.engine.conftest import World
from tests.schemas.rule_cases import MCP_KEY, PROXY, Changes, manifest

KEYS = ("sk-proj-abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("Proxy", PROXY, "apiKey"),
        ("MCPClient", MCP_KEY, "config.credentials"),
        ("Provider", {}, "provider.api_key"),
        ("ApiConnection", {}, "connection.apiKey"),
        ("LLMHost", {"compute": None}, "model.tokenSecret"),
    ],
)
def test_a_key_in_place_of_a_name_is_neither_shown_nor_sent(
    tmp_path: Path, kind: str, changes: Changes, field: str, key: str
) -> None:
    world = World(tmp_path, dialect="P15C")
    with pytest.raises(ManifestError) as caught:
        world.apply(json.dumps(manifest(kind, changes, {field: key})))
    told = f"{caught.value} {caught.value.hint} {[str(each) for each in caught.value.findings]}"
    assert f"spec.{field} names" in told
    assert "looks like the secret itself" in told
    for text in (told, str(world.sent)):
        assert "abcdefghij" not in text
    assert world.writes == []
    world.local.close()


def test_a_name_that_resembles_a_prefix_is_looked_up(tmp_path: Path) -> None:
    world = World(tmp_path, dialect="P15C")
    with pytest.raises(ManifestError):
        world.apply(json.dumps(manifest("LLMHost", {"compute": None, "model.tokenSecret": "hf_token"})))
    assert ("describe", "Secret/?name=hf_token") in world.sent
    world.local.close()

"""Adopting: an existing resource becomes a member of a set, otherwise unchanged."""

from __future__ import annotations

import pytest

from smarter import engine
from smarter.errors import GuardError, ManifestError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, PLUGIN, SECRET, SET

BARE = (
    CHATBOT.replace("[faq, forecast]", "[]")
    .replace("[What is x_y?, When do you open?]", "[]")
    .replace("[get_current_weather]", "[]")
)


def adopt(world: World, set_name: str, text: str = "", *named: str) -> None:
    words = (each.split("/") for each in named)
    pairs = [(world.platform.kinds.get(kind), name) for kind, name in words]
    made = engine.plan_adopt(world.platform, set_name, world.resources(text) if text else [], pairs)
    assert {o.action for o in engine.execute(world.platform, made)} <= {"updated", "unchanged"}


def members(world: World, name: str) -> set:
    return set(engine.read_set(world.platform, name).members)


def test_adopting_a_manifest_adds_its_resource_to_the_set(world: World) -> None:
    world.apply(SECRET)
    adopt(world, "shop", SECRET)
    assert members(world, "shop") == {("Secret", "api_key")}
    assert world.plan(SECRET).empty
    assert world.plan(SECRET, set_name="shop").empty


def test_adopting_by_name_keeps_every_field(world: World) -> None:
    world.apply(BARE)
    world.time += 120
    adopt(world, "shop", "", "chatbot/helper")
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["appName"] == "Helper"
    assert world.plan(BARE, set_name="shop").empty


# Reads after an apply are stale, and platforms drop or respell some values; the last apply recorded them.
def test_adopting_by_name_keeps_applied_fields_that_do_not_read_back(any_world: World) -> None:
    everywhere = SET.replace("    description: what people ask\n", "")
    any_world.apply(everywhere)
    names = ["chatbot/helper", "plugin/faq", "apiplugin/forecast", "apiconnection/weather"]
    adopt(any_world, "shop", "", *names)
    assert len(members(any_world, "shop")) == len(names)
    assert any_world.plan(everywhere).empty


def test_a_change_made_elsewhere_survives_the_adoption_by_name(world: World) -> None:
    world.apply(SET)
    live = world.local.resource("LLMClient", "helper")
    manifest = {**live, "apiVersion": "smarter.sh/v1", "kind": "LLMClient"}
    manifest["spec"]["config"]["appName"] = "Changed by hand"
    world.platform.write(world.platform.kinds.get("LLMClient"), manifest)
    world.time += 120
    adopt(world, "shop", "", "chatbot/helper")
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["appName"] == "Changed by hand"


def test_adopting_by_name_refuses_fields_that_would_be_lost(world: World) -> None:
    world.apply(SECRET)
    with pytest.raises(ManifestError, match=r"config\.value of secret/api_key") as caught:
        adopt(world, "shop", "", "secret/api_key")
    assert not caught.value.findings
    assert "-f PATH" in str(caught.value.hint)


def test_a_manifest_that_wants_more_is_refused(world: World) -> None:
    world.apply(PLUGIN)
    with pytest.raises(GuardError, match=r"plugin/faq: metadata\.description"):
        adopt(world, "shop", PLUGIN.replace("answers", "replies"))


def test_adopting_a_missing_resource_is_refused(world: World) -> None:
    with pytest.raises(ManifestError, match="does not exist: plugin/faq"):
        adopt(world, "shop", PLUGIN)


def test_a_resource_moves_to_another_set_and_is_not_pruned_by_the_one_it_left(world: World) -> None:
    both = "---".join((PLUGIN, SECRET))
    engine.execute(world.platform, world.plan(both, set_name="shop"))
    adopt(world, "other", PLUGIN)
    left = world.plan(SECRET, set_name="shop", prune=True)
    assert left.summary()["delete"] == 0
    engine.execute(world.platform, left)
    assert (members(world, "shop"), members(world, "other")) == ({("Secret", "api_key")}, {("Plugin", "faq")})

"""Renames: the new resource keeps settings if possible; the plan names losses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smarter import engine
from smarter.errors import ManifestError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, SECRET
from tests.engine.manifests import PLUGIN as PLUGIN_OF_0_14

PLUGIN = PLUGIN_OF_0_14.replace("    description: what people ask\n", "")
BARE = (
    CHATBOT.replace("[faq, forecast]", "[faq]")
    .replace("[get_current_weather]", "[]")
    .replace("annotations: [{smarter.sh/owner: me}]", "annotations: []")
)


@pytest.fixture
def world(any_world: World) -> World:
    return any_world


def renamed(text: str, old: str, new: str) -> str:
    text = text.replace(f"name: {old}", f"name: {new}", 1)
    if "annotations: []" in text:
        return text.replace("annotations: []", f"annotations: [{{smarter.sh/renamed-from: {old}}}]")
    return text.replace(
        "version: 1.0.0", f"version: 1.0.0, annotations: [{{smarter.sh/renamed-from: {old}}}]", 1
    )


def plan(world: World, text: str, **options: Any) -> engine.Plan:
    return world.plan(text, set_name="shop", **options)


def notes(made: engine.Plan, name: str) -> str:
    return "; ".join(note for step in made.steps if step.name == name for note in step.notes)


def test_a_renamed_plugin_is_created_its_chatbot_written_and_the_old_one_pruned(world: World) -> None:
    world.run(plan(world, "---".join((BARE, PLUGIN))))
    after = "---".join((BARE.replace("[faq]", "[answers]"), renamed(PLUGIN, "faq", "answers")))
    made = plan(world, after, prune=True)
    assert "renamed from plugin/faq: loses its id" in notes(made, "answers")
    assert world.run(made) == {
        "Plugin/answers": "created",
        "Chatbot/helper": "updated",
        "Plugin/faq": "deleted",
    }
    world.time += 120
    assert plan(world, after, prune=True).empty


def test_a_live_chatbot_stays_live_under_its_new_name(world: World) -> None:
    live_one = BARE.replace("appName: Helper", "appName: Helper\n    deployed: true")
    world.run(plan(world, "---".join((live_one, PLUGIN))))
    world.time += 120
    made = plan(world, "---".join((renamed(BARE, "helper", "guide"), PLUGIN)), prune=True)
    note = notes(made, "guide")
    assert "renamed from chatbot/helper: keeps spec.config." in note
    assert "loses its address, its chat history, its id" in note
    assert world.run(made)["Chatbot/guide"] == "created"
    world.time += 120
    live = world.platform.read(world.platform.kinds.get("Chatbot"), "guide")
    assert live is not None
    assert live.manifest["spec"]["config"]["deployed"] is True


def test_without_prune_the_renamed_plugin_stays_and_is_named(world: World) -> None:
    world.run(plan(world, SECRET))
    made = plan(world, renamed(SECRET, "api_key", "token"))
    assert [(each.name, each.text) for each in made.orphans] == [
        ("api_key", "renamed to secret/token; --prune removes it")
    ]
    assert world.run(made) == {"Secret/token": "created"}


def test_renames_do_not_count_to_the_limit_of_a_prune(world: World) -> None:
    names = [f"s{number}" for number in range(4)]
    world.run(plan(world, "---".join(SECRET.replace("api_key", name) for name in names)))
    after = "---".join(
        renamed(SECRET.replace("name: api_key", f"name: {name}"), name, f"new_{name}") for name in names
    )
    assert sorted(world.run(plan(world, after, prune=True)).values()) == ["created"] * 4 + ["deleted"] * 4


def test_a_user_outside_the_manifests_is_named(world: World) -> None:
    world.run(plan(world, PLUGIN))
    world.apply(BARE)
    made = plan(world, renamed(PLUGIN, "faq", "answers"))
    assert "chatbot/helper, in no manifest, still refers to plugin/faq" in notes(made, "answers")


def test_a_rename_annotation_is_ignored_once_the_new_resource_exists(world: World) -> None:
    text = renamed(SECRET, "api_key", "token")
    world.run(plan(world, text))
    assert plan(world, text).empty
    world.run(plan(world, text))
    assert "renamed" not in notes(plan(world, text), "token")


def test_a_former_name_that_is_still_described_is_refused(world: World) -> None:
    with pytest.raises(
        ManifestError, match="secret/token is renamed from secret/api_key, which a manifest still"
    ):
        plan(world, "---".join((SECRET, renamed(SECRET, "api_key", "token"))))


@pytest.mark.parametrize("value", ["[faq]", "{faq: 1}", "true", "''", "' '"])
def test_a_malformed_former_name_is_refused(value: str, tmp_path: Path) -> None:
    world = World(tmp_path)
    text = PLUGIN.replace("annotations: []", "").replace(
        "version: 1.0.0", f"version: 1.0.0, annotations: [{{smarter.sh/renamed-from: {value}}}]", 1
    )
    with pytest.raises(ManifestError, match=r"plugin/faq: smarter\.sh/renamed-from must be a name"):
        plan(world, text)
    world.local.close()


def test_without_a_set_the_old_resource_stays_and_is_named(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.apply(PLUGIN)
    after = world.resources(renamed(PLUGIN, "faq", "answers"))
    stays = "plugin/faq stays until it is deleted"
    assert stays in notes(engine.plan(world.platform, after), "answers")
    assert stays not in notes(engine.plan(world.platform, after, set_name="shop"), "answers")
    (made,) = engine.execute(world.platform, engine.plan(world.platform, after))
    assert stays in " ".join(made.warnings), "apply says it too: no later run does"
    world.local.close()

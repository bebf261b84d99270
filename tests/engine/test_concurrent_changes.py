"""A resource that changed after the plan was made is not written; the others are."""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Tuple

import pytest

from smarter import engine
from smarter.engine.writes import step_writer
from tests.engine.conftest import World
from tests.engine.manifests import API_PLUGIN, CHATBOT, CONNECTION, PLUGIN, SECRET, SET


@pytest.fixture(autouse=True)
def every_read_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each write read again; these tests would reuse earlier reads otherwise."""
    monkeypatch.setattr(step_writer, "SAME_READ", 0.0)


WELCOME = CHATBOT.replace("appName: Helper", "appName: Hotfix")

# The change by another client after the plan was made, its resource, and the fields that the report must name.
ELSEWHERE: Dict[str, Tuple[str, str, List[str]]] = {
    "a field": ("Chatbot/helper", WELCOME, ["spec.config.appName"]),
    "two fields": (
        "Plugin/faq",
        PLUGIN.replace("gpt-4o-mini", "gpt-4o").replace("coffee: 2.5", "coffee: 3"),
        ["spec.prompt.model", "spec.data.staticData"],
    ),
    "a secret": ("Secret/api_key", SECRET.replace("correct-horse", "wrong-horse"), ["spec.config.value"]),
    "a field that comes back as something else": (
        "ApiConnection/weather",
        CONNECTION.replace("apiKey: api_key, ", ""),
        ["spec.connection.apiKey"],
    ),
    "tags": ("Plugin/faq", PLUGIN.replace("[one, two]", "[one, three]"), ["metadata.tags"]),
    "the user's annotations": (
        "Chatbot/helper",
        CHATBOT.replace("smarter.sh/owner: me", "smarter.sh/owner: you"),
        ["metadata.annotations"],
    ),
}


def next_version(text: str) -> str:
    return text.replace("version: 1.0.0", "version: 1.0.1")


@pytest.mark.parametrize("what", ELSEWHERE)
def test_a_resource_that_changed_since_the_plan_is_left_and_named(world: World, what: str) -> None:
    changed, text, fields = ELSEWHERE[what]
    world.apply(SET)
    world.time += 300
    plan = world.plan(next_version(SET))
    world.time += 10
    assert {each.action for each in world.apply(text).values()} == {"updated"}
    before = _shown(world, changed)
    world.time += 10
    outcomes = {f"{each.kind}/{each.name}": each for each in engine.execute(world.platform, plan)}
    error = outcomes[changed].error
    assert error is not None
    assert error.code == "changed"
    assert all(field in error.message for field in fields), error.message
    assert "horse" not in error.message
    assert _shown(world, changed) == before
    others = {key: each.action for key, each in outcomes.items() if key != changed}
    needing = {"ApiConnection/weather", "ApiPlugin/forecast", "Chatbot/helper"}
    assert set(others.values()) <= {"updated", "skipped"}
    assert all(action == "updated" for key, action in others.items() if key not in needing), others


def _shown(world: World, label: str) -> Tuple[Any, Any]:
    kind, name = label.split("/")
    live = world.platform.read(world.platform.kinds.get(kind), name)
    assert live is not None
    return live.manifest, live.marks


def test_a_resource_created_or_deleted_after_the_plan_is_not_written(world: World) -> None:
    plan = world.plan(PLUGIN)
    world.apply(PLUGIN.replace("You are helpful.", "You are somebody's."))
    (outcome,) = engine.execute(world.platform, plan)
    assert outcome.error is not None
    assert "It was created on the platform after the plan was made." in outcome.error.message
    plan = world.plan(next_version(PLUGIN))
    world.delete(PLUGIN)
    (outcome,) = engine.execute(world.platform, plan)
    assert outcome.error is not None
    assert "It was deleted on the platform after the plan was made." in outcome.error.message
    assert not _exists(world)


def _exists(world: World) -> bool:
    return world.platform.read(world.platform.kinds.get("Plugin"), "faq") is not None


def test_a_resource_changed_after_the_plan_is_not_deleted(world: World) -> None:
    world.apply(PLUGIN)
    world.time += 300
    plan = engine.plan_delete(world.platform, world.resources(PLUGIN))
    world.apply(PLUGIN.replace("You are helpful.", "You are needed."))
    (outcome,) = engine.execute(world.platform, plan)
    assert (outcome.action, outcome.error and outcome.error.code) == ("failed", "changed")
    assert _exists(world)


def test_two_identical_concurrent_applies_both_succeed(world: World) -> None:
    world.apply(SET)
    world.time += 300
    plans = [world.plan(next_version(SET)) for _ in range(2)]
    actions = [{each.action for each in engine.execute(world.platform, plan)} for plan in plans]
    assert actions == [{"updated"}, {"unchanged"}]


@pytest.mark.parametrize("again", [lambda text: text, next_version])
def test_writes_of_the_plan_itself_are_not_a_change_by_others(
    world: World, again: Callable[[str], str]
) -> None:
    """Applies follow each other without a pause, while reads are stale."""
    for text in (SET, again(SET), SET.replace("coffee: 2.5", "coffee: 3"), next_version(SET)):
        world.time += 1
        outcomes = world.apply(text)
        assert all(each.error is None for each in outcomes.values()), outcomes
    world.delete(PLUGIN)
    world.delete(API_PLUGIN)
    world.time += 1
    assert all(each.error is None for each in world.apply(SET).values())


@pytest.mark.parametrize("how", ["updated", "deleted"])
def test_a_plugin_changed_while_its_write_is_queued_is_not_written(world: World, how: str) -> None:
    """The platform queues plugins: the first is written as the last is read."""
    plugins = [PLUGIN.replace("name: faq", f"name: {name}") for name in ("one", "two")]
    world.apply("---".join(plugins))
    world.time += 300
    if how == "updated":
        plan = world.plan(next_version("---".join(plugins)))
    else:
        plan = engine.plan_delete(world.platform, world.resources("---".join(plugins)))
    world.sent.clear()
    read, first = {name: threading.Event() for name in ("one", "two")}, threading.Lock()

    def change_the_other(verb: str, rest: str) -> None:
        name = rest.rpartition("name=")[2]
        if verb == "describe" and name in read:
            read[name].set()
        if verb == how.replace("updated", "apply").replace("deleted", "delete") and first.acquire(
            blocking=False
        ):
            other = "one" if name == "two" else "two"
            assert read[other].wait(60)
            world.before = lambda verb, rest: None
            changed.append(other)
            hotfix = PLUGIN.replace("name: faq", f"name: {other}").replace("You are helpful.", "Hotfix.")
            world.apply(hotfix)
            world.time += 10  # the platform shows it now

    changed: List[str] = []
    world.before = change_the_other
    outcomes = {each.name: each for each in engine.execute(world.platform, plan)}
    (left,) = changed
    error = outcomes[left].error
    assert error is not None
    assert error.code == "changed"
    assert all(each.error is None for name, each in outcomes.items() if name != left)
    world.time += 300
    live = world.platform.read(world.platform.kinds.get("Plugin"), left)
    assert live is not None
    assert live.manifest["spec"]["prompt"]["systemRole"] == "Hotfix."

"""If a platform confuses plugins' data rows, no write changes another plugin."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import pytest

from smarter import engine
from smarter.engine.writes.data_rows import DETACHED, Rows, read_rows, update_rows
from smarter.errors import APIStatusError, GuardError
from tests.engine.conftest import World
from tests.engine.manifests import API_PLUGIN, CHATBOT, CONNECTION, PLUGIN, SECRET

# A chatbot with all fields readable.
SHOWN = CHATBOT.replace("    appExamplePrompts: [What is x_y?, When do you open?]\n", "").replace(
    "plugins: [faq, forecast]", "plugins: [faq]"
)


@pytest.fixture
def faulty(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, write_faults=True)
    yield made
    made.local.close()


def plugin(name: str, hours: str = "9 to 5") -> str:
    return PLUGIN.replace("name: faq", f"name: {name}").replace("9 to 5", hours)


def plugins(count: int, hours: str = "9 to 5") -> str:
    return "---".join(plugin(f"faq_{n}", f"{hours} {n}") for n in range(count))


def contents(world: World, count: int) -> List[Any]:
    return [
        world.local.resource("Plugin", f"faq_{n}")["spec"]["data"]["staticData"]["hours"]
        for n in range(count)
    ]


def actions(outcomes: Dict[str, engine.Outcome]) -> Dict[str, str]:
    return {name: outcome.action for name, outcome in outcomes.items()}


def part_ids(world: World, text: str) -> None:
    """Create plugins like another client, each with the next one's data row id."""
    world.local.use_up_ids(plugins=1)
    for resource in world.resources(text):
        world.platform.write(resource.kind, resource.manifest)


def test_ten_plugins_created_and_changed_together_keep_their_own_content(faulty: World) -> None:
    assert set(actions(faulty.apply(plugins(10))).values()) == {"created"}
    assert set(actions(faulty.apply(plugins(10, "10 to 6"))).values()) == {"updated"}
    assert contents(faulty, 10) == [f"10 to 6 {n}" for n in range(10)]
    faulty.time += 120
    assert faulty.plan(plugins(10, "10 to 6")).empty


def test_plugins_are_written_one_at_a_time(faulty: World) -> None:
    here, most, lock = [0], [0], threading.Lock()
    write = faulty.platform.write

    def counted(kind: Any, manifest: Any, **options: Any) -> Any:
        with lock:
            here[0] += kind.name == "Plugin"
            most[0] = max(most[0], here[0])
        try:
            return write(kind, manifest, **options)
        finally:
            with lock:
                here[0] -= kind.name == "Plugin"

    faulty.platform.write = counted  # type: ignore[method-assign]
    faulty.apply(plugins(10))
    assert most == [1]


def test_a_plugin_with_equal_ids_is_updated_in_place(faulty: World) -> None:
    faulty.apply(plugin("faq"))
    outcomes = faulty.apply(plugin("faq", "10 to 6"))
    assert outcomes["Plugin/faq"].step.action == "update"
    assert [verb for verb, _ in faulty.writes] == ["apply"]


def test_a_plugin_of_another_client_is_replaced_and_then_updated_in_place(faulty: World) -> None:
    resource = faulty.resources(plugin("faq"))[0]
    faulty.platform.write(resource.kind, resource.manifest)
    plan = faulty.plan(plugin("faq", "10 to 6"))
    assert plan.steps[0].action == "replace"
    assert "may overwrite another plugin" in " ".join(plan.steps[0].notes)
    assert plan.steps[0].warnings == ()
    engine.execute(faulty.platform, plan)
    assert faulty.plan(plugin("faq", "11 to 7")).steps[0].action == "update"


def test_plugins_with_different_ids_do_not_overwrite_each_other(faulty: World) -> None:
    part_ids(faulty, plugins(2))
    outcomes = faulty.apply(plugins(2, "10 to 6"))
    assert set(actions(outcomes).values()) == {"updated"}
    assert contents(faulty, 2) == ["10 to 6 0", "10 to 6 1"]
    faulty.time += 120
    assert faulty.plan(plugins(2, "10 to 6")).empty


def test_chatbots_keep_a_replaced_plugin(faulty: World) -> None:
    text = "---".join((plugin("faq"), SHOWN))
    faulty.apply(text)
    faulty.local.use_up_ids(plugins=1)
    update_rows(faulty.platform)
    kind = faulty.platform.kinds.get("Secret")
    faulty.platform.delete(kind, "smarter_rows_admin")  # nothing is known of the ids
    faulty.time += 120
    outcomes = faulty.apply(text.replace("9 to 5", "10 to 6"))
    assert actions(outcomes) == {"Plugin/faq": "updated", "Chatbot/helper": "updated"}
    assert faulty.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["faq"]


def without_record(world: World) -> None:
    world.platform.delete(world.platform.kinds.get("Secret"), "smarter_rows_admin")
    world.time += 120


def test_a_chatbot_outside_the_manifests_keeps_a_plugin_that_is_replaced(faulty: World) -> None:
    faulty.apply("---".join((plugin("faq"), SHOWN)))
    without_record(faulty)
    before = faulty.platform.get(faulty.platform.kinds.get("LLMClient"), "helper")
    plan = faulty.plan(plugin("faq", "10 to 6"))
    assert [(step.name, step.action, step.outside) for step in plan.steps] == [
        ("faq", "replace", False),
        ("helper", "update", True),
    ]
    outcomes = engine.execute(faulty.platform, plan)
    assert [outcome.action for outcome in outcomes] == ["updated", "updated"]
    after = faulty.platform.get(faulty.platform.kinds.get("LLMClient"), "helper")
    assert after.manifest == before.manifest
    assert faulty.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["faq"]
    faulty.time += 120
    assert faulty.plan("---".join((plugin("faq", "10 to 6"), SHOWN))).empty


def test_a_chatbot_outside_the_manifests_does_not_join_the_set_of_a_replaced_plugin(faulty: World) -> None:
    faulty.apply("---".join((plugin("faq"), SHOWN)))
    without_record(faulty)
    plan = engine.plan(faulty.platform, faulty.resources(plugin("faq", "10 to 6")), set_name="shop")
    assert any(step.outside for step in plan.steps)
    engine.execute(faulty.platform, plan)
    assert engine.read_set(faulty.platform, "shop").members == {("Plugin", "faq")}
    assert faulty.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["faq"]


@pytest.mark.parametrize("count", range(1, 6))
def test_a_crash_while_a_plugin_is_replaced_leaves_no_chatbot_without_it(faulty: World, count: int) -> None:
    faulty.apply("---".join((plugin("faq"), SHOWN)))
    without_record(faulty)
    plan, left = faulty.plan(plugin("faq", "10 to 6")), [count]

    def crash(verb: str, rest: str) -> None:
        left[0] -= verb in ("apply", "delete")
        if left[0] <= 0:
            raise KeyboardInterrupt

    faulty.before = crash
    with contextlib.suppress(KeyboardInterrupt):
        engine.execute(faulty.platform, plan)
    faulty.before = lambda verb, rest: None
    faulty.time += 120
    faulty.apply(plugin("faq", "10 to 6"))
    assert faulty.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["faq"]
    hours = faulty.local.resource("Plugin", "faq")["spec"]["data"]["staticData"]["hours"]
    assert hours == "10 to 6"
    assert read_rows(faulty.platform).detached == frozenset()


def test_a_chatbot_that_is_not_shown_in_full_is_not_detached(faulty: World) -> None:
    # Prompts of that length are not kept in an annotation.
    chatbot = CHATBOT.replace("[faq, forecast]", "[faq]").replace("What is x_y?", "What is x_y? " * 200)
    faulty.apply("---".join((plugin("faq"), chatbot)))
    without_record(faulty)
    with pytest.raises(GuardError, match="plugin/faq from chatbot/helper"):
        faulty.plan(plugin("faq", "10 to 6"))


@pytest.mark.parametrize("ahead", [1, 2, 3])
@pytest.mark.parametrize("parallelism", [1, 10])
def test_overwritten_plugins_among_the_manifests_are_created_again(
    faulty: World, ahead: int, parallelism: int
) -> None:
    """If data ids are ahead, a creation overwrites an older plugin and has no data."""
    bot = SHOWN.replace("[faq]", "[faq_0, faq_1, faq_2]")
    faulty.apply("---".join((plugins(3), bot)))
    faulty.local.use_up_ids(data=ahead)
    other = faulty.resources(plugin("other"))[0]
    faulty.platform.write(other.kind, other.manifest)  # as another client does
    new = [plugin(f"new_{n}", f"new {n}") for n in range(4)]
    text = "---".join((plugins(3), bot, plugin("other"), *new))
    plan = faulty.plan(text)
    outcomes = engine.execute(faulty.platform, plan, parallelism=parallelism)
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert any("created again" in warning for outcome in outcomes for warning in outcome.warnings)
    assert contents(faulty, 3) == [f"9 to 5 {n}" for n in range(3)]
    for number in range(4):
        live = faulty.local.resource("Plugin", f"new_{number}")
        assert live["spec"]["data"]["staticData"]["hours"] == f"new {number}"
    assert sorted(faulty.local.resource("LLMClient", "helper")["spec"]["plugins"]) == [
        "faq_0",
        "faq_1",
        "faq_2",
    ]
    faulty.time += 120
    assert faulty.plan(text).empty


def test_a_plugin_that_is_read_back_while_it_is_created_again_has_not_failed(
    faulty: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty.apply(plugin("faq_0"))
    faulty.local.use_up_ids(data=1)
    other = faulty.resources(plugin("other"))[0]
    faulty.platform.write(other.kind, other.manifest)
    # Slow requests leave time for the next creation to overwrite a plugin before it is read back.
    for name, seconds in (("read", 0.05), ("delete", 0.1)):
        monkeypatch.setattr(faulty.platform, name, slowed(getattr(faulty.platform, name), seconds))
    plan = faulty.plan("---".join((plugin("other"), *(plugin(f"new_{n}", f"new {n}") for n in range(4)))))
    outcomes = engine.execute(faulty.platform, plan, parallelism=10)
    assert [outcome.error for outcome in outcomes if outcome.error] == []


def slowed(request: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    def send(*args: Any, **options: Any) -> Any:
        time.sleep(seconds)
        return request(*args, **options)

    return send


def test_an_overwritten_plugin_that_cannot_be_restored_is_named(faulty: World) -> None:
    faulty.apply("---".join((plugin("lost"), SHOWN.replace("[faq]", "[lost]"))))
    faulty.local.use_up_ids(data=1)
    other = faulty.resources(plugin("other"))[0]
    faulty.platform.write(other.kind, other.manifest)
    bot = faulty.resources(SHOWN.replace("[faq]", "[lost, other]"))[0]
    faulty.platform.write(bot.kind, bot.manifest)
    problem = faulty.apply(plugin("new"))["Plugin/new"].error
    assert problem is not None
    assert problem.code == "overwrote-another"
    assert "plugin/other, whose content is lost" in problem.message
    assert "backup" in str(problem.hint)


def test_after_a_plugin_was_lost_no_other_is_created_over_the_next(faulty: World) -> None:
    faulty.apply(plugin("known"))
    faulty.local.use_up_ids(data=3)
    for resource in faulty.resources("---".join(plugin(f"old_{n}", f"old {n}") for n in range(3))):
        faulty.platform.write(resource.kind, resource.manifest)
    text = "---".join((plugin("known", "10 to 6"), *(plugin(f"new_{n}", f"new {n}") for n in range(3))))
    outcomes = faulty.apply(text)
    codes = sorted(outcome.error.code for outcome in outcomes.values() if outcome.error)
    assert codes == ["held-back", "held-back", "overwrote-another"]
    assert outcomes["Plugin/known"].action == "updated"
    hours = [
        faulty.local.resource("Plugin", f"old_{n}")["spec"]["data"]["staticData"]["hours"] for n in range(3)
    ]
    assert sum(hours[n] == f"old {n}" for n in range(3)) == 2


def test_a_plugin_that_holds_the_content_of_another_is_named_by_the_plan(faulty: World) -> None:
    part_ids(faulty, plugins(2))
    # One after the other: the id of faq_0 must become that of the data row of faq_1.
    engine.execute(faulty.platform, faulty.plan(plugins(2)), parallelism=1)
    first = faulty.resources(plugins(2, "10 to 6"))
    # Another client updates in place, which this platform writes into the other plugin.
    for resource in first[:1]:
        live = faulty.platform.get(resource.kind, resource.name)
        manifest = {**live.manifest, "metadata": {**live.manifest["metadata"]}}
        manifest["metadata"]["annotations"] = [{"smarter.sh/client/resource": "plugin/faq_0"}]
        faulty.platform.write(resource.kind, manifest)
    faulty.time += 120
    plan = faulty.plan(plugins(2))
    named = {step.name: " ".join(step.notes) for step in plan.steps if step.notes}
    assert any("overwritten it with the content of plugin/faq_0" in note for note in named.values())
    faulty.apply(plugins(2))
    assert contents(faulty, 2) == ["9 to 5 0", "9 to 5 1"]


def test_a_chatbot_that_names_a_missing_plugin_is_finished_by_the_next_apply(faulty: World) -> None:
    faulty.apply(plugin("faq"))
    plan = faulty.plan("---".join((plugin("faq"), SHOWN)))
    faulty.platform.delete(faulty.platform.kinds.get("Plugin"), "faq")
    outcomes = {o.name: o for o in engine.execute(faulty.platform, plan)}
    problem = outcomes["helper"].error
    assert problem is not None
    assert "exists now, but is incomplete" in problem.message
    faulty.time += 120
    outcomes = faulty.apply("---".join((plugin("faq"), SHOWN)))
    assert actions(outcomes) == {"Plugin/faq": "created", "Chatbot/helper": "updated"}
    assert faulty.local.resource("LLMClient", "helper")["spec"]["plugins"] == ["faq"]


def test_a_failed_apply_of_a_plugin_does_no_harm_to_later_ones(faulty: World) -> None:
    resource = faulty.resources("---".join((SECRET, CONNECTION, API_PLUGIN)))[2]
    with pytest.raises(APIStatusError):  # its connection does not exist
        faulty.platform.write(resource.kind, resource.manifest)
    for hours in ("9 to 5", "10 to 6", "11 to 7"):
        assert {o.action for o in faulty.apply(plugins(5, hours)).values()} <= {"created", "updated"}
        assert contents(faulty, 5) == [f"{hours} {n}" for n in range(5)]
    text = "---".join((plugins(5, "11 to 7"), SECRET, CONNECTION, API_PLUGIN))
    assert {o.action for o in faulty.apply(text).values()} <= {"created", "updated", "unchanged"}
    assert contents(faulty, 5) == [f"11 to 7 {n}" for n in range(5)]
    faulty.time += 120
    assert faulty.plan(text).empty


def test_the_record_of_ids_is_short_and_exact(faulty: World) -> None:
    ids = frozenset([*range(5, 4000), 7001, *range(9000, 9003)])
    pairs = frozenset({(("LLMClient", "helper"), ("Plugin", "faq"))})
    update_rows(faulty.platform, ids, pairs)
    assert read_rows(faulty.platform) == Rows(ids, pairs)
    update_rows(faulty.platform, attached=pairs)
    assert read_rows(faulty.platform) == Rows(ids)
    assert DETACHED == "detached"

"""Saved plans: executed exactly as reviewed, or refused with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict

import pytest

from smarter import engine
from smarter.engine import plan_file
from smarter.errors import ConfigurationError, GuardError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, CONNECTION, PLUGIN, SECRET

HERE = "http://localhost:9357/api/v1"


def test_a_saved_plan_of_an_unchanged_platform_is_accepted(world: World) -> None:
    plan = world.plan(SECRET)
    plan_file.check(plan_file.document(plan, HERE, {}), world.plan(SECRET), HERE)


def test_a_saved_plan_contains_no_secret(world: World) -> None:
    text = json.dumps(plan_file.document(world.plan(SECRET, {"API_KEY": "hunter2-hunter2"}), HERE, {}))
    assert "hunter2" not in text


def test_a_changed_manifest_is_refused(world: World) -> None:
    kept = plan_file.document(world.plan(PLUGIN), HERE, {})
    with pytest.raises(GuardError, match="the manifest of plugin/faq has changed"):
        plan_file.check(kept, world.plan(PLUGIN.replace("You are helpful.", "You are brief.")), HERE)


def test_a_changed_secret_is_refused(world: World) -> None:
    kept = plan_file.document(world.plan(SECRET, {"API_KEY": "one-value"}), HERE, {})
    with pytest.raises(GuardError, match="secret/api_key"):
        plan_file.check(kept, world.plan(SECRET, {"API_KEY": "other-value"}), HERE)


def test_a_change_on_the_platform_is_refused(world: World) -> None:
    world.apply(PLUGIN)
    edited = PLUGIN.replace("You are helpful.", "You are brief.")
    kept = plan_file.document(world.plan(edited), HERE, {})
    world.time += 10
    world.apply(PLUGIN.replace("answers", "answers all"))
    with pytest.raises(GuardError, match="changed on the platform"):
        plan_file.check(kept, world.plan(edited), HERE)


def test_stale_reads_that_settle_do_not_make_a_plan_stale(world: World) -> None:
    world.apply(PLUGIN)
    world.apply(PLUGIN.replace("You are helpful.", "You are brief."))
    edited = PLUGIN.replace("You are helpful.", "You are long.")
    kept = plan_file.document(world.plan(edited), HERE, {})
    world.time += 120
    plan_file.check(kept, world.plan(edited), HERE)


def test_another_platform_is_refused(world: World) -> None:
    kept = plan_file.document(world.plan(PLUGIN), HERE, {})
    with pytest.raises(GuardError, match="elsewhere"):
        plan_file.check(kept, world.plan(PLUGIN), "https://elsewhere.example.com/api/v1")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type": "smarter.plan", "schemaVersion": "9", "salt": "00"}']
)
def test_a_file_other_than_a_plan_of_this_version_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "plan.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError):
        plan_file.load(file)


def stored(tmp_path: Path, world: World, change: Callable[[Dict[str, Any]], Any]) -> Path:
    document = plan_file.document(world.plan(PLUGIN), HERE, {"set_name": "shop"})
    change(document)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return file


def test_a_saved_plan_reads_back_unchanged(world: World, tmp_path: Path) -> None:
    kept = plan_file.load(stored(tmp_path, world, lambda document: None))
    plan_file.check(kept, world.plan(PLUGIN), HERE)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["options"].update(set_name="other"),
        lambda document: document["results"].clear(),
        lambda document: document["results"][0]["changes"].pop(),
        lambda document: document.update(salt="zz"),
        lambda document: document.pop("options"),
        lambda document: document.pop("digest"),
    ],
)
def test_an_edited_plan_file_is_refused(
    world: World, tmp_path: Path, change: Callable[[Dict[str, Any]], Any]
) -> None:
    with pytest.raises(GuardError, match="was changed after the plan was made"):
        plan_file.load(stored(tmp_path, world, change))


def test_a_saved_plan_is_refused_if_more_would_be_deleted(world: World) -> None:
    def pruned() -> engine.Plan:
        resources = world.resources(PLUGIN)
        return engine.plan(world.platform, resources, set_name="shop", prune=True, prune_limit=1)

    engine.execute(world.platform, world.plan(PLUGIN + "---" + SECRET, set_name="shop"))
    kept = plan_file.document(pruned(), HERE, {})
    world.apply(CONNECTION)
    with pytest.raises(GuardError, match="what the platform deletes along with secret/api_key has changed"):
        plan_file.check(kept, pruned(), HERE)


class Halfway:
    """A saved plan, and a platform on which it fails at a given write."""

    def __init__(self, world: World, text: str, **options: Any) -> None:
        self.world = world
        self.make = lambda: engine.plan(
            world.platform, world.resources(text), set_name="shop", prune=True, prune_limit=1, **options
        )
        self.saved = json.loads(json.dumps(plan_file.document(self.make(), HERE, {})))

    def exists(self, kind: str, name: str) -> bool:
        return self.world.platform.read(self.world.platform.kinds.get(kind), name) is not None

    def run(self) -> Dict[str, str]:
        made = self.make()
        plan_file.check(self.saved, made, HERE, self.exists)
        outcomes = engine.execute(self.world.platform, made)
        return {f"{each.kind}/{each.name}": each.action for each in outcomes}

    def fail(self, *writes: str) -> None:
        """Fail the writes of these resources from now on."""

        def refuse(verb: str, rest: str) -> None:
            if verb in ("apply", "delete") and any(rest.endswith(f"name={each}") for each in writes):
                raise OSError("cut off")

        self.world.before = refuse


def test_a_plan_that_failed_halfway_is_applied_again_and_does_the_rest(any_world: World) -> None:
    world = any_world
    engine.execute(
        world.platform,
        engine.plan(
            world.platform,
            world.resources(
                "---".join((SECRET.replace("api_key", "old"), SECRET.replace("api_key", "older")))
            ),
            set_name="shop",
        ),
    )
    plan = Halfway(world, "---".join((CONNECTION, SECRET.replace("api_key", "faq"), SECRET)))
    plan.fail("weather")
    first = plan.run()
    assert first["Secret/faq"] == "created"
    assert first["ApiConnection/weather"] == "failed"
    assert first["Secret/old"] == "skipped"
    world.time += 120
    plan.fail("older")
    second = plan.run()
    assert (second["ApiConnection/weather"], second["Secret/faq"]) == ("created", "unchanged")
    assert (second["Secret/old"], second["Secret/older"]) == ("deleted", "failed")
    world.time += 120
    plan.fail()
    assert plan.run()["Secret/older"] == "deleted"
    assert set(plan.run().values()) == {"unchanged"}


def test_changes_by_others_after_a_failure_make_a_plan_stale(world: World) -> None:
    plan = Halfway(world, "---".join((PLUGIN, SECRET)))
    plan.fail("api_key")
    plan.run()
    plan.fail()
    world.time += 120
    world.apply(PLUGIN.replace("You are helpful.", "You are brief."))
    with pytest.raises(GuardError, match="plugin/faq has changed on the platform"):
        plan.run()


def test_a_member_that_left_the_set_alive_makes_a_plan_stale(world: World) -> None:
    both = "---".join((PLUGIN, SECRET))
    engine.execute(world.platform, world.plan(both, set_name="shop"))
    plan = Halfway(world, PLUGIN)
    engine.release(world.platform, "shop", {("Secret", "api_key")})
    with pytest.raises(GuardError, match="secret/api_key is no longer to be deleted"):
        plan.run()


def test_a_replacement_that_was_cut_off_after_its_delete_is_finished(world: World) -> None:
    world.apply(PLUGIN)
    world.time += 120
    live = world.platform.read(world.platform.kinds.get("Plugin"), "faq")
    assert live is not None
    plan = Halfway(world, PLUGIN.replace("You are helpful.", "You are brief."))
    entry = next(each for each in plan.saved["results"] if each["name"] == "faq")
    entry["action"] = "replace"
    world.platform.delete(world.platform.kinds.get("Plugin"), "faq")
    assert plan.run()["Plugin/faq"] == "created"


def test_a_chatbot_kept_in_part_by_the_platform_is_finished(tmp_path: Path) -> None:
    world = World(tmp_path, write_faults=True)
    text = "---".join(
        (CHATBOT.replace("[faq, forecast]", "[faq]").replace("[get_current_weather]", "[]"), PLUGIN)
    )
    plan = Halfway(world, text)
    taken = []

    def take_away(verb: str, rest: str) -> None:
        # Delete the plugin right before the chatbot is written: the platform answers 404, but stores the chatbot.
        if verb == "apply" and rest.endswith("name=helper") and not taken:
            taken.append(rest)
            world.platform.delete(world.platform.kinds.get("Plugin"), "faq")

    world.before = take_away
    assert plan.run()["Chatbot/helper"] == "failed"
    assert plan.exists("Chatbot", "helper")
    world.time += 120
    assert set(plan.run().values()) <= {"created", "updated", "unchanged"}
    assert plan.exists("Plugin", "faq")
    world.local.close()

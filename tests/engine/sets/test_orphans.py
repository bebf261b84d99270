"""Orphans are named, deleted, kept or released, and the inventory stays right."""

from __future__ import annotations

from typing import Any, Dict, List, Set, Tuple

import pytest

from smarter import engine
from smarter.errors import ConfigurationError, GuardError, NotFoundError
from tests.engine.conftest import World
from tests.engine.manifests import CONNECTION, PLUGIN, SECRET

PROTECTED = "annotations: [{smarter.sh/protect: true}]"
KEPT = "annotations: [{smarter.sh/keep: true}]"


def secret(name: str, annotations: str = "") -> str:
    more = f", {annotations}" if annotations else ""
    return SECRET.replace("name: api_key", f"name: {name}").replace("version: 1.0.0", f"version: 1.0.0{more}")


def together(*texts: str) -> str:
    return "---".join(texts)


def plan(world: World, text: str, name: str = "shop", **options: Any) -> engine.Plan:
    return world.plan(text, set_name=name, **options)


def apply(world: World, text: str, name: str = "shop", **options: Any) -> Dict[str, str]:
    return world.run(plan(world, text, name, **options))


def sets(world: World) -> Dict[str, Set[str]]:
    return {each.name: {name for _, name in each.members} for each in engine.find_sets(world.platform)}


def orphans(made: engine.Plan) -> List[Tuple[str, str, bool]]:
    return [(each.step.name, each.reason, each.blocked) for each in made.orphans]


def exists(world: World, kind: str, name: str) -> bool:
    return world.platform.read(world.platform.kinds.get(kind), name) is not None


def test_a_set_is_deleted_with_all_that_it_owns(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("api_key"), CONNECTION, secret("other")), "pr-123")
    apply(world, secret("stays"))
    assert sets(world) == {"pr-123": {"api_key", "weather", "other"}, "shop": {"stays"}}
    made = engine.plan_delete_set(world.platform, "pr-123")
    assert {step.action for step in made.steps} == {"delete"}
    assert world.run(made) == {
        "ApiConnection/weather": "deleted",
        "Secret/api_key": "deleted",
        "Secret/other": "deleted",
    }
    assert sets(world) == {"shop": {"stays"}}
    left = [record.name for record in world.local.store.all("Secret") if "pr_123" in record.name]
    assert left == []
    with pytest.raises(NotFoundError, match="There is no set pr-123"):
        engine.plan_delete_set(world.platform, "pr-123")


def test_sets_with_names_that_fold_alike_stay_separate(world: World) -> None:
    apply(world, secret("a"), "pr-1")
    apply(world, secret("b"), "pr_1")
    assert sets(world) == {"pr-1": {"a"}, "pr_1": {"b"}}


def test_a_second_delete_of_a_set_finishes_an_interrupted_one(world: World) -> None:
    apply(world, together(*(secret(f"s{n}") for n in range(4))))
    made, left = engine.plan_delete_set(world.platform, "shop"), [2]

    def crash(verb: str, rest: str) -> None:
        left[0] -= verb == "delete"
        if left[0] < 0:
            raise KeyboardInterrupt

    world.before = crash
    with pytest.raises((KeyboardInterrupt, engine.Interrupted)):
        engine.execute(world.platform, made, parallelism=1)
    world.before = lambda verb, rest: None
    assert sets(world)["shop"]
    world.run(engine.plan_delete_set(world.platform, "shop"))
    assert sets(world) == {}
    assert not any(exists(world, "Secret", f"s{n}") for n in range(4))


def test_a_protected_member_outlives_the_delete_of_its_set(world: World) -> None:
    apply(world, together(secret("a"), secret("b", PROTECTED)))
    assert world.run(engine.plan_delete_set(world.platform, "shop")) == {
        "Secret/a": "deleted",
        "Secret/b": "failed",
    }
    assert sets(world) == {"shop": {"b"}}
    assert exists(world, "Secret", "b")


def test_a_protected_orphan_stays_and_the_others_are_pruned(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a", PROTECTED), secret("b"), secret("c")))
    made = plan(world, together(secret("c").replace("a key", "another key"), secret("d")), prune=True)
    assert orphans(made) == [("a", "protected", True)]
    assert world.run(made) == {
        "Secret/c": "updated",
        "Secret/d": "created",
        "Secret/b": "deleted",
        "Secret/a": "failed",
    }
    assert sets(world) == {"shop": {"a", "c", "d"}}


def test_a_member_stays_if_the_platform_would_delete_a_protected_one_with_it(world: World) -> None:
    guarded = CONNECTION.replace("version: 1.0.0", f"version: 1.0.0, {PROTECTED}")
    apply(world, together(SECRET, guarded, secret("c")))
    made = plan(world, secret("c"), prune=True, prune_limit=1)
    assert orphans(made) == [("weather", "protected", True), ("api_key", "protected", True)]
    assert "delete apiconnection/weather with it" in made.orphans[1].text
    assert world.run(made)["Secret/api_key"] == "failed"
    assert exists(world, "ApiConnection", "weather")


def test_a_member_that_is_to_be_kept_leaves_the_set(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a", KEPT), secret("b")))
    made = plan(world, secret("b"), prune=True)
    assert orphans(made) == [("a", "kept", False)]
    assert not made.empty
    assert world.run(made) == {"Secret/b": "unchanged"}
    assert sets(world) == {"shop": {"b"}}
    assert exists(world, "Secret", "a")
    assert plan(world, secret("b"), prune=True).empty
    # Its ownership annotation remains, but it may join another set.
    assert apply(world, secret("a"), "other") == {"Secret/a": "updated"}
    assert sets(world) == {"shop": {"b"}, "other": {"a"}}


def test_a_member_is_released_by_name(world: World) -> None:
    apply(world, together(secret("a"), secret("b")))
    engine.release(world.platform, "shop", {("Secret", "a")})
    assert apply(world, secret("b"), prune=True) == {"Secret/b": "unchanged"}
    assert exists(world, "Secret", "a")
    with pytest.raises(NotFoundError, match="Not in the set shop: secret/a"):
        engine.release(world.platform, "shop", {("Secret", "a")})
    engine.release(world.platform, "shop", {("Secret", "b")})
    assert sets(world) == {}


def test_orphans_are_named_without_prune_and_nothing_is_done(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a"), secret("b", PROTECTED), secret("c")))
    made = plan(world, secret("c"))
    assert orphans(made) == [("a", "not-pruned", False), ("b", "not-pruned", False)]
    assert made.empty
    assert world.run(made) == {"Secret/c": "unchanged"}
    assert sets(world) == {"shop": {"a", "b", "c"}}


def test_the_limit_of_a_prune_always_allows_one_resource(world: World) -> None:
    apply(world, together(secret("a"), secret("b")))
    assert apply(world, secret("a"), prune=True)["Secret/b"] == "deleted"
    apply(world, together(secret("a"), secret("b"), secret("c")))
    with pytest.raises(GuardError, match="2 of 3"):
        plan(world, secret("a"), prune=True)


def test_the_last_member_is_pruned_and_the_set_ends(any_world: World) -> None:
    apply(any_world, secret("a"))
    assert apply(any_world, "", prune=True) == {"Secret/a": "deleted"}
    assert sets(any_world) == {}


def test_several_members_are_not_pruned_on_empty_input(world: World) -> None:
    apply(world, together(secret("a"), secret("b")))
    with pytest.raises(GuardError, match="No manifests found") as caught:
        plan(world, "", prune=True, prune_limit=1)
    assert "smarter delete --set shop" in str(caught.value.hint)


def test_a_delete_of_manifests_or_by_name_updates_the_inventory(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a"), secret("b"), secret("c")))
    world.delete(secret("a"))
    assert sets(world) == {"shop": {"b", "c"}}
    world.run(engine.plan_delete_named(world.platform, world.platform.kinds.get("Secret"), ["b"]))
    assert sets(world) == {"shop": {"c"}}
    world.delete(secret("c"))
    assert sets(world) == {}


def test_members_deleted_by_cascade_leave_the_inventory(world: World) -> None:
    apply(world, together(SECRET, CONNECTION, PLUGIN))
    world.run(engine.plan_delete_named(world.platform, world.platform.kinds.get("Secret"), ["api_key"]))
    assert not exists(world, "ApiConnection", "weather")
    assert sets(world) == {"shop": {"faq"}}


def test_an_adopted_resource_leaves_the_set_that_it_was_in(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a"), secret("b")), "one")
    world.run(engine.plan_adopt(world.platform, "two", world.resources(secret("a"))))
    assert sets(world) == {"one": {"b"}, "two": {"a"}}
    assert plan(world, secret("b"), "one", prune=True).empty
    world.run(engine.plan_adopt(world.platform, "two", world.resources(secret("b"))))
    assert sets(world) == {"two": {"a", "b"}}


def test_a_set_is_renamed_without_a_write_of_its_members(any_world: World) -> None:
    world = any_world
    apply(world, together(secret("a"), secret("b")), "old")
    world.sent.clear()
    engine.rename(world.platform, "old", "new-name")
    assert not [rest for verb, rest in world.writes if "=a" in rest or "=b" in rest]
    assert sets(world) == {"new-name": {"a", "b"}}
    assert plan(world, together(secret("a"), secret("b")), "new-name").empty
    with pytest.raises(GuardError, match="secret/a belongs to new-name"):
        plan(world, secret("a"), "old")
    assert apply(world, secret("b"), "new-name", prune=True)["Secret/a"] == "deleted"
    assert sets(world) == {"new-name": {"b"}}


def test_a_rename_that_was_cut_off_is_finished_by_the_next(world: World) -> None:
    apply(world, together(secret("a"), secret("b")), "old")

    def crash(verb: str, rest: str) -> None:
        if verb == "delete":
            raise KeyboardInterrupt

    world.before = crash
    with pytest.raises(KeyboardInterrupt):
        engine.rename(world.platform, "old", "new")
    world.before = lambda verb, rest: None
    assert sets(world) == {"old": {"a", "b"}, "new": {"a", "b"}}
    engine.rename(world.platform, "old", "new")
    assert sets(world) == {"new": {"a", "b"}}


def test_a_rename_to_an_existing_set_or_of_a_missing_set_is_refused(world: World) -> None:
    apply(world, secret("a"), "one")
    apply(world, secret("b"), "two")
    with pytest.raises(ConfigurationError, match="There is a set two already"):
        engine.rename(world.platform, "one", "two")
    with pytest.raises(NotFoundError, match="no set three"):
        engine.rename(world.platform, "three", "four")
    with pytest.raises(ConfigurationError, match="Invalid name"):
        engine.rename(world.platform, "one", "Two!")
    assert sets(world) == {"one": {"a"}, "two": {"b"}}


@pytest.mark.parametrize("name", ["pr-", "-pr", "a--b", "a-_b", "PR-1", "a.b"])
def test_names_that_the_platform_would_confuse_are_refused(world: World, name: str) -> None:
    with pytest.raises(ConfigurationError, match="Invalid name of a set"):
        plan(world, secret("a"), name)


USER = """
apiVersion: smarter.sh/v1
kind: User
metadata: {name: jane, description: null, version: 1.0.0, username: jane, ANNOTATIONS}
spec: {config: {firstName: Jane, lastName: Doe, email: jane@example.com, isActive: true}}
"""


@pytest.mark.parametrize(
    ("annotations", "action"), [(PROTECTED, "failed"), (KEPT, None), ("tags: []", "deleted")]
)
def test_protection_annotations_dropped_by_the_platform_are_still_respected(
    world: World, annotations: str, action: str
) -> None:
    user = USER.replace("ANNOTATIONS", annotations)
    apply(world, together(secret("a"), user))
    assert plan(world, together(secret("a"), user)).empty
    assert apply(world, secret("a"), prune=True).get("User/jane") == action
    assert exists(world, "User", "jane") == (action != "deleted")


def test_the_annotation_of_an_unchanged_member_reaches_the_inventory(world: World) -> None:
    apply(world, together(secret("a"), USER.replace("ANNOTATIONS", "tags: []")))
    guarded = USER.replace("ANNOTATIONS", PROTECTED)
    apply(world, together(secret("a"), guarded))
    assert apply(world, secret("a"), prune=True).get("User/jane") == "failed"

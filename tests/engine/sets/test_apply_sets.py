"""Apply sets: ownership, an inventory on the platform, and guarded pruning."""

from __future__ import annotations

import contextlib
from typing import Any, List

import pytest

from smarter import engine
from smarter.engine.graph.references import live_references
from smarter.engine.sets.apply_sets import (
    Index,
    Inventory,
    index_manifest,
    inventory_manifest,
    inventory_name,
    parse_index,
    parse_inventory,
)
from smarter.errors import ConfigurationError, GuardError, InternalServerError
from tests.engine.conftest import World
from tests.engine.manifests import API_PLUGIN, CHATBOT, CONNECTION, PLUGIN, SECRET, SET


def plan(world: World, text: str, **options: object) -> engine.Plan:
    return world.plan(text, set_name="shop", **options)


def apply(world: World, text: str, **options: object) -> dict:
    made = plan(world, text, **options)
    world.sent.clear()
    return world.run(made)


def members(world: World) -> list:
    live = world.platform.get(world.platform.kinds.get("Secret"), "smarter_set_shop_admin")
    inventory = parse_inventory("shop", live, world.platform.kinds)
    assert inventory is not None
    assert not inventory.outdated
    return sorted("/".join(each) for each in inventory.members)


def test_applied_resources_are_in_the_inventory_of_the_set(world: World) -> None:
    apply(world, SET)
    assert members(world) == [
        "ApiConnection/weather",
        "ApiPlugin/forecast",
        "LLMClient/helper",
        "Plugin/faq",
        "Secret/api_key",
    ]
    assert plan(world, SET).empty


def test_a_second_apply_of_a_set_writes_nothing(world: World) -> None:
    apply(world, SET)
    apply(world, SET)
    assert world.writes == []


def test_the_inventory_is_written_before_anything_else(world: World) -> None:
    apply(world, SET)
    world.delete(SET)
    first = []
    ours = lambda rest: "smarter_set" not in rest  # noqa: E731
    world.before = lambda verb, rest: first.append(members(world)) if verb == "apply" and ours(rest) else None
    apply(world, SET + "---" + PLUGIN.replace("name: faq", "name: faq_two"))
    assert "Plugin/faq_two" in first[0]


def test_a_set_of_unlistable_members_is_found(world: World) -> None:
    """Plan a prune on a platform that lists no plugins."""
    apply(world, PLUGIN)
    assert [(found.name, found.members) for found in engine.find_sets(world.platform)] == [
        ("shop", {("Plugin", "faq")})
    ]


def test_a_set_without_an_inventory_after_a_crash_is_not_shown(world: World) -> None:
    def crash(verb: str, rest: str) -> None:
        if (verb, rest) == ("apply", "Secret/?name=smarter_set_shop_admin"):
            raise KeyboardInterrupt

    world.before = crash
    with pytest.raises(KeyboardInterrupt):
        apply(world, PLUGIN)
    assert engine.find_sets(world.platform) == []
    world.before = lambda verb, rest: None
    apply(world, PLUGIN)
    assert [found.name for found in engine.find_sets(world.platform)] == ["shop"]


def test_two_concurrently_created_sets_are_both_found(world: World) -> None:
    kind = world.platform.kinds.get("Secret")
    others = [
        index_manifest(Index(frozenset({"other"})), "admin")
    ]  # another client read the index before our write

    def another(verb: str, rest: str) -> None:
        if (
            (verb, rest) == ("describe", "Secret/?name=smarter_sets_admin")
            and ("apply", rest) in world.sent
            and others
        ):
            world.platform.write(kind, others.pop())

    world.before = another
    apply(world, PLUGIN)
    assert not others
    index = parse_index(world.platform.read(kind, "smarter_sets_admin"))
    assert index is not None
    assert index.names == {"other", "shop"}


def test_prune_deletes_resources_without_a_manifest(world: World) -> None:
    apply(world, SET)
    left = "---".join((CHATBOT.replace("[faq, forecast]", "[forecast]"), API_PLUGIN, CONNECTION, SECRET))
    assert apply(world, left)["Chatbot/helper"] == "updated"
    assert world.local.resource("Plugin", "faq") is not None
    outcomes = apply(world, left, prune=True)
    assert outcomes["Plugin/faq"] == "deleted"
    assert world.local.resource("Plugin", "faq") is None
    assert "Plugin/faq" not in members(world)
    assert plan(world, left, prune=True).empty


def test_prune_deletes_dependents_first(world: World) -> None:
    apply(world, SET)
    apply(world, PLUGIN, prune=True, prune_limit=1.0)
    order = [rest.split("name=")[1] for verb, rest in world.writes if verb == "delete"]
    assert order == ["helper", "forecast", "weather", "api_key"]


def test_a_reference_is_known_although_the_platform_shows_only_its_content(world: World) -> None:
    """It shows a key instead of the Secret's name; the last apply knows the name."""
    apply(world, SET)
    connection = world.platform.get(world.platform.kinds.get("ApiConnection"), "weather")
    assert ("Secret", True) in {
        (reference.kinds[0], reference.cascades)
        for reference in live_references(connection)
        if reference.name == "api_key"
    }


def test_prune_past_the_limit_is_refused_and_nothing_is_sent(world: World) -> None:
    apply(world, SET)
    world.sent.clear()
    with pytest.raises(GuardError, match="4 of 5") as caught:
        plan(world, PLUGIN, prune=True)
    assert world.writes == []
    assert "apiconnection/weather, apiplugin/forecast, chatbot/helper, secret/api_key." in str(caught.value)
    assert caught.value.hint == "To delete them, pass --prune-limit 80."
    assert plan(world, PLUGIN, prune=True, prune_limit=0.8).summary()["delete"] == 4


def test_of_many_orphans_the_first_are_named(world: World) -> None:
    many = "---".join(PLUGIN.replace("name: faq", f"name: faq_{n:02}") for n in range(20))
    apply(world, many)
    with pytest.raises(GuardError, match="plugin/faq_09, plugin/faq_10, and 9 more") as caught:
        plan(world, PLUGIN.replace("name: faq", "name: faq_00"), prune=True)
    assert "plugin/faq_11" not in str(caught.value)


def test_prune_on_empty_input_is_refused(world: World) -> None:
    apply(world, SET)
    with pytest.raises(GuardError, match="No manifests found"):
        plan(world, "", prune=True, prune_limit=1.0)


def test_prune_never_deletes_a_resource_of_another_set(world: World) -> None:
    apply(world, SET + "---" + PLUGIN.replace("name: faq", "name: other"))
    other = world.resources(PLUGIN.replace("name: faq", "name: other"))
    kind = world.platform.kinds.get("Plugin")
    live = world.platform.read(kind, "other")
    assert live is not None
    from smarter.platform import with_marks

    world.platform.write(kind, with_marks(other[0].manifest, {**live.marks, "set": "elsewhere"}))
    outcomes = apply(world, SET, prune=True)
    assert "Plugin/other" not in outcomes
    assert world.local.resource("Plugin", "other") is not None
    assert "Plugin/other" not in members(world)


def test_a_resource_of_another_set_is_refused_before_the_first_write(world: World) -> None:
    apply(world, SET)
    world.sent.clear()
    with pytest.raises(GuardError, match="belongs to shop"):
        world.plan(PLUGIN, set_name="elsewhere")
    assert world.writes == []


def test_a_protected_resource_is_not_pruned(world: World) -> None:
    guarded = PLUGIN.replace("tags: [one, two]", "annotations: [{smarter.sh/protect: true}]")
    apply(world, "---".join((guarded, SECRET)))
    made = plan(world, SECRET, prune=True, prune_limit=1.0)
    assert [(o.step.name, o.reason, o.blocked) for o in made.orphans] == [("faq", "protected", True)]
    assert made.summary()["delete"] == 0


def test_a_resource_in_use_by_a_manifest_is_not_pruned(world: World) -> None:
    apply(world, SET)
    with pytest.raises(GuardError, match="still in use: chatbot/helper"):
        plan(world, "---".join((CHATBOT, API_PLUGIN, CONNECTION, SECRET)), prune=True)


def test_an_apply_without_the_set_carries_its_mark_on(world: World) -> None:
    apply(world, PLUGIN)
    world.apply(PLUGIN.replace("You are helpful.", "You are brief."))
    live = world.platform.read(world.platform.kinds.get("Plugin"), "faq")
    assert live is not None
    assert live.marks["set"] == "shop"


@pytest.mark.parametrize("name", ["a/b", "Shop", "", "a__b", "x" * 60])
def test_a_name_that_a_set_cannot_have_is_refused(world: World, name: str) -> None:
    with pytest.raises(ConfigurationError):
        world.plan(PLUGIN, set_name=name)


def test_two_concurrent_applies_of_one_set_lose_no_member(world: World) -> None:
    apply(world, PLUGIN)
    mine = plan(world, PLUGIN + "---" + SECRET)
    theirs = plan(world, PLUGIN + "---" + PLUGIN.replace("name: faq", "name: other"))

    def between(verb: str, rest: str) -> None:
        if verb == "apply" and rest == "Secret/?name=api_key":
            world.before = lambda verb, rest: None
            engine.execute(world.platform, theirs)

    world.before = between
    engine.execute(world.platform, mine)
    assert members(world) == ["Plugin/faq", "Plugin/other", "Secret/api_key"]


def test_a_failed_write_of_the_inventory_does_not_hide_the_outcomes(world: World) -> None:
    text = "---".join((PLUGIN, SECRET))
    apply(world, text)
    made = plan(world, PLUGIN, prune=True, prune_limit=1)
    write = world.platform.write
    written: List[str] = []

    def broken(kind: Any, manifest: Any, **options: Any) -> None:
        name = manifest["metadata"]["name"]
        if name == "smarter_set_shop_admin" and name in written:
            raise InternalServerError("down")
        written.append(name)
        write(kind, manifest, **options)

    world.platform.write = broken  # type: ignore[method-assign]
    outcomes = engine.execute(world.platform, made)
    assert [(o.name, o.action) for o in outcomes] == [
        ("faq", "unchanged"),
        ("api_key", "deleted"),
        ("smarter_set_shop_admin", "failed"),
    ]
    world.platform.write = write  # type: ignore[method-assign]
    apply(world, PLUGIN, prune=True)
    assert members(world) == ["Plugin/faq"]


GUARD = "version: 1.0.0, annotations: [{smarter.sh/protect: true}]"
BEHIND = "---".join((CONNECTION, API_PLUGIN))


def test_resources_deleted_by_cascade_are_named_without_their_manifests(world: World) -> None:
    apply(world, "---".join((PLUGIN, SECRET)))
    world.apply(CONNECTION)
    doomed = plan(world, PLUGIN, prune=True, prune_limit=1).steps[-1]
    assert doomed.name == "api_key"
    assert doomed.notes[0] == "the platform deletes apiconnection/weather with it"
    assert doomed.notes[1:] == (
        "the platform deletes with it the sqlconnections, sqlplugins and apiplugins that refer to it, "
        "and cannot list them",
    )


def test_a_resource_detached_in_the_same_plan_is_not_deleted_by_cascade(world: World) -> None:
    apply(world, "---".join((CONNECTION, SECRET)))
    made = plan(world, CONNECTION.replace("apiKey: api_key, ", ""), prune=True, prune_limit=1)
    assert [(step.name, step.action) for step in made.steps] == [("weather", "reset"), ("api_key", "delete")]
    assert "weather" not in " ".join(made.steps[1].notes)
    engine.execute(world.platform, made)
    assert world.local.resource("ApiConnection", "weather")


def test_a_resource_referenced_by_a_new_manifest_is_not_pruned(world: World) -> None:
    apply(world, "---".join((PLUGIN, SECRET)))
    with pytest.raises(GuardError, match="apiconnection/weather refers to secret/api_key"):
        plan(world, "---".join((PLUGIN, CONNECTION)), prune=True, prune_limit=1)


def test_a_resource_referenced_by_a_kept_field_is_not_pruned(world: World) -> None:
    apply(world, "---".join((CONNECTION, SECRET)))
    world.time += 120
    kept = CONNECTION.replace("apiKey: api_key, ", "apiKey: '${keep}', ")
    with pytest.raises(GuardError, match="apiconnection/weather refers to secret/api_key"):
        plan(world, kept, prune=True, prune_limit=1)


@pytest.mark.parametrize("in_set", [True, False])
def test_a_protected_resource_is_not_deleted_by_cascade(world: World, in_set: bool) -> None:
    """If a platform lists connections but no plugins, only the set knows the plugins."""
    apply(world, "---".join((PLUGIN, SECRET, BEHIND.replace("version: 1.0.0", GUARD) if in_set else "")))
    if not in_set:
        world.apply(CONNECTION.replace("version: 1.0.0", GUARD))
    with pytest.raises(GuardError, match="which the platform deletes with secret/api_key"):
        engine.plan_delete_named(world.platform, world.platform.kinds.get("Secret"), ["api_key"])
    with pytest.raises(GuardError, match="Protected"):
        engine.plan_delete(world.platform, world.resources(SECRET))


USER = """
apiVersion: smarter.sh/v1
kind: User
metadata: {name: jane, description: null, version: 1.0.0, username: jane}
spec: {config: {firstName: Jane, lastName: Doe, email: jane@example.com, isActive: true}}
"""


def test_a_resource_without_annotations_belongs_to_the_set_of_its_inventory(world: World) -> None:
    """Apply to a platform that does not return a user's annotations."""
    apply(world, "---".join((USER, SECRET)))
    with pytest.raises(GuardError, match="user/jane belongs to shop"):
        world.plan(USER, set_name="other")
    assert plan(world, "---".join((USER, SECRET))).empty


def test_a_resource_without_annotations_adopted_by_another_set_is_not_pruned(world: World) -> None:
    apply(world, "---".join((USER, SECRET)))
    engine.execute(world.platform, engine.plan_adopt(world.platform, "other", world.resources(USER)))
    assert world.plan(USER, set_name="other").empty
    left = plan(world, SECRET, prune=True, prune_limit=1)
    assert left.summary()["delete"] == 0
    engine.execute(world.platform, left)
    assert members(world) == ["Secret/api_key"]


@pytest.mark.parametrize("name", ["smarter_set_shop", "smarter-set-shop", "smarter_sets"])
def test_no_manifest_may_use_the_name_of_an_inventory(world: World, name: str) -> None:
    apply(world, PLUGIN)
    by_hand = PLUGIN.replace("name: faq", f"name: {name}")
    with pytest.raises(GuardError, match="reserved for inventories of apply sets: plugin/smarter_set"):
        world.plan(by_hand)
    assert members(world) == ["Plugin/faq"]
    with pytest.raises(GuardError, match="reserved for inventories of apply sets: secret/smarter_set"):
        world.plan(SECRET.replace("name: api_key", f"name: {name}"))


def outdated(name: str, data: dict) -> dict:
    """Return the manifest of a Plugin with the inventory or index of version 0.1."""
    return {
        "metadata": {"name": name, "description": "Inventory.", "version": "1.0.0", "pluginClass": "static"},
        "spec": {
            "selector": {"directive": "always"},
            "prompt": {"systemRole": "This is kept for apply sets. It is not for chatbots."},
            "data": {"staticData": data},
        },
    }


def made_by_0_1(world: World) -> None:
    """Make two sets of version 0.1; `shop` has a Secret of no manifest."""
    apply(world, "---".join((PLUGIN, SECRET)))
    kinds = world.platform.kinds
    for name in ("smarter_set_shop_admin", "smarter_sets_admin"):
        world.platform.delete(kinds.get("Secret"), name)
    for manifest in (
        outdated("smarter_set_shop", {"set": "shop", "members": ["Plugin/faq", "Secret/api_key"]}),
        outdated("smarter_set_other", {"set": "other", "members": ["Plugin/elsewhere"]}),
        outdated("smarter_sets", {"sets": ["other", "shop"]}),
    ):
        world.platform.write(kinds.get("Plugin"), manifest)


def plugins(world: World) -> list:
    return sorted(
        name
        for name in ("smarter_set_shop", "smarter_set_other", "smarter_sets")
        if world.local.resource("Plugin", name)
    )


def test_a_set_of_version_0_1_is_found_and_pruned(world: World) -> None:
    made_by_0_1(world)
    assert {each.name for each in engine.find_sets(world.platform)} == {"other", "shop"}
    assert apply(world, PLUGIN, prune=True, prune_limit=1)["Secret/api_key"] == "deleted"
    assert members(world) == ["Plugin/faq"]


def test_the_next_apply_moves_an_inventory_of_version_0_1_and_removes_it(world: World) -> None:
    made_by_0_1(world)
    text = "---".join((PLUGIN, SECRET))
    assert not plan(world, text).empty
    apply(world, text)
    assert members(world) == ["Plugin/faq", "Secret/api_key"]
    assert plugins(world) == ["smarter_set_other"]
    assert {each.name for each in engine.find_sets(world.platform)} == {"other", "shop"}
    assert plan(world, text).empty


@pytest.mark.parametrize("count", range(1, 8))
def test_a_crash_while_an_inventory_moves_loses_no_member(world: World, count: int) -> None:
    made_by_0_1(world)
    text = "---".join((PLUGIN, SECRET))
    made, left = plan(world, text), [count]

    def crash(verb: str, rest: str) -> None:
        left[0] -= verb in ("apply", "delete")
        if left[0] == 0:
            raise KeyboardInterrupt

    world.before = crash
    with contextlib.suppress(KeyboardInterrupt):
        engine.execute(world.platform, made)
    world.before = lambda verb, rest: None
    apply(world, text)
    assert members(world) == ["Plugin/faq", "Secret/api_key"]
    assert plugins(world) == ["smarter_set_other"]
    assert {each.name for each in engine.find_sets(world.platform)} == {"other", "shop"}
    assert plan(world, text).empty


def test_an_inventory_of_a_thousand_members_fits_the_limits_of_annotations(world: World) -> None:
    kinds = world.platform.kinds
    many = frozenset(("ApiConnection", f"a_rather_long_name_of_a_connection_{i:04}") for i in range(1000))
    manifest = inventory_manifest(Inventory("shop", many), "admin")
    texts = [str(text) for note in manifest["metadata"]["annotations"] for text in note.values()]
    assert max(map(len, texts)) < 2000
    world.platform.write(kinds.get("Secret"), manifest)
    assert engine.read_set(world.platform, "shop").members == many


@pytest.mark.parametrize(
    ("name", "user"),
    [("shop", "jane.doe@example.com"), ("s" * 38, "admin"), ("shop", "j" * 60), ("s" * 38, "")],
)
def test_the_inventory_has_a_name_that_the_platform_keeps(world: World, name: str, user: str) -> None:
    manifest = inventory_manifest(Inventory(name, frozenset({("Plugin", "faq")})), user)
    world.platform.write(world.platform.kinds.get("Secret"), manifest)
    assert world.local.resource("Secret", inventory_name(name, user)) is not None
    assert inventory_name(name, user) != inventory_name(name, user + "x")

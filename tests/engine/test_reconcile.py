"""The engine on the embedded platform: create, no change, edit, drift, delete."""

from __future__ import annotations

import pytest

from smarter import engine
from smarter.errors import GuardError
from tests.engine.conftest import World
from tests.engine.manifests import API_PLUGIN, CHATBOT, CONNECTION, PLUGIN, SECRET, SET


def paths(plan, name: str) -> list:
    return [(c.path, c.before, c.after, c.cause) for s in plan.steps if s.name == name for c in s.changes]


def actions(plan) -> dict:
    return {f"{s.kind}/{s.name}": s.action for s in plan.steps}


def test_everything_is_created_in_the_order_of_references(world: World) -> None:
    outcomes = world.apply(SET)
    assert {outcome.action for outcome in outcomes.values()} == {"created"}
    assert [step.name for step in world.plan(SET).steps].index("helper") == 4


def test_a_second_apply_writes_nothing_even_while_reads_are_stale(world: World) -> None:
    world.apply(SET)
    assert world.plan(SET).empty
    outcomes = world.apply(SET)
    assert {outcome.action for outcome in outcomes.values()} == {"unchanged"}
    assert world.writes == []


def test_a_second_apply_writes_nothing_after_the_cache_has_settled(world: World) -> None:
    world.apply(SET)
    world.time += 120
    assert world.plan(SET).empty


def test_an_edit_changes_one_field_of_one_resource(world: World) -> None:
    world.apply(SET)
    edited = SET.replace("You help people.", "You help everyone.")
    plan = world.plan(edited)
    assert {name for name, action in actions(plan).items() if action != "none"} == {"Chatbot/helper"}
    assert paths(plan, "helper") == [
        ("spec.config.defaultSystemRole", "You help people.", "You help everyone.", "edit")
    ]
    assert world.apply(edited)["Chatbot/helper"].action == "updated"
    assert len(world.writes) == 1
    assert world.plan(edited).empty


def test_an_edit_and_its_reversal_are_seen_despite_stale_reads(world: World) -> None:
    world.apply(PLUGIN)
    world.time += 300
    edited = PLUGIN.replace("You are helpful.", "You are brief.")
    assert world.apply(edited)["Plugin/faq"].action == "updated"
    assert world.plan(edited).empty
    assert actions(world.plan(PLUGIN)) == {"Plugin/faq": "update"}
    world.apply(PLUGIN)
    assert world.plan(PLUGIN).empty


def test_a_change_made_elsewhere_is_drift(world: World) -> None:
    world.apply(CHATBOT.replace("[faq, forecast]", "[]"))
    live = world.local.resource("LLMClient", "helper")
    manifest = {**live, "apiVersion": "smarter.sh/v1", "kind": "LLMClient"}
    manifest["spec"]["config"]["appName"] = "Changed by hand"
    world.platform.write(world.platform.kinds.get("LLMClient"), manifest)
    assert paths(world.plan(CHATBOT.replace("[faq, forecast]", "[]")), "helper") == [
        ("spec.config.appName", "Changed by hand", "Helper", "drift")
    ]


def test_a_field_taken_out_of_the_manifest_is_shown_as_a_reset(world: World) -> None:
    bare = CHATBOT.replace("[faq, forecast]", "[]")
    world.apply(bare)
    plan = world.plan(bare.replace("    appName: Helper\n", ""))
    assert actions(plan) == {"Chatbot/helper": "reset"}
    assert paths(plan, "helper") == [("spec.config.appName", "Helper", None, "reset")]


def test_a_live_chatbot_stays_live_when_the_manifest_does_not_mention_it(world: World) -> None:
    bare = CHATBOT.replace("[faq, forecast]", "[]")
    world.apply(bare)
    world.platform.act("deploy", world.platform.kinds.get("Chatbot"), "helper")
    assert world.plan(bare).empty
    world.apply(bare.replace("You help people.", "You help all."))
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["deployed"] is True


def test_respelled_lists_are_not_a_difference_but_edits_of_them_are(world: World) -> None:
    world.apply(PLUGIN)
    world.time += 300
    assert world.plan(PLUGIN).empty
    assert actions(world.plan(PLUGIN.replace("opening_hours", "openingHours"))) == {"Plugin/faq": "update"}


def test_an_edit_of_a_field_that_does_not_read_back_is_seen(world: World) -> None:
    world.apply(PLUGIN)
    assert actions(world.plan(PLUGIN.replace("[one, two]", "[one, three]"))) == {"Plugin/faq": "update"}


def test_an_edit_ignored_by_the_platform_is_a_note(world: World) -> None:
    world.apply(PLUGIN)
    plan = world.plan(PLUGIN.replace("what people ask", "what is asked"))
    assert actions(plan) == {"Plugin/faq": "none"}
    assert "spec.data.description" in plan.steps[0].warnings[0]


def test_a_value_ignored_by_the_platform_is_a_warning_from_the_first_apply_on(world: World) -> None:
    posting = "---".join((SECRET, CONNECTION, API_PLUGIN.replace("method: GET", "method: POST")))
    outcome = world.apply(posting)["ApiPlugin/forecast"]
    assert outcome.action == "created"
    assert "spec.apiData.method" in outcome.warnings[0]
    assert "spec.apiData.method" in world.apply(posting)["ApiPlugin/forecast"].warnings[0]


def test_a_replacement_is_refused_if_it_detaches_a_chatbot_outside_the_manifests(world: World) -> None:
    # Prompts of that length are not stored in an annotation, so that the chatbot cannot be applied again.
    world.apply(SET.replace("What is x_y?", "What is x_y? " * 200))
    world.sent.clear()
    alone = "---".join((SECRET, CONNECTION, API_PLUGIN.replace("You know", "You guess")))
    with pytest.raises(GuardError, match="apiplugin/forecast from chatbot/helper"):
        world.plan(alone)
    assert world.writes == []


def test_a_replacement_attaches_chatbots_outside_the_manifests_again(world: World) -> None:
    world.apply(SET)
    world.time += 120
    alone = "---".join((SECRET, CONNECTION, API_PLUGIN.replace("You know", "You guess")))
    assert all(outcome.error is None for outcome in world.apply(alone).values())
    assert sorted(world.local.resource("LLMClient", "helper")["spec"]["plugins"]) == ["faq", "forecast"]
    assert world.plan(SET.replace("You know", "You guess")).empty


def test_the_second_apply_of_a_secret_is_empty_and_a_new_value_is_not(world: World) -> None:
    world.apply(SECRET, {"API_KEY": "first-value-of-it"})
    assert world.plan(SECRET, {"API_KEY": "first-value-of-it"}).empty
    plan = world.plan(SECRET, {"API_KEY": "second-value-of-it"})
    assert [(c[0], c[1], c[2]) for c in paths(plan, "api_key")] == [
        ("spec.config.value", "(secret)", "(secret, changed)")
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("${env:KEY}", "${env:KEY}"),
        ("${env:KEY:-hunter2}", "(secret, changed)"),
        ("hunter2-${env:KEY}", "(secret, changed)"),
    ],
)
def test_a_changed_secret_is_shown_by_its_variable_only_if_nothing_else_is_secret(
    world: World, written: str, shown: str
) -> None:
    text = SECRET.replace("${env:API_KEY:-correct-horse-battery}", written)
    assert written in text
    world.apply(text, {"KEY": "first-value-of-it"})
    plan = world.plan(text, {"KEY": "second-value-of-it"})
    assert paths(plan, "api_key") == [("spec.config.value", "(secret)", shown, "edit")]


def test_a_secret_changed_elsewhere_is_noticed_by_the_end_of_its_mask(world: World) -> None:
    world.apply(SECRET, {"API_KEY": "first-value-of-it"})
    live = world.local.resource("Secret", "api_key")
    manifest = {**live, "kind": "Secret"}
    manifest["spec"]["config"]["value"] = "something-else"
    world.platform.write(world.platform.kinds.get("Secret"), manifest)
    world.time += 120
    assert [c[3] for c in paths(world.plan(SECRET, {"API_KEY": "first-value-of-it"}), "api_key")] == ["drift"]


def test_plans_and_outcomes_contain_no_secret(world: World) -> None:
    text = "---".join((SECRET, CONNECTION))
    seen = [repr(world.plan(text, {"API_KEY": "hunter2-hunter2"}).steps[0].to_json())]
    seen += [repr(o.to_json()) for o in world.apply(text, {"API_KEY": "hunter2-hunter2"}).values()]
    seen += [repr(s.to_json()) for s in world.plan(text, {"API_KEY": "hunter3-hunter3"}).steps]
    seen += [repr(world.plan(text, {"API_KEY": "hunter3-hunter3"}))]
    seen += [repr(world.apply(text, {"API_KEY": "hunter4-hunter4"}))]
    assert not [text for text in seen if "hunter" in text]


def test_an_update_ignored_by_the_platform_becomes_a_replacement_and_is_attached_again(
    world: World,
) -> None:
    world.apply(SET)
    edited = SET.replace("You know the weather.", "You are the weather.")
    plan = world.plan(edited)
    assert actions(plan)["ApiPlugin/forecast"] == "replace"
    assert paths(plan, "helper") == [("(reference)", None, "apiplugin/forecast", "attach")]
    outcomes = world.apply(edited)
    assert outcomes["ApiPlugin/forecast"].action == "updated"
    assert outcomes["Chatbot/helper"].action == "updated"
    assert set(world.local.resource("LLMClient", "helper")["spec"]["plugins"]) == {"faq", "forecast"}
    kept = world.local.resource("ApiPlugin", "forecast")
    assert kept["spec"]["prompt"]["systemRole"] == "You are the weather."
    assert world.plan(edited).empty


def test_a_replacement_cut_off_before_it_was_attached_is_finished_by_the_next_apply(world: World) -> None:
    world.apply(SET)
    world.time += 600
    plugin = world.resources(API_PLUGIN)
    world.platform.delete(world.platform.kinds.get("ApiPlugin"), "forecast")
    engine.execute(world.platform, engine.plan(world.platform, plugin))
    assert actions(world.plan(SET))["Chatbot/helper"] == "update"
    world.apply(SET)
    assert set(world.local.resource("LLMClient", "helper")["spec"]["plugins"]) == {"faq", "forecast"}
    assert world.plan(SET).empty


def test_a_delete_takes_dependents_first_and_a_second_one_changes_nothing(world: World) -> None:
    world.apply(SET)
    outcomes = world.delete(SET)
    assert {outcome.action for outcome in outcomes.values()} == {"deleted"}
    order = [rest.split("name=")[1] for verb, rest in world.writes if verb == "delete"]
    assert order.index("helper") < order.index("forecast") < order.index("weather") < order.index("api_key")
    assert {outcome.action for outcome in world.delete(SET).values()} == {"unchanged"}
    assert world.writes == []


def test_the_user_sees_the_written_kind_and_the_platform_its_own(world: World) -> None:
    bare = CHATBOT.replace("[faq, forecast]", "[]")
    assert list(world.apply(bare)) == ["Chatbot/helper"]
    renamed = bare.replace("kind: Chatbot", "kind: LLMClient")
    assert world.plan(renamed).empty


def test_a_live_value_that_holds_a_substituted_one_is_never_shown(world: World) -> None:
    told = PLUGIN.replace("You are helpful.", '"The token is ${env:TOKEN}."')
    world.apply(told, {"TOKEN": "hunter2-hunter2"})
    live = world.platform.get(world.platform.kinds.get("Plugin"), "faq")
    assert live.manifest["spec"]["prompt"]["systemRole"] == "The token is hunter2-hunter2."
    assert "hunter2" not in repr(engine.mask_resource(live))
    world.time += 120
    assert paths(world.plan(PLUGIN), "faq") == [
        ("spec.prompt.systemRole", "The token is (secret).", "You are helpful.", "edit")
    ]
    assert paths(world.plan(told, {"TOKEN": "other"}), "faq") == [
        ("spec.prompt.systemRole", "The token is (secret).", "The token is ${env:TOKEN}.", "edit")
    ]


def test_the_last_secret_reference_of_a_resource_can_be_taken_out(world: World) -> None:
    world.apply("---".join((SECRET, CONNECTION)))
    without = "---".join((SECRET, CONNECTION.replace(", apiKey: api_key", "")))
    assert [change[:3] for change in paths(world.plan(without), "weather")] == [
        ("spec.connection.apiKey", "(secret)", None)
    ]
    assert world.apply(without)["ApiConnection/weather"].error is None
    assert world.plan(without).empty

"""Values kept from the platform by `${keep}` and `--merge`, and refused ones."""

from __future__ import annotations

import pytest

from smarter import engine
from smarter.errors import ManifestError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, SECRET
from tests.engine.test_reconcile import paths

BARE = CHATBOT.replace("[faq, forecast]", "[]")
KEPT = SECRET.replace('"${env:API_KEY:-correct-horse-battery}"', '"${keep}"')


def test_a_kept_secret_is_not_a_difference(world: World) -> None:
    world.apply(SECRET)
    assert world.plan(KEPT).empty


def refused(world: World, text: str) -> str:
    """Apply a manifest that must not be written, and return the message."""
    plan = world.plan(text)
    assert not plan.empty
    with pytest.raises(ManifestError) as caught:
        engine.check_keepable(plan.steps)
    (outcome,) = world.apply(text).values()
    assert (outcome.action, world.writes) == ("failed", [])
    assert outcome.error is not None
    assert outcome.error.message in (" ".join(each.message for each in caught.value.findings))
    return outcome.error.message


def test_a_kept_secret_is_refused_on_create(world: World) -> None:
    assert "does not exist yet" in refused(world, KEPT)


def test_a_field_to_keep_that_is_not_required_is_left_out_on_create(world: World) -> None:
    text = BARE.replace("[What is x_y?, When do you open?]", '"${keep}"')
    plan = world.plan(text)
    assert [step.warnings for step in plan.steps] == [
        (
            "spec.config.appExamplePrompts is left out: there is no live value that could be kept. "
            "Write the value in the manifest.",
        )
    ]
    (outcome,) = world.apply(text).values()
    assert (outcome.action, outcome.error and outcome.error.code) == ("created", "keep")
    assert world.plan(text).empty


def test_a_kept_secret_is_taken_from_its_variable_if_set(world: World) -> None:
    text = KEPT.replace("${keep}", "${env:API_KEY:-${keep}}")
    message = refused(world, text)
    assert "spec.config.value" in message
    (outcome,) = world.apply(text).values()
    assert outcome.error is not None
    assert "Set API_KEY." in str(outcome.error.hint)
    (created,) = world.apply(text, {"API_KEY": "correct-horse-battery"}).values()
    assert created.action == "created"
    assert world.plan(text).empty
    assert not world.plan(text, {"API_KEY": "another-one"}).empty


def test_a_kept_secret_is_refused_when_another_field_must_be_sent(world: World) -> None:
    world.apply(SECRET)
    assert "does not show" in refused(world, KEPT.replace("a key", "another description"))


def test_merge_keeps_fields_missing_from_the_manifest(world: World) -> None:
    world.apply(BARE)
    world.time += 120
    short = "\n".join(line for line in BARE.splitlines() if "appName" not in line)
    resources = world.resources(short.replace("You help people.", "You help all."))
    plan = engine.plan(world.platform, resources, merge=True)
    assert [change.path for step in plan.steps for change in step.changes] == [
        "spec.config.defaultSystemRole"
    ]
    assert [o.to_json().get("error") for o in engine.execute(world.platform, plan)] == [None]
    assert world.local.resource("LLMClient", "helper")["spec"]["config"]["appName"] == "Helper"
    again = engine.plan(world.platform, resources, merge=True)
    assert [change for step in again.steps for change in step.changes] == []


def test_merge_refuses_to_lose_fields_that_do_not_read_back(world: World) -> None:
    world.apply(BARE)
    world.time += 120
    short = "\n".join(line for line in BARE.splitlines() if "appExamplePrompts" not in line)
    resources = world.resources(short.replace("You help people.", "You help all."))
    with pytest.raises(ManifestError, match="appExamplePrompts"):
        engine.plan(world.platform, resources, merge=True)


def test_a_whole_object_can_be_kept(world: World) -> None:
    world.apply(BARE.replace("[What is x_y?, When do you open?]", "[]"))
    world.time += 120
    kept = BARE[: BARE.index("  config:")] + '  config: "${keep}"\n  plugins: []\n  functions: []\n'
    assert [change[0] for change in paths(world.plan(kept.replace("helps", "helps all")), "helper")] == [
        "metadata.description",
        "spec.functions",
    ]
    world.apply(kept)
    config = world.local.resource("LLMClient", "helper")["spec"]["config"]
    assert (config["defaultSystemRole"], config["customDomain"]) == ("You help people.", None)


def test_a_kept_object_is_refused_on_create(world: World) -> None:
    message = refused(world, BARE[: BARE.index("  config:")] + '  config: "${keep}"\n')
    assert message == "spec.config cannot be kept: the resource does not exist yet."


def test_an_object_with_a_value_that_cannot_be_read_is_not_kept_by_losing_it(world: World) -> None:
    world.apply(BARE)
    world.time += 120
    assert "appExamplePrompts" in refused(world, BARE[: BARE.index("  config:")] + '  config: "${keep}"\n')

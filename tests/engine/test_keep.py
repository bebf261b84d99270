"""Values that stay as the platform has them: `${keep}`, `--merge`, and what cannot be kept."""

from __future__ import annotations

import pytest

from smarter import engine
from smarter.errors import ManifestError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, SECRET
from tests.engine.test_reconcile import paths

BARE = CHATBOT.replace("[faq, forecast]", "[]")
KEPT = SECRET.replace('"${env:API_KEY:-correct-horse-battery}"', '"${keep}"')


def test_a_kept_secret_is_no_difference(world: World) -> None:
    world.apply(SECRET)
    assert world.plan(KEPT).empty


def test_a_kept_secret_is_refused_on_create(world: World) -> None:
    with pytest.raises(ManifestError) as caught:
        world.plan(KEPT)
    assert "does not exist yet" in str(caught.value)
    assert caught.value.findings[0].line == 6


def test_a_kept_secret_is_refused_when_another_field_must_be_sent(world: World) -> None:
    world.apply(SECRET)
    with pytest.raises(ManifestError, match="does not show"):
        world.plan(KEPT.replace("a key", "another description"))


def test_merge_keeps_what_the_manifest_does_not_mention(world: World) -> None:
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


def test_merge_refuses_to_lose_what_it_cannot_read(world: World) -> None:
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
    with pytest.raises(ManifestError, match="does not exist yet") as caught:
        world.plan(BARE[: BARE.index("  config:")] + '  config: "${keep}"\n')
    assert [finding.path for finding in caught.value.findings] == ["spec.config"]


def test_an_object_with_a_value_that_cannot_be_read_is_not_kept_by_losing_it(world: World) -> None:
    world.apply(BARE)
    world.time += 120
    with pytest.raises(ManifestError, match="appExamplePrompts"):
        world.plan(BARE[: BARE.index("  config:")] + '  config: "${keep}"\n')

"""Values that stay as the platform has them: `${keep}`, `--merge`, and what cannot be kept."""

from __future__ import annotations

import pytest

from smarter import engine
from smarter.errors import ManifestError
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, SECRET

BARE = CHATBOT.replace("[faq, forecast]", "[]")
KEPT = SECRET.replace('"${env:API_KEY:-correct-horse-battery}"', '"${keep}"')


def test_a_kept_secret_is_no_difference(world: World) -> None:
    world.apply(SECRET)
    assert world.plan(KEPT).empty


def test_a_kept_secret_is_refused_on_create(world: World) -> None:
    with pytest.raises(ManifestError) as caught:
        world.plan(KEPT)
    assert "nothing to keep" in str(caught.value)
    assert caught.value.findings[0].line == 6


def test_a_kept_secret_is_refused_when_another_field_must_be_sent(world: World) -> None:
    world.apply(SECRET)
    with pytest.raises(ManifestError, match="would lose it"):
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

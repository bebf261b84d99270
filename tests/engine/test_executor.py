"""Failures in a plan are reported, dependents skipped, other steps executed."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from smarter import engine
from smarter.errors import InternalServerError, ManifestError
from smarter.platform.live_resource import parse_date
from tests.engine.conftest import World
from tests.engine.manifests import API_PLUGIN, CONNECTION, PLUGIN, SECRET, SET


def break_writes_of(world: World, name: str, error: Exception) -> None:
    write = world.platform.write

    def broken(kind: Any, manifest: Any, **options: Any) -> None:
        if manifest["metadata"]["name"] == name:
            raise error
        write(kind, manifest, **options)

    world.platform.write = broken  # type: ignore[method-assign]


def test_dependents_of_a_failed_resource_are_skipped_and_name_it(world: World) -> None:
    break_writes_of(world, "weather", engine.CycleError(("a", "b", "a")))
    outcomes = world.apply(SET)
    assert {name: o.action for name, o in outcomes.items()} == {
        "Secret/api_key": "created",
        "Plugin/faq": "created",
        "ApiConnection/weather": "failed",
        "ApiPlugin/forecast": "skipped",
        "Chatbot/helper": "skipped",
    }
    assert "apiconnection/weather" in str(outcomes["ApiPlugin/forecast"].error)


def test_a_bug_in_one_step_does_not_hide_other_outcomes(world: World) -> None:
    break_writes_of(world, "faq", ZeroDivisionError("hunter2"))
    outcomes = world.apply("---".join((PLUGIN, SECRET)))
    assert outcomes["Secret/api_key"].action == "created"
    problem = outcomes["Plugin/faq"].error
    assert problem is not None
    assert problem.code == "internal"
    assert "ZeroDivisionError" in problem.message
    assert "hunter2" not in problem.message


def test_fail_fast_begins_nothing_after_the_first_failure(world: World) -> None:
    break_writes_of(world, "api_key", ZeroDivisionError())
    plan = world.plan(SET)
    outcomes = engine.execute(world.platform, plan, parallelism=1, fail_fast=True)
    actions = [o.action for o in outcomes]
    assert actions.count("failed") == 1
    assert "created" not in actions[actions.index("failed") :]


def test_a_field_not_stored_by_the_platform_is_a_failure(world: World) -> None:
    write = world.platform.write

    def forgetful(kind: Any, manifest: Any, **options: Any) -> None:
        manifest["metadata"]["description"] = "something else"
        write(kind, manifest, **options)

    world.platform.write = forgetful  # type: ignore[method-assign]
    problem = world.apply(SECRET)["Secret/api_key"].error
    assert problem is not None
    assert problem.code == "not-taken"
    assert "metadata.description" in problem.message


def test_a_write_overwritten_by_another_client_is_reported(world: World) -> None:
    write = world.platform.write

    def beaten(kind: Any, manifest: Any, **options: Any) -> None:
        write(kind, manifest, **options)
        for entry in manifest["metadata"]["annotations"]:
            for key in entry:
                entry[key] = "1 00000000ffffffff"
        write(kind, manifest, **options)

    world.platform.write = beaten  # type: ignore[method-assign]
    problem = world.apply(PLUGIN)["Plugin/faq"].error
    assert problem is not None
    assert problem.code == "overwritten"


@pytest.mark.parametrize(
    "header", [None, "", "soon", "Mon, 23 Nov 2026 14:00:00 -0000", "Mon, 23 Nov 2026 14:00:00 GMT"]
)
def test_any_date_header_gives_a_time_with_a_zone(header: Any) -> None:
    assert parse_date(header).tzinfo is not None


def test_a_replacement_that_fails_says_that_the_resource_is_gone(world: World) -> None:
    world.apply(SET)
    break_writes_of(world, "forecast", engine.CycleError(("a", "a")))
    problem = world.apply(SET.replace("You know the weather.", "You are the weather."))[
        "ApiPlugin/forecast"
    ].error
    assert problem is not None
    assert "does not exist now" in problem.message


@pytest.mark.parametrize("mask", ["(secret)", "(secret, changed)", "********tery"])
def test_a_mask_is_never_written_back(world: World, mask: str) -> None:
    world.apply(SECRET)
    masked = SECRET.replace("${env:API_KEY:-correct-horse-battery}", mask)
    with pytest.raises(ManifestError, match="mask") as caught:
        world.plan(masked)
    assert caught.value.findings[0].line == 6
    assert world.local.resource("Secret", "api_key")["spec"]["config"]["value"] == "correct-horse-battery"


def test_a_dry_run_sends_no_write(world: World) -> None:
    world.plan(SET)
    assert world.writes == []


def echoing(world: World, name: str, words: str) -> None:
    error = InternalServerError(f"The platform failed: {words}")
    error.description = f"It did not like: {words}"
    break_writes_of(world, name, error)


NESTED = PLUGIN.replace("answers", '"answers of ${env:WHO}"').replace("9 to 5", '["${env:HOURS}"]')
HEADERS = API_PLUGIN.replace("limit: 10", "limit: 10, headers: [{name: X-Token, value: clear-header-token}]")


def test_substituted_values_echoed_by_the_platform_are_masked(world: World) -> None:
    echoing(world, "faq", "answers of hidden-agent, ['hidden-hours']")
    outcomes = world.apply(NESTED, {"WHO": "hidden-agent", "HOURS": "hidden-hours"})
    message = str(outcomes["Plugin/faq"].error)
    assert "hidden" not in message
    assert message.count("answers of (secret)") == 2


def test_an_echoed_secret_of_a_list_is_masked(world: World) -> None:
    echoing(world, "forecast", "clear-header-token")
    outcomes = world.apply("---".join((SECRET, CONNECTION, HEADERS)))
    assert "clear-header-token" not in str(outcomes["ApiPlugin/forecast"].error)


def test_an_echoed_secret_of_a_dependency_is_masked(world: World) -> None:
    echoing(world, "forecast", "Authorization: correct-horse-battery")
    outcomes = world.apply("---".join((SECRET, CONNECTION, API_PLUGIN)))
    assert "correct-horse-battery" not in str(outcomes["ApiPlugin/forecast"].error)


@pytest.mark.parametrize("secret", ['quo"ted and\nbroken', "with blanks/é", "back\\slash"])
def test_an_echoed_secret_in_another_form_is_masked(world: World, secret: str) -> None:
    echoing(world, "api_key", f"{secret!r} {json.dumps(secret)} {quote(secret)} {' '.join(secret.split())}")
    problem = world.apply(SECRET, {"API_KEY": secret})["Secret/api_key"].error
    assert problem is not None
    for part in ("ted and", "blanks", "slash"):
        assert part not in problem.message


def test_an_echoed_secret_at_the_cut_of_a_message_is_masked(world: World) -> None:
    echoing(world, "api_key", "x" * 475 + " correct-horse-battery")
    problem = world.apply(SECRET)["Secret/api_key"].error
    assert problem is not None
    assert problem.message.endswith("(secret)…")
    assert "corr" not in problem.message

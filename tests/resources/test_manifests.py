"""The declarative engine from Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pytest

import smarter
from tests.resources.conftest import Bench

ROOT = Path(__file__).resolve().parents[2]
QUICKSTART = ROOT / "manifests" / "quickstart"


def secret(name: str = "key", value: str = "correct horse", **metadata: Any) -> Dict[str, Any]:
    return {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": name, "description": "d", "version": "1.0.0", **metadata},
        "spec": {"config": {"value": value}},
    }


def actions(outcomes: Any) -> List[str]:
    return [each.action for each in outcomes]


def test_a_folder_is_applied_and_then_unchanged(ask: Bench) -> None:
    planned = ask(lambda c: c.manifests.plan(QUICKSTART))
    assert {step.action for step in planned.steps} == {"create"}
    assert not planned.empty
    assert set(actions(ask(lambda c: c.manifests.apply(QUICKSTART)))) == {"created"}
    assert set(actions(ask(lambda c: c.manifests.apply(str(QUICKSTART))))) == {"unchanged"}
    assert ask(lambda c: c.manifests.plan([QUICKSTART])).empty
    assert set(actions(ask(lambda c: c.manifests.delete(QUICKSTART)))) == {"deleted"}


def test_manifests_may_be_given_as_data(inside: Bench) -> None:
    assert actions(inside(lambda c: c.manifests.apply(secret()))) == ["created"]
    assert actions(inside(lambda c: c.manifests.apply([secret(), secret("other")]))) == [
        "unchanged",
        "created",
    ]
    changed = inside(lambda c: c.manifests.plan(secret(value="new")))
    assert [step.action for step in changed.steps] == ["update"]
    assert "new" not in repr(changed.steps[0].changes)
    assert actions(inside(lambda c: c.manifests.apply(changed))) == ["updated"]
    assert actions(inside(lambda c: c.manifests.delete([secret(), secret("other")]))) == [
        "deleted",
        "deleted",
    ]


def test_variables_are_values_of_the_program(ask: Bench) -> None:
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Plugin",
        "metadata": {
            "name": "faq_${var:suffix}",
            "description": "d",
            "version": "1.0.0",
            "pluginClass": "static",
        },
        "spec": {
            "selector": {"directive": "always"},
            "prompt": {"systemRole": "r", "temperature": "${var:temperature}"},
            "data": {"staticData": {"hours": "${var:hours}"}},
        },
    }
    values = {"suffix": "test", "temperature": 0.2, "hours": ["9", "17"]}
    assert not ask(lambda c: c.manifests.validate(manifest, vars=values)).errors
    (step,) = ask(lambda c: c.manifests.plan(manifest, vars=values)).steps
    changes = {change.path: change.after for change in step.changes}
    assert (step.name, changes["spec.prompt.temperature"]) == ("faq_test", 0.2)
    assert changes["spec.data.staticData"] == {"hours": ["9", "17"]}
    assert actions(ask(lambda c: c.manifests.apply(manifest, vars=values))) == ["created"]
    assert actions(ask(lambda c: c.manifests.delete(manifest, vars=values))) == ["deleted"]
    with pytest.raises(smarter.ManifestError, match="variable hours is not defined"):
        ask(lambda c: c.manifests.apply(manifest, vars={"suffix": "a", "temperature": 1}))
    with pytest.raises(smarter.ConfigurationError, match="is not the name of a variable"):
        ask(lambda c: c.manifests.plan(manifest, vars={"a b": 1}))


def test_validating_sends_nothing(inside: Bench) -> None:
    good = inside(lambda c: c.manifests.validate(QUICKSTART))
    assert not good.errors
    assert {each.kind.name for each in good.resources} >= {"Chatbot", "Plugin", "Secret", "File"}
    bad = inside(
        lambda c: c.manifests.validate([{"kind": "Secret", "apiVersion": "smarter.sh/v1", "spec": {}}])
    )
    assert bad.errors
    assert bad.findings
    assert not inside.platform.recent


def test_manifests_with_errors_are_refused_and_nothing_is_sent(inside: Bench) -> None:
    broken = secret()
    del broken["spec"]["config"]["value"]
    for verb in ("plan", "apply", "delete"):
        with pytest.raises(smarter.ManifestError) as caught:
            inside(lambda c, verb=verb: getattr(c.manifests, verb)([broken]))
        assert caught.value.findings
        assert "value" in str(caught.value)
    assert not [each for each in inside.platform.recent if "apply" in each["path"]]


@pytest.mark.parametrize("given", [7, None, [7], ["-"], [["x"]], {1, 2}])
def test_an_argument_other_than_a_manifest_is_refused(inside: Bench, given: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError):
        inside(lambda c: c.manifests.apply(given))


def test_a_manifest_that_json_cannot_encode_is_refused(inside: Bench) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="no JSON form"):
        inside(lambda c: c.manifests.apply({"spec": float("nan")}))


def test_an_apply_of_nothing_is_refused(inside: Bench, tmp_path: Path) -> None:
    with pytest.raises(smarter.ManifestError):
        inside(lambda c: c.manifests.apply(tmp_path))


def test_a_failure_is_raised_or_returned(inside: Bench) -> None:
    from smarter.local.faults import Faults, Rule

    inside.platform.faults = Faults([Rule("status", verb="apply", name="two", status=400)])
    manifests = [secret("one"), secret("two")]
    seen: List[str] = []
    with pytest.raises(smarter.ApplyError, match="two") as caught:
        inside(lambda c: c.manifests.apply(manifests, on_outcome=lambda outcome: seen.append(outcome.name)))
    assert sorted(actions(caught.value.outcomes)) == ["created", "failed"]
    assert sorted(seen) == ["one", "two"]
    outcomes = inside(lambda c: c.manifests.apply(manifests, check=False))
    assert sorted(actions(outcomes)) == ["failed", "unchanged"]


def test_options_of_apply_are_respected(inside: Bench) -> None:
    both = [secret(), secret("more")]
    inside(lambda c: c.manifests.apply(both, set_name="mine", parallelism=2, fail_fast=True))
    planned = inside(
        lambda c: c.manifests.plan(secret("other"), set_name="mine", prune=True, prune_limit=1.0)
    )
    assert sorted(step.action for step in planned.steps) == ["create", "delete", "delete"]
    with pytest.raises(smarter.GuardError):
        inside(lambda c: c.manifests.plan(secret("other"), set_name="mine", prune=True, prune_limit=0.1))
    assert inside(lambda c: c.manifests.plan(secret(), merge=True)).empty


def test_an_export_from_python_has_no_difference(ask: Bench) -> None:
    ask(lambda c: c.manifests.apply([secret(), secret("other")]))
    exported = ask(lambda c: c.manifests.export("secret/key", "secret/other"))
    assert [each["metadata"]["name"] for each in exported] == ["key", "other"]
    assert exported[0]["spec"]["config"]["value"] == "${env:KEY:-${keep}}"
    assert ask(lambda c: c.manifests.plan(exported)).empty
    with pytest.raises(smarter.ManifestError, match="secret/nope"):
        ask(lambda c: c.manifests.export("secret/nope"))

"""Output of many resources, and applies of a part of the manifests."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any, List

import pytest

from tests.acceptance.conftest import Command


def secrets(folder: Path, count: int, value: str = "one") -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"s{number:03}.yaml").write_text(
            "apiVersion: smarter.sh/v1\nkind: Secret\n"
            f"metadata: {{name: s{number:03}, description: {value}, version: 1.0.0, tags: [t{number % 2}]}}\n"
            "spec: {config: {value: x}}\n",
            encoding="utf-8",
        )


def test_unchanged_resources_are_counted_and_not_listed(smarter: Command) -> None:
    secrets(smarter.folder / "many", 200)
    assert smarter("apply", "-f", "many").code == 0
    secrets(smarter.folder / "many", 3, "two")
    done = smarter("apply", "-f", "many")
    assert done.out.split("\n") == [
        "secret/s000 updated",
        "secret/s001 updated",
        "secret/s002 updated",
        "200 resources: 3 updated, 197 unchanged",
        "",
    ]
    assert len(smarter("apply", "-f", "many", "--dry-run").out.split("\n")) == 2
    for flag in ("--show-unchanged", "-v"):
        assert len(smarter("apply", "-f", "many", flag).out.split("\n")) == 202
    assert len(smarter("apply", "-f", "many", "--show-unchanged", "--dry-run").out.split("\n")) == 202
    assert len(smarter("apply", "-f", "many", "-o", "json").json["results"]) == 200


def test_results_come_in_the_order_of_the_plan(smarter: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from smarter.platform import Platform

    write = Platform.write

    def slowly(self: Platform, *arguments: Any, **options: Any) -> Any:
        time.sleep(random.uniform(0, 0.02))
        return write(self, *arguments, **options)

    monkeypatch.setattr(Platform, "write", slowly)
    secrets(smarter.folder / "many", 30)
    lines = smarter("apply", "-f", "many").out.split("\n")
    assert lines[:30] == [f"secret/s{number:03} created" for number in range(30)]


def test_quiet_prints_errors_only(smarter: Command) -> None:
    assert smarter("diff", "-f", "quickstart", "-q").out == ""
    done = smarter("apply", "-f", "quickstart", "-q")
    assert (done.code, done.out, done.err) == (0, "", "")
    refused = smarter("delete", "plugin/none", "--quiet", "--yes")
    assert (refused.code, refused.out, "plugin/none not found" in refused.err) == (7, "", True)
    again = smarter("plan", "-f", "quickstart", "-q")
    assert (again.code, again.out, again.err) == (0, "", "")


def test_a_part_is_applied_with_its_references(smarter: Command) -> None:
    done = smarter("apply", "chatbot/bike_shop", "-f", "quickstart")
    assert done.out.split("\n") == [
        "plugin/faq created",
        "chatbot/bike_shop created",
        "2 resources: 2 created",
        "",
    ]
    done = smarter("diff", "connection/warehouse", "quickstart", "-o", "json")
    assert done.code == 2  # no kind, so it is a path that does not exist
    done = smarter("diff", "apiconnection/warehouse", "quickstart", "-o", "json")
    assert done.actions == {"Secret/warehouse_key": "create", "ApiConnection/warehouse": "create"}


def test_a_selector_chooses_a_part(smarter: Command) -> None:
    secrets(smarter.folder / "many", 4)
    assert smarter("apply", "-f", "many", "-l", "t1").out.split("\n")[-2] == "2 resources: 2 created"
    assert smarter("plan", "-f", "many", "-l", "!t1", "-o", "json").json["summary"]["create"] == 2


def test_a_part_of_a_set_makes_no_orphans(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart", "--set", "shop")
    done = smarter("apply", "plugin/faq", "-f", "quickstart", "--set", "shop", "-o", "json").json
    assert "orphans" not in done
    assert done["set"]["members"] == 5


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["-l", "nothing"], "no manifest matches the selector 'nothing'"),
        (["plugin/fax"], "no manifest describes plugin/fax"),
        (["-l", "a b"], "malformed selector"),
        (["-l", "quickstart", "--set", "shop", "--prune"], "--prune excludes -l"),
        (["plugin/faq", "--set", "shop", "--prune"], "--prune excludes -l"),
    ],
)
def test_a_part_that_does_not_exist_is_refused(smarter: Command, words: List[str], error: str) -> None:
    for verb in ("apply", "plan", "diff"):
        refused = smarter(verb, "-f", "quickstart", *words)
        assert (refused.code, error in refused.err) == (2, True), refused.err


def test_a_saved_plan_of_a_part_is_applied(smarter: Command) -> None:
    smarter("plan", "plugin/faq", "-f", "quickstart", "--out", "plan.json")
    assert smarter("apply", "--plan", "plan.json").out == "plugin/faq created\n1 resource: 1 created\n"

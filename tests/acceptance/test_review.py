"""Review before an apply: saved plans in each format, also applied much later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smarter.errors import InternalServerError
from tests.acceptance.conftest import Command


def test_a_saved_plan_is_shown_as_it_was_made(smarter: Command) -> None:
    made = smarter("plan", "-f", "quickstart", "--set", "shop", "--out", "plan.json")
    assert made.code == 1
    shown = smarter("show", "plan.json")
    assert (shown.code, shown.out) == (1, made.out)
    document = smarter("show", "plan.json", "-o", "json").json
    saved = json.loads((smarter.folder / "plan.json").read_text(encoding="utf-8"))
    assert (document["summary"]["create"], document["platform"]) == (5, saved["platform"])
    page = smarter("show", "plan.json", "-o", "markdown")
    assert page.out == smarter("plan", "-f", "quickstart", "--set", "shop", "-o", "markdown").out
    assert page.out.startswith("### Plan for shop\n")


def test_a_plan_with_nothing_to_do_is_shown_with_code_0(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart")
    smarter("plan", "-f", "quickstart", "--out", "plan.json")
    assert smarter("show", "plan.json").code == 0


def test_show_refuses_a_file_that_is_not_a_plan(smarter: Command) -> None:
    (smarter.folder / "x.json").write_text("{}", encoding="utf-8")
    done = smarter("show", "x.json")
    assert done.code != 0
    assert "x.json is not a saved plan" in done.err


def test_a_removed_key_is_distinguished_from_a_key_set_to_null(smarter: Command) -> None:
    manifest = smarter.folder / "p.yaml"
    text = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: faq, description: d, version: 1.0.0, pluginClass: static}
spec:
  selector: {directive: always}
  prompt: {systemRole: r}
  data: {staticData: DATA}
"""
    manifest.write_text(text.replace("DATA", "{a: {}, b: 1, d: null}"), encoding="utf-8")
    assert smarter("apply", "-f", "p.yaml").code == 0
    manifest.write_text(text.replace("DATA", "{b: null, c: null}"), encoding="utf-8")
    plain = smarter("plan", "-f", "p.yaml", "--out", "plan.json").out
    for line in ("a: {} -> (removed)", "b: 1 -> null", "c: (not set) -> null", "d: null -> (removed)"):
        assert f"    spec.data.staticData.{line}\n" in plain
    assert smarter("show", "plan.json").out == plain
    assert "(removed)" in smarter("diff", "-f", "p.yaml", "-o", "markdown").out
    changes = smarter("diff", "-f", "p.yaml", "-o", "json").json["results"][0]["changes"]
    assert [(each["path"][-1], each["after"], each.get("absent")) for each in changes] == [
        ("a", None, "after"),
        ("b", None, None),
        ("d", None, "after"),
        ("c", None, "before"),
    ]


def test_diff_and_plan_exit_differently_for_a_difference_and_for_an_error(
    smarter: Command,
) -> None:
    chatbot = smarter.folder / "quickstart" / "chatbot.yaml"
    assert smarter("apply", "-f", "quickstart").code == 0
    for verb in ("diff", "plan"):
        assert smarter(verb, "-f", "quickstart").code == 0
    text = chatbot.read_text(encoding="utf-8").replace("Spoke", "Chainy")
    chatbot.write_text(text, encoding="utf-8")
    for verb in ("diff", "plan"):
        assert smarter(verb, "-f", "quickstart").code == 1
        for wrong in ("${env:NOBODY_SET_IT}", "${var:undefined}", "[", "${file:nowhere}"):
            chatbot.write_text(text.replace("Chainy & Chain", wrong), encoding="utf-8")
            assert smarter(verb, "-f", "quickstart").code == 2
            assert smarter("validate", "--env", "-f", "quickstart").code == 1
        chatbot.write_text(text, encoding="utf-8")
        assert smarter(verb, "-f", "nowhere").code == 2


def test_a_change_of_only_the_inventory_is_shown(smarter: Command) -> None:
    folder = smarter.folder / "set"
    folder.mkdir()
    for name in ("one", "two"):
        text = (smarter.folder / "quickstart" / "plugin.yaml").read_text(encoding="utf-8")
        (folder / f"{name}.yaml").write_text(text.replace("name: faq", f"name: {name}"), encoding="utf-8")
    line = ["-f", "set", "--set", "shop", "--prune"]
    assert smarter("apply", *line).code == 0
    assert smarter("diff", *line).code == 0
    # Another client deletes a member, and its manifest goes too.
    assert smarter("api", "POST", "cli/delete/Plugin/", "-q", "name=two").code == 0
    (folder / "two.yaml").unlink()
    ran = smarter("diff", *line)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "1 difference: the inventory of the set shop loses plugin/two\n"
    document = smarter("plan", *line, "--out", "plan.json", "-o", "json").json
    assert document["inventory"] == {"added": [], "removed": ["plugin/two"]}
    assert {action for action, number in document["summary"].items() if number} == {"none"}
    shown = smarter("show", "plan.json")
    assert (shown.code, shown.err) == (1, ran.err)
    assert (
        "**1 change: the inventory of the set shop loses plugin/two**"
        in smarter("show", "plan.json", "-o", "markdown").out
    )
    assert smarter("apply", "--plan", "plan.json").code == 0
    assert smarter("diff", *line).code == 0
    assert "inventory" not in smarter("diff", *line, "-o", "json").json


def test_a_saved_plan_that_failed_halfway_is_applied_again(
    smarter: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smarter.platform import Platform

    write = Platform.write

    def refuse(self: Platform, kind: Any, manifest: Any, **options: Any) -> Any:
        if manifest["metadata"]["name"] == "warehouse_key":
            raise InternalServerError("down")
        return write(self, kind, manifest, **options)

    smarter("plan", "-f", "quickstart", "--set", "shop", "--out", "plan.json")
    monkeypatch.setattr(Platform, "write", refuse)
    failed = smarter("apply", "--plan", "plan.json")
    assert (failed.code, "3 created, 1 skipped, 1 failed" in failed.out) == (4, True), failed.out
    monkeypatch.setattr(Platform, "write", write)
    rest = smarter("apply", "--plan", "plan.json")
    assert (rest.code, "5 resources: 2 created, 3 unchanged" in rest.out) == (0, True), rest.err
    assert smarter("apply", "--plan", "plan.json").out == "5 resources: 5 unchanged\n"

"""Review of a change before it is applied: saved plans, in each format, long after they were made."""

from __future__ import annotations

import json

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


def test_a_file_that_is_no_plan_is_refused(smarter: Command) -> None:
    (smarter.folder / "x.json").write_text("{}", encoding="utf-8")
    done = smarter("show", "x.json")
    assert done.code != 0
    assert "x.json is no saved plan" in done.err

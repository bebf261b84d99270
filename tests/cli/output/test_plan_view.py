"""Plans and outcomes as text and JSON, from plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, List, Optional, Sequence, Tuple

import pytest

from smarter.cli.output import exit_codes, plan_view, stdio
from smarter.cli.output.text_table import lines

PLAIN = stdio.Paint(None)


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], width: Optional[int] = None) -> str:
    return "".join(lines(titles, rows, width))


@dataclass
class Change:
    path: str
    before: Any
    after: Any
    cause: str = "edit"
    absent: str = ""


@dataclass
class Step:
    kind: str
    name: str
    action: str
    changes: Tuple[Change, ...] = ()
    notes: Tuple[str, ...] = ()
    warnings: Tuple[str, ...] = ()


@dataclass
class Problem:
    code: str
    message: str
    hint: Optional[str] = None
    path: Optional[str] = None


@dataclass
class Outcome:
    kind: str
    name: str
    action: str
    error: Optional[Problem] = None
    changes: List[Change] = field(default_factory=list)
    notes: Tuple[str, ...] = ()
    warnings: Tuple[str, ...] = ()


def label(kind: str, name: str) -> str:
    return f"{kind.lower()}/{name}"


def text(*steps: Step) -> str:
    return plan_view.plan_text(steps, label, PLAIN)  # type: ignore[arg-type]


def test_an_empty_plan_is_empty_text() -> None:
    assert text(Step("Plugin", "faq", "none")) == ""


def test_a_short_change_takes_one_line() -> None:
    step = Step("Chatbot", "demo", "update", (Change("spec.config.deployed", False, True),))
    assert text(step) == "~ chatbot/demo update\n    spec.config.deployed: false -> true\n"


def test_a_long_text_shows_the_lines_that_change() -> None:
    before = "one\ntwo\nthree\n"
    step = Step(
        "Chatbot", "demo", "update", (Change("spec.config.role", before, before.replace("two", "2")),)
    )
    assert text(step).splitlines() == [
        "~ chatbot/demo update",
        "    spec.config.role:",
        "        one",
        "      - two",
        "      + 2",
        "        three",
    ]


def test_a_reset_is_shown_as_a_reset() -> None:
    step = Step("Chatbot", "demo", "reset", (Change("spec.config.appName", "Demo", None, "reset"),))
    assert "back to its default" in text(step)


def test_a_masked_value_is_not_quoted() -> None:
    step = Step("Secret", "key", "update", (Change("spec.config.value", "(secret)", "(secret, changed)"),))
    assert "spec.config.value: (secret) -> (secret, changed)" in text(step)


def test_a_new_resource_shows_its_fields() -> None:
    step = Step("Plugin", "faq", "create", (Change("spec.selector.directive", None, "always"),))
    assert text(step) == '+ plugin/faq create\n    + spec.selector.directive: "always"\n'


def test_notes_of_a_step_are_shown() -> None:
    assert "note: does not exist" in text(Step("Plugin", "faq", "delete", (), ("does not exist",)))


def test_the_document_of_a_plan_counts_every_action() -> None:
    steps = [Step("Plugin", "a", "create"), Step("Plugin", "b", "none")]
    document = plan_view.plan_document("diff", steps)  # type: ignore[arg-type]
    assert document["type"] == "smarter.diff"
    assert document["summary"] == {"create": 1, "update": 0, "reset": 0, "replace": 0, "delete": 0, "none": 1}
    json.dumps(document)


def test_a_document_has_remarks_only_for_notes_and_warnings() -> None:
    steps = [Step("Secret", "key", "delete", (), ("it takes a\nconnection along",), ("it stays",))]
    for document in (
        plan_view.plan_document("plan", steps),  # type: ignore[arg-type]
        plan_view.outcomes_document("apply", plan_view.rehearsed(steps)),  # type: ignore[arg-type]
        plan_view.outcomes_document("apply", steps),  # type: ignore[arg-type]
    ):
        assert [(each["severity"], each["message"]) for each in document["remarks"]] == [
            ("note", "it takes a connection along"),
            ("warning", "it stays"),
        ]
    assert "remarks" not in plan_view.plan_document("plan", [Step("Secret", "key", "none")])  # type: ignore[arg-type,list-item]


def test_a_dry_run_is_marked_on_each_line() -> None:
    steps = [Step("Plugin", "a", "create"), Step("Plugin", "b", "replace"), Step("Plugin", "c", "none")]
    outcomes = plan_view.rehearsed(steps)  # type: ignore[arg-type]
    document = plan_view.outcomes_document("apply", outcomes)
    assert [result["action"] for result in document["results"]] == ["created", "updated", "unchanged"]
    lines = plan_view.rehearsal_text(outcomes, label, PLAIN).splitlines()
    assert lines[0] == "plugin/a created (dry run)"
    assert lines[-1] == "3 resources: 1 created, 1 updated, 1 unchanged (dry run)"


def test_an_outcome_is_a_line() -> None:
    assert plan_view.outcome_line(Outcome("Plugin", "faq", "created"), label, PLAIN) == "plugin/faq created\n"  # type: ignore[arg-type]


def test_problems_are_shown_with_a_suggestion_and_failures_last() -> None:
    outcomes = [
        Outcome("Plugin", "a", "failed", Problem("invalid", "no\ngood", "smarter validate x", "spec.x")),
        Outcome("Chatbot", "b", "skipped", Problem("dependency-failed", "plugin/a failed")),
        Outcome("Chatbot", "c", "created"),
    ]
    assert plan_view.problems_text(outcomes, label, PLAIN) == (  # type: ignore[arg-type]
        "skipped: chatbot/b: plugin/a failed\nerror: plugin/a (spec.x): no good\n  try: smarter validate x\n"
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], exit_codes.DONE),
        (["invalid"], exit_codes.PARTIAL),
        (["unsupported"], exit_codes.UNSUPPORTED),
        (["unsupported", "invalid"], exit_codes.PARTIAL),
        (["forbidden", "invalid"], exit_codes.KEY),
        (["refused", "unsupported"], exit_codes.GUARD),
    ],
)
def test_failed_resources_make_the_exit_code(words: List[str], code: int) -> None:
    outcomes = [Outcome("Plugin", word, "failed", Problem(word, "no")) for word in words]
    outcomes.append(Outcome("Plugin", "fine", "created"))
    assert plan_view.outcomes_exit_code(outcomes) == code  # type: ignore[arg-type]


def test_summaries_omit_zero_counts() -> None:
    assert plan_view.summary_line({"created": 1, "updated": 0}) == "1 resource: 1 created\n"
    assert plan_view.summary_line({}) == "0 resources\n"


def test_colours_are_for_terminals_that_want_them_and_not_for_texts_to_choose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    terminal: Any = Terminal()
    stdio.write_result(stdio.Paint(terminal, {})("x\033[32my", "red") + "\033[1mz\n")
    assert capsys.readouterr().out == "\033[31mx\\x1b[32my\033[0m\\x1b[1mz\n"
    assert stdio.Paint(terminal, {"NO_COLOR": "1"})("x", "red") == "x"
    assert stdio.Paint(terminal, {"TERM": "dumb"})("x", "red") == "x"
    assert stdio.Paint(None, {})("x", "red") == "x"


def test_a_table_fits_its_window_and_keeps_the_name_whole() -> None:
    rows = [["a_rather_long_name", "1.0.0", "words " * 30]]
    shown = table(["NAME", "VERSION", "DESCRIPTION"], rows, 50)
    assert all(len(line) <= 50 for line in shown.splitlines())
    assert "a_rather_long_name" in shown
    assert shown.splitlines()[1].endswith("…")
    assert "…" not in table(["NAME", "VERSION", "DESCRIPTION"], rows)


def test_in_a_narrow_window_the_last_column_is_omitted_and_ages_stay_whole() -> None:
    rows = [["bike_shop", "59 minutes ago", "words " * 30]]
    titles = ["NAME", "MODIFIED", "DESCRIPTION"]
    assert table(titles, rows, 40) == ("NAME        MODIFIED\nbike_shop   59 minutes ago\n")
    assert "59 minutes ago   words" in table(titles, rows, 48)
    assert table(titles, rows, 10) == "NAME\nbike_shop\n"


def test_in_a_narrow_window_the_second_column_is_cut_to_fit() -> None:
    rows = [["file-64d070ef3b0f83a71d30dac5", "repair-guide.md", "567"]]
    shown = table(["ID", "FILENAME", "BYTES"], rows, 40)
    assert shown.splitlines()[1] == "file-64d070ef3b0f83a71d30dac5   repair-…"


def test_characters_that_take_two_columns_are_counted_as_two() -> None:
    rows = [["日本語", "x"], ["e\u0301te", "y"]]
    assert table(["NAME", "B"], rows) == "NAME     B\n日本語   x\ne\u0301te      y\n"
    cut = table(["NAME", "DESCRIPTION"], [["a", "日本語の説明、とても長い説明"]], 24).splitlines()[1]
    assert cut == "a      日本語の説明、と…"


def test_a_result_has_the_agreed_fields_and_no_other() -> None:
    step = Step("Plugin", "a", "update", (Change("spec.x", 1, 2),), ("worth knowing",))
    document = plan_view.plan_document("diff", [step])  # type: ignore[list-item]
    assert document["results"] == [
        {
            "kind": "Plugin",
            "name": "a",
            "action": "update",
            "changes": [{"path": "spec.x", "before": 1, "after": 2}],
        }
    ]
    assert set(document) == {"type", "schemaVersion", "results", "summary", "remarks"}


def test_lines_like_the_head_of_a_diff_are_shown_as_changed() -> None:
    change = Change("spec.config.role", "a\n---\n-- note\nb\n", "a\nb\n++ plus\n")
    assert text(Step("Chatbot", "demo", "update", (change,))).splitlines() == [
        "~ chatbot/demo update",
        "    spec.config.role:",
        "        a",
        "      - ---",
        "      - -- note",
        "        b",
        "      + ++ plus",
    ]


def test_one_changed_line_among_many_equal_ones_is_shown_alone() -> None:
    before = "same line\n" * 300
    change = Change("spec.config.role", before, before + "another\n")
    rows = text(Step("Chatbot", "demo", "update", (change,))).splitlines()
    assert rows[2:] == ["        same line"] * 3 + ["      + another"]

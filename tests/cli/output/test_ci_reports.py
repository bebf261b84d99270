"""Outcomes in the formats of CI servers, each checked by an independent parser."""

from __future__ import annotations

from typing import List
from xml.etree import ElementTree

from smarter.cli.output import ci_reports
from smarter.engine import Outcome, Problem, Step
from smarter.engine.desired import Desired
from smarter.kinds import load_kinds


def outcome(action: str, name: str, message: str = "") -> Outcome:
    desired = Desired(load_kinds().get("Plugin"), "Plugin", name, {}, {})
    problem = Problem("invalid", message, hint="Mend <it>.") if message else None
    return Outcome(Step(desired, "update", 0), action, problem)


def label(word: str, name: str) -> str:
    return f"{word.lower()}/{name}"


OUTCOMES: List[Outcome] = [
    outcome("created", "one"),
    outcome("failed", "two", 'broken & "bad",\n100%'),
    outcome("skipped", "three", "plugin/two failed"),
    outcome("unchanged", "four"),
]


def test_junit_is_xml_that_counts_failures_and_skips() -> None:
    suite = ElementTree.fromstring(ci_reports.junit("apply", OUTCOMES, label).encode())
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")
    failure = suite.find(".//testcase[@name='plugin/two']/failure")
    assert failure is not None
    assert failure.get("message") == 'broken & "bad", 100%'
    assert failure.text == "Mend <it>."


def test_junit_is_valid_xml_for_any_message() -> None:
    outcomes = [outcome("failed", "bell", "a \x07bell \x1b[31m and \ufffe")]
    suite = ElementTree.fromstring(ci_reports.junit("apply", outcomes, label).encode())
    failure = suite.find(".//testcase/failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("a ?bell")


def test_github_annotations_escape_their_delimiters() -> None:
    lines = ci_reports.github("apply", OUTCOMES, label).splitlines()
    assert lines == [
        "::notice title=plugin/one::created",
        '::error title=plugin/two::broken & "bad",%0A100%25',
        "::warning title=plugin/three::plugin/two failed",
    ]


def test_name_output_lists_only_successful_resources() -> None:
    assert ci_reports.names("apply", OUTCOMES, label) == "plugin/one\nplugin/four\n"

"""Outcomes in the forms that other machines read, each checked by a parser of its own."""

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


def test_junit_is_xml_whatever_the_platform_said() -> None:
    outcomes = [outcome("failed", "bell", "a \x07bell \x1b[31m and \ufffe")]
    suite = ElementTree.fromstring(ci_reports.junit("apply", outcomes, label).encode())
    failure = suite.find(".//testcase/failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("a ?bell")


def test_github_annotations_escape_what_would_end_them() -> None:
    lines = ci_reports.github("apply", OUTCOMES, label).splitlines()
    assert lines == [
        "::notice title=plugin/one::created",
        '::error title=plugin/two::broken & "bad",%0A100%25',
        "::warning title=plugin/three::plugin/two failed",
    ]


def test_names_are_those_that_are_as_they_should_be() -> None:
    assert ci_reports.names("apply", OUTCOMES, label) == "plugin/one\nplugin/four\n"

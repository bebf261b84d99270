"""JUnit XML, the format in which CI services show test results.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from typing import List, NamedTuple, Sequence
from xml.sax.saxutils import escape, quoteattr

from smarter._text import escape_commands, escape_controls
from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.reporters.repository_paths import in_repository, repository_path
from smarter.manifest.validate import Report

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Case(NamedTuple):
    """A test case; `outcome` is `failure`, `skipped`, or empty for a success."""

    name: str
    file: str = ""
    outcome: str = ""
    type: str = ""
    message: str = ""
    text: str = ""
    output: str = ""


def render(report: Report) -> str:
    """Return one test case a file: errors fail it, warnings and notes are its output."""
    by_file = report.by_file()
    return suite_document("validate", [_case(file, found) for file, found in by_file.items()])


def suite_document(verb: str, cases: Sequence[Case]) -> str:
    """Return a JUnit document of one suite, `smarter VERB`."""
    failed, skipped = (sum(case.outcome == word for case in cases) for word in ("failure", "skipped"))
    counts = f'tests="{len(cases)}" failures="{failed}" errors="0" skipped="{skipped}" time="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="smarter {verb}" {counts}>\n'
        f'  <testsuite name="smarter {verb}" {counts}>\n'
        + "".join(_element(verb, case) for case in cases)
        + "  </testsuite>\n</testsuites>\n"
    )


def _case(file: str, findings: List[Finding]) -> Case:
    findings = list(map(in_repository, findings))
    errors = [finding for finding in findings if finding.severity == ERROR]
    others = [finding for finding in findings if finding.severity != ERROR]
    path = repository_path(file)
    case = Case(path, path, output="\n".join(map(_line, others)))
    if not errors:
        return case
    # Most readers show one failure a case, so it holds every error.
    message = errors[0].message if len(errors) == 1 else f"{len(errors)} errors: {errors[0].message} ..."
    text = "\n".join(map(_line, errors))
    return case._replace(outcome="failure", type=errors[0].rule, message=message, text=text)


def _line(finding: Finding) -> str:
    return f"{finding} [{finding.rule}]"


def _element(verb: str, case: Case) -> str:
    inner = ""
    if case.outcome:
        type_ = f" type={_attribute(case.type)}" if case.type else ""
        text = escape(_clean(case.text))
        inner += f"      <{case.outcome}{type_} message={_attribute(case.message)}>{text}</{case.outcome}>\n"
    if case.output:
        inner += f"      <system-out>{escape(_clean(case.output))}</system-out>\n"
    file = f" file={_attribute(case.file)}" if case.file else ""
    head = f'    <testcase classname="smarter.{verb}" name={_attribute(case.name)}{file} time="0"'
    return f"{head}>\n{inner}    </testcase>\n" if inner else f"{head}/>\n"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    """Replace characters forbidden in XML, or controlling a terminal or a CI log."""
    lines = (escape_controls(line).replace("\\t", "\t") for line in _NOT_XML.sub("?", text).split("\n"))
    return escape_commands("\n".join(lines))

"""JUnit's XML, as continuous integration shows test results: a test case a file, failed where it has errors.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from typing import Dict, List
from xml.sax.saxutils import escape, quoteattr

from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.validate import Report

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    by_file: Dict[str, List[Finding]] = {file: [] for file in report.files}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    failed = sum(any(finding.severity == ERROR for finding in found) for found in by_file.values())
    counts = f'tests="{len(by_file)}" failures="{failed}" errors="0" skipped="0" time="0"'
    cases = "".join(_case(file, found) for file, found in by_file.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="smarter validate" {counts}>\n'
        f'  <testsuite name="smarter validate" {counts}>\n{cases}  </testsuite>\n'
        "</testsuites>\n"
    )


def _case(file: str, findings: List[Finding]) -> str:
    errors = [finding for finding in findings if finding.severity == ERROR]
    others = [finding for finding in findings if finding.severity != ERROR]
    head = (
        f'    <testcase classname="smarter.validate" name={attribute(file)} file={attribute(file)} time="0"'
    )
    if not findings:
        return f"{head}/>\n"
    inner = ""
    if errors:
        # One failure a case is all that most readers show, so it holds every error.
        words = errors[0].message if len(errors) == 1 else f"{len(errors)} errors: {errors[0].message} ..."
        body = escape(clean("\n".join(_line(finding) for finding in errors)))
        inner += (
            f"      <failure type={attribute(errors[0].rule)} message={attribute(words)}>{body}</failure>\n"
        )
    if others:
        body = escape(clean("\n".join(_line(finding) for finding in others)))
        inner += f"      <system-out>{body}</system-out>\n"
    return f"{head}>\n{inner}    </testcase>\n"


def _line(finding: Finding) -> str:
    return f"{finding} [{finding.rule}]"


def attribute(text: str) -> str:
    """`text` as the value of an attribute, in quotes."""
    return quoteattr(clean(text))


def clean(text: str) -> str:
    """`text` without the characters that XML has no way to write."""
    return _NOT_XML.sub("?", text)

"""Workflow commands of GitHub Actions: annotations beside the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from smarter.manifest.findings import Finding
from smarter.manifest.validate import Report

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """A line for each finding. GitHub shows the first ten of a level, so errors come first, and by file."""
    ordered = sorted(report.findings, key=lambda finding: list(_LEVELS).index(finding.severity))
    return "".join(_command(finding) + "\n" for finding in ordered)


def _command(finding: Finding) -> str:
    properties = {
        "file": finding.file,
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.rule,
    }
    shown = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in properties.items() if value)
    message = f"{finding.message} {finding.hint}" if finding.hint else finding.message
    return f"::{_LEVELS[finding.severity]} {shown}::{_escape(message)}"


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text

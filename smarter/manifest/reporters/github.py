"""Workflow commands of GitHub Actions: annotations beside the lines of a pull request.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os

from smarter.manifest.findings import Finding
from smarter.manifest.reading.sources import inside
from smarter.manifest.validate import Report

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """A line for each finding. GitHub shows the first ten of a level, so errors come first, and by file."""
    ordered = sorted(report.findings, key=lambda finding: list(_LEVELS).index(finding.severity))
    return "".join(_command(finding) + "\n" for finding in ordered)


def _command(finding: Finding) -> str:
    properties = {
        "file": _in_repository(finding.file),
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": finding.rule,
    }
    shown = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in properties.items() if value)
    message = f"{finding.message} {finding.hint}" if finding.hint else finding.message
    return f"::{_LEVELS[finding.severity]} {shown}::{_escape(message)}"


def _in_repository(file: str) -> str:
    """The path from the top of the repository, where GitHub looks for it; a job may run in a folder of it."""
    top = os.environ.get("GITHUB_WORKSPACE")
    if top is None or not inside(os.path.realpath(file), os.path.realpath(top)):
        return file
    return os.path.relpath(os.path.realpath(file), os.path.realpath(top)).replace(os.sep, "/")


def _escape(text: str, more: str = "") -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text

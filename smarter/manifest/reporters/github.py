"""Workflow commands of GitHub Actions: annotations on a pull request's lines.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from typing import Optional

from smarter._text import escape_commands, escape_controls
from smarter.manifest.findings import SEVERITIES
from smarter.manifest.reporters.repository_paths import in_repository, repository_path
from smarter.manifest.validate import Report

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """Return one line a finding, errors first: GitHub shows the first ten a level."""
    ordered = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return "".join(
        annotation(
            finding.severity, in_repository(finding).text,
            title=finding.rule, file=finding.file, line=finding.line, column=finding.column,
            end_column=finding.end_column,
        )
        for finding in ordered
    )  # fmt: skip


def annotation(
    severity: str, message: str, *, title: str, file: Optional[str] = None, line: Optional[int] = None,
    column: Optional[int] = None, end_column: Optional[int] = None,
) -> str:  # fmt: skip
    """Return a workflow command on its own line; no text in it can end or forge one.

    Args:
        severity: `error`, `warning` or `note`.
        file: as the user named it; GitHub gets its path from the top of the repository.
    """
    properties = {
        "file": repository_path(file) if file else None,
        "line": line, "col": column, "endColumn": end_column, "title": title,
    }  # fmt: skip
    shown = ",".join(f"{key}={_escape(str(value), ':,')}" for key, value in properties.items() if value)
    return f"::{_LEVELS[severity]} {shown}::{_escape(message)}\n"


def _escape(text: str, more: str = "") -> str:
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return escape_commands(escape_controls(text))

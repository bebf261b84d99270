"""Text for people: a line a finding, and on a terminal the line with a caret."""

from __future__ import annotations

import re
from collections import Counter
from typing import Callable, Iterable, Iterator, Optional, Sequence

from smarter._text import CONTROL, count_of, display_width, escape_controls
from smarter.manifest.findings import SEVERITIES, Excerpt, Finding
from smarter.manifest.validate import Report

Paint = Callable[[str, str], str]

_MARGIN = 9  # columns for the line's number before the text, and one behind it
_LEAST = 20
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def plain(text: str, colour: str) -> str:
    """Return `text` without colours."""
    return text


def render(report: Report, paint: Paint = plain, window: Optional[int] = None) -> str:
    """Return the findings and a line that counts them.

    Args:
        paint: colours a text (`red`, `yellow`, `cyan`, `dim`, `bold`).
        window: the columns for excerpts of the text; None for no excerpts.
    """
    return show(report.findings, paint, window) + summary(report) + "\n"


def show(findings: Iterable[Finding], paint: Paint = plain, window: Optional[int] = None) -> str:
    """Return the findings alone."""
    return "".join(f"{line}\n" for finding in findings for line in _lines(finding, paint, window))


def summary(report: Report) -> str:
    """Return a line such as `3 manifests: 1 error, 2 warnings`."""
    counts = Counter(finding.severity for finding in report.findings)
    shown = ", ".join(count_of(counts[word], word) for word in SEVERITIES if counts[word])
    return f"{count_of(report.manifests, 'manifest')}: {shown or 'no problems'}"


def count_skipped(findings: Sequence[Finding]) -> str:
    """Return a line such as `skipped 3 files ... and 1 excluded path`."""
    foreign = len({finding.file for finding in findings if finding.rule == "not-ours"})
    excluded = len({finding.file for finding in findings if finding.rule == "excluded"})
    kinds = "that is not a Smarter manifest" if foreign == 1 else "that are not Smarter manifests"
    what = [f"{count_of(foreign, 'file')} {kinds}"] if foreign else []
    what += [count_of(excluded, "excluded path")] if excluded else []
    return f"skipped {' and '.join(what)} (-v names them)"


def _lines(finding: Finding, paint: Paint, window: Optional[int]) -> Iterator[str]:
    place = paint(f"{escape_controls(finding.file)}:{finding.line}:{finding.column}:", "bold")
    rule = paint(f"[{finding.rule}]", "dim")
    severity = paint(f"{finding.severity}:", _COLOURS[finding.severity])
    message = finding.message
    if finding.expected is not None and finding.expected not in finding.message:
        message += f" (expected {finding.expected})"
    if window is None and finding.hint:
        message += f". {finding.hint}"
    yield f"{place} {severity} {escape_controls(message)} {rule}"
    if window is not None:
        if finding.excerpt is not None:
            yield from _excerpt(finding, finding.excerpt, paint, max(window - _MARGIN, _LEAST))
        if finding.hint:
            yield f"      {paint('=', 'dim')} {escape_controls(finding.hint)}"


def _excerpt(finding: Finding, excerpt: Excerpt, paint: Paint, room: int) -> Iterator[str]:
    # Wide characters take two columns each.
    text, column, width = excerpt.within(room * len(excerpt.text) // max(display_width(excerpt.text), 1))
    line = re.sub(CONTROL, "\ufffd", text.replace("\t", " "))
    before = display_width(line[: column - 1])
    carets = "^" * max(display_width(line[column - 1 : column - 1 + width]), 1)
    yield f"{paint(f'{finding.line:>5} |', 'dim')} {line}"
    yield f"{paint('      |', 'dim')} {' ' * before}{paint(carets, _COLOURS[finding.severity])}"

"""For people: one line a finding, `file:line:column` first; with the line of text and a caret where there is room."""

from __future__ import annotations

from typing import Callable, Iterable, Iterator, List

from smarter.manifest.findings import SEVERITIES, Finding
from smarter.manifest.validate import Report

Paint = Callable[[str, str], str]

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def plain(text: str, colour: str) -> str:
    """No colours."""
    return text


def render(report: Report, paint: Paint = plain, *, excerpts: bool = False) -> str:
    """The findings, and a line that counts them.

    Args:
        paint: colours a text (`red`, `yellow`, `cyan`, `dim`, `bold`).
        excerpts: show the line of text and point at the place.
    """
    return show(report.findings, paint, excerpts=excerpts) + summary(report) + "\n"


def show(findings: Iterable[Finding], paint: Paint = plain, *, excerpts: bool = False) -> str:
    """The findings alone."""
    lines: List[str] = []
    for finding in findings:
        lines.extend(_lines(finding, paint, excerpts))
    return "".join(line + "\n" for line in lines)


def summary(report: Report) -> str:
    """`3 manifests: 1 error, 2 warnings`."""
    counted = [_number(len([f for f in report.findings if f.severity == s]), s) for s in SEVERITIES]
    return f"{_number(report.manifests, 'manifest')}: {', '.join(filter(None, counted)) or 'all is well'}"


def _number(count: int, word: str) -> str:
    if count == 0 and word != "manifest":
        return ""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _lines(finding: Finding, paint: Paint, excerpts: bool) -> Iterator[str]:
    place = paint(f"{finding.file}:{finding.line}:{finding.column}:", "bold")
    rule = paint(f"[{finding.rule}]", "dim")
    severity = paint(f"{finding.severity}:", _COLOURS[finding.severity])
    said = [finding.message]
    if finding.expected is not None and finding.expected not in finding.message:
        said.append(f"Expected: {finding.expected}.")
    if not excerpts:
        said.extend([finding.hint] if finding.hint else [])
        yield f"{place} {severity} {' '.join(said)} {rule}"
        return
    yield f"{place} {severity} {' '.join(said)} {rule}"
    if finding.excerpt is not None:
        yield from _excerpt(finding, paint)
    if finding.hint:
        yield f"      {paint('=', 'dim')} {finding.hint}"


def _excerpt(finding: Finding, paint: Paint) -> Iterator[str]:
    assert finding.excerpt is not None
    line = finding.excerpt.replace("\t", " ")
    room = max(len(line), finding.column)
    end = min(finding.end_column or finding.column + 1, room + 1)
    carets = "^" * max(end - finding.column, 1)
    yield f"{paint(f'{finding.line:>5} |', 'dim')} {line}"
    yield f"{paint('      |', 'dim')} {' ' * (finding.column - 1)}{paint(carets, _COLOURS[finding.severity])}"

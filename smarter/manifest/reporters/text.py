"""For people: one line a finding, `file:line:column` first; with the line of text and a caret where there is room."""

from __future__ import annotations

import re
from typing import Callable, Iterable, Iterator, List, Optional

from smarter.manifest.findings import SEVERITIES, Excerpt, Finding
from smarter.manifest.validate import Report

Paint = Callable[[str, str], str]

_MARGIN = 9  # columns before the text, for the line's number, and one behind it
_LEAST = 20
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def plain(text: str, colour: str) -> str:
    """No colours."""
    return text


def visible(text: str) -> str:
    """`text` on one line, with what could move a terminal's cursor or turn its words around spelt out."""
    return _CONTROL.sub(lambda match: ascii(match.group())[1:-1], text)


def render(report: Report, paint: Paint = plain, window: Optional[int] = None) -> str:
    """The findings, and a line that counts them.

    Args:
        paint: colours a text (`red`, `yellow`, `cyan`, `dim`, `bold`).
        window: show the text and point at the place, in so many columns; None for the words alone.
    """
    return show(report.findings, paint, window) + summary(report) + "\n"


def show(findings: Iterable[Finding], paint: Paint = plain, window: Optional[int] = None) -> str:
    """The findings alone."""
    lines: List[str] = []
    for finding in findings:
        lines.extend(_lines(finding, paint, window))
    return "".join(line + "\n" for line in lines)


def summary(report: Report) -> str:
    """`3 manifests: 1 error, 2 warnings`."""
    counted = [_number(len([f for f in report.findings if f.severity == s]), s) for s in SEVERITIES]
    return f"{_number(report.manifests, 'manifest')}: {', '.join(filter(None, counted)) or 'all is well'}"


def _number(count: int, word: str) -> str:
    if count == 0 and word != "manifest":
        return ""
    return f"{count} {word}{'' if count == 1 else 's'}"


def _lines(finding: Finding, paint: Paint, window: Optional[int]) -> Iterator[str]:
    place = paint(f"{visible(finding.file)}:{finding.line}:{finding.column}:", "bold")
    rule = paint(f"[{finding.rule}]", "dim")
    severity = paint(f"{finding.severity}:", _COLOURS[finding.severity])
    said = [finding.message]
    if finding.expected is not None and finding.expected not in finding.message:
        said.append(f"Expected: {finding.expected}.")
    if window is None and finding.hint:
        said.append(finding.hint)
    yield f"{place} {severity} {visible(' '.join(said))} {rule}"
    if window is not None:
        if finding.excerpt is not None:
            yield from _excerpt(finding, finding.excerpt, paint, max(window - _MARGIN, _LEAST))
        if finding.hint:
            yield f"      {paint('=', 'dim')} {visible(finding.hint)}"


def _excerpt(finding: Finding, excerpt: Excerpt, paint: Paint, room: int) -> Iterator[str]:
    # Wide characters take two columns each.
    text, column, width = excerpt.within(room * len(excerpt.text) // max(_cells(excerpt.text), 1))
    line = _CONTROL.sub("\ufffd", text.replace("\t", " "))
    before = _cells(line[: column - 1])
    carets = "^" * max(_cells(line[column - 1 : column - 1 + width]), 1)
    yield f"{paint(f'{finding.line:>5} |', 'dim')} {line}"
    yield f"{paint('      |', 'dim')} {' ' * before}{paint(carets, _COLOURS[finding.severity])}"


def _cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(_cell(character) for character in text)


def _cell(character: str) -> int:
    import unicodedata

    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

"""Explanations of text where YAML expects the next key, list item or document."""

from __future__ import annotations

import re
from collections import Counter
from typing import List, NamedTuple, Optional, Sequence, Tuple

from smarter._text import show_move
from smarter.manifest.reading.nodes import line_end

_COLON = re.compile(r":(?=[ \t\r\n]|\Z)")
_BLANKS = " \t"
_FIELDS_OF_A_MANIFEST = ("apiVersion", "kind", "metadata", "spec", "status")
_STEP = 2
_MAX_LINES = 2_000  # above the error that are looked at


class Explanation(NamedTuple):
    """The message and the hint; `at` is the mistake's offset, maybe on a line above."""

    message: str
    hint: str
    at: int


class _Line(NamedTuple):
    start: int
    indent: int
    text: str


def explain_stray(text: str, at: int, line_start: int) -> Explanation:
    """Explain the misplaced token at the offset `at` by the lines around it."""
    before = text[line_start:at]
    if text[at : at + 1] == "%":
        return Explanation(
            "a directive needs a line `...` above it", "Add the line, or put the text in quotes.", at
        )
    above = _lines(text, line_start)
    colon = _COLON.match(text, at) is not None
    if not before.strip(_BLANKS) or (colon and " " not in before.strip(_BLANKS)):
        advice = _explain_indentation(text, line_start, above, swallowed=colon)
        if advice is not None:
            return advice
    if colon:
        return _explain_colon(before, above, at)
    if not before.strip(_BLANKS):
        return Explanation(
            "text behind the end of the document",
            "Begin another document with a line `---`, or indent the line as it belongs.", at,
        )  # fmt: skip
    return Explanation(
        "text behind the end of a value",
        "Put the whole value in quotes; inside of single quotes write two for one.", at,
    )  # fmt: skip


def _explain_colon(before: str, above: Sequence[_Line], at: int) -> Explanation:
    """Explain a stray `:`: it is in a value, or the line above has lost its own."""
    key = before.strip(_BLANKS)
    last = above[-1].text if above else ""
    if key and " " not in key and last and ": " not in last and not last.endswith(":"):
        return Explanation(
            "the line above has no `: ` in it, so that this one belongs to its text",
            "Write the line above as `key: value`.", at,
        )  # fmt: skip
    return Explanation(
        "`: ` in an unquoted text reads as a second key on this line",
        "Put the text in quotes, or indent the line as it belongs.", at,
    )  # fmt: skip


# YAML readers report indentation where they give up, which may be lines below the mistake: if the first field of a
# section is off by one, the error is at the second. So the indentations of the lines above are compared, and the line
# that is out of step is reported with the columns to move (tests/manifest/checking/test_advice.py shifts each field of
# each kind by one, and counts).
def _explain_indentation(
    text: str, line_start: int, above: List[_Line], *, swallowed: bool
) -> Optional[Explanation]:
    """Explain an indentation unlike all lines above; None if it fits one.

    Args:
        swallowed: the line is part of an unquoted text above it, until its `:`.
    """
    here = _line_at(text, line_start)
    levels = _levels(above)
    columns = [level.indent for level in levels]
    if not levels or here.indent in columns:
        return None
    step = _usual_step([*above, *_lines(text, len(text), line_start)])
    first = _odd_first_field(levels, above, here, step)
    if first is not None:
        return _moved(first, here.indent - first.indent, "the lines below it")
    if above[-1].text.endswith(":"):
        columns.append(above[-1].indent + step)
    if here.indent in columns:
        return None
    best = min(columns, key=lambda column: _misfit(column, here))
    alternative = ", or put the value above in quotes" if swallowed and here.indent > above[-1].indent else ""
    return _moved(here, best - here.indent, "its siblings", alternative)


def _misfit(column: int, here: _Line) -> Tuple[int, bool, int]:
    """Return how badly a line fits a column.

    Of two equally near ones a section, whose value is on the lines below, is more likely a sibling of the section
    above, and any other field one of its fields.
    """
    is_field_of_manifest = here.text.split(":")[0] in _FIELDS_OF_A_MANIFEST
    order = column if here.text.endswith(":") else -column
    return abs(column - here.indent), is_field_of_manifest != (column == 0), order


def _odd_first_field(
    levels: Sequence[_Line], above: Sequence[_Line], here: _Line, step: int
) -> Optional[_Line]:
    """Return a section's only field if it is indented oddly and this line is not."""
    for level, parent in zip(levels, [*levels[1:], _Line(-1, -step, "")]):
        alone = sum(line.indent == level.indent and line.start > parent.start for line in above) == 1
        if alone and here.indent - parent.indent == step and level.indent - parent.indent != step:
            return level
    return None


def _levels(above: Sequence[_Line]) -> List[_Line]:
    """Return the last line of each indentation, deepest first: the possible parents."""
    found: List[_Line] = []
    for line in reversed(above):
        if not found or line.indent < found[-1].indent:
            found.append(line)
    return found


def _usual_step(lines: Sequence[_Line]) -> int:
    steps = Counter(
        below.indent - line.indent
        for line, below in zip(lines, lines[1:])
        if below.indent > line.indent and line.text.endswith(":")
    )
    return max(steps, key=lambda step: (steps[step], step == _STEP)) if steps else _STEP


def _moved(line: _Line, columns: int, others: str, alternative: str = "") -> Explanation:
    message = f"this line is indented by {line.indent}, {others} by {line.indent + columns}"
    return Explanation(message, f"Move it {show_move(columns)}{alternative}.", line.start + line.indent)


def _lines(text: str, end: int, begin: int = 0) -> List[_Line]:
    """Return the lines with data between two offsets, of the last document only."""
    starts: List[int] = []
    at = end
    while at > begin and len(starts) < _MAX_LINES:
        at = max(text.rfind("\n", 0, at - 1), text.rfind("\r", 0, at - 1)) + 1
        starts.append(at)
    lines = [_line_at(text, start) for start in reversed(starts)]
    begin = max(
        (number for number, line in enumerate(lines, 1) if line.text[:3] in ("---", "...")), default=0
    )
    return [line for line in lines[begin:] if line.text and line.text[0] != "#"]


def _line_at(text: str, start: int) -> _Line:
    line = text[start : line_end(text, start)].rstrip(_BLANKS)
    stripped = line.lstrip(_BLANKS)
    return _Line(start, len(line) - len(stripped), stripped)

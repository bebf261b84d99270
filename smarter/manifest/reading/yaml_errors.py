"""Explanations of text where YAML expects the next key, list item or document."""

from __future__ import annotations

import re
from typing import Tuple

Words = Tuple[str, str]

_COLON = re.compile(r":(?=[ \t\r\n]|\Z)")
_BLANKS = " \t"


def explain_stray(text: str, at: int, line_start: int) -> Words:
    """Return what is wrong and what to do about the token at the offset `at`, which belongs nowhere.

    The same token has several causes; the line above tells which is likely.
    """
    before = text[line_start:at]
    above = _line_above(text, line_start)
    if text[at : at + 1] == "%":
        return "a directive needs a line `...` above it", "Add the line, or put the text in quotes."
    if _COLON.match(text, at):
        return _explain_colon(before, above)
    if not before.strip(_BLANKS):
        if _indent(before) == 0 and not above.strip():
            return _AFTER_END
        return _INDENTATION
    return (
        "text behind the end of a value",
        "Put the whole value in quotes; inside of single quotes write two for one.",
    )


_INDENTATION = (
    "this line is indented unlike the lines that it belongs to",
    "Give all keys of a mapping, and all `-` of a list, the same indentation.",
)
_AFTER_END = (
    "text behind the end of the document",
    "Begin another document with a line `---`, or indent the line as it belongs.",
)


def _explain_colon(before: str, above: str) -> Words:
    """A `:` behind a text that is no key: on its own line, or because it continues the line above."""
    key = before.strip(_BLANKS)
    if key and " " not in key:
        if _indent(before) > _indent(above) and ": " in above:
            return (
                "this line is indented deeper than the key above it, which has its value on its own line already",
                "Indent the line as its siblings, or put the value above in quotes.",
            )
        if _indent(before) == _indent(above) and above.strip()[:1] not in ("", "#") and ": " not in above:
            return (
                "the line above has no `: ` in it, so that this one belongs to its text",
                "Write the line above as `key: value`.",
            )
    return (
        "`: ` in an unquoted text reads as a second key on this line",
        "Put the text in quotes, or indent the line as it belongs.",
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_above(text: str, line_start: int) -> str:
    lines = re.split("\r\n|[\r\n]", text[max(0, line_start - 2000) : line_start])
    return lines[-2] if len(lines) > 1 else ""

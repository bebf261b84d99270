"""Explanations of text that is nearly JSON."""

from __future__ import annotations

import re
from typing import Optional, Tuple

Words = Tuple[str, Optional[str]]

# Text in a wrong place -> message and hint. The first match counts.
_SLIPS = (
    (r"//|/\*|#", "JSON has no comments", "Remove it, or name the file .yaml and begin the comment with `#`."),
    (r"[-+]?(NaN|Infinity)\b", "JSON has no such number", "Write a number, or null."),
    (r"(?i)(true|false|null|none)\b", "JSON writes `true`, `false` and `null`", "Write one of these."),
    (r"'", "JSON has double quotes only", 'Write `"..."`.'),
    (r"---", "a .json file has one document", "Put the others into files of their own, or name this one .yaml."),
)  # fmt: skip

# Error of the standard library about a string -> message and hint.
_TEXTS = (
    ("Unterminated", "string is never closed", 'Close it with `"`.'),
    (
        "control character", "control character in a string",
        "Write `\\n` for a line break, `\\t` for a tab.",
    ),
    ("uXXXX", "backslash escape needs 4 hexadecimal digits", "Write `\\uHHHH`, or `\\\\` for a backslash."),
    ("escape", "unknown backslash escape", "Write `\\\\` for a backslash."),
)  # fmt: skip


def explain_json(wanted: str, text: str, at: int) -> Words:
    """Return message and hint for the offset `at`; `wanted` is the default message."""
    if text[at : at + 1] in ("]", "}") and text[:at].rstrip(" \t\r\n")[-1:] == ",":
        return "comma before the closing bracket", "Remove it."
    for pattern, message, hint in _SLIPS:
        if re.compile(pattern).match(text, at):
            return message, hint
    return wanted, None


def explain_text(problem: str) -> Words:
    """Return message and hint for an error of the standard library about a string."""
    for word, message, hint in _TEXTS:
        if word in problem:
            return message, hint
    return problem[:1].lower() + problem[1:], None

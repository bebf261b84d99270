"""Says in plain words what is wrong with a text that is nearly JSON."""

from __future__ import annotations

import re
from typing import Optional, Tuple

Words = Tuple[str, Optional[str]]

# What stands where something else belongs -> what it means, and what to do. The first match counts.
_SLIPS = (
    (r"//|/\*|#", "JSON has no comments.", "Take it out, or name the file .yaml and begin the comment with `#`."),
    (r"[-+]?(NaN|Infinity)\b", "JSON has no such number.", "Write a number, or null."),
    (r"(?i)(true|false|null|none)\b", "JSON writes `true`, `false` and `null`.", "Write one of these."),
    (r"'", "JSON has double quotes only.", 'Write `"..."`.'),
    (r"---", "A .json file holds one document.", "Put the others into files of their own, or name this one .yaml."),
)  # fmt: skip

# What the standard library says of a text in quotes -> what it means, and what to do.
_TEXTS = (
    ("Unterminated", "This text is never closed.", 'Close it with `"`.'),
    (
        "control character", "A line break, or the like, stands inside of a text.",
        "Write `\\n` for a line break, `\\t` for a tab.",
    ),
    ("uXXXX", "This backslash escape lacks hexadecimal digits.", "Write `\\uHHHH`, or `\\\\` for a backslash."),
    ("escape", "This backslash escape does not exist.", "Write `\\\\` for a backslash."),
)  # fmt: skip


def explain_json(wanted: str, text: str, at: int) -> Words:
    """(what is wrong, what to do) where `wanted` does not stand at offset `at` of `text`."""
    if text[at : at + 1] in ("]", "}") and text[:at].rstrip(" \t\r\n")[-1:] == ",":
        return "A comma stands before the closing bracket.", "Take it away."
    for pattern, message, hint in _SLIPS:
        if re.compile(pattern).match(text, at):
            return message, hint
    return wanted, None


def explain_text(problem: str) -> Words:
    """(what is wrong, what to do) for what the standard library says of a text in quotes."""
    for word, message, hint in _TEXTS:
        if word in problem:
            return message, hint
    return f"{problem}.", None

"""Findings: errors, warnings and notes about a manifest, with places and advice."""

from __future__ import annotations

import re
from typing import Any, Dict, NamedTuple, Optional, Sequence, Tuple, Union

PathParts = Tuple[Union[str, int], ...]

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)

_LONG = 300
_LONG_WORD = r"(`[^`]{60})[^`]{140,}([^`]{20}`)"
_PLAIN_KEY = r"[A-Za-z_][A-Za-z0-9_-]*\Z"


class Edit(NamedTuple):
    """A fix: `text` for the offsets `start` to `end`; outputs hide it if `secret`."""

    start: int
    end: int
    text: str
    secret: bool = False

    def __repr__(self) -> str:
        return f"Edit({self.start}, {self.end})"


class Excerpt(NamedTuple):
    """The text around a place of `width` characters; secrets masked, columns from 1."""

    text: str
    column: int
    width: int

    def within(self, room: int) -> Excerpt:
        """Return the excerpt cut to `room` characters."""
        if len(self.text) <= room:
            return self
        left = max(0, min(self.column - 1 - room // 3, len(self.text) - room))
        text = self.text[left : left + room]
        if left:
            text = "..." + text[3:]
        if left + room < len(self.text):
            text = text[:-3] + "..."
        return Excerpt(text, self.column - left, self.width)


class Finding(NamedTuple):
    """An error, a warning or a note.

    Attributes:
        message: a phrase without a period, such as `missing field spec`.
        file: the path as the user gave it.
        line, column, end_column: from 1, in characters.
        path: the field, such as `spec.config.value`.
        expected: the values that the field accepts, in words.
        hint: what to do, as sentences.
        edit: the fix, if it is certain.
    """

    rule: str
    severity: str
    message: str
    file: str
    line: int = 1
    column: int = 1
    path: str = ""
    expected: Optional[str] = None
    hint: Optional[str] = None
    end_column: Optional[int] = None
    edit: Optional[Edit] = None
    excerpt: Optional[Excerpt] = None

    @property
    def text(self) -> str:
        """The message and the hint."""
        return f"{self.message}. {self.hint}" if self.hint else self.message

    def shortened(self) -> Finding:
        """Return the finding, quoted words of hundreds of characters cut in the middle."""
        if len(self.message) + len(self.hint or "") < _LONG:
            return self
        hint = re.sub(_LONG_WORD, r"\1...\2", self.hint) if self.hint else self.hint
        return self._replace(message=re.sub(_LONG_WORD, r"\1...\2", self.message), hint=hint)

    @property
    def order(self) -> Tuple[str, int, int, int, str, str]:
        """The key to sort by: file and place, then severity."""
        return (self.file, self.line, self.column, SEVERITIES.index(self.severity), self.rule, self.message)

    def to_json(self) -> Dict[str, Any]:
        """Return the finding as JSON-able data, without empty fields."""
        shown = {
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "endColumn": self.end_column,
            "path": self.path or None,
            "expected": self.expected,
            "hint": self.hint,
            "fixable": True if self.edit else None,
        }
        return {key: value for key, value in shown.items() if value is not None}

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.text}"


def show_path(parts: Sequence[Union[str, int]]) -> str:
    """Return a path as `spec.plugins[0]` or `metadata.annotations["a.b/c"]`."""
    shown = ""
    for part in parts:
        if isinstance(part, int):
            shown += f"[{part}]"
        elif re.match(_PLAIN_KEY, part):
            shown += f".{part}" if shown else part
        else:
            escaped = part.replace("\\", "\\\\").replace('"', '\\"')
            shown += f'["{escaped}"]'
    return shown

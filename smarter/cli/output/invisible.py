"""Escapes for invisible differences: line ends, blanks, composed characters."""

from __future__ import annotations

import unicodedata
from typing import List, Sequence, Tuple


def reveal(before: str, after: str) -> Tuple[str, str]:
    """Return both texts, with escapes where they differ and would look the same."""
    if before != after and _look(before) == _look(after):
        return _escaped(before), _escaped(after)
    return before, after


def reveal_lines(rows: Sequence[Tuple[str, str]]) -> List[Tuple[str, str]]:
    """Return a diff's (sign, line) rows; escape changed lines that look the same."""
    looks = {sign: {_look(line) for mark, line in rows if mark == sign} for sign in "+-"}
    alike = looks["+"] & looks["-"]
    return [(sign, _escaped(line) if sign in "+-" and _look(line) in alike else line) for sign, line in rows]


def _look(text: str) -> str:
    """Return the visible text: blanks joined, format characters left out."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return " ".join(seen.split())


def _escaped(text: str) -> str:
    body = text.rstrip(" ")
    return body.encode("unicode_escape").decode("ascii").replace("\\\\", "\\") + "\\x20" * (
        len(text) - len(body)
    )

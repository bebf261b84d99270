"""Very long lines of a diff, cut down to what differs in them."""

from __future__ import annotations

from itertools import groupby
from typing import List, Sequence, Tuple

# Lines of more characters are cut, and so many characters stay on each side of a difference.
_LONG = 400
_AROUND = 60

_Row = Tuple[str, str]


def cut_long_lines(rows: Sequence[_Row]) -> List[_Row]:
    """Cut equal characters out of a diff's long lines; show their number instead."""
    cut: List[_Row] = []
    for unchanged, group in groupby(rows, key=lambda row: row[0] == " "):
        block = list(group)
        if unchanged:
            cut += [(" ", _cut_equal(line)) for _, line in block]
            continue
        removed, added = ([line for sign, line in block if sign == wanted] for wanted in "-+")
        pairs = [_cut_pair(old, new) for old, new in zip(removed, added)]
        cut += [("-", line) for line in (*(old for old, _ in pairs), *removed[len(pairs) :])]
        cut += [("+", line) for line in (*(new for _, new in pairs), *added[len(pairs) :])]
    return cut


def count_equal(old: Sequence[str], new: Sequence[str]) -> int:
    """Return the number of equal lines, or characters of a text, at the beginning."""
    pairs = enumerate(zip(old, new))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))


def _cut_pair(old: str, new: str) -> Tuple[str, str]:
    """Return a removed line and its replacement without their common ends."""
    if max(len(old), len(new)) <= _LONG:
        return old, new
    start = count_equal(old, new)
    end = count_equal(old[start:][::-1], new[start:][::-1])
    start, end = (shared - _AROUND if shared > 2 * _AROUND else 0 for shared in (start, end))
    return _without_ends(old, start, end), _without_ends(new, start, end)


def _without_ends(line: str, start: int, end: int) -> str:
    return _left_out(start) + line[start : len(line) - end] + _left_out(end)


def _cut_equal(line: str) -> str:
    if len(line) <= _LONG:
        return line
    return line[:_AROUND] + _left_out(len(line) - 2 * _AROUND) + line[-_AROUND:]


def _left_out(number: int) -> str:
    """Return a mark for characters that are left out."""
    return f"[... {number:,} equal characters ...]" if number else ""

"""Tables for terminals: columns as wide as they must be, long ones cut, the last left out where there is no room."""

from __future__ import annotations

from typing import List, Optional, Sequence

__all__ = ["table"]

_GAP = "   "
_LEAST = 16  # an age, such as "59 minutes ago", is never cut


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], width: Optional[int] = None) -> str:
    """Rows under their titles. `width` is that of the window, in characters; None where there is none."""
    cells = [list(titles), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(titles))]
    if width is not None:
        widths = _fit(widths, width)
    lines: List[str] = []
    for row in cells:
        shown = [_cut(cell, room).ljust(room) for cell, room in zip(row, widths)]
        lines.append(_GAP.join(shown).rstrip() + "\n")
    return "".join(lines)


def _fit(widths: Sequence[int], width: int) -> List[int]:
    """The widths of the columns that are shown: the widest is cut first, never the first; what cannot be shown at its
    least is left out, from the end."""
    shown = list(widths)
    room = width - len(_GAP) * (len(shown) - 1)
    while sum(shown) > room and len(shown) > 1:
        widest = max(range(1, len(shown)), key=lambda i: shown[i])
        if shown[widest] <= _LEAST:
            return _fit(widths[:-1], width)
        shown[widest] = max(_LEAST, shown[widest] - (sum(shown) - room))
    return shown


def _flat(cell: str) -> str:
    return " ".join(cell.split())


def _cut(cell: str, room: int) -> str:
    return cell if len(cell) <= room else cell[: room - 1] + "…"

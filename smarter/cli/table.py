"""Tables for terminals: columns as wide as they must be, the last ones cut where the window ends."""

from __future__ import annotations

from typing import List, Optional, Sequence

__all__ = ["table"]

_GAP = "   "
_LEAST = 8


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], width: Optional[int] = None) -> str:
    """Rows under their titles. `width` is that of the window, in characters; None where there is none."""
    cells = [list(titles), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(titles))]
    if width is not None:
        _shrink(widths, width)
    lines: List[str] = []
    for row in cells:
        shown = [_cut(cell, room).ljust(room) for cell, room in zip(row, widths)]
        lines.append(_GAP.join(shown).rstrip() + "\n")
    return "".join(lines)


def _shrink(widths: List[int], width: int) -> None:
    """Take from the widest column, never the first, until the row fits or every column is at its least."""
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and len(widths) > 1:
        widest = max(range(1, len(widths)), key=lambda i: widths[i])
        if widths[widest] <= _LEAST:
            return
        widths[widest] = max(_LEAST, widths[widest] - (sum(widths) - room))


def _flat(cell: str) -> str:
    return " ".join(cell.split())


def _cut(cell: str, room: int) -> str:
    return cell if len(cell) <= room else cell[: room - 1] + "…"

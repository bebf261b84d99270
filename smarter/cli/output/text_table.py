"""Tables for terminals, cut to the width of the window."""

from __future__ import annotations

from typing import List, Optional, Sequence

from smarter._text import display_width, escape_controls

_GAP = "   "
_LEAST = 16  # an age, such as "59 minutes ago", is never cut
_SCRAP = 6  # least width of the second column, if it is the only one beside the first


def lines(titles: Sequence[str], rows: Sequence[Sequence[str]], width: Optional[int] = None) -> List[str]:
    """Return a table's lines of at most `width` columns (None: any), titles first."""
    cells = [list(titles), *([_flat(cell) for cell in row] for row in rows)]
    widths = [max(display_width(row[i]) for row in cells) for i in range(len(titles))]
    if width is not None:
        widths = _fit(widths, width)
    return [
        _GAP.join(_filled(cell, room) for cell, room in zip(row, widths)).rstrip() + "\n" for row in cells
    ]


def _fit(widths: Sequence[int], width: int) -> List[int]:
    """Return the widths of the columns that fit.

    The widest column is cut first, never the first one; columns that do not fit are dropped, last first.
    """
    shown = list(widths)
    room = width - len(_GAP) * (len(shown) - 1)
    while sum(shown) > room and len(shown) > 1:
        widest = max(range(1, len(shown)), key=lambda i: shown[i])
        if shown[widest] <= _LEAST:
            if len(shown) == 2 and room - shown[0] >= _SCRAP:
                return [shown[0], room - shown[0]]
            return _fit(widths[:-1], width)
        shown[widest] = max(_LEAST, shown[widest] - (sum(shown) - room))
    return shown


def _flat(cell: str) -> str:
    return escape_controls(" ".join(str(cell).split()))  # a platform may send a number for a text


def _filled(cell: str, room: int) -> str:
    """Return the cell cut or padded to its column."""
    missing = room - display_width(cell)
    if missing < 0:
        while display_width(cell) > room - 1:
            cell = cell[:-1]
        cell += "…"
        missing = room - display_width(cell)
    return cell + " " * missing

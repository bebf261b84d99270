"""Tables for notebooks."""

from __future__ import annotations

from html import escape
from typing import Any, List, Mapping, Sequence

_MAX_ROWS = 50
_MAX_TEXT = 80


def html_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return an HTML table of `rows`, one column a key; long lists and texts are cut, and the cut is shown."""
    columns: List[str] = list(dict.fromkeys(key for row in rows[:_MAX_ROWS] for key in row))
    head = "".join(f"<th>{escape(str(column))}</th>" for column in columns)
    lines = [
        "<tr>" + "".join(f"<td>{escape(_short(row.get(column)))}</td>" for column in columns) + "</tr>"
        for row in rows[:_MAX_ROWS]
    ]
    more = f"<p>and {len(rows) - _MAX_ROWS} more</p>" if len(rows) > _MAX_ROWS else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _MAX_TEXT else text[: _MAX_TEXT - 1] + "…"

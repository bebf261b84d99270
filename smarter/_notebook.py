"""Tables and texts for notebooks."""

from __future__ import annotations

import re
from html import escape
from typing import Any, List, Mapping, Sequence

from smarter._text import escape_controls, shorten

_MAX_ROWS = 50
_MAX_TEXT = 80


def html_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return an HTML table of `rows`, a column a key; cut long values visibly."""
    columns: List[str] = list(dict.fromkeys(key for row in rows[:_MAX_ROWS] for key in row))
    head = "".join(f"<th>{escape(str(column))}</th>" for column in columns)
    lines = [
        "<tr>" + "".join(f"<td>{escape(_short(row.get(column)))}</td>" for column in columns) + "</tr>"
        for row in rows[:_MAX_ROWS]
    ]
    more = f"<p>and {len(rows) - _MAX_ROWS} more</p>" if len(rows) > _MAX_ROWS else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def _short(value: Any) -> str:
    return shorten("" if value is None else escape_controls(str(value)), _MAX_TEXT, "…")


# Exports of notebooks run the HTML in Markdown. A character without width after `<` makes text of a tag, also within
# `code`, where an entity would be shown as it is written.
_TAG = re.compile("<(?=[A-Za-z/!?])")
_FENCE = re.compile(r"(?m)^.*(?:```|~~~).*$")


def inert_markdown(text: str) -> str:
    """Escape HTML tags in Markdown, except in blocks of code.

    If a line with a fence is not a plain one, Markdown dialects disagree about what is code, and tags in it are
    changed too.
    """
    text = "\n".join(line if line.isprintable() else _line(line) for line in text.split("\n"))
    fences = _FENCE.findall(text)
    plain = len(fences) % 2 == 0 and all(
        re.fullmatch("```" if index % 2 else r"```[\w+-]*", fence) for index, fence in enumerate(fences)
    )
    if not plain:
        return _TAG.sub("<\u200b", text)
    parts = re.split(r"(?m)^(```[\w+-]*\n(?:.*\n)*?```)$", text)
    return "".join(part if index % 2 else _TAG.sub("<\u200b", part) for index, part in enumerate(parts))


def _line(text: str) -> str:
    return "\t".join(escape_controls(part) for part in text.split("\t"))

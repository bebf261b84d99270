"""Cursors of lists: pure functions of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence


@dataclass(frozen=True)
class PageInfo:
    """Query parameters of the next page."""

    params: Mapping[str, Any]


def next_info(data: Optional[Sequence[Any]], has_more: Optional[bool]) -> Optional[PageInfo]:
    """Return the query for the page after `data`, or None if it is the last.

    A server that sends no `has_more` has no pages and sent everything.
    """
    if not data or not has_more:
        return None
    cursor = cursor_of(data[-1])
    return PageInfo({"after": cursor}) if cursor else None


def cursor_of(item: Any) -> Optional[str]:
    """Return the cursor after `item`: its id, or the name of a resource without one."""
    for key in ("id", "name"):
        value = item.get(key) if isinstance(item, dict) else getattr(item, key, None)
        if isinstance(value, str) and value:
            return value
    return None

"""Where a list goes on: pure functions of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence


@dataclass(frozen=True)
class PageInfo:
    """The query parameters that the next page is asked with."""

    params: Mapping[str, Any]


def next_info(data: Optional[Sequence[Any]], has_more: Optional[bool]) -> Optional[PageInfo]:
    """What follows a page of `data`: what comes after its last item's id. None if it is the last page.

    A server that says nothing of more (`has_more` missing) has given everything: it knows no pages.
    """
    if not data or not has_more:
        return None
    cursor = cursor_of(data[-1])
    return PageInfo({"after": cursor}) if cursor else None


def cursor_of(item: Any) -> Optional[str]:
    """What the list goes on after: the item's id, or the name of a resource that has none."""
    for key in ("id", "name"):
        value = item.get(key) if isinstance(item, dict) else getattr(item, key, None)
        if isinstance(value, str) and value:
            return value
    return None

"""Access to nested data by path: `("spec", "deployed")`; `*` means list items."""

from __future__ import annotations

# `isinstance` takes ten times as long with typing's Mapping.
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple

Parts = Tuple[Any, ...]

MISSING: Any = object()


def get(data: Any, path: Sequence[Any]) -> Any:
    """Return the value at `path`, in which numbers are positions in lists, or None."""
    for part in path:
        try:
            data = data[part]
        except (LookupError, TypeError):
            return None
    return data


def has(data: Any, path: Sequence[str]) -> bool:
    """Return True if `path` is present in `data`, null included."""
    for part in path:
        if not isinstance(data, Mapping) or part not in data:
            return False
        data = data[part]
    return True


def put(data: Dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at `path`; create missing or null objects on the way."""
    for part in path[:-1]:
        below = data.get(part)
        if not isinstance(below, dict):
            below = data[part] = {}
        data = below
    data[path[-1]] = value


def put_at(data: Any, path: Sequence[Any], value: Any) -> None:
    """Set the value at `path` of keys and list positions; its parents must exist."""
    for part in path[:-1]:
        data = data[part]
    data[path[-1]] = value


def take(data: Dict[str, Any], path: Sequence[str]) -> Any:
    """Remove and return the value at `path`, and emptied objects; `MISSING` if none."""
    trail: List[Tuple[Dict[str, Any], str]] = []
    value: Any = data
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return MISSING
        trail.append((value, part))
        value = value[part]
    for holder, part in reversed(trail):
        del holder[part]
        if holder:
            break
    return value


def leaves_of(data: Any, path: Parts = ()) -> Iterator[Tuple[Parts, Any]]:
    """Yield each value in `data` that is neither a mapping nor a list, with its path."""
    if isinstance(data, (Mapping, list)):
        for part, below in data.items() if isinstance(data, Mapping) else enumerate(data):
            yield from leaves_of(below, (*path, part))
    else:
        yield path, data


def map_leaves(data: Any, change: Callable[[Any], Any]) -> Any:
    """Return `data` with each value changed that is neither a mapping nor a list."""
    if isinstance(data, Mapping):
        return {part: map_leaves(below, change) for part, below in data.items()}
    return [map_leaves(item, change) for item in data] if isinstance(data, list) else change(data)


def values_at(data: Any, pattern: Parts, path: Parts = ()) -> Iterator[Tuple[Parts, Any]]:
    """Yield each value at `pattern` with its path, where integers are list items."""
    for depth, part in enumerate(pattern):
        if part == "*":
            if isinstance(data, list):
                for index, item in enumerate(data):
                    yield from values_at(item, pattern[depth + 1 :], (*path, *pattern[:depth], index))
            return
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    # Most paths are the pattern itself, which needs no copy.
    yield (*path, *pattern) if path else pattern, data

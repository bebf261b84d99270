"""Values that stand elsewhere on the wire of another dialect, as `x-smarter-moved` of the schema says."""

from __future__ import annotations

import copy
from typing import Any, Dict, List, Mapping, Optional, Tuple

from smarter.errors import UnsupportedError
from smarter.kinds import Kind

_NOTHING = object()


def to_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """`manifest` with every moved value where a platform of `dialect` looks for it.

    Raises:
        UnsupportedError: a value that the platform has no word for.
    """
    wire = copy.deepcopy(dict(manifest))
    for move in kind.moved.get(dialect, ()):
        value = _take(wire, move["from"].split("."))
        if value is not _NOTHING:
            _put(
                wire,
                move["to"].split("."),
                _translated(value, move.get("values"), kind, move["from"], dialect),
            )
    return wire


def from_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """`manifest`, as read from a platform of `dialect`, with every moved value where its schema has it."""
    plain = copy.deepcopy(dict(manifest))
    for move in kind.moved.get(dialect, ()):
        value = _take(plain, move["to"].split("."))
        if value is not _NOTHING:
            words = {there: here for here, there in (move.get("values") or {}).items()}
            _put(plain, move["from"].split("."), _replaced(value, words))
    return plain


def _translated(value: Any, words: Optional[Mapping[str, str]], kind: Kind, path: str, dialect: str) -> Any:
    if words is None:
        return value
    unknown = [
        str(item) for item in (value if isinstance(value, list) else [value]) if item not in (None, *words)
    ]
    if unknown:
        raise UnsupportedError(
            f"The platform (dialect {dialect}) has no {', '.join(unknown)} for {path} of {kind.name}.",
            kind=kind.name,
            dialect=dialect,
            hint=f"It has: {', '.join(words)}.",
        )
    return _replaced(value, words)


def _replaced(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_replaced(item, words) for item in value]
    return words.get(value, value) if isinstance(value, str) else value


def _take(manifest: Dict[str, Any], path: List[str]) -> Any:
    """Remove and return the value at `path`, with the objects that it leaves empty."""
    trail: List[Tuple[Dict[str, Any], str]] = []
    at: Any = manifest
    for part in path:
        if not isinstance(at, dict) or part not in at:
            return _NOTHING
        trail.append((at, part))
        at = at[part]
    for holder, part in reversed(trail):
        del holder[part]
        if holder:
            break
    return at


def _put(manifest: Dict[str, Any], path: List[str], value: Any) -> None:
    for part in path[:-1]:
        manifest = manifest.setdefault(part, {})
    manifest[path[-1]] = value

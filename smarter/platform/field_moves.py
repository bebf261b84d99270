"""Fields with another place in another dialect: `x-smarter-moved` of schemas.

The place in the schema itself is the field's home (platform 0.14's, for chatbots). Manifests may use either place; the
engine compares at home; requests use the place of the platform's dialect.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.dialects import platform_words
from smarter.kinds.names import reworded
from smarter.kinds.paths import MISSING, has, put, take
from smarter.kinds.wire import fit


def to_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """Return `manifest` for platforms of `dialect`, with moved values in place.

    Raises:
        UnsupportedError: a value has no equivalent on that platform.
    """
    wire = copy.deepcopy(dict(manifest)) if kind.moved.get(dialect) else dict(manifest)
    for move in kind.moved.get(dialect, ()):
        value = take(wire, move["from"].split("."))
        if value is not MISSING:
            put(wire, move["to"].split("."), _translated(value, move, kind, dialect))
    return fit(kind, wire, dialect)


def at_home(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """Return `manifest`, written for any dialect, with each moved value at home."""
    plain = dict(manifest)
    for dialect in kind.moved:
        plain = from_wire(kind, plain, dialect)
    return plain


def home_path(kind: Kind, path: Tuple[Any, ...]) -> Tuple[Any, ...]:
    """Return the home of the value at `path`."""
    for moves in kind.moved.values():
        for move in moves:
            there = tuple(move["to"].split("."))
            if path[: len(there)] == there:
                return (*move["from"].split("."), *path[len(there) :])
    return path


def contradicts(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> bool:
    """Return True if a read manifest has fields in places foreign to `dialect`."""
    return any(has(manifest, place) for place in _unused_places(kind, dialect))


@lru_cache(maxsize=None)
def _unused_places(kind: Kind, dialect: str) -> List[List[str]]:
    moves = kind.moved.get(dialect, ())
    sources = {move["from"] for move in moves}
    targets = {move["to"] for move in moves}
    others = {move["to"] for each in kind.moved.values() for move in each} - targets
    return [place.split(".") for place in (*sources, *others)]


def from_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """Return `manifest`, read in `dialect`, with each moved value at home."""
    moves = kind.moved.get(dialect, ())
    if not any(has(manifest, move["to"].split(".")) for move in moves):
        return dict(manifest)
    plain = copy.deepcopy(dict(manifest))
    for move in moves:
        value = take(plain, move["to"].split("."))
        if value is not MISSING:
            words = [(there, here) for here, there in move.get("values", ())]
            put(plain, move["from"].split("."), reworded(value, words))
    return plain


def written(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """Return `manifest` for a file; a dialect's own words take that dialect's place."""
    plain = copy.deepcopy(dict(manifest))
    for move in kind.moved.get(kind.dialect or "", ()):
        own, place = _own(kind, move), move["from"].split(".")
        if own and "values" in move and has(plain, place):
            value = take(plain, place)
            foreign = any(i not in own and not str(i).startswith("${") for i in _items(value))
            target, words = (move["to"].split("."), move["values"]) if foreign else (place, ())
            put(plain, target, reworded(value, words))
    return plain


def _own(kind: Kind, move: Mapping[str, Any]) -> Sequence[Any]:
    """Return the schema's words for a moved value at home; empty without a list."""
    schema = next((f.schema for f in kind.fields if str(f) == move["from"]), {})
    return schema.get("enum") or (schema.get("items") or {}).get("enum") or ()


def _items(value: Any) -> List[Any]:
    return [item for item in (value if isinstance(value, list) else [value]) if item is not None]


def _translated(value: Any, move: Mapping[str, Any], kind: Kind, dialect: str) -> Any:
    """Return `value` in the words of `dialect`; keep words unknown to the schema."""
    words = move.get("values")
    if words is None:
        return value
    known = [here for here, _ in words]
    own = _own(kind, move)
    unknown = [item for item in _items(value) if item in own and item not in known]
    if unknown:
        raise UnsupportedError(
            f"{platform_words(dialect).capitalize()} has no {move['to']} entry for {', '.join(map(str, unknown))} "
            f"in {move['from']} of {kind.name}.",
            kind=kind.name,
            dialect=dialect,
            hint=f"Remove it. Known there: {', '.join(map(str, known))}.",
        )
    return reworded(value, words)

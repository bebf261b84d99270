"""Values that stand elsewhere on the wire of another dialect, as `x-smarter-moved` of the schema says."""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.names import reworded

_NOTHING = object()


def to_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """`manifest` with every moved value where a platform of `dialect` looks for it.

    Raises:
        UnsupportedError: a value that the platform has no word for.
    """
    if not kind.moved.get(dialect):
        return dict(manifest)
    wire = copy.deepcopy(dict(manifest))
    for move in kind.moved[dialect]:
        value = _take(wire, move["from"].split("."))
        if value is not _NOTHING:
            _put(
                wire,
                move["to"].split("."),
                _translated(value, move, kind, dialect),
            )
    return wire


def at_home(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """`manifest`, written for whichever dialect, with every moved value where its schema has it."""
    plain = dict(manifest)
    for dialect in kind.moved:
        plain = from_wire(kind, plain, dialect)
    return plain


def home_path(kind: Kind, path: Tuple[Any, ...]) -> Tuple[Any, ...]:
    """Where the value stands at home that may be written at `path`."""
    for moves in kind.moved.values():
        for move in moves:
            there = tuple(move["to"].split("."))
            if path[: len(there)] == there:
                return (*move["from"].split("."), *path[len(there) :])
    return path


def speaks_against(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> bool:
    """Whether a manifest, as read, has places that a platform of `dialect` has not."""
    return any(_has(manifest, place) for place in _strange_places(kind, dialect))


@lru_cache(maxsize=None)
def _strange_places(kind: Kind, dialect: str) -> List[List[str]]:
    here = kind.moved.get(dialect, ())
    left = [move["from"] for move in here]
    taken = {move["to"] for move in here}
    others = (moves for other, moves in kind.moved.items() if other != dialect)
    strange = [move["to"] for moves in others for move in moves if move["to"] not in taken]
    return [place.split(".") for place in (*left, *strange)]


def from_wire(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """`manifest`, as read from a platform of `dialect`, with every moved value where its schema has it."""
    moves = kind.moved.get(dialect, ())
    if not any(_has(manifest, move["to"].split(".")) for move in moves):
        return dict(manifest)
    plain = copy.deepcopy(dict(manifest))
    for move in moves:
        value = _take(plain, move["to"].split("."))
        if value is not _NOTHING:
            words = [(there, here) for here, there in move.get("values", ())]
            _put(plain, move["from"].split("."), reworded(value, words))
    return plain


def written(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """`manifest` with the words that only the kind's dialect has where that dialect takes them."""
    plain = copy.deepcopy(dict(manifest))
    for move in kind.moved.get(kind.dialect or "", ()):
        own, place = _own(kind, move), move["from"].split(".")
        if own and "values" in move and _has(plain, place):
            value = _take(plain, place)
            strange = [i for i in _items(value) if i not in own and not str(i).startswith("${")]
            _put(
                plain,
                move["to"].split(".") if strange else place,
                reworded(value, move["values"] if strange else ()),
            )
    return plain


def _own(kind: Kind, move: Mapping[str, Any]) -> Sequence[Any]:
    """The words that the schema itself has for a moved value, where it names them."""
    schema = next((f.schema for f in kind.fields if str(f) == move["from"]), {})
    return schema.get("enum") or (schema.get("items") or {}).get("enum") or ()


def _items(value: Any) -> List[Any]:
    return [item for item in (value if isinstance(value, list) else [value]) if item is not None]


def _translated(value: Any, move: Mapping[str, Any], kind: Kind, dialect: str) -> Any:
    """`value` in the words of `dialect`. What is none of the schema's own words was written in those already."""
    words = move.get("values")
    if words is None:
        return value
    known = [here for here, _ in words]
    own = _own(kind, move)
    unknown = [item for item in _items(value) if item in own and item not in known]
    if unknown:
        raise UnsupportedError(
            f"The platform (dialect {dialect}) has nothing in place of {', '.join(map(str, unknown))} "
            f"in {move['from']} of {kind.name}.",
            kind=kind.name,
            dialect=dialect,
            hint=f"Take it out; what it has is: {', '.join(map(str, known))}.",
        )
    return reworded(value, words)


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


def _has(manifest: Any, path: Sequence[str]) -> bool:
    for part in path:
        if not isinstance(manifest, dict) or part not in manifest:
            return False
        manifest = manifest[part]
    return True


def _put(manifest: Dict[str, Any], path: List[str], value: Any) -> None:
    for part in path[:-1]:
        if not isinstance(manifest.get(part), dict):
            manifest[part] = {}  # an object that is null, or not there
        manifest = manifest[part]
    manifest[path[-1]] = value

"""Places of misplaced fields: their right sections of the schema."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from smarter._text import show_move
from smarter.kinds import Kind
from smarter.kinds.fields import resolve, schema_at
from smarter.kinds.paths import get, has
from smarter.manifest.findings import PathParts, show_path
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.nodes import has_properties
from smarter.manifest.schema.kind_index import validator_of

_Path = Tuple[str, ...]


class Place(NamedTuple):
    """A field of the schema; `needed` if it is required but missing."""

    path: _Path
    schema: Mapping[str, Any]
    needed: bool = False


@lru_cache(maxsize=None)
def _places(kind: Kind) -> Dict[str, List[Place]]:
    """Return the fields and sections of a kind by name, without those below lists."""
    found: Dict[str, List[Place]] = {}
    for place in _walk(kind.schema, kind.schema, ()):
        found.setdefault(place.path[-1], []).append(place)
    return found


def _walk(schema: Mapping[str, Any], root: Mapping[str, Any], path: _Path) -> Iterator[Place]:
    for name, child in schema.get("properties", {}).items():
        below = resolve(child, root)
        if not below.get("readOnly"):
            yield Place((*path, name), below)
            yield from _walk(below, root, (*path, name))


def find_place(kind: Kind, value: Any, path: PathParts) -> Optional[Place]:
    """Return the likely right place of a misplaced field, in another section.

    Preferred are fields that accept the value, that the manifest lacks, and whose section is close: the misplaced field
    stands a level too high or too low, among the fields of the section above or below it, or in the last item of a list
    above it.
    """
    name, here = path[-1], tuple(map(str, path[:-1]))
    if not isinstance(name, str) or not _is_at_end_of_lists(value, path):
        return None
    content = get(value, path)

    def rank(place: Place) -> Tuple[bool, bool, bool, int]:
        section = place.path[:-1]
        is_there = isinstance(get(value, section), dict)
        return not accepts(kind, place.schema, content), not place.needed, not is_there, _steps(here, section)

    places = [
        place._replace(needed=name in schema_at(kind.schema, place.path[:-1]).get("required", ()))
        for place in _places(kind).get(name, ())
        if not has(value, place.path)
    ]
    return min(places, key=rank, default=None)


def _is_at_end_of_lists(value: Any, path: PathParts) -> bool:
    """Return whether each list item on the path is the last: no other takes strays."""
    return all(
        part == len(get(value, path[:depth])) - 1 for depth, part in enumerate(path) if isinstance(part, int)
    )


def find_taken_place(kind: Kind, value: Any, path: PathParts) -> Optional[_Path]:
    """Return the path of a field of the same name in its right place."""
    places = _places(kind).get(str(path[-1]), ())
    return next((place.path for place in places if has(value, place.path)), None)


def find_free_section(kind: Kind, value: Any, path: PathParts) -> Optional[_Path]:
    """Return the path of the preceding section if its fields may have any name."""
    parent = get(value, path[:-1])
    names = list(parent)
    above = names[names.index(path[-1]) - 1] if names[0] != path[-1] else None
    if above is None or not isinstance(parent[above], dict) or not parent[above]:
        return None
    schema = schema_at(kind.schema, (*path[:-1], above))
    is_free = (
        schema.get("type") in ("object", ["object", "null"])
        and schema.get("additionalProperties", True) is True
    )
    return tuple(map(str, (*path[:-1], above))) if is_free and not schema.get("properties") else None


def accepts(kind: Kind, schema: Mapping[str, Any], value: Any) -> bool:
    return bool(validator_of(kind).evolve(schema=schema).is_valid(value))


def _steps(here: Sequence[str], there: Sequence[str]) -> int:
    """Count the sections to leave and to enter on the way."""
    common = list(takewhile(lambda pair: pair[0] == pair[1], zip(here, there)))
    return len(here) + len(there) - 2 * len(common)


def how_to_move(document: Document, path: PathParts, target: _Path) -> str:
    """Return the advice to move a field to `target`, in columns outside of braces."""
    section = show_path(target[:-1])
    where = f"`{section}`" if section else "the top level"
    missing = not has(document.value, target[:-1])
    if is_in_braces(document, path[:-1]) or (not missing and is_in_braces(document, target[:-1])):
        add = f", which is missing: add `{target[-2]}` and move it there." if missing else ": move it there."
        return f"It belongs in {where}{add}"
    if missing:
        where += f", which is missing (add `{target[-2]}:` above it)"
    columns = _column_of_section(document, target) - document.position(path, key=True)[1]
    if not columns:
        return f"It belongs in {where}: move it there."
    return f"It belongs in {where}: move it {show_move(columns)}."


def is_in_braces(document: Document, path: PathParts) -> bool:
    """Return whether the mapping at `path` is in braces, where columns mean nothing."""
    raw = document.raw(path)
    return raw.startswith("{") or (has_properties(raw) and "{" in raw.split("\n", 1)[0])


def _column_of_section(document: Document, target: _Path) -> int:
    """Return the column of a section's fields: the first one's, or a step inwards."""
    parent = target[:-1]
    value = get(document.value, parent)
    if isinstance(value, dict) and value:
        return document.position((*parent, next(iter(value))), key=True)[1]
    for depth in range(len(parent), 0, -1):
        if has(document.value, parent[:depth]):
            levels = len(parent) - depth + 1
            return document.position(parent[:depth], key=True)[1] + _step(document) * levels
    return 1 + _step(document) * len(parent)


def _step(document: Document) -> int:
    """Return by how many columns the document indents the fields of its sections."""
    for name, section in document.value.items():
        if isinstance(section, dict) and section and not is_in_braces(document, (name,)):
            return document.position((name, next(iter(section))), key=True)[1] - 1
    return 2

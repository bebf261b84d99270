"""The shipped schemas and their fields, for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from smarter.kinds.fields import resolve

FOLDER = Path(__file__).resolve().parents[2] / "schemas"
FILES = sorted(FOLDER.glob("*.schema.json"))
Schema = Dict[str, Any]
Node = Tuple[str, Schema]

# Keywords whose values are schemas again.
_MAPS = ("properties", "$defs", "patternProperties")
_SINGLE = ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not")
_LISTS = ("allOf", "anyOf", "oneOf")


def load(path: Path) -> Schema:
    """Load a schema file."""
    document: Schema = json.loads(path.read_text(encoding="utf-8"))
    return document


def by_kind() -> Dict[str, Schema]:
    """Return every shipped schema, by the name of its kind."""
    return {document["x-smarter-kind"]["name"]: document for document in map(load, FILES)}


def nodes(schema: Any, path: str = "#") -> Iterator[Node]:
    """Yield every subschema of `schema`, itself first, with its JSON pointer."""
    if not isinstance(schema, dict):
        return
    yield path, schema
    for word in _MAPS:
        for name, child in schema.get(word, {}).items():
            yield from nodes(child, f"{path}/{word}/{name}")
    for word in _SINGLE:
        yield from nodes(schema.get(word), f"{path}/{word}")
    for word in _LISTS:
        for index, child in enumerate(schema.get(word, [])):
            yield from nodes(child, f"{path}/{word}/{index}")


def fields(root: Mapping[str, Any]) -> Iterator[Node]:
    """Yield each field of a manifest by dotted path; `*` is an item or a free key."""
    for name, child in root["properties"].items():
        yield from _fields(resolve(child, root), name, root)


def _fields(schema: Schema, path: str, root: Mapping[str, Any]) -> Iterator[Node]:
    yield path, schema
    children: List[Tuple[str, Any]] = list(schema.get("properties", {}).items())
    children += [
        ("*", schema[word])
        for word in ("items", "additionalProperties")
        if isinstance(schema.get(word), dict)
    ]
    for name, child in children:
        yield from _fields(resolve(child, root), f"{path}.{name}", root)

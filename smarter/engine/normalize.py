"""Normalisation of manifests as on the platform, and comparison of values."""

from __future__ import annotations

import json
from datetime import timezone
from functools import lru_cache, partial
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from smarter.kinds import Field, Kind, fold_name, fold_reference
from smarter.kinds.fields import Schema, resolve
from smarter.kinds.names import normalize_key
from smarter.kinds.paths import get as get
from smarter.kinds.paths import put as put
from smarter.kinds.wire import is_null, respelled
from smarter.platform.live_resource import parse_time

Path = Tuple[str, ...]


def with_defaults(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """Return `metadata` and `spec` as on the platform, without unknown fields."""
    return {section: node.complete(manifest.get(section) or {}) for section, node in _sections(kind)}


@lru_cache(maxsize=256)
def _sections(kind: Kind) -> List[Tuple[str, _Node]]:
    properties = kind.schema["properties"]
    return [(section, _Node(properties[section], kind.schema)) for section in ("metadata", "spec")]


def complete(value: Any, schema: Schema, root: Schema) -> Any:
    """Normalise a value and add defaults; `root` is the document of local `$ref`s."""
    return _Node(schema, root).complete(value)


class _Node:
    """Part of a schema, compiled once: values pass here several times per plan."""

    def __init__(self, schema: Schema, root: Schema) -> None:
        self._root = root
        self._schema = resolve(schema, root)
        words = self._schema.get("x-smarter-normalize", ())
        self._open = not self._schema.get("properties")
        # A null that is not sent leaves the platform its default, which for an object is that of each field.
        self._null: Any = None
        if self._schema.get("x-smarter-null") == "omitted":
            self._null = self._schema.get("default", None if self._open else {})
        self._children: Optional[List[Tuple[str, Any, _Node]]] = None
        self._items: Optional[_Node] = None
        # The platform turns the value into a string, even a list or an object.
        self._whole = "string" in words
        self._empty_is_null = "empty-is-null" in words
        self._steps = [_NORMALIZERS[word] for word in words if word != "enum"]
        if "enum" in words:
            self._steps.append(partial(respelled, schema=self._schema))
        if self._schema.get("x-smarter-references"):
            self._steps.insert(0, fold_references)

    def complete(self, value: Any) -> Any:
        value = self._null if is_null(value) else value
        if value is None:
            return None
        if not self._whole:
            if isinstance(value, dict):
                return self._open_object(value) if self._open else self._object(value)
            if isinstance(value, (list, tuple)):
                return self._list(value)
        return self._normalized(value)

    def _normalized(self, value: Any) -> Any:
        for step in self._steps:
            if value is None:
                return None
            value = step(value)
        return value

    def _open_object(self, value: Mapping[str, Any]) -> Optional[Mapping[str, Any]]:
        return None if not value and self._empty_is_null else value

    def _object(self, value: Mapping[str, Any]) -> Dict[str, Any]:
        if self._children is None:
            nodes = ((name, _Node(child, self._root)) for name, child in self._schema["properties"].items())
            self._children = [(name, node._schema.get("default"), node) for name, node in nodes]
        return {
            name: node.complete(node.given(value, name, default)) for name, default, node in self._children
        }

    def given(self, owner: Mapping[str, Any], name: str, default: Any) -> Any:
        """Return this field's value in `owner`; the default in place of an unsent null."""
        value = owner.get(name, default)
        return default if is_null(value) and self._schema.get("x-smarter-null") == "omitted" else value

    def _list(self, value: Sequence[Any]) -> List[Any]:
        if self._schema.get("x-smarter-references"):
            value = fold_references(value)
        if self._items is None:
            items = self._schema.get("items")
            if not isinstance(items, dict):
                return list(value)
            self._items = _Node(items, self._root)
        # In lists the platform leaves "" and "None" unchanged.
        deep, flat = self._items.complete, self._items._normalized
        return [deep(item) if isinstance(item, (dict, list, tuple)) else flat(item) for item in value]


def fold_references(value: Any) -> Any:
    """Return a reference, or a list of them, as the platform looks it up."""
    if isinstance(value, (list, tuple)):
        return [fold_references(item) for item in value]
    return fold_reference(value) if isinstance(value, str) else value


def _slashes(value: Any) -> Any:
    text = str(value).strip("/")
    return f"/{text}/" if text else "/"


def _datetime(value: Any) -> Any:
    when = parse_time(str(value).strip())
    return value if when is None else when.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


# `content` is a file; `desired.prepare` has replaced it by the file's name and digest.
_NORMALIZERS: Mapping[str, Callable[[Any], Any]] = {
    "strip": lambda value: value.strip() if isinstance(value, str) else value,
    "upper": lambda value: value.upper() if isinstance(value, str) else value,
    "slashes": _slashes,
    "string": lambda value: value if isinstance(value, str) else str(value),
    "empty-is-null": lambda value: None if is_null(value) else value,
    "datetime": _datetime,
    # Uploads lose the parameters of a media type: Django keeps them apart from the type.
    "media-type": lambda value: value.partition(";")[0].strip() if isinstance(value, str) else value,
    "name": lambda value: fold_name(value) if isinstance(value, str) else value,
    "content": lambda value: value,
}


def mentions(manifest: Any, path: Sequence[str]) -> bool:
    """Tell whether the manifest sets `path`, null included."""
    for part in path:
        if not isinstance(manifest, dict):
            return manifest is None  # `customDomain: null` sets every field below it to null
        if part not in manifest:
            return False
        manifest = manifest[part]
    return True


def canonical(value: Any, field: Field) -> Any:
    """Return `value` without nulls in objects and with unordered lists sorted."""
    if is_annotations(field):
        return sorted(annotation_pairs(value), key=to_json)
    value = _without_nulls(value) if field.schema.get("properties") or field.schema.get("items") else value
    if isinstance(value, list):
        if not value:
            return None  # the platform treats null and an empty list alike
        if field.list_type == "set":
            return sorted(value, key=to_json)
        if field.list_type == "map":
            return sorted(value, key=lambda item: to_json([get(item, (key,)) for key in field.list_keys]))
    return value


def is_annotations(field: Field) -> bool:
    """Tell whether the field is the annotations: one-key maps, compared as a map."""
    return field.path == ("metadata", "annotations")


def annotation_pairs(annotations: Any) -> List[List[Any]]:
    """Return the keys and values of annotations: a map, or a list of one-key maps."""
    if isinstance(annotations, dict):
        return [[key, value] for key, value in annotations.items()]
    return [
        [key, value] for entry in annotations or [] if isinstance(entry, dict) for key, value in entry.items()
    ]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(below) for key, below in value.items() if below is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


# The platform camelCases every string in every list of a chatbot (`faq_plugin` -> `faqPlugin`, "What is x_y?" ->
# "whatIsXY?"), and rewrites keys of annotations by kind. So such values are compared without the characters it changes;
# the digest of what was applied tells the rest. Held by tests/platform/test_traps.py and the laws.
def loosely_equal(left: Any, right: Any, field: Field) -> bool:
    """Compare canonical values except for the platform's spelling in lists and keys."""
    return json_equal(_without_spelling(left, field), _without_spelling(right, field))


def _without_spelling(value: Any, field: Field) -> Any:
    if is_annotations(field):
        return sorted(([normalize_key(key), _folded(item)] for key, item in value or ()), key=to_json)
    folded = _folded(value)
    return sorted(folded, key=to_json) if isinstance(folded, list) and field.list_type == "set" else folded


def _folded(value: Any, listed: bool = False) -> Any:
    if isinstance(value, str):
        return normalize_key(value) if listed else value
    if isinstance(value, list):
        return [_folded(item, True) for item in value]
    if isinstance(value, dict):
        return {normalize_key(key): _folded(item) for key, item in value.items()}
    return value


def json_equal(left: Any, right: Any) -> bool:
    """Compare JSON values: 1 equals 1.0, but not true."""
    if left is right or (type(left) is str and type(right) is str):
        return bool(left == right)
    return to_json(left) == to_json(right)


_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=str).encode


def to_json(value: Any) -> str:
    """Return the JSON text that digests are made of: equal values have equal texts."""
    return _encode(_numbers(value))


def _numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _numbers(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers(item) for item in value]
    return value

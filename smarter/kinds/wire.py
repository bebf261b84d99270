"""The wire form of one dialect's manifests: its schema, and changes to fit it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Dict, Iterator, List, Tuple

from smarter.kinds.dialects import DIALECTS
from smarter.kinds.fields import Schema, resolve, schema_at
from smarter.kinds.paths import MISSING, get, has, put, take
from smarter.kinds.table import Kind

Path = Tuple[Any, ...]


@lru_cache(maxsize=None)
def wire_schema(kind: Kind, dialect: str) -> Schema:
    """Return the schema of the manifests that platforms of `dialect` accept.

    A user's manifest may differ: a field may be at its usual place instead of the one that it moves to
    (`x-smarter-moved`), and may be null although the platform refuses that (`x-smarter-null`).
    """
    import copy  # the checks of manifests do without

    schema: Dict[str, Any] = copy.deepcopy(dict(kind.for_dialect(dialect).schema))
    root = copy.deepcopy(schema)
    for move in kind.moved.get(dialect, ()):
        source, target = _property(move["from"]), _property(move["to"])
        if "$ref" in (get(schema, target) or {}):  # It refers to the place that is removed.
            put(schema, target, resolve(schema_at(root, move["from"].split(".")), root))
        if take(schema, source) is not MISSING and not has(schema, source[:-1]):
            put(schema, source[:-1], {})
    return _strict(schema)  # type: ignore[no-any-return]  # a dict stays one


def _property(path: str) -> List[str]:
    """Return the path within a schema of the property at `path` within a manifest."""
    return [part for name in path.split(".") for part in ("properties", name)]


def _strict(schema: Any) -> Any:
    """Return `schema` without refused nulls and with the required fields."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {word: _strict(value) for word, value in schema.items()}
    if strict.get("x-smarter-null") == "omitted":
        types = [word for word in strict["type"] if word != "null"]
        strict["type"] = types[0] if len(types) == 1 else types
        if "enum" in strict:
            strict["enum"] = [choice for choice in strict["enum"] if choice is not None]
    required = [
        name
        for name, child in (schema.get("properties") or {}).items()
        if isinstance(child, dict) and child.get("x-smarter-required")
    ]
    if required:
        strict["required"] = [*strict.get("required", ()), *required]
    return strict


# Newer platforms answer 400 to an unknown field, to a null in a field without one, and (some versions) to a choice in
# another case. The platform's default takes the place of an omitted null (tests/platform/test_wire_form.py,
# `test_every_request_has_a_form_accepted_by_the_platform`).
def fit(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """Return a wire manifest without fields and nulls refused by `dialect`."""
    if not DIALECTS[dialect].refuses_unknown:
        return dict(manifest)
    root = wire_schema(kind, dialect)
    sections = {name: resolve(schema, root) for name, schema in root["properties"].items()}
    return {
        name: _fitted(value, sections[name], root) if name in ("metadata", "spec") else value
        for name, value in manifest.items()
    }


def _fitted(value: Any, schema: Schema, root: Schema) -> Any:
    if isinstance(value, Mapping):
        properties = schema.get("properties")
        if not properties:
            return value
        fitted = {}
        for name, below in value.items():
            if name not in properties:
                if schema.get("additionalProperties") is not False:
                    fitted[name] = below
                continue
            child = resolve(properties[name], root)
            if child.get("x-smarter-null") != "omitted" or not is_null(below):
                fitted[name] = _fitted(below, child, root)
        for name, child in properties.items():
            if child.get("x-smarter-required") and name not in fitted:
                fitted[name] = {}
        return fitted
    items = schema.get("items")
    if isinstance(value, list) and isinstance(items, Mapping) and items:
        item = resolve(items, root)
        return [_fitted(each, item, root) for each in value]
    return respelled(value, schema)


def is_null(value: Any) -> bool:
    """Return whether the platform reads a value as null before its checks."""
    return value is None or value in ("", "None")


def respelled(value: Any, schema: Schema) -> Any:
    """Return `value` in the case of the schema's choice, if the schema allows it."""
    choices = schema.get("enum")
    if isinstance(value, str) and choices and "enum" in schema.get("x-smarter-normalize", ()):
        same = (each for each in choices if isinstance(each, str) and each.casefold() == value.casefold())
        return next(same, value)
    return value


def unknown_fields(value: Any, schema: Schema, root: Schema, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each field in `value` that `schema` does not know."""
    if isinstance(value, Mapping):
        properties = schema.get("properties") or {}
        for name, below in value.items():
            if name in properties:
                yield from unknown_fields(below, resolve(properties[name], root), root, (*path, name))
            elif schema.get("additionalProperties") is False:
                yield (*path, name)
    elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        for index, each in enumerate(value):
            yield from unknown_fields(each, resolve(schema["items"], root), root, (*path, index))


def fields_without_null(
    schema: Schema, root: Schema, path: Tuple[str, ...] = ()
) -> Iterator[Tuple[Tuple[str, ...], Schema]]:
    """Yield path and schema of fields nullable in manifests alone; `*` is an item."""
    for name, child in (schema.get("properties") or {}).items():
        child = resolve(child, root)
        if child.get("x-smarter-null") == "omitted":
            yield (*path, name), child
        yield from fields_without_null(child, root, (*path, name))
    items = schema.get("items")
    if isinstance(items, dict) and items:
        yield from fields_without_null(resolve(items, root), root, (*path, "*"))

"""A manifest as the platform would hold it: defaults filled in, values rewritten, what it does not know left out."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

from smarter.kinds import Field, Kind, fold_name, fold_reference
from smarter.kinds.fields import Schema, resolve

Path = Tuple[str, ...]


def completed(kind: Kind, manifest: Mapping[str, Any]) -> Dict[str, Any]:
    """`metadata` and `spec` of `manifest` as the platform keeps them. What its schema does not know is left out."""
    sections: Dict[str, Any] = {}
    for section in ("metadata", "spec"):
        schema = resolve(kind.schema["properties"][section], kind.schema)
        sections[section] = complete(manifest.get(section) or {}, schema, kind.schema)
    return sections


def complete(value: Any, schema: Schema, root: Schema) -> Any:
    """`value` under `schema`, normalised and with defaults; `root` is the document that local references are in."""
    schema = resolve(schema, root)
    properties = schema.get("properties")
    if "string" in schema.get("x-smarter-normalize", ()):
        return _scalar(value, schema)  # whatever it is, a list or an object included
    if isinstance(value, Mapping):
        if not properties:
            return value
        known: Dict[str, Any] = {}
        for name, child in properties.items():
            node = resolve(child, root)
            known[name] = complete(value[name] if name in value else node.get("default"), node, root)
        return known
    if isinstance(value, (list, tuple)):
        items = schema.get("items")
        value = fold_references(value) if schema.get("x-smarter-references") else value
        return [_item(item, items, root) for item in value] if isinstance(items, Mapping) else list(value)
    return _scalar(value, schema)


def _item(value: Any, schema: Schema, root: Schema) -> Any:
    if isinstance(value, (Mapping, list, tuple)):
        return complete(value, schema, root)
    return _normalized(value, resolve(schema, root))


def _scalar(value: Any, schema: Schema) -> Any:
    # Every model of the platform turns these two texts into null before it looks at anything else; in lists they stay.
    return None if value in ("", "None") else _normalized(value, schema)


def _normalized(value: Any, schema: Schema) -> Any:
    if value is None:
        return None
    if schema.get("x-smarter-references"):
        value = fold_references(value)
    for word in schema.get("x-smarter-normalize", ()):
        value = _NORMALIZERS[word](value)
    return value


def fold_references(value: Any) -> Any:
    """A reference, or a list of them, as the platform looks them up."""
    if isinstance(value, (list, tuple)):
        return [fold_references(item) for item in value]
    return fold_reference(value) if isinstance(value, str) else value


def _slashes(value: Any) -> Any:
    text = str(value).strip("/")
    return f"/{text}/" if text else "/"


def _datetime(value: Any) -> Any:
    try:
        when = datetime.fromisoformat(str(value).strip().replace("Z", "+00:00"))
    except ValueError:
        return value
    when = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
    return when.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _as_is(value: Any) -> Any:
    return value


# `content` stands for a file, whose name and digest are put in its place before anything is compared.
_NORMALIZERS: Mapping[str, Callable[[Any], Any]] = {
    "strip": lambda value: value.strip() if isinstance(value, str) else value,
    "upper": lambda value: value.upper() if isinstance(value, str) else value,
    "slashes": _slashes,
    "string": lambda value: value if isinstance(value, str) else str(value),
    "empty-is-null": lambda value: None if value in ("", "None") else value,
    "datetime": _datetime,
    "name": lambda value: fold_name(value) if isinstance(value, str) else value,
    "content": _as_is,
}


def get(manifest: Any, path: Sequence[str]) -> Any:
    """The value at `path`, or None where there is none."""
    for part in path:
        if not isinstance(manifest, Mapping):
            return None
        manifest = manifest.get(part)
    return manifest


def mentions(manifest: Any, path: Sequence[str]) -> bool:
    """Whether the manifest says anything about `path`, null included."""
    for part in path:
        if not isinstance(manifest, Mapping):
            return manifest is None  # `customDomain: null` speaks for all that is below
        if part not in manifest:
            return False
        manifest = manifest[part]
    return True


def put(manifest: Dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set `path` in `manifest`, making the objects on the way."""
    for part in path[:-1]:
        below = manifest.get(part)
        if not isinstance(below, dict):
            below = manifest[part] = {}
        manifest = below
    manifest[path[-1]] = value


def canonical(value: Any, field: Field) -> Any:
    """`value` in the one form that equal values share: nulls in objects gone, unordered lists sorted."""
    if is_annotations(field):
        return sorted(_pairs(value), key=_json)
    value = _without_nulls(value) if field.schema.get("properties") or field.schema.get("items") else value
    if isinstance(value, list):
        if not value:
            return None  # the platform makes no difference between null and an empty list
        if field.list_type == "set":
            return sorted(value, key=_json)
        if field.list_type == "map":
            return sorted(value, key=lambda item: _json([get(item, (key,)) for key in field.list_keys]))
    return value


def is_annotations(field: Field) -> bool:
    """Annotations are a list of one-key maps on the wire, and a map in meaning."""
    return field.path == ("metadata", "annotations")


def _pairs(annotations: Any) -> List[List[Any]]:
    if isinstance(annotations, Mapping):
        return [[key, value] for key, value in annotations.items()]
    return [
        [key, value]
        for entry in annotations or []
        if isinstance(entry, Mapping)
        for key, value in entry.items()
    ]


def _without_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nulls(below) for key, below in value.items() if below is not None}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return value


def blind(value: Any, field: Field) -> Any:
    """`value` without what the platform's respelling of lists and keys changes: case, blanks, `-`, `_`, punctuation."""
    if is_annotations(field):
        return sorted(([_squash(key), _blind(item)] for key, item in value or ()), key=_json)
    folded = _blind(value)
    return sorted(folded, key=_json) if isinstance(folded, list) and field.list_type == "set" else folded


def _blind(value: Any, listed: bool = False) -> Any:
    if isinstance(value, str):
        return _squash(value) if listed else value
    if isinstance(value, list):
        return [_blind(item, True) for item in value]
    if isinstance(value, Mapping):
        return {_squash(key): _blind(item) for key, item in value.items()}
    return value


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def same(left: Any, right: Any) -> bool:
    """Equality of JSON values: 1 and 1.0 are the same number, 1 and true are not the same value."""
    return _json(left) == _json(right)


def _json(value: Any) -> str:
    return json.dumps(_numbers(value), sort_keys=True, ensure_ascii=False, default=str)


def _numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _numbers(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers(item) for item in value]
    return value


def to_json(value: Any) -> str:
    """The text of `value` that digests are made of: equal values, equal text."""
    return _json(value)

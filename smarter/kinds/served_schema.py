"""JSON Schemas of a platform, without references and malformed keywords."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable, Dict, List, Tuple

from smarter.kinds.fields import find_reference
from smarter.kinds.paths import leaves_of

# A subschema beyond these limits accepts any value: references may multiply a small schema without end.
_MOST_PARTS = 20_000
_MOST_LEVELS = 40

_TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


def checked_schema(served: Any) -> Dict[str, Any]:
    """Return a served schema with inlined references and only known, valid keywords.

    Each subschema of the result is a dict. A reference that is recursive or leads nowhere accepts any value.
    """
    return _Reader(served).read(served, (), 0)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not re.search("[\ud800-\udfff]", value)


def _is_pattern(value: Any) -> bool:
    try:
        return _is_text(value) and re.compile(value) is not None
    except (re.error, OverflowError, RecursionError, Warning):  # where warnings are errors
        return False


def _is_type(value: Any) -> bool:
    words = value if isinstance(value, list) and value else [value]
    return all(isinstance(word, str) and word in _TYPES for word in words)


def _is_data(value: Any) -> bool:
    """Return True if validators of any language can read a value."""
    leaves = (leaf for _, leaf in leaves_of(value))
    return all(
        leaf is None or isinstance(leaf, bool) or _is_text(leaf) or _is_number(leaf) for leaf in leaves
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 2**53


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and _is_number(value) and 0 <= value < 2**31


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _list_of(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(check, value))


# Keywords without subschemas, with the check of their values. `format` is left out: the platform writes the names of
# its classes there, which accept more than the word says. So is `not`: without one of its keywords it forbids more.
_VALUES: Mapping[str, Callable[[Any], bool]] = {
    "type": _is_type,
    "pattern": _is_pattern,
    "required": _list_of(_is_text),
    **dict.fromkeys(("enum", "examples"), _list_of(_is_data)),
    **dict.fromkeys(("const", "default"), _is_data),
    **dict.fromkeys(("title", "description"), _is_text),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _is_number),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _is_count
    ),
    **dict.fromkeys(("readOnly", "writeOnly", "deprecated", "uniqueItems"), _is_flag),
}
# Of `oneOf`, two branches may fit once something is left out of them.
_BRANCHES = {"anyOf": "anyOf", "oneOf": "anyOf", "allOf": "allOf"}


class _Reader:
    """Reader of one served schema."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._parts = 0

    # The platform's schemas refer to themselves, and have keywords that no validator accepts. Without such a part a
    # schema must not forbid more. Held by `test_references_in_circles_and_without_end_are_cut`.
    def read(self, schema: Any, trail: Tuple[str, ...], depth: int) -> Dict[str, Any]:
        """Return a subschema. `trail` holds the references that led to it."""
        self._parts += 1
        if not isinstance(schema, Mapping) or self._parts > _MOST_PARTS or depth > _MOST_LEVELS:
            return {}
        checked: Dict[str, Any] = {}
        for word, value in schema.items():
            if word == "properties" and isinstance(value, Mapping):
                checked[word] = {
                    name: self.read(below, trail, depth + 1)
                    for name, below in value.items()
                    if _is_text(name)
                }
            elif word in ("items", "additionalProperties") and isinstance(value, Mapping):
                checked[word] = self.read(value, trail, depth + 1)
            elif word == "additionalProperties" and isinstance(value, bool):
                checked[word] = value
            elif word in _BRANCHES and isinstance(value, list) and value:
                checked[_BRANCHES[word]] = [self.read(below, trail, depth + 1) for below in value]
            elif word in _VALUES and _VALUES[word](value):
                checked[word] = value
        target = schema.get("$ref")
        if isinstance(target, str) and target not in trail:
            checked = {
                **self.read(find_reference(self._root, target), (*trail, target), depth + 1),
                **checked,
            }
        return _nullable(checked)


def _nullable(schema: Dict[str, Any]) -> Dict[str, Any]:
    """Rewrite an "X or null" union in shipped form: `"type": ["object", "null"]`."""
    union: List[Dict[str, Any]] = schema.get("anyOf") or []
    branches = [branch for branch in union if branch != {"type": "null"}]
    if len(branches) != 1 or len(union) != 2 or not isinstance(branches[0].get("type"), str):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    merged = {**branches[0], **rest, "type": [branches[0]["type"], "null"]}
    if "enum" in merged:
        merged["enum"] = [*merged["enum"], None]
    return merged

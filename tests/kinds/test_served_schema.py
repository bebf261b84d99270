"""Schemas served by a platform are read safely, whatever values they contain."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, Set

import pytest
from jsonschema import Draft202012Validator

from smarter.kinds import Kind
from smarter.kinds.discovered import kind_schema
from smarter.kinds.fields import schema_at, walk
from smarter.kinds.served_schema import checked_schema
from smarter.platform import requests
from tests.strange_values import REMOVED, VALUES, changes

# Every keyword that is kept, and those that newer platforms serve.
SERVED: Dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "SAMWidget",
    "description": "A widget.",
    "type": "object",
    "required": ["spec"],
    "$defs": {"Part": {"type": "object", "properties": {"api_key": {"type": "string", "default": None}}}},
    "properties": {
        "metadata": {"properties": {"name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 9}}},
        "spec": {
            "type": "object",
            "properties": {
                "config": {
                    "properties": {
                        "prompt": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}]},
                        "size": {"type": ["integer", "null"], "minimum": 1, "multipleOf": 2, "enum": [2, 4]},
                    }
                },
                "functions": {"oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]},
                "format": {"type": "object", "additionalProperties": {"type": "string"}, "readOnly": True},
            },
            "additionalProperties": False,
        },
        "status": {"allOf": [{"examples": [{"a": 1}], "deprecated": True, "format": "SAMStatus"}]},
    },
}


def subschemas(schema: Any) -> Iterator[Any]:
    yield schema
    for below in schema.get("properties", {}).values():
        yield from subschemas(below)
    for below in (*schema.get("anyOf", ()), *schema.get("allOf", ()), schema.get("items", {})):
        yield from subschemas(below) if below else ()


def test_a_valid_served_schema_is_kept() -> None:
    read = checked_schema(SERVED)
    assert read["title"] == "SAMWidget"
    assert schema_at(read, ("spec", "config", "prompt", "api_key")) == {"type": "string", "default": None}
    assert schema_at(read, ("spec", "config", "prompt"))["type"] == ["object", "null"]
    assert schema_at(read, ("spec", "config", "size"))["enum"] == [2, 4]
    assert schema_at(read, ("spec", "format", "x")) == {"type": "string"}, (
        "a field may be called like a keyword"
    )
    assert checked_schema(read) == read


def test_no_value_anywhere_in_a_served_schema_is_an_error() -> None:
    seen: Set[str] = set()
    for change in changes(SERVED):
        answer = change.applied(SERVED)
        read = checked_schema(answer)
        if repr(read) in seen:
            continue
        seen.add(repr(read))
        for each in subschemas(read):
            assert isinstance(each, dict), change
        Draft202012Validator.check_schema(read)
        requests.dialect_of_schema(read)
        assert all(isinstance(name, str) for name in requests.unknown_fields(read)), change
        made = kind_schema("Widget", answer, "P14")
        json.dumps(made, ensure_ascii=False).encode()
        assert {"metadata.name", "metadata.annotations"} <= {str(field) for field in Kind(made).fields}
        assert list(walk(made, newer=True)), change


@pytest.mark.parametrize("value", [each for each in VALUES if each is not REMOVED])
def test_an_invalid_subschema_accepts_everything(value: Any) -> None:
    assert checked_schema(value) == {}
    assert checked_schema({"items": value, "properties": {"x": value}}).get("properties") == {"x": {}}


def test_references_in_circles_and_without_end_are_cut() -> None:
    circle = {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/A"}}}
    assert checked_schema(circle) == {}
    assert checked_schema({"$ref": "#"}) == {}
    # Each part refers to all others, so that the resolved schema would have 20! parts.
    parts = {str(n): {"properties": {str(m): {"$ref": f"#/$defs/{m}"} for m in range(20)}} for n in range(20)}
    assert checked_schema({"$ref": "#/$defs/0", "$defs": parts})["properties"]
    deep: Dict[str, Any] = {}
    for _ in range(500):
        deep = {"items": deep}
    assert checked_schema(deep)["items"]

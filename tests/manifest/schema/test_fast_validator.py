"""Values that the fast validator accepts are valid for jsonschema.

The converse is not promised.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smarter.kinds import KindTable
from smarter.manifest.schema.fast_validator import compile_schema
from smarter.manifest.schema.kind_index import kind_index, validator_of

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 8)
    | st.sampled_from([0.5, 1.0, 2.0, -1.5])
    | st.sampled_from(["a", "b", "ab", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
    ),
    max_leaves=6,
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])
SIZES = st.integers(0, 3)


def schemas() -> st.SearchStrategy[Any]:
    def grow(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.fixed_dictionaries(
            {},
            optional={
                "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
                "enum": st.lists(VALUES, min_size=1, max_size=3),
                "const": VALUES,
                "minLength": SIZES, "maxLength": SIZES, "pattern": st.sampled_from(["^a", "b$", "^$", "[0-9]"]),
                "minimum": SIZES, "maximum": SIZES, "exclusiveMinimum": SIZES, "exclusiveMaximum": SIZES,
                "items": inner, "minItems": SIZES, "maxItems": SIZES, "uniqueItems": st.booleans(),
                "contains": inner,
                "properties": st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
                "additionalProperties": st.booleans() | inner, "propertyNames": inner,
                "patternProperties": st.dictionaries(st.just("^a"), inner, max_size=1),
                "required": st.lists(st.sampled_from(["a", "b"]), unique=True),
                "minProperties": SIZES, "maxProperties": SIZES,
                "allOf": st.lists(inner, min_size=1, max_size=2), "anyOf": st.lists(inner, min_size=1, max_size=2),
                "oneOf": st.lists(inner, min_size=1, max_size=2), "not": inner,
                "if": inner, "then": inner, "else": inner,
                "$ref": st.just("#"), "x-smarter-anything": VALUES, "description": st.just("words"),
            },
        )  # fmt: skip

    return st.recursive(st.booleans() | st.just({}), grow, max_leaves=8).filter(
        lambda schema: isinstance(schema, dict)
    )


@given(schemas(), VALUES)
def test_values_accepted_by_the_fast_validator_are_valid(schema: Any, value: Any) -> None:
    try:
        passed = compile_schema(schema)(value)
        valid = Draft202012Validator(schema).is_valid(value)
    except BaseException as error:
        # A schema that refers to itself endlessly. If jsonschema's Rust part runs out of stack first, it panics,
        # with a BaseException whose class cannot be imported.
        if isinstance(error, RecursionError) or type(error).__name__ == "PanicException":
            return
        raise
    assert valid or not passed


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "a"), ({"type": ["string", "null"]}, None), ({"type": "number"}, 1.5),
        ({"enum": ["a", None]}, None), ({"const": "a"}, "a"), ({"pattern": "^a"}, "ab"), ({"pattern": "^a"}, 1),
        ({"properties": {"a": {"type": "integer"}}, "additionalProperties": False}, {"a": 1}),
        ({"additionalProperties": {"type": "string"}}, {"a": "x"}),
        ({"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {}}}, [1]),
        ({"if": {"properties": {"a": {"const": "x"}}, "required": ["a"]}, "then": {"required": ["b"]}}, {"a": "y"}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, None), ({"minimum": 1}, 1), ({"maxItems": 1}, [1]),
    ],
)  # fmt: skip
def test_ordinary_valid_values_get_through(schema: Any, value: Any) -> None:
    assert compile_schema(schema)(value)


def test_booleans_and_unknown_keywords_are_left_to_jsonschema() -> None:
    assert not compile_schema({"type": "integer"})(True)
    assert not compile_schema({"uniqueItems": True})(["a"])


def test_the_example_of_every_kind_gets_through(kinds: KindTable) -> None:
    for kind in kinds.all():
        for example in kind.schema.get("examples", []):
            assert kind_index(kind).surely_valid(example), kind.name


@given(st.data())
def test_the_fast_validator_of_a_kind_agrees_on_examples_with_a_slip_in_them(
    kinds: KindTable, data: Any
) -> None:
    kind = data.draw(st.sampled_from(kinds.all()))
    example = json.loads(json.dumps(kind.schema["examples"][0]))
    place = example
    while isinstance(place, dict) and place:
        key = data.draw(st.sampled_from(sorted(place)))
        if data.draw(st.booleans()) or not isinstance(place[key], dict):
            place[data.draw(st.sampled_from([key, key + "s", "other"]))] = data.draw(VALUES)
            break
        place = place[key]
    assert not kind_index(kind).surely_valid(example) or validator_of(kind).is_valid(example)


def test_the_fast_validator_agrees_with_the_official_test_suite() -> None:
    folder = os.environ.get("JSON_SCHEMA_TEST_SUITE")
    if not folder:
        pytest.skip("needs the path of the suite in JSON_SCHEMA_TEST_SUITE")
    passed = 0
    for file in sorted((Path(folder) / "tests" / "draft2020-12").glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            schema = case["schema"]
            if not isinstance(schema, dict):
                continue
            check = compile_schema(schema)
            for test in case["tests"]:
                if check(test["data"]):
                    passed += 1
                    assert test["valid"], (file.name, case["description"], test["description"])
    assert passed > 200

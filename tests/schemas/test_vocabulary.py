"""Every schema is JSON Schema with few custom keywords, and documents each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

import pytest
from jsonschema import Draft202012Validator

from smarter.kinds.fields import resolve
from smarter.kinds.names import normalize_key
from tests.schemas import vocabulary
from tests.schemas.shipped_schemas import FILES, by_kind, fields, load, nodes

EVERY = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])


def problems(value: Any, schema: Any) -> str:
    """Return the first problem of `value`, or nothing."""
    error = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    return "" if error is None else f"{error.json_path}: {error.message}"


@EVERY
def test_every_schema_is_valid_json_schema_draft_2020_12(path: Path) -> None:
    schema = load(path)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"https://smarter.sh/schemas/v1/{path.name}"


@EVERY
def test_every_schema_file_is_named_after_its_kind(path: Path) -> None:
    schema = load(path)
    about = schema["x-smarter-kind"]
    stem = path.name[: -len(".schema.json")]
    assert normalize_key(stem) == normalize_key(about["name"])
    assert stem == stem.lower()
    assert schema["properties"]["kind"]["const"] == about["name"]
    assert schema["properties"]["apiVersion"] == {"$ref": "#/$defs/apiVersion"}


@EVERY
def test_every_custom_keyword_is_in_the_vocabulary(path: Path) -> None:
    schema = load(path)
    for at, node in nodes(schema):
        known: Dict[str, Any] = vocabulary.ROOT if at == "#" else vocabulary.FIELD
        for word, value in node.items():
            if word.startswith("x-"):
                assert word in known, f"{at} says {word}"
                assert not problems(value, known[word]), f"{at} {word} {problems(value, known[word])}"


@EVERY
def test_every_field_has_a_title_and_a_description(path: Path) -> None:
    for name, schema in fields(load(path)):
        for word in ("title", "description"):
            assert schema.get(word), f"{name} has no {word}"
        assert schema["title"][0].isupper() or schema["title"][0].isdigit(), name
        assert schema["description"].endswith((".", ")")), f"{name}: {schema['description']}"


@EVERY
def test_every_object_declares_its_keys(path: Path) -> None:
    for name, schema in fields(load(path)):
        if set(_types(schema)) - {"array", "null"} == {"object"} and not name.startswith("status"):
            assert "additionalProperties" in schema, name
            assert set(schema.get("required", ())) <= set(schema.get("properties", {})), name


@EVERY
def test_an_unknown_field_is_refused_in_metadata_and_spec(path: Path) -> None:
    schema = load(path)
    for part in (schema, schema["properties"]["metadata"]):
        assert part["additionalProperties"] is False
    spec = schema["properties"]["spec"]
    assert spec["additionalProperties"] is False or spec.get("readOnly")


@EVERY
def test_defaults_and_examples_are_values_of_their_fields(path: Path) -> None:
    root = load(path)
    validator = Draft202012Validator(root)
    for name, schema in fields(root):
        values = list(schema.get("examples", ())) + ([schema["default"]] if "default" in schema else [])
        for value in values:
            assert validator.evolve(schema=schema).is_valid(value), f"{name}: {value!r}"


@EVERY
def test_every_schema_has_a_valid_example(path: Path) -> None:
    schema = load(path)
    assert schema["examples"]
    for manifest in schema["examples"]:
        assert not problems(manifest, schema)
        assert manifest["kind"] == schema["x-smarter-kind"]["name"]


def test_references_name_kinds_that_exist() -> None:
    known = {schema["x-smarter-kind"]["canonical"] for schema in by_kind().values()}
    for kind, schema in by_kind().items():
        for at, node in nodes(schema):
            assert set(node.get("x-smarter-references", ())) <= known, f"{kind} {at}"


def test_a_reference_that_a_sibling_narrows_has_that_sibling() -> None:
    for kind, root in by_kind().items():
        found = dict(fields(root))
        for name, schema in found.items():
            sibling = schema.get("x-smarter-reference-kind")
            if sibling:
                said = found.get(f"{name.rpartition('.')[0]}.{sibling}")
                assert said is not None, f"{kind} {name}"
                words = schema.get("x-smarter-reference-words", {})
                named = {words.get(word, word) for word in said["enum"]}
                assert set(schema["x-smarter-references"]) <= named, f"{kind} {name}"


def test_no_two_kinds_share_a_spelling() -> None:
    owner: Dict[str, str] = {}
    for name, schema in by_kind().items():
        about = schema["x-smarter-kind"]
        for word in {
            normalize_key(each) for each in (name, about["singular"], about["plural"], *about["aliases"])
        }:
            assert owner.setdefault(word, name) == name, word


def test_canonical_kinds_are_kinds() -> None:
    schemas = by_kind()
    for schema in schemas.values():
        about = schema["x-smarter-kind"]
        canonical = schemas[about["canonical"]]["x-smarter-kind"]
        assert canonical["canonical"] == canonical["name"]
        assert canonical["wire"] == about["wire"]


def test_an_identity_is_a_required_field_of_the_metadata() -> None:
    for schema in by_kind().values():
        identity = schema["x-smarter-kind"].get("identity")
        if identity:
            assert identity in schema["properties"]["metadata"]["required"]


def test_map_lists_have_their_keys_in_every_item() -> None:
    for kind, root in by_kind().items():
        for name, schema in fields(root):
            keys = schema.get("x-smarter-list", {}).get("keys", ())
            if keys:
                assert set(keys) <= set(resolve(schema["items"], root)["required"]), f"{kind} {name}"


def test_moved_values_have_both_places() -> None:
    for kind, root in by_kind().items():
        known = {name for name, _ in fields(root)}
        free = {name for name, schema in fields(root) if schema.get("additionalProperties") is True}
        for moves in root.get("x-smarter-moved", {}).values():
            for move in moves:
                for place in (move["from"], move["to"]):
                    assert place in known or place.rpartition(".")[0] in free, f"{kind} {place}"


def test_every_secret_is_a_string_or_a_map_of_strings() -> None:
    for kind, root in by_kind().items():
        for name, schema in fields(root):
            if schema.get("writeOnly"):
                assert set(_types(schema)) <= {"string", "number", "boolean", "object", "null"}, (
                    f"{kind} {name}"
                )


def _types(schema: Dict[str, Any]) -> List[str]:
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else list(found)

"""Nulls refused by newer platforms: omitted, defaulted, and unchanged later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Iterator, Optional, Tuple

import pytest
from jsonschema import Draft202012Validator

from smarter.kinds import load_kinds
from smarter.kinds.fields import Schema, resolve, schema_at
from tests.engine.conftest import World
from tests.schemas.rule_cases import HF, KEYWORD, MCP, Changes, manifest

# Kinds with an example that needs no other resources.
ALONE = {
    "Budget": {"resources": []},
    "Guardrail": KEYWORD,
    "LLMHost": {**HF, "compute": None},
    "LLMHostCompute": {},
    "MCPClient": MCP,
    "Proxy": {"provider": "openai", "apiKey": None},
}
# Fields with a default that breaks a rule together with the others of the example.
NEEDED = ("resources", "resources.gpuCount", "engine.name")


def omitted(schema: Schema, root: Schema, path: Tuple[str, ...] = ()) -> Iterator[Tuple[str, ...]]:
    """Yield the fields at and below `schema`, outside lists, omitted when null."""
    for name, child in (schema.get("properties") or {}).items():
        field = resolve(child, root)
        if field.get("x-smarter-null") == "omitted":
            yield (*path, name)
        yield from omitted(field, root, (*path, name))


def changes_of(name: str, null: Optional[str]) -> Changes:
    """Return a change to `null` for each field of a kind that is omitted when null."""
    schema = load_kinds().get(name).schema
    return {
        ".".join(path): null
        for path in omitted(schema["properties"]["spec"], schema)
        if ".".join(path) not in (*NEEDED, *ALONE[name])
        and Draft202012Validator(schema_at(schema, ("spec", *path))).is_valid(null)
    }


# The platform reads "" and "None" as null, before it checks anything.
@pytest.mark.parametrize("dialect", ["P15A", "P15C"])
@pytest.mark.parametrize(
    ("name", "null"),
    [(name, null) for name in ALONE for null in (None, "", "None") if null is None or changes_of(name, null)],
)
def test_a_null_that_is_not_sent_is_not_a_difference_afterwards(
    tmp_path: Path, name: str, null: Optional[str], dialect: str
) -> None:
    changes = changes_of(name, null)
    assert changes
    world = World(tmp_path, dialect=dialect)
    for number, path in enumerate(changes):
        made = manifest(name, ALONE[name], {path: null})
        made["metadata"]["name"] = f"a{number}"
        outcomes = world.apply(json.dumps(made))
        assert [each.error for each in outcomes.values()] == [None], path
        assert world.plan(json.dumps(made)).empty, path
    world.local.close()

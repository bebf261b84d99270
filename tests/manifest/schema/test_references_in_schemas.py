"""The exported schemas accept a reference for any value, and only valid values."""

from __future__ import annotations

import copy
import json
from typing import Any, Iterator, Tuple

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from smarter.kinds import KindTable
from smarter.manifest.schema.editor_schemas import editor_schema, export

Path = Tuple[Any, ...]


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of all values, mappings and lists included."""
    if len(path) > 1:
        yield path
    if isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_in(below, (*path, key))


def put(data: Any, path: Path, value: Any) -> Any:
    made = copy.deepcopy(data)
    below = made
    for part in path[:-1]:
        below = below[part]
    below[path[-1]] = value
    return made


@pytest.mark.parametrize(
    "reference", ["${var:x}", "${var:x:-0.3}", "${env:X}", "${file:a.md}", "${secretfile:a}", "${keep}"]
)
def test_a_reference_may_replace_any_value(kinds: KindTable, reference: str) -> None:
    for kind in kinds.all():
        editor = Draft202012Validator(editor_schema(kind), format_checker=FormatChecker())
        for example in kind.schema["examples"]:
            assert editor.is_valid(example)
            for path in paths_in(example):
                assert editor.is_valid(put(example, path, reference)), (kind.name, path)


def test_an_invalid_value_stays_invalid_in_an_editor(kinds: KindTable) -> None:
    found = 0
    for kind in kinds.all():
        own, editor = Draft202012Validator(kind.schema), Draft202012Validator(editor_schema(kind))
        for example in kind.schema["examples"]:
            for path in paths_in(example):
                for wrong in ("warm", "${name}", -1, [], {}, True, None):
                    changed = put(example, path, wrong)
                    assert own.is_valid(changed) == editor.is_valid(changed), (kind.name, path, wrong)
                    found += not own.is_valid(changed)
    assert found > 500


def test_exported_schemas_are_the_editor_schemas(kinds: KindTable) -> None:
    files = export(kinds)
    for kind in kinds.all():
        (text,) = (text for name, text in files.items() if f'"$id": "{kind.schema["$id"]}"' in text)
        assert json.loads(text) == editor_schema(kind)
        Draft202012Validator.check_schema(json.loads(text))

"""The shipped schema files are current and self-contained."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.schemas.shipped_schemas import FILES, FOLDER, load, nodes


def _script() -> ModuleType:
    path = FOLDER.parent / "scripts" / "bundle_schemas.py"
    spec = importlib.util.spec_from_file_location("bundle_schemas", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _script()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "schemas"))


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")


def test_the_bundled_schemas_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])
def test_every_reference_stays_inside_its_own_file(path: Path) -> None:
    schema = load(path)
    for at, node in nodes(schema):
        target: Any = node.get("$ref")
        if target is None:
            continue
        assert target.startswith("#/"), f"{at} refers to {target}"
        found: Any = schema
        for part in target[2:].split("/"):
            found = found[part]


def test_check_writes_nothing_and_names_outdated_files(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = copied / "parts" / "tags.json"
    edit(part, title="Labels")
    before = {path: path.read_bytes() for path in copied.rglob("*.json")}
    assert script.main(["--check", "--root", str(copied)]) == 1
    assert "secret.schema.json is out of date" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in copied.rglob("*.json")} == before


def test_a_changed_part_reaches_every_schema_that_uses_it(copied: Path) -> None:
    edit(copied / "parts" / "tags.json", title="Labels")
    assert script.main(["--root", str(copied)]) == 0
    assert script.main(["--check", "--root", str(copied)]) == 0
    for path in copied.glob("*.schema.json"):
        assert load(path)["$defs"]["tags"]["title"] == "Labels", path.name


def test_a_derived_schema_follows_its_source(copied: Path) -> None:
    llm_client = load(copied / "llm_client.schema.json")
    llm_client["properties"]["spec"]["title"] = "What it is"
    edit(copied / "llm_client.schema.json", **llm_client)
    script.main(["--root", str(copied)])
    assert load(copied / "chatbot.schema.json")["properties"]["spec"]["title"] == "What it is"


def test_a_chatbot_is_an_llm_client_but_for_its_name() -> None:
    chatbot, llm_client = (load(FOLDER / f"{name}.schema.json") for name in ("chatbot", "llm_client"))
    for schema in (chatbot, llm_client):
        for word in ("$id", "title", "description", "examples"):
            del schema[word]
        del schema["properties"]["kind"]["const"]
        for word in ("name", "singular", "plural", "aliases"):
            del schema["x-smarter-kind"][word]
    assert chatbot == llm_client


def test_a_definition_that_nothing_uses_is_left_out() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/$defs/used"}},
        "$defs": {"used": {"type": "string"}, "idle": {}},
    }
    assert script.bundle(schema, {})["$defs"] == {"used": {"type": "string"}}


def test_a_part_brings_the_parts_that_it_refers_to() -> None:
    parts = {"outer": {"items": {"$ref": "#/$defs/inner"}}, "inner": {"type": "string"}, "other": {}}
    assert sorted(script.bundle({"$ref": "#/$defs/outer"}, parts)["$defs"]) == ["inner", "outer"]


def test_a_missing_part_is_an_error() -> None:
    with pytest.raises(KeyError, match="no part named 'nothing'"):
        script.bundle({"$id": "x", "$ref": "#/$defs/nothing"}, {})


def test_a_value_similar_to_a_reference_is_not_one() -> None:
    assert (
        list(script.references({"examples": [{"$ref": "#/$defs/name"}], "default": {"$ref": "#/$defs/x"}}))
        == []
    )


def test_a_merge_patch_merges_replaces_and_removes() -> None:
    base = {"a": {"b": 1, "c": 2}, "d": [1], "e": 3}
    assert script.merge(base, {"a": {"b": 9}, "d": [2], "e": None}) == {"a": {"b": 9, "c": 2}, "d": [2]}
    assert base == {"a": {"b": 1, "c": 2}, "d": [1], "e": 3}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[0])
def test_the_layout_changes_no_value(path: Path) -> None:
    assert json.loads(script.render(load(path))) == load(path)
    assert all(len(line) < 600 for line in path.read_text(encoding="utf-8").splitlines())

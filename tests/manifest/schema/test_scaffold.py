"""Scaffolded manifests are valid, and exported schemas are self-contained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from smarter.kinds import KindTable, load_kinds
from smarter.manifest import load
from smarter.manifest.reading.yaml_reader import read_yaml
from smarter.manifest.schema.editor_schemas import ALL, CATALOG, export, file_of
from smarter.manifest.schema.scaffold import scaffold

KINDS = [kind.name for kind in load_kinds().all()]


@pytest.mark.parametrize("name", KINDS)
def test_a_scaffolded_manifest_is_valid(name: str, kinds: KindTable, tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("x")
    kind = kinds.get(name)
    file = tmp_path / "it.yaml"
    file.write_text(scaffold(kind, "my_thing", path="data.txt"), encoding="utf-8")
    bundle = load([file], kinds, environ={})
    assert [f for f in bundle.findings if f.rule != "unset-variable"] == []
    assert bundle.resources[0].name == "my_thing"
    text = file.read_text(encoding="utf-8")
    assert "$schema" not in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("name", KINDS)
def test_commented_out_fields_are_valid_yaml(name: str, kinds: KindTable) -> None:
    """Without its `# `, each commented-out field is part of a readable manifest."""
    field = re.compile(r"^( *)# ((?:- )?[A-Za-z_][A-Za-z0-9_/.]*:(?: .*)?|  +.*|- .*)$")
    lines = [field.sub(r"\1\2", line) for line in scaffold(kinds.get(name)).splitlines()]
    prose = re.compile(r"^ *# ")
    text = "\n".join(line for line in lines if not prose.match(line))
    assert [p for p in read_yaml(text)[1] if not p.rule.startswith("ambiguous")] == []


def test_a_new_manifest_may_name_another_schema_location(kinds: KindTable) -> None:
    first = scaffold(kinds.get("plugin"), schema_url="../schemas/plugin.schema.json").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../schemas/plugin.schema.json"


def test_each_exported_schema_is_self_contained(kinds: KindTable) -> None:
    files = export(kinds)
    assert len(files) == len(KINDS) + 2
    for kind in kinds.all():
        text = files[file_of(kind)]
        schema = json.loads(text)
        Draft202012Validator.check_schema(schema)
        assert all(ref.startswith("#/") for ref in re.findall(r'"\$ref": "([^"]*)"', text)), kind.name


def test_the_schema_for_all_kinds_chooses_by_kind(kinds: KindTable) -> None:
    files = export(kinds)
    schema = json.loads(files[ALL])
    # A validator finds them next to the schema, whatever their `$id`.
    registry: Registry = Registry().with_resources(
        (name, Resource.from_contents(json.loads(text))) for name, text in files.items() if name != CATALOG
    )
    validator = Draft202012Validator(schema, registry=registry)
    for kind in kinds.all():
        example = kind.schema["examples"][0]
        assert validator.is_valid(example), kind.name
        assert not validator.is_valid({**example, "spec": []}), kind.name


def test_the_catalog_names_every_schema(kinds: KindTable) -> None:
    files = export(kinds)
    catalog = json.loads(files[CATALOG])
    assert {entry["url"] for entry in catalog["schemas"]} == set(files) - {CATALOG}
    assert all(entry["name"] and entry["description"] for entry in catalog["schemas"])


def test_a_scaffolded_chatbot_needs_no_other_resource(kinds: KindTable) -> None:
    text = scaffold(kinds.get("chatbot"), "shop")
    assert "  # plugins:\n  #   - faq\n" in text
    assert "\n  plugins:" not in text

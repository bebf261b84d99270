"""The schemas as files for editors and other tools: one a kind, one for all of them, and a catalog."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from smarter._defaults import API_VERSION
from smarter.kinds import Kind, KindTable

ALL = "smarter.schema.json"
CATALOG = "catalog.json"
FILE_MATCH = ["*.smarter.yaml", "*.smarter.yml", "**/manifests/**/*.yaml", "**/manifests/**/*.yml"]


def export(kinds: KindTable) -> Dict[str, str]:
    """File name -> text: `<kind>.schema.json` each, `smarter.schema.json` that takes any kind, `catalog.json`."""
    every = kinds.all()
    files = {file_of(kind): _text(kind.schema) for kind in every}
    files[ALL] = _text(_any_kind(every))
    files[CATALOG] = _text(_catalog(every))
    return files


def file_of(kind: Kind) -> str:
    """`plugin.schema.json`, the name that the schema's own `$id` ends in."""
    return str(kind.schema["$id"]).rsplit("/", 1)[-1]


def _any_kind(kinds: List[Kind]) -> Dict[str, Any]:
    """Chooses the schema by `kind`, so that one setting serves an editor for every manifest."""
    base = str(kinds[0].schema["$id"]).rsplit("/", 1)[0]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/{ALL}",
        "title": "Smarter manifest",
        "description": "A manifest of any kind.",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"const": API_VERSION},
            "kind": {
                "description": "Which kind of resource this manifest describes.",
                "enum": [kind.name for kind in kinds],
                "enumDescriptions": [str(kind.schema.get("description", "")) for kind in kinds],
            },
        },
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
                "then": {"$ref": file_of(kind)},
            }
            for kind in kinds
        ],
    }


def _catalog(kinds: List[Kind]) -> Dict[str, Any]:
    """In the form of https://www.schemastore.org, whose catalogs editors take."""
    entries: List[Dict[str, Any]] = [
        {
            "name": "Smarter manifest",
            "description": "A manifest of any kind.",
            "fileMatch": FILE_MATCH,
            "url": ALL,
        }
    ]
    for kind in kinds:
        words = str(kind.schema.get("description", ""))
        entries.append({"name": f"Smarter {kind.name}", "description": words, "url": file_of(kind)})
    return {"$schema": "https://json.schemastore.org/schema-catalog.json", "version": 1, "schemas": entries}


def _text(schema: Any) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"

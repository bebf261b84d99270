"""Files of the schemas for editors: one a kind, one for all, and a catalog."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping

from smarter._defaults import API_VERSION
from smarter._text import dump_json
from smarter.kinds import Kind, KindTable
from smarter.manifest.schema.descriptions import types_of
from smarter.manifest.substitution_syntax import SOURCES

ALL = "smarter.schema.json"
CATALOG = "catalog.json"
FILE_MATCH = ["*.smarter.yaml", "*.smarter.yml", "**/manifests/**/*.yaml", "**/manifests/**/*.yml"]


def export(kinds: KindTable) -> Dict[str, str]:
    """Return the texts by file name: each kind's schema, one for any, the catalog."""
    every = kinds.all()
    files = {file_of(kind): dump_json(editor_schema(kind)) for kind in every}
    files[ALL] = dump_json(_any_kind(every))
    files[CATALOG] = dump_json(_catalog(every))
    return files


# An editor sees a manifest before its references are replaced, so that the text `${var:temperature}` stands where a
# number belongs. The schema of the kind itself is for the values.
_REFERENCE = {"type": "string", "pattern": rf"\$\{{(({'|'.join(SOURCES)}):[^}}]+|keep)\}}"}
# Keywords that a reference in place of the value, or a part of it, breaks.
_LIMITS = ("anyOf", "const", "enum", "format", "maxLength", "minLength", "oneOf", "pattern")
# Parts of a manifest that editors choose the schema by.
_WRITTEN_OUT = ("apiVersion", "kind")


def editor_schema(kind: Kind) -> Dict[str, Any]:
    """Return the schema of a kind in which every field may be a reference too."""
    schema = kind.schema
    definitions = {
        name: part if name in _WRITTEN_OUT else _field(part) for name, part in schema.get("$defs", {}).items()
    }
    sections = {
        name: part if name in _WRITTEN_OUT or part.get("readOnly") else _below(part)
        for name, part in schema["properties"].items()
    }
    whole = {**_below({**schema, "properties": {}}), "properties": sections}
    return {**whole, "$defs": {**definitions, "reference": _REFERENCE}}


_TO_REFERENCE = {"$ref": "#/$defs/reference"}


def _field(schema: Any) -> Any:
    """Return the schema of a field, with references in addition to its values."""
    if not isinstance(schema, Mapping) or schema.get("readOnly"):
        return schema
    field = _below(schema)
    types = types_of(schema)
    limits = {word: field.pop(word) for word in _LIMITS if word in field}
    if types and "string" not in types and types != ["null"]:
        field["type"] = [*types, "string"]
        limits["type"] = types
    return {**field, "anyOf": [limits, _TO_REFERENCE]} if limits else field


def _below(schema: Any) -> Any:
    """Return a schema allowing references in fields below, conditional ones too."""
    if not isinstance(schema, Mapping):
        return schema
    made = dict(schema)
    if "properties" in made:
        made["properties"] = {name: _field(part) for name, part in made["properties"].items()}
    for word in ("items", "additionalProperties"):
        if word in made:
            made[word] = _field(made[word])
    for word in ("allOf", "anyOf", "oneOf"):
        if word in made:
            made[word] = [_below(branch) for branch in made[word]]
    if "if" in made:
        condition = {word: _below(made.pop(word)) for word in ("then", "else") if word in made}
        made["allOf"] = [*made.get("allOf", ()), _unless_unknown(made.pop("if"), condition)]
    return made


def _unless_unknown(condition: Mapping[str, Any], branches: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the condition, waived while a field that it reads is a reference."""
    unknown = list(_references_in(condition))
    conditional = {"if": condition, **branches}
    return {"if": {"anyOf": unknown}, "then": True, "else": conditional} if unknown else conditional


def _references_in(condition: Any) -> Iterator[Dict[str, Any]]:
    """Yield the schemas of values with a reference in a field of the condition."""
    for name, part in condition.get("properties", {}).items() if isinstance(condition, Mapping) else ():
        nested = list(_references_in(part))
        for below in nested or [_TO_REFERENCE]:
            yield {"required": [name], "properties": {name: below}}


def file_of(kind: Kind) -> str:
    """Return the end of the schema's `$id`, such as `plugin.schema.json`."""
    return str(kind.schema["$id"]).rsplit("/", 1)[-1]


def _any_kind(kinds: List[Kind]) -> Dict[str, Any]:
    """Return a schema choosing by `kind`: an editor needs one setting only."""
    # Without an `$id`: validators would look for the other files at its address.
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Smarter manifest",
        "description": "A manifest of any kind.",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"const": API_VERSION},
            "kind": {
                "description": "The kind of resource.",
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
    """Return a catalog in the form of https://www.schemastore.org, for editors."""
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

"""JSON Schemas and example manifests, made from the fields of a kind."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from smarter.local.contract.fields import Field
from smarter.local.contract.kinds import LocalKind
from smarter.local.manifest_api.ingest import API_VERSION

_TYPES: Mapping[str, Dict[str, Any]] = {
    "string": {"type": "string"},
    "int": {"type": "integer"},
    "number": {"type": "number"},
    "decimal": {"type": ["number", "string"]},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date-time"},
    "mapping": {"type": "object", "additionalProperties": True},
    "scalar": {"type": ["string", "integer", "number", "boolean"]},
    "any": {},
}


def json_schema(kind: LocalKind, thing: str) -> Dict[str, Any]:
    """Return the kind as a JSON Schema that allows unknown properties."""
    spec = {"type": "object"} if kind.spec is None else _object(kind.spec)
    return {
        "title": f"SAM{thing}",
        "type": "object",
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": _object(kind.metadata),
            "spec": spec,
            "status": {"anyOf": [{"type": "object"}, {"type": "null"}], "default": None},
        },
        "required": ["apiVersion", "kind", "metadata", "spec"],
    }


def _object(fields: Mapping[str, Field]) -> Dict[str, Any]:
    required = [name for name, one in fields.items() if one.required]
    result: Dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(one) for name, one in fields.items()},
    }
    if required:
        result["required"] = required
    return result


def _property(one: Field) -> Dict[str, Any]:
    schema = _value(one)
    if one.nullable and schema:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if not one.required:
        schema = {**schema, "default": one.default}
    return schema


def _value(one: Field) -> Dict[str, Any]:
    if one.type == "object":
        return _object(one.fields)
    if one.type == "list":
        return {"type": "array", "items": _value(one.items) if one.items else {}}
    schema = dict(_TYPES[one.type])
    limits = {
        "minimum": one.low,
        "maximum": one.high,
        "exclusiveMinimum": one.above,
        "maxLength": one.longest,
    }
    schema.update({word: limit for word, limit in limits.items() if limit is not None})
    if one.choices:
        schema["enum"] = list(one.choices)
    if one.pattern:
        # A flag stands at the start: Python 3.11 refuses it elsewhere, and earlier ones warn.
        flag = "(?i)" if one.pattern.startswith("(?i)") else ""
        schema["pattern"] = f"{flag}^(?:{one.pattern[len(flag) :]})$"
    return schema


def example_manifest(kind: LocalKind, thing: str) -> Dict[str, Any]:
    """Return a valid manifest of the kind, with every field set."""
    return {
        "apiVersion": API_VERSION,
        "kind": thing,
        "metadata": {
            **_example_fields(kind.metadata),
            "name": f"example_{kind.name.lower()}",
            "description": f"An example {thing}.",
            "version": "1.0.0",
            "tags": ["example"],
            "annotations": [{"smarter.sh/example": "yes"}],
        },
        "spec": {} if kind.spec is None else _example_fields(kind.spec),
    }


def _example_fields(fields: Mapping[str, Field]) -> Dict[str, Any]:
    return {name: _example(name, one) for name, one in fields.items()}


def _example(name: str, one: Field) -> Any:
    if one.type == "object":
        return _example_fields(one.fields) if one.required or not one.nullable else None
    if one.default is not None or not one.required:
        return ["example"] if name == "searchTerms" else one.default
    if one.choices:
        return one.choices[0]
    examples = {"int": 1, "number": 1.0, "bool": True, "mapping": {}, "list": ["example"]}
    return examples.get(one.type, _words(name))


def _words(name: str) -> str:
    if name == "email":
        return "user@example.com"
    if name.lower().endswith("url"):
        return "https://example.com/"
    return f"example_{name.lower()}"

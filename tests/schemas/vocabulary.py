"""JSON Schemas of the extension keywords in docs/schema-vocabulary.md."""

from __future__ import annotations

from typing import Any, Dict, Optional

DIALECTS = ["P10", "P14", "P15", "P15A", "P15B", "P15C"]
VERBS: Dict[str, Any] = {
    "type": "object",
    "required": ["apply", "describe", "list", "delete"],
    "properties": {
        "apply": {"enum": ["yes", "no", "create-only", "creates-duplicate"]},
        "describe": {"enum": ["yes", "no"]},
        "list": {"enum": ["all", "named", "no"]},
        "delete": {"enum": ["yes", "no", "answers-500", "needs-identity"]},
        "deploy": {"const": "yes"},
        "undeploy": {"const": "yes"},
        "logs": {"const": "yes"},
        "prompt": {"const": "yes"},
    },
    "additionalProperties": False,
}
WORD = {"type": "string", "pattern": "^[a-z]+$"}
KIND: Dict[str, Any] = {
    "type": "object",
    "required": ["name", "canonical", "singular", "plural", "aliases", "served", "wire", "verbs"],
    "properties": {
        "name": {"type": "string", "pattern": "^[A-Z][A-Za-z]+$"},
        "canonical": {"type": "string"},
        "singular": WORD,
        "plural": WORD,
        "aliases": {"type": "array", "items": WORD},
        "former": {"type": "array", "items": {"type": "string"}},
        "served": {"enum": ["manifest", "files"]},
        "loses": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "usual": {"type": "string"},
        "administrative": {"type": "boolean"},
        "wire": {"type": "object", "minProperties": 1, "propertyNames": {"enum": DIALECTS}},
        "identity": {"type": "string"},
        "verbs": VERBS,
        "writes": {
            "type": "object",
            "propertyNames": {"enum": DIALECTS},
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "lane": WORD,
                    "confusesRows": {"const": True},
                    "overwritesUsers": {"const": True},
                },
                "additionalProperties": False,
            },
        },
        "verbsBy": {"type": "object", "propertyNames": {"enum": DIALECTS}, "additionalProperties": VERBS},
    },
    "additionalProperties": False,
}
LIST: Dict[str, Any] = {
    "oneOf": [
        {"properties": {"type": {"enum": ["set", "atomic"]}}, "required": ["type"], "maxProperties": 1},
        {
            "properties": {"type": {"const": "map"}, "keys": {"type": "array", "minItems": 1}},
            "required": ["type", "keys"],
            "additionalProperties": False,
        },
    ]
}
PATH = {"type": "string", "pattern": "^spec(\\.[A-Za-z_]+)+$"}

NUMBER = {"type": "number"}
COMPARISON = {"enum": ["<", "<=", "==", ">="]}
CONDITION = {
    "type": "object",
    "required": ["path", "is"],
    "properties": {"path": PATH, "is": {"type": "string"}},
    "additionalProperties": False,
}


def _rule(name: str, optional: Optional[Dict[str, Any]] = None, **fields: Any) -> Dict[str, Any]:
    return {
        "type": "object",
        "required": ["rule", *fields],
        "properties": {"rule": {"const": name}, **fields, **(optional or {})},
        "additionalProperties": False,
    }


RULES: Dict[str, Any] = {
    "type": "array",
    "items": {
        "oneOf": [
            _rule("field-comparison", {"least": NUMBER}, left=PATH, holds=COMPARISON, right=PATH),
            _rule("repeated-item", list=PATH, key={"type": "string"}),
            _rule("empty-match", path=PATH, when=CONDITION),
            _rule("skill", path=PATH, files=PATH, url=PATH),
            _rule("placeholder", text=PATH, parameters=PATH, values=PATH),
        ]
    },
}
MOVES: Dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["from", "to"],
        "properties": {
            "from": {"type": "string"},
            "to": {"type": "string"},
            "values": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "array", "minItems": 2, "maxItems": 2},
            },
        },
        "additionalProperties": False,
    },
}


def _some(*words: str) -> Dict[str, Any]:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": list(words)}}


# Keyword -> schema of its value. Those of ROOT are at the root of a schema, the others on fields.
ROOT: Dict[str, Any] = {
    "x-smarter-kind": KIND,
    "x-smarter-moved": {"type": "object", "propertyNames": {"enum": DIALECTS}, "additionalProperties": MOVES},
    "x-smarter-rules": RULES,
}
FIELD: Dict[str, Any] = {
    "x-smarter-references": {
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "string"},
    },
    "x-smarter-reference-kind": {"type": "string"},
    "x-smarter-reference-words": {"type": "object", "additionalProperties": {"type": "string"}},
    "x-smarter-cascade": {"const": True},
    "x-smarter-unchecked": {"type": "boolean"},
    "x-smarter-readback": _some(
        "masked", "resolved", "lost", "camelCase", "placeholder", "caller", "stale", "folded", "unknown"
    ),
    "x-smarter-update": {"enum": ["replace", "never"]},
    "x-smarter-operational": {"const": True},
    "x-smarter-list": LIST,
    "x-smarter-normalize": _some(
        "strip",
        "upper",
        "slashes",
        "string",
        "empty-is-null",
        "datetime",
        "name",
        "content",
        "enum",
        "media-type",
    ),
    "x-smarter-dialects": {
        "type": "object",
        "propertyNames": {"enum": DIALECTS},
        "additionalProperties": {"type": "object"},
    },
    "x-smarter-since": {"enum": DIALECTS},
    "x-smarter-until": {"enum": DIALECTS},
    "x-smarter-null": {"const": "omitted"},
    "x-smarter-required": {"const": True},
    "x-smarter-message": {"type": "string", "pattern": r"^\S.*\.$"},
}

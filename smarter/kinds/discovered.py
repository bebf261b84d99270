"""Kinds without a shipped schema, from the platform's own, with fewer hints.

The platform's schema leaves facts open, which are assumed with care: the readback of fields is unknown, a field called
`password` is a secret, and unknown fields are refused, since platforms drop them silently.
"""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter.kinds.names import normalize_key
from smarter.kinds.served_schema import checked_schema
from smarter.kinds.table import KindTable, schema_folder

_METADATA = ("name", "description", "version", "tags", "annotations")
_SECRET = re.compile(
    r"(password|passwd|passphrase|secret|token|api_?key|private_?key|credentials?)$", re.IGNORECASE
)
_VERBS: Tuple[str, ...] = ("apply", "describe", "delete")


def kind_schema(
    name: str,
    served: Any,
    dialect: str,
    *,
    plural: Optional[str] = None,
    lists: bool = False,
    deployable: Optional[bool] = None,
) -> Dict[str, Any]:
    """Return the schema of a platform's kind `name`, in the form of the shipped ones.

    `plural` is the platform's own plural of the name; `lists` and `deployable` tell whether the platform lists and
    deploys it (None: unknown, so that the client tries).
    """
    whole = checked_schema(served)
    given: Dict[str, Any] = whole.get("properties") or {}
    verbs: Dict[str, str] = dict.fromkeys(_VERBS, "yes")
    verbs["list"] = "all" if lists else "no"
    if deployable is not False:
        verbs.update({"deploy": "yes", "undeploy": "yes", "logs": "yes"})
    singular = normalize_key(name)
    parts = _parts()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(whole.get("title") or name),
        "description": str(whole.get("description") or f"A {name}, as the platform describes it."),
        "x-smarter-kind": {
            "name": name,
            "canonical": name,
            "singular": singular,
            "plural": normalize_key(plural) if plural else singular + "s",
            "aliases": [],
            "served": "manifest",
            "wire": {dialect: name},
            "verbs": verbs,
        },
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"$ref": "#/$defs/apiVersion"},
            "kind": {
                "title": "Kind",
                "description": "The kind of resource, in exactly this spelling.",
                "const": name,
            },
            "metadata": _metadata(given.get("metadata")),
            "spec": _section(given.get("spec")),
            "status": {**_mapping(given.get("status")), "type": ["object", "null"], "readOnly": True},
        },
        "additionalProperties": False,
        "$defs": parts,
    }


def _mapping(schema: Any) -> Dict[str, Any]:
    return dict(schema) if isinstance(schema, Mapping) else {}


def _section(schema: Any) -> Dict[str, Any]:
    section = _mapping(_closed(schema))
    section.pop("anyOf", None)
    return {"title": "Spec", **section, "type": "object", "x-smarter-readback": ["unknown"]}


def _metadata(schema: Any) -> Dict[str, Any]:
    """Merge the platform's metadata with the common one; annotations may be a map."""
    metadata = _section(schema)
    shared = {part: {"$ref": f"#/$defs/{part}"} for part in _METADATA}
    metadata["properties"] = {
        **shared,
        **{k: v for k, v in (metadata.get("properties") or {}).items() if k not in shared},
    }
    metadata["required"] = list(dict.fromkeys([*(metadata.get("required") or ()), "name"]))
    return {**metadata, "title": "Metadata"}


def _closed(schema: Any) -> Any:
    """Forbid unknown fields in `schema` and mark its secrets."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    closed = {key: _closed(value) for key, value in schema.items() if key != "properties"}
    properties = schema.get("properties")
    if isinstance(properties, Mapping) and properties:
        closed["properties"] = {key: _marked(key, _closed(value)) for key, value in properties.items()}
        closed["additionalProperties"] = False
    return closed


def _marked(name: str, schema: Any) -> Any:
    if isinstance(schema, Mapping) and _SECRET.search(name) and "string" in _types(schema):
        return {**schema, "writeOnly": True}
    return schema


def _types(schema: Mapping[str, Any]) -> Tuple[str, ...]:
    branches = [schema, *(schema.get("anyOf") or ()), *(schema.get("oneOf") or ())]
    words = [branch.get("type") for branch in branches if isinstance(branch, Mapping)]
    return tuple(word for each in words for word in (each if isinstance(each, list) else [each]) if word)


def _parts() -> Dict[str, Any]:
    """Return the schema parts of all manifests, from one of the shipped schemas."""
    shipped = KindTable([schema_folder()])
    parts = shipped.get(shipped.words()[0]).schema["$defs"]
    return {part: parts[part] for part in ("apiVersion", *_METADATA)}

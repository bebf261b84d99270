"""Requests of the manifest API as data: one function a verb, in any dialect."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence

from smarter._defaults import API_VERSION
from smarter.client.request import Request
from smarter.kinds import DIALECTS, Dialect, Kind
from smarter.kinds.fields import schema_at
from smarter.platform.error_rules import classify
from smarter.platform.field_moves import to_wire

# The requests that tell the dialect: the schema of chatbots by its newer path and its older one, and the list of kinds.
NEWER_PROBE = "cli/json-schema/LLMClient/"
OLDER_PROBE = "cli/schema/Chatbot/"
KINDS_PROBE = "cli/resources/"


_NEWEST = next(iter(DIALECTS))


def dialect_of_schema(schema: Any) -> Optional[str]:
    """Return the dialect of a `NEWER_PROBE` answer; None if its schema fits several."""
    if _declares(schema, ("spec", "extensions")):
        return _NEWEST
    if _declares(schema, ("spec", "config", "prompt")):
        return "P15B" if _declares(schema, ("spec", "functions")) else _NEWEST
    newer = any(_declares(schema, ("spec", name)) for name in ("guardrails", "mcpClients"))
    return dialect_of_lister(schema) if newer else None


def dialect_of_lister(schema: Any) -> str:
    """Return the dialect after 0.14 for a schema that fits several.

    A form that no tested platform has, without any settings in their old place, counts as the newest.
    """
    return "P15A" if _declares(schema, ("spec", "config")) else _NEWEST


# The fields of a chatbot's spec on the newest platform that this client was tested with.
_TESTED_FIELDS = frozenset(("apiKey", "config", "extensions", "guardrails", "mcpClients", "plugins"))


def unknown_fields(schema: Any) -> List[str]:
    """Return the fields of a chatbot's spec that no tested platform has."""
    return sorted(set(schema_at(schema, ("spec",)).get("properties") or ()) - _TESTED_FIELDS)


def _declares(schema: Any, path: Sequence[str]) -> bool:
    """Return True if a JSON Schema declares the property at `path`."""
    above = schema_at(schema, path[:-1])
    return path[-1] in (above.get("properties") or {})


def on_resource(verb: str, kind: Kind, name: str, dialect: str) -> Request:
    """Return the request for a verb on one resource, such as `describe` or `delete`."""
    query: Dict[str, str] = {"name": name}
    if kind.verb(verb, dialect) == "needs-identity" and kind.identity:
        query[kind.identity] = name
    return post(f"cli/{verb}/{kind.wire[dialect]}/", verb, query=query)


def list_all(kind: Kind, dialect: str) -> Request:
    """Return the request for every row of `kind`; 0.14 needs a manifest as the body."""
    body: Optional[Dict[str, Any]] = None
    if not DIALECTS[dialect].lists_freely:
        body = {**(kind.schema.get("examples") or [{}])[0], "kind": kind.wire[dialect]}
    return post(f"cli/get/{kind.wire[dialect]}/", "get", json=body)


def apply(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Request:
    """Return the request that creates or replaces one resource.

    Applying the same manifest twice is safe, so it may be sent again, unless the kind has a quirk: where a second apply
    fails or creates another resource, it is sent once.
    """
    # The second of two equal applies is an update, which may write into another resource of such a kind.
    safe = kind.verb("apply", dialect) == "yes" and not kind.confuses_rows(dialect)
    body = wire_body(kind, manifest, dialect)
    return post("cli/apply/", "apply", json=body, repeat="always" if safe else "unsent")


def validate(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Request:
    """Return the request that has the platform check a manifest. It changes nothing."""
    return post("cli/validate/", "validate", json=wire_body(kind, manifest, dialect))


def wire_body(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Dict[str, Any]:
    """Return `manifest` as platforms of `dialect` take it."""
    wire: Dict[str, Any] = {"apiVersion": API_VERSION, **to_wire(kind, manifest, dialect)}
    wire["kind"] = kind.wire[dialect]
    wire.pop("status", None)
    metadata = wire.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("annotations"), Mapping):
        listed = [{key: value} for key, value in metadata["annotations"].items()]
        wire["metadata"] = {**metadata, "annotations": listed}
    return wire


def is_write(request: Request) -> bool:
    """Tell whether a request creates or changes a resource, by either API."""
    return request.method == "POST" and (request.path == "cli/apply/" or not request.path.startswith("cli/"))


def post(path: str, verb: str, **options: Any) -> Request:
    """Return a manifest API request, repeatable unless `repeat` says otherwise."""
    return Request("POST", path, classify=classify(verb), redirects=False, **{"repeat": "always", **options})


def json_schema(word: str, dialect: Dialect) -> Request:
    """Return the request for a kind's schema, by any spelling without a hyphen."""
    return post(f"cli/{dialect.schema}/{word}/", "json-schema", timeout=30.0, max_retries=0)

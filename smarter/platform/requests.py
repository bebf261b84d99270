"""The requests of the manifest API as data: one function a verb, in any dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from smarter.client import Request
from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.fields import resolve
from smarter.platform.field_moves import to_wire
from smarter.platform.responses import classify


@dataclass(frozen=True)
class Dialect:
    """One generation of the platform: what it calls its paths. Kinds say in their schemas what it calls them.

    `told_by` is a place in the schema of its chatbots that tells it from other generations; `lists_kinds` says that
    `resources/` lists the kinds it serves, `lists_freely` that `get/` wants no manifest as its body.
    """

    name: str
    example: str
    schema: str
    prompt: str
    told_by: Tuple[str, ...] = ()
    lists_kinds: bool = False
    lists_freely: bool = False


# Newest first.
DIALECTS: Mapping[str, Dialect] = {
    "P15": Dialect(
        "P15",
        "example-manifest",
        "json-schema",
        "prompt",
        told_by=("spec", "config", "prompt"),
        lists_kinds=True,
        lists_freely=True,
    ),
    "P14": Dialect(
        "P14", "example-manifest", "json-schema", "prompt", told_by=("spec", "config", "defaultModel")
    ),
    "P10": Dialect("P10", "example_manifest", "schema", "chat"),
}

# What is asked to find the dialect: the schema of chatbots by its newer path and its older one, and the list of kinds.
NEWER_PROBE = "cli/json-schema/LLMClient/"
OLDER_PROBE = "cli/schema/Chatbot/"
KINDS_PROBE = "cli/resources/"

API_VERSION = "smarter.sh/v1"


def told(schema: Any) -> Optional[str]:
    """The dialect of a platform that answered `NEWER_PROBE` with `schema`; None where the schema does not tell."""
    return next((d.name for d in DIALECTS.values() if d.told_by and _has(schema, d.told_by)), None)


def _has(schema: Any, path: Sequence[str]) -> bool:
    """Whether a JSON Schema knows the property at `path`."""
    node = schema
    for part in path:
        node = resolve(node, schema) if isinstance(node, Mapping) else {}
        node = (node.get("properties") or {}).get(part)
        if node is None:
            return False
    return True


def wire_name(kind: Kind, dialect: str) -> str:
    """What a platform of `dialect` calls `kind`, which it must serve."""
    return kind.wire[dialect]


def unsupported(
    kind: Kind, verb: str, dialect: str, version: Optional[str] = None, purpose: str = "", hint: str = ""
) -> UnsupportedError:
    """The error for a verb that a platform of `dialect` cannot do for `kind`. `purpose` says what needs that verb."""
    where = f"dialect {dialect}, version {version}" if version else f"dialect {dialect}"
    if kind.served == "manifest" and dialect not in kind.wire:
        what, hint = f"does not serve {kind.name}", ""
    else:
        what = f"does not support {verb} for {kind.name}"
    return UnsupportedError(
        f"The platform ({where}) {what}{purpose and ', ' + purpose}.",
        kind=kind.name,
        verb=verb,
        dialect=dialect,
        hint=hint or "`smarter api-resources` lists what it can do.",
    )


def on_resource(verb: str, kind: Kind, name: str, dialect: str) -> Request:
    """`describe`, `get`, `delete`, `deploy`, `undeploy` or `logs` of one resource."""
    query: Dict[str, str] = {"name": name}
    if kind.verb(verb, dialect) == "needs-identity" and kind.identity:
        query[kind.identity] = name
    path = f"cli/{verb}/{wire_name(kind, dialect)}/"
    return Request(
        method="POST", path=path, query=query, classify=classify(verb), repeat="always", redirects=False
    )


def list_all(kind: Kind, dialect: str) -> Request:
    """Every row of `kind`. Older platforms want a valid manifest of the kind as the body, or answer 500."""
    body: Optional[Dict[str, Any]] = None
    if not DIALECTS[dialect].lists_freely:
        body = {**(kind.schema.get("examples") or [{}])[0], "kind": wire_name(kind, dialect)}
    path = f"cli/get/{wire_name(kind, dialect)}/"
    return Request(
        method="POST", path=path, json=body, classify=classify("get"), repeat="always", redirects=False
    )


def apply(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Request:
    """Create or replace one resource. The same manifest twice is the same as once, so it may be sent again, unless the
    kind has a quirk: where a second apply fails or makes another resource, it is sent once."""
    wire: Dict[str, Any] = {"apiVersion": API_VERSION, **to_wire(kind, manifest, dialect)}
    wire["kind"] = wire_name(kind, dialect)
    wire.pop("status", None)
    metadata = wire.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("annotations"), Mapping):
        listed = [{key: value} for key, value in metadata["annotations"].items()]
        wire["metadata"] = {**metadata, "annotations": listed}
    return Request(
        method="POST",
        path="cli/apply/",
        json=wire,
        classify=classify("apply"),
        repeat="always" if kind.verb("apply", dialect) == "yes" else "unsent",
        redirects=False,
    )


def plain_verb(path: str, verb: str, **options: Any) -> Request:
    """`whoami`, `status`, `version`, schemas, the probes: a POST that takes nothing and changes nothing."""
    return Request("POST", path, classify=classify(verb), repeat="always", redirects=False, **options)


def json_schema(word: str, dialect: Dialect) -> Request:
    """The schema of a kind, by any spelling of it without a hyphen."""
    return plain_verb(f"cli/{dialect.schema}/{word}/", "json-schema", timeout=30.0, max_retries=0)

"""The requests of the manifest API as data: one function a verb, in any dialect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional

from smarter.client import Request
from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.platform.answers import classify
from smarter.platform.moved import to_wire


@dataclass(frozen=True)
class Dialect:
    """One generation of the platform: what it calls its paths. Kinds say in their schemas what it calls them."""

    name: str
    example: str
    schema: str
    prompt: str
    probe: str  # a path that this dialect serves and older ones do not
    validates: bool = False


# Newest first, the order in which they are probed.
DIALECTS: Mapping[str, Dialect] = {
    "P15": Dialect(
        "P15", "example-manifest", "json-schema", "prompt", probe="cli/resources/", validates=True
    ),
    "P14": Dialect("P14", "example-manifest", "json-schema", "prompt", probe="cli/json-schema/LLMClient/"),
    "P10": Dialect("P10", "example_manifest", "schema", "chat", probe="cli/schema/Chatbot/"),
}

API_VERSION = "smarter.sh/v1"


def wire_name(kind: Kind, dialect: str) -> str:
    """What a platform of `dialect` calls `kind`.

    Raises:
        UnsupportedError: it does not serve it.
    """
    try:
        return kind.wire[dialect]
    except KeyError:
        raise UnsupportedError(
            f"The platform (dialect {dialect}) does not serve {kind.name}.",
            kind=kind.name,
            dialect=dialect,
            hint="`smarter api-resources` lists what it serves.",
        ) from None


def require(kind: Kind, verb: str, dialect: str) -> str:
    """How `verb` goes for `kind` there: `yes` or a quirk.

    Raises:
        UnsupportedError: it does not go.
    """
    if kind.served == "manifest":
        wire_name(kind, dialect)
    how = kind.verb(verb, dialect)
    if how == "no":
        raise UnsupportedError(
            f"The platform (dialect {dialect}) does not support {verb} for {kind.name}.",
            kind=kind.name,
            verb=verb,
            dialect=dialect,
        )
    return how


def on_resource(verb: str, kind: Kind, name: str, dialect: str) -> Request:
    """`describe`, `get`, `delete`, `deploy`, `undeploy` or `logs` of one resource."""
    query: Dict[str, str] = {"name": name}
    if kind.verb(verb, dialect) == "needs-identity" and kind.identity:
        query[kind.identity] = name
    path = f"cli/{verb}/{wire_name(kind, dialect)}/"
    return Request(
        method="POST", path=path, query=query, classify=classify(verb), repeat="always", redirects=False
    )


def list_all(kind: Kind, dialect: str, body: Optional[Mapping[str, Any]]) -> Request:
    """Every row of `kind`. Platforms before P15 want a valid manifest of the kind as body, or answer 500."""
    path = f"cli/get/{wire_name(kind, dialect)}/"
    return Request(
        method="POST", path=path, json=body, classify=classify("get"), repeat="always", redirects=False
    )


def apply(kind: Kind, manifest: Mapping[str, Any], dialect: str) -> Request:
    """Create or replace one resource. The same manifest twice is the same as once, so it may be sent again."""
    wire: Dict[str, Any] = {"apiVersion": API_VERSION, **to_wire(kind, manifest, dialect)}
    wire["kind"] = wire_name(kind, dialect)
    wire.pop("status", None)
    return Request(
        method="POST",
        path="cli/apply/",
        json=wire,
        classify=classify("apply"),
        repeat="always",
        redirects=False,
    )


def plain_verb(path: str, verb: str) -> Request:
    """`whoami`, `status`, `version`, the probes: a POST that takes nothing and changes nothing."""
    return Request(method="POST", path=path, classify=classify(verb), repeat="always", redirects=False)

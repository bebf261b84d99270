"""Kinds of the platforms after 0.14: P14's without their faults; thirteen more.

From the sources of the platform and of its own SDK; no running platform was recorded.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Dict, Mapping, Tuple

from smarter.local.contract import specs
from smarter.local.contract.get_tables import GENERIC, Table
from smarter.local.contract.kinds import (
    KINDS,
    NEVER_DEPLOYED,
    NOT_FOUND,
    NOT_IMPLEMENTED,
    NOT_READY,
    Answer,
    LocalKind,
    Reference,
)
from smarter.local.contract.newer_chatbots import NEWER_CHATBOTS
from smarter.local.contract.newer_specs import NEWER_SPECS
from smarter.local.contract.spec_lines import exact_case

NEWER = (
    "Guardrail",
    "MCPClient",
    "LLMHost",
    "LLMHostCompute",
    "Orchestrator",
    "Vectorsearch",
    "CustomDomain",
    "Budget",
    "Proxy",
    "SkillPlugin",
    "WebsearchPlugin",
    "ImageSearchPlugin",
)
PLUGIN_KINDS = ("Plugin", "SqlPlugin", "ApiPlugin", "SkillPlugin", "WebsearchPlugin", "ImageSearchPlugin")
_DEPLOYABLE = ("CustomDomain", "LLMHost")
_VERBS = ("describe", "delete", "deploy", "undeploy", "logs")

# The answer for a missing resource, where it is not 404: by kind, then by verb.
_MISSING: Mapping[str, Mapping[str, Answer]] = {
    **dict.fromkeys(("LLMClient", "SqlConnection", "ApiConnection"), dict.fromkeys(_VERBS, NOT_READY)),
    **{name: {"delete": NOT_READY} for name in ("Secret", *PLUGIN_KINDS)},
}

# References of the newer kinds. Apply does not check them, but a resource that is named cannot be deleted.
_REFERENCES: Mapping[str, Tuple[Tuple[str, str], ...]] = {
    "MCPClient": (("spec.config.credentials", "Secret"),),
    "Proxy": (("spec.apiKey", "Secret"), ("spec.provider", "Provider")),
    "LLMHost": (
        ("spec.compute", "LLMHostCompute"),
        ("spec.model.tokenSecret", "Secret"),
        ("spec.network.apiKeySecret", "Secret"),
    ),
    "Orchestrator": (("spec.config.harnesses.*.llmClientName", "LLMClient"),),
    "Vectorsearch": (
        ("spec.config.vectorstore_name", "Vectorstore"),
        ("spec.config.auth_secret_name", "Secret"),
    ),
    "Vectorstore": (("spec.connection", "ApiConnection"),),
    "ImageSearchPlugin": (("spec.imageSearchData.apiKey", "Secret"),),
    "WebsearchPlugin": (("spec.websearchData.search.apiKey", "Secret"),),
    "Provider": (("spec.provider.api_key", "Secret"),),
}
_PLUGIN_TABLE = Table(
    (*GENERIC.columns[:2], ("plugin_class", "CharField", "metadata.pluginClass"), *GENERIC.columns[2:]),
    order="name",
)


# Attributes of kinds that describe faults of P14.
_FAULTS = {
    "keys", "frozen", "stale", "shown_keys", "described_as", "exampled_as", "found_by_name", "create_only", "identity",
    "per_account", "half_made_without", "has_data_row", "resolved",
}  # fmt: skip


def newer_kinds(dialect: str) -> Dict[str, LocalKind]:
    """Return the kinds of a newer dialect by name."""
    repaired = {name: _repaired(kind, dialect) for name, kind in KINDS.items()}
    return {**repaired, **{name: _new_kind(name, dialect) for name in NEWER}}


def generic_kind(name: str) -> LocalKind:
    """Return a kind that accepts any spec."""
    refused = {} if name in _DEPLOYABLE else NEVER_DEPLOYED["refused"]
    return LocalKind(name, None, name.lower(), f"SAM{name}BrokerError", GENERIC, refused=refused)


def _new_kind(name: str, dialect: str) -> LocalKind:
    """Return a kind that 0.14 does not have."""
    kind = generic_kind(name)
    is_plugin = name in PLUGIN_KINDS
    return replace(
        kind,
        # Plugins of all kinds are rows of one table, so a number, by which tools and lists find them, is that of one.
        model=KINDS["Plugin"].model if is_plugin else kind.model,
        # Choices were found in any case up to October 2026; the schemas of 0.36 list one spelling.
        spec=NEWER_SPECS[name] if dialect == "P15A" else exact_case(NEWER_SPECS[name]),
        metadata={**specs.METADATA, "pluginClass": specs.MUST} if is_plugin else specs.METADATA,
        table=_PLUGIN_TABLE if is_plugin else GENERIC,
        references=_references(name),
        missing=_missing(kind),
    )


def _repaired(kind: LocalKind, dialect: str) -> LocalKind:
    """Return a P14 kind as the newer `dialect` has it.

    Every verb that fails on P14 works, and nothing is shown late, rewritten or lost.
    """
    changed: Dict[str, Any] = {
        **{one.name: one.default for one in fields(LocalKind) if one.name in _FAULTS},
        "spec": _newer_spec(kind),
        "table": replace(kind.table, fails=None, named_fails=None, body_fails=None, rows="all", label="null"),
        "references": (*kind.references, *_references(kind.name)),
        "listed_by_name": kind.name in ("SqlConnection", "ApiConnection"),
        "refused": {verb: answer for verb, answer in kind.refused.items() if answer[0] in (405, 501)},
    }
    if kind.name == "LLMClient":
        changed.update(_chatbot(kind, dialect, changed["table"]))
    elif kind.name in ("Vectorstore", "Provider"):
        changed["table"] = GENERIC
    elif kind.name in PLUGIN_KINDS:
        changed["table"] = _PLUGIN_TABLE
    repaired = replace(kind, **changed, fixed={}, gone={}, done_but={})
    return replace(repaired, missing=_missing(repaired))


def _chatbot(kind: LocalKind, dialect: str, table: Table) -> Dict[str, Any]:
    """Return a chatbot's attributes; its settings move to `prompt` after P15A."""
    moved = () if dialect == "P15A" else ("prompt",)
    columns = tuple(
        (title, kind_of, source.replace("spec.config.", ".".join(("spec.config", *moved, ""))))
        for title, kind_of, source in table.columns
    )
    return {
        "spec": NEWER_CHATBOTS[dialect],
        "table": replace(table, columns=columns),
        "references": _chatbot_references(kind),
        "shown_lists": (("spec", "plugins"),),
        "deployed": ("spec", "config", *moved, "deployed"),
        "unusable": (("spec", "config", *moved, "subdomain"),),
    }


def _newer_spec(kind: LocalKind) -> Any:
    """Return a P14 kind's spec with the limits and defaults of newer platforms."""
    if kind.name == "Prompt":
        return None
    if kind.name in PLUGIN_KINDS:
        return {**(kind.spec or {}), "prompt": NEWER_SPECS["SkillPlugin"]["prompt"]}
    return NEWER_SPECS.get(kind.name, kind.spec)


def _missing(kind: LocalKind) -> Dict[str, Answer]:
    """Return the answer of each verb for a resource that does not exist."""
    special = _MISSING.get(kind.name, {})
    return {
        verb: NOT_IMPLEMENTED if kind.refused.get(verb, (0,))[0] == 501 else special.get(verb, NOT_FOUND)
        for verb in _VERBS
    }


def _references(name: str) -> Tuple[Reference, ...]:
    return tuple(
        Reference(tuple(path.split(".")), (kind,), answer=None) for path, kind in _REFERENCES.get(name, ())
    )


def _chatbot_references(kind: LocalKind) -> Tuple[Reference, ...]:
    """Return a chatbot's references: all plugins, guardrails and MCP clients too."""
    widened = tuple(
        replace(one, kinds=PLUGIN_KINDS) if "Plugin" in one.kinds else one for one in kind.references
    )
    lists = {"guardrails": "Guardrail", "mcpClients": "MCPClient"}
    return (*widened, *(Reference(("spec", key), (name,), NOT_FOUND) for key, name in lists.items()))

"""Dialects: kinds, names, paths and repaired faults of each generation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter.local.contract import specs
from smarter.local.contract.get_tables import GENERIC, Column
from smarter.local.contract.kinds import KINDS, NEVER_DEPLOYED, LocalKind, Reference

# Words for a kind in the manifest and on the wire, where they are not its own name.
_NAMES: Mapping[str, Mapping[str, str]] = {
    "P10": {"LLMClient": "Chatbot", "Prompt": "Chat", "SmarterAuthToken": "AuthToken"}
}
# Kinds of the platform's own list that nothing serves: it knows the word and refuses it otherwise than a
# stranger's.
_UNSERVED: Mapping[str, Tuple[str, ...]] = {"P14": ("Proxy",)}

# The kinds that came after P14. What they take is not known from a recording, so they keep any spec as it is.
_NEWER = (
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
_DEPLOYABLE = ("CustomDomain", "LLMHost")


@dataclass(frozen=True)
class Dialect:
    """One generation of the platform.

    Attributes:
        version: the version that it claims.
        kinds: its kinds by canonical name.
        words: its words for verbs in paths.
        without: verbs that it lacks.
        lists_freely: `get` needs neither a name nor a body.
        tells_dependencies: a status lists dependencies.
        shape: dialects of one shape store resources alike, and can share a file.
    """

    name: str
    version: str
    kinds: Dict[str, LocalKind]
    words: Mapping[str, str]
    without: Tuple[str, ...] = ()
    lists_freely: bool = False
    tells_dependencies: bool = False
    shape: str = "P14"

    def verb(self, word: str) -> str:
        """Return the verb of a word in a path; "" if this dialect lacks it."""
        for verb, spelling in self.words.items():
            if word == spelling:
                return verb
        return "" if word in self.words else word

    def wire_name(self, kind: LocalKind) -> str:
        """Return the kind's name in this dialect."""
        return _NAMES.get(self.name, {}).get(kind.name, kind.name)

    def kind_in_url(self, word: str) -> Optional[LocalKind]:
        """Return the kind of a word in a path.

        Any case, one trailing s and underscores are understood; a hyphen is not.
        """
        folded = word.replace("_", "").lower()
        for kind in self.kinds.values():
            name = self.wire_name(kind).lower()
            if folded in (name, name + "s"):
                return kind
        return None

    def kind_in_manifest(self, word: Any) -> Optional[LocalKind]:
        """Return the kind of a manifest's `kind`, which must match exactly."""
        for kind in self.kinds.values():
            if word == self.wire_name(kind):
                return kind
        return None

    def thing_of_stranger(self, word: str) -> str:
        """Return `thing` for a kind that is not served: a known word, or "None"."""
        folded = word.replace("_", "").lower()
        known = (name.lower() for name in _UNSERVED.get(self.name, ()))
        return next((name for name in known if folded in (name, name + "s")), "None")


def generic_kind(name: str) -> LocalKind:
    """Return a kind that accepts any spec."""
    refused = {} if name in _DEPLOYABLE else NEVER_DEPLOYED["refused"]
    return LocalKind(name, None, name.lower(), f"SAM{name}BrokerError", GENERIC, refused=refused)


def _repaired(kind: LocalKind, dialect: str) -> LocalKind:
    """Return a P14 kind as the newer `dialect` has it.

    Every verb that fails on P14 works, and nothing is shown late, rewritten or lost.

    No recording of a newer platform exists; this is what its own client library expects.
    """
    never = {verb: answer for verb, answer in kind.refused.items() if answer[0] in (405, 501)}
    table = replace(kind.table, fails=None, named_fails=None, body_fails=None, rows="all")
    moved: Dict[str, Any] = {}
    if kind.name == "LLMClient":
        moved = {
            "spec": specs.NEWER_LLM_CLIENT[dialect],
            "references": tuple(_widened(reference) for reference in kind.references),
        }
        if dialect != "P15A":
            moved["deployed"] = ("spec", "config", "prompt", "deployed")
            table = replace(table, columns=tuple(_moved(column) for column in table.columns))
    if kind.name in ("Vectorstore", "Prompt"):
        moved, table = {"spec": None}, GENERIC
    return replace(
        kind,
        metadata={**kind.metadata},
        keys=None,
        frozen=(),
        fixed={},
        stale=(),
        shown_keys=None,
        shown_lists=tuple(path for path in kind.shown_lists if path != ("spec", "functions")),
        described_as="describe",
        exampled_as="example_manifest",
        found_by_name=True,
        create_only=False,
        identity=None,
        per_account="",
        half_made_without=None,
        has_data_row=False,
        resolved=(),
        table=table,
        refused=never,
        missing={},
        gone={},
        done_but={},
        **moved,
    )


def _widened(reference: Reference) -> Reference:
    """Return a reference to plugins of any kind, newer kinds included."""
    newer = tuple(name for name in _NEWER if name.endswith("Plugin"))
    return replace(reference, kinds=(*reference.kinds, *newer)) if "Plugin" in reference.kinds else reference


def _moved(column: Column) -> Column:
    """Return a chatbot's column with its source in the split form."""
    title, type_name, source = column
    return title, type_name, source.replace("spec.config.", "spec.config.prompt.")


_NOT_YET = ("validate", "resources")


def _newer(name: str, version: str) -> Dialect:
    kinds = {each: _repaired(kind, name) for each, kind in KINDS.items()}
    kinds.update({each: generic_kind(each) for each in _NEWER})
    return Dialect(name, version, kinds, {}, lists_freely=True, tells_dependencies=True, shape=name)


BY_NAME: Dict[str, Dialect] = {
    one.name: one
    for one in (
        Dialect(
            "P10",
            "0.10.22",
            {name: kind for name, kind in KINDS.items() if name != "Vectorstore"},
            {"example-manifest": "example_manifest", "json-schema": "schema"},
            without=_NOT_YET,
        ),
        Dialect("P14", "0.14.19", KINDS, {}, without=_NOT_YET),
        _newer("P15A", "0.20.0"),
        _newer("P15B", "0.25.1"),
        _newer("P15C", "0.36.6"),
    )
}

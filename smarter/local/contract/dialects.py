"""Dialects: kinds, names, paths and repaired faults of each generation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter.local.contract.kinds import KINDS, LocalKind
from smarter.local.contract.newer_kinds import newer_kinds


@dataclass(frozen=True)
class Dialect:
    """One generation of the platform.

    Attributes:
        version: the version that it claims.
        kinds: its kinds by canonical name.
        words: its words for verbs in paths, where they differ.
        names: its words for kinds, where they differ from the canonical ones.
        without: verbs that it lacks.
        unserved: kinds that it lists and does not serve: it refuses them otherwise than unknown words.
        newer: it is newer than 0.14: other statuses, unknown keys refused, dependents that block a delete.
        shape: dialects of one shape store resources alike, and can share a file.
    """

    name: str
    version: str
    kinds: Dict[str, LocalKind]
    words: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    without: Tuple[str, ...] = ()
    unserved: Tuple[str, ...] = ()
    newer: bool = False
    shape: str = "P14"

    def verb(self, word: str) -> str:
        """Return the verb of a word in a path; "" if this dialect lacks it."""
        for verb, spelling in self.words.items():
            if word == spelling:
                return verb
        return "" if word in self.words else word

    def wire_name(self, kind: LocalKind) -> str:
        """Return the kind's name in this dialect."""
        return self.names.get(kind.name, kind.name)

    def kind_in_url(self, word: str) -> Optional[LocalKind]:
        """Return the kind of a word in a path.

        Any case, one trailing s and underscores are understood; a hyphen is not.
        """
        found = (kind for kind in self.kinds.values() if _is_word_for(word, self.wire_name(kind)))
        return next(found, None)

    def kind_in_manifest(self, word: Any) -> Optional[LocalKind]:
        """Return the kind of a manifest's `kind`, which must match exactly."""
        return next((kind for kind in self.kinds.values() if word == self.wire_name(kind)), None)

    def thing_of_unknown(self, word: str) -> str:
        """Return `thing` for a kind that is not served: a known word, or "None"."""
        return next((name.lower() for name in self.unserved if _is_word_for(word, name)), "None")


def _is_word_for(word: str, name: str) -> bool:
    return word.replace("_", "").lower() in (name.lower(), f"{name}s".lower())


_NOT_YET = ("validate", "resources")


def _newer(name: str, version: str) -> Dialect:
    return Dialect(name, version, newer_kinds(name), newer=True, shape=name)


BY_NAME: Dict[str, Dialect] = {
    one.name: one
    for one in (
        Dialect(
            "P10",
            "0.10.22",
            {name: kind for name, kind in KINDS.items() if name != "Vectorstore"},
            words={"example-manifest": "example_manifest", "json-schema": "schema"},
            names={"LLMClient": "Chatbot", "Prompt": "Chat", "SmarterAuthToken": "AuthToken"},
            without=_NOT_YET,
        ),
        Dialect("P14", "0.14.19", KINDS, without=_NOT_YET, unserved=("Proxy",)),
        _newer("P15A", "0.20.0"),
        _newer("P15B", "0.25.1"),
        _newer("P15C", "0.36.6"),
    )
}

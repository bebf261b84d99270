"""Dialects: kinds, names, paths and repaired faults of each generation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple

from smarter.local.contract.kinds import KINDS, LocalKind
from smarter.local.contract.newer_kinds import newer_kinds

# Words for a kind in the manifest and on the wire, where they are not its own name.
_NAMES: Mapping[str, Mapping[str, str]] = {
    "P10": {"LLMClient": "Chatbot", "Prompt": "Chat", "SmarterAuthToken": "AuthToken"}
}
# Kinds of the platform's own list that nothing serves: it knows the word and refuses it otherwise than a
# stranger's.
_UNSERVED: Mapping[str, Tuple[str, ...]] = {"P14": ("Proxy",)}


@dataclass(frozen=True)
class Dialect:
    """One generation of the platform.

    Attributes:
        version: the version that it claims.
        kinds: its kinds by canonical name.
        words: its words for verbs in paths.
        without: verbs that it lacks.
        newer: it is newer than 0.14: other statuses, unknown keys refused, dependents that block a delete.
        shape: dialects of one shape store resources alike, and can share a file.
    """

    name: str
    version: str
    kinds: Dict[str, LocalKind]
    words: Mapping[str, str]
    without: Tuple[str, ...] = ()
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


_NOT_YET = ("validate", "resources")


def _newer(name: str, version: str) -> Dialect:
    return Dialect(name, version, newer_kinds(name), {}, newer=True, shape=name)


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

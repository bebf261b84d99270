"""Dialects: generations of the manifest API, with their platforms' versions."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, NamedTuple, Optional, Tuple, TypeVar


class Dialect(NamedTuple):
    """One generation of the platform.

    Attributes:
        name: its name in schemas and caches. Names sort by age, so that `x-smarter-since` is a comparison.
        first: the oldest version that speaks it, as (major, minor).
        versions: the same for messages: `platform 0.27 or newer`.
        example, schema, prompt: its words for these verbs in paths.
        lists_kinds: `resources/` lists the kinds that it serves.
        lists_freely: `get/` needs no manifest as its body.
        refuses_unknown: an unknown field, or a null where the wire has none, is an error there.
        unfinished: its early versions fail (500) at verbs that the later ones have.
        keeps_dependents: a resource that others refer to is not deleted; only documents are deleted along with another.
    """

    name: str
    first: Tuple[int, int]
    versions: str
    example: str = "example-manifest"
    schema: str = "json-schema"
    prompt: str = "prompt"
    lists_kinds: bool = True
    lists_freely: bool = True
    refuses_unknown: bool = True
    keeps_dependents: bool = True
    unfinished: bool = False

    @property
    def family(self) -> str:
        """The schemas' name for a generation: `P15` for P15A, P15B and P15C."""
        return self.name[:3]


_OLDER: Mapping[str, Any] = dict.fromkeys(
    ("lists_kinds", "lists_freely", "refuses_unknown", "keeps_dependents"), False
)

# Newest first. The three newer forms differ in LLMClient alone: A keeps its settings straight under `spec.config`,
# B splits them into `prompt` and `styles`, C calls `functions` `extensions`.
DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("P15C", (0, 27), "0.27 or newer"),
        Dialect("P15B", (0, 25), "0.25 to 0.26"),
        Dialect("P15A", (0, 15), "0.15 to 0.24", unfinished=True),
        Dialect("P14", (0, 14), "0.14", **_OLDER),
        Dialect("P10", (0, 0), "0.13 or older", "example_manifest", "schema", "chat", **_OLDER),
    )
}

NEWEST_TRIED = (0, 36)

# The platform of most users: checks without a dialect are made for it.
DEFAULT_DIALECT = "P14"

# Names that `--dialect` took before it distinguished the newer forms.
_FORMER = {"P15": "P15C"}


def find_dialect(word: str) -> Optional[Dialect]:
    """Return the dialect of a name (`P14`) or version (`0.36`, `v0.27.1`), or None."""
    name = word.strip().upper()
    if _FORMER.get(name, name) in DIALECTS:
        return DIALECTS[_FORMER.get(name, name)]
    spoken = _version(word)
    return (
        next((dialect for dialect in DIALECTS.values() if spoken >= dialect.first), None) if spoken else None
    )


def is_untried(word: str) -> bool:
    """Return whether `word` is a version newer than all that smarter was tested with."""
    spoken = _version(word)
    return spoken is not None and spoken > NEWEST_TRIED


def _version(word: str) -> Optional[Tuple[int, int]]:
    match = re.match(r"V?(\d{1,4})\.(\d{1,4})(\.[0-9A-Z.+-]*)?\Z", word.strip().upper())
    return (int(match.group(1)), int(match.group(2))) if match else None


def platform_words(name: str) -> str:
    """Return the words for a dialect's platforms: `platform 0.27 or newer`."""
    return f"platform {DIALECTS[name].versions}"


def since_words(since: str) -> str:
    """Return the words for platforms from `since` on: `platform 0.15 or newer`."""
    major, minor = min(dialect.first for dialect in DIALECTS.values() if dialect.name >= since)
    return f"platform {major}.{minor} or newer"


T = TypeVar("T")


def expand_families(table: Mapping[str, T]) -> Dict[str, T]:
    """Return `table` with families as dialects; a dialect's own entry wins."""
    families = {d.name: table[d.family] for d in DIALECTS.values() if d.family in table}
    return {**families, **{name: entry for name, entry in table.items() if name in DIALECTS}}

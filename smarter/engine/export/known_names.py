"""Names of the resources of a kind, as far as the platform can list them or other resources mention them."""

from __future__ import annotations

from typing import List, NamedTuple, Set

from smarter.engine.concurrency import PARALLELISM, map_concurrently
from smarter.engine.graph.references import live_references, reference_fields
from smarter.engine.sets.reader import find_sets, read_listed
from smarter.kinds import Kind, fold_reference
from smarter.kinds.names import is_record
from smarter.platform import Platform


class Known(NamedTuple):
    """Names of one kind. `complete` is False where there may be more."""

    names: List[str]
    complete: bool


def known_names(platform: Platform, kind: Kind, *, parallelism: int = PARALLELISM) -> Known:
    """Find the names of a kind's resources, without inventories of sets.

    They are listed where the platform can. Elsewhere they come from members of sets and from references in listed
    resources, and each is looked up.
    """
    dialect = platform.dialect().name
    if kind.is_listable(dialect):
        listing = platform.list(kind)
        names = {str(row.get("name") or row.get(kind.identity or "name")) for row in listing.rows}
        return Known(sorted(name for name in names if not is_record(kind.canonical, name)), listing.complete)
    guesses = {
        name
        for inventory in find_sets(platform, parallelism=parallelism)
        for canonical, name in inventory.members
        if canonical == kind.canonical
    }
    for other in platform.kinds.all():
        if other.name == other.canonical and other.served == "manifest" and other.is_listable(dialect):
            guesses |= _mentioned(platform, other, kind, parallelism)
    candidates = sorted(guesses)
    found = map_concurrently(lambda name: platform.read(kind, name), candidates, parallelism)
    return Known([name for name, live in zip(candidates, found) if live is not None], complete=False)


def _mentioned(platform: Platform, other: Kind, kind: Kind, parallelism: int) -> Set[str]:
    """Return the names of `kind` in references of `other`, with the platform's camelCase undone where possible."""
    fields = reference_fields(other, kind)
    if not fields or other.verb("describe", platform.dialect().name) == "no":
        return set()
    return {
        fold_reference(reference.name)
        for live in read_listed(platform, other, parallelism)
        for reference in live_references(live)
        if {kind.name, kind.canonical} & set(reference.kinds)
    }

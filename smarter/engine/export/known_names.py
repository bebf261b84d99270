"""Names of the resources of a kind, as far as the platform can list them or other resources mention them."""

from __future__ import annotations

from typing import Any, List, Mapping, Set

from smarter.engine.concurrency import PARALLELISM, map_concurrently
from smarter.engine.graph.references import live_references, reference_fields
from smarter.engine.sets.reader import find_sets, read_listed
from smarter.kinds import Kind, fold_reference
from smarter.kinds.names import is_record
from smarter.platform import Platform


def known_names(platform: Platform, kind: Kind, *, parallelism: int = PARALLELISM) -> List[str]:
    """Find the names of a kind's resources, without records of the client.

    They are listed where the platform can. Elsewhere they come from members of sets and from references in listed
    resources, and each is looked up; there may be more.
    """
    dialect = platform.dialect().name
    if kind.is_listable(dialect):
        names = {name_in(row, kind) for row in platform.list(kind).rows}
        return sorted(name for name in names if not is_record(kind.canonical, name))
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
    return [name for name, live in zip(candidates, found) if live is not None]


def name_in(row: Mapping[str, Any], kind: Kind) -> str:
    """Return the name of the resource in a row of a list: users have a username in place of a name."""
    return str(row.get("name") or row.get(kind.identity or "name"))


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

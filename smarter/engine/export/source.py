"""Reader of the resources to export, of their references, and of a kind's names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from smarter.engine import digests
from smarter.engine.concurrency import PARALLELISM, map_concurrently, read_all
from smarter.engine.desired import Identity
from smarter.engine.export.exporter import Exported, export, likely_references
from smarter.engine.graph.references import live_references, reference_fields
from smarter.engine.secret_parts import variables_in
from smarter.engine.sets.apply_sets import MARK
from smarter.engine.sets.reader import find_sets
from smarter.errors import GuardError, UnsupportedError
from smarter.kinds import Kind, KindTable, fold_reference
from smarter.kinds.names import is_record
from smarter.platform import LiveResource, Platform


@dataclass(frozen=True)
class Collected:
    """Exported resources, missing names, and incompletely known kinds."""

    exported: List[Exported]
    missing: List[Tuple[Kind, str]] = field(default_factory=list)
    incomplete: List[Kind] = field(default_factory=list)


def exportable(kinds: KindTable, dialect: str) -> List[Kind]:
    """Return the exportable kinds: the platform can describe and apply them."""
    usable = [
        kind for kind in kinds.all() if kind.verb("describe", dialect) == "yes" == kind.verb("apply", dialect)
    ]
    # A kind with two names is exported under the one that users know: Chatbot, not LLMClient.
    known = {kind.canonical for kind in usable if kind.name != kind.canonical}
    return [kind for kind in usable if kind.name != kind.canonical or kind.name not in known]


def collect(
    platform: Platform,
    named: Sequence[Tuple[Kind, str]],
    kinds: Sequence[Kind] = (),
    hints: Iterable[Identity] = (),
    *,
    parallelism: int = PARALLELISM,
) -> Collected:
    """Export the `named` resources, and all resources of `kinds` that can be found.

    `hints` are resources that may exist, and that others may refer to.

    Raises:
        GuardError: one of them is a record of the client itself.
        UnsupportedError: the platform cannot describe a kind.
    """
    _refuse_records(named)
    reading = _Reading(platform, parallelism)
    wanted = [(kind.canonical, name) for kind, name in named]
    reading.look(wanted)
    # A Chatbot is an LLMClient.
    words = {kind.canonical: kind for kind in (*kinds, *(kind for kind, _ in named))}
    if kinds:
        reading.look(hints)
        reading.everything(kinds)
    listed = {kind.canonical for kind in kinds}
    wanted += [each for each in sorted(reading.live) if each[0] in listed and not is_record(*each)]
    found = [
        replace(reading.live[each], kind=words[each[0]].for_dialect(reading.dialect))
        for each in dict.fromkeys(wanted)
        if each in reading.live
    ]
    reading.look(hints)
    reading.look(reading.referred(found))
    names, ambiguous = names_by_kind(reading.live), _ambiguous(found)
    return Collected(
        exported=[export(live, names, ambiguous) for live in found],
        missing=[(kind, name) for kind, name in named if (kind.canonical, name) not in reading.live],
        incomplete=[kind for kind in kinds if kind.canonical not in reading.listed],
    )


def _refuse_records(named: Iterable[Tuple[Kind, str]]) -> None:
    """Refuse to export a client record: edited or elsewhere, it would be wrong."""
    for kind, name in named:
        if is_record(kind.canonical, kind.fold(name)):
            raise GuardError(
                f"{kind.singular}/{kind.fold(name)} is a record of smarter itself: "
                "it is not exported, promoted or edited.",
                hint="smarter sets",
            )


def _ambiguous(lives: Iterable[LiveResource]) -> Set[str]:
    """Return the variables of several sets: each pipeline has its own value."""
    sets: Dict[str, Set[Optional[str]]] = {}
    for live in lives:
        for name in variables_in(live.marks.get(digests.VARIABLES)):
            sets.setdefault(name, set()).add(live.marks.get(MARK))
    return {name for name, users in sets.items() if len(users) > 1}


def names_by_kind(identities: Iterable[Identity]) -> Dict[str, Set[str]]:
    """Return the names of resources by their canonical kinds."""
    names: Dict[str, Set[str]] = {}
    for kind, name in identities:
        names.setdefault(kind, set()).add(name)
    return names


def describable_references(platform: Platform, live: LiveResource) -> Iterator[Tuple[Kind, str]]:
    """Find the possible references of a resource, of describable kinds."""
    for word, name in likely_references(live):
        kind = platform.kinds.find(word)
        if kind is not None and kind.verb("describe", platform.dialect().name) == "yes":
            yield kind, name


class _Reading:
    """The resources read so far; none is read twice."""

    def __init__(self, platform: Platform, parallelism: int) -> None:
        self.platform = platform
        self.parallelism = parallelism
        self.dialect = platform.dialect().name
        self.live: Dict[Identity, LiveResource] = {}
        self.seen: Set[Identity] = set()
        self.listed: Set[str] = set()

    def look(self, identities: Iterable[Identity]) -> List[LiveResource]:
        """Read resources that were not read before, and return those that exist."""
        new = [each for each in dict.fromkeys(identities) if each not in self.seen]
        self.seen.update(new)
        kinds = self.platform.kinds
        found = map_concurrently(
            lambda each: self.platform.read(kinds.get(each[0]).for_dialect(self.dialect), each[1]),
            new,
            self.parallelism,
        )
        there = {identity: live for identity, live in zip(new, found) if live is not None}
        self.live.update(there)
        return list(there.values())

    def referred(self, lives: Iterable[LiveResource]) -> List[Identity]:
        """Return the possible references of these resources, of describable kinds."""
        found = (named for live in lives for named in describable_references(self.platform, live))
        return [(kind.canonical, name) for kind, name in found]

    def everything(self, kinds: Sequence[Kind]) -> None:
        """Read all resources of `kinds` by lists, or else by references and sets."""
        listable = [kind for kind in kinds if kind.is_listable(self.dialect)]
        if len(listable) < len(kinds):
            every = exportable(self.platform.kinds, self.dialect)
            listable = [kind for kind in every if kind.is_listable(self.dialect)]
            members = [each for found in find_sets(self.platform) for each in found.members]
            self.look(members)
        for kind in listable:
            try:
                listing = self.platform.list(kind)
            except UnsupportedError:
                if [kind.canonical] == [each.canonical for each in kinds]:
                    raise
                continue  # The kind counts as incomplete, and the others are exported.
            self.look((kind.canonical, name_in(row, kind)) for row in listing.rows)
            if listing.complete:
                self.listed.add(kind.canonical)
        if any(kind.canonical not in self.listed for kind in kinds):
            fresh = list(self.live.values())
            while fresh:
                fresh = self.look(self.referred(fresh))


def known_names(platform: Platform, kind: Kind) -> List[str]:
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
        for inventory in find_sets(platform)
        for canonical, name in inventory.members
        if canonical == kind.canonical
    }
    for other in platform.kinds.all():
        if other.name == other.canonical and other.served == "manifest" and other.is_listable(dialect):
            guesses |= _mentioned(platform, other, kind)
    candidates = sorted(guesses)
    return [name for name, live in zip(candidates, read_all(platform, kind, candidates)) if live is not None]


def name_in(row: Mapping[str, Any], kind: Kind) -> str:
    """Return the resource's name in a row of a list: users have a username."""
    return str(row.get("name") or row.get(kind.identity or "name"))


def _mentioned(platform: Platform, other: Kind, kind: Kind) -> Set[str]:
    """Return the names of `kind` in `other`'s references, camelCase undone if known."""
    fields = reference_fields(other, kind)
    if not fields or other.verb("describe", platform.dialect().name) == "no":
        return set()
    names = [name_in(row, other) for row in platform.list(other).rows]
    return {
        fold_reference(reference.name)
        for live in read_all(platform, other, names)
        for reference in (live_references(live) if live is not None else ())
        if {kind.name, kind.canonical} & set(reference.kinds)
    }

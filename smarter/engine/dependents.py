"""Who else loses something when a resource goes: what refers to it loses it, or the platform deletes it along.

Known are the resources that the platform can list, and those that stand in the inventory of the resource's set.
"""

from __future__ import annotations

from typing import Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from smarter.engine.desired import Identity
from smarter.engine.export.known_names import inventory, read_listed
from smarter.engine.live_state import PARALLELISM, concurrently
from smarter.engine.normalize import squashed
from smarter.engine.sets.apply_sets import MARK, live_references
from smarter.kinds import Kind
from smarter.platform import LiveResource, Platform


def identity_of(live: LiveResource) -> Identity:
    """What the resource is, by canonical kind and name."""
    return live.kind.canonical, live.name


class CascadeEffect(NamedTuple):
    """What the platform deletes along with a resource: what is `known`, and kinds of which more may be `unseen`."""

    known: Sequence[LiveResource] = ()
    unseen: Sequence[Kind] = ()

    def notes(self) -> Tuple[str, ...]:
        """What to tell of it, a sentence each."""
        notes = [f"the platform deletes {live.kind.singular}/{live.name} with it" for live in self.known]
        if self.unseen:
            *others, last = (kind.plural for kind in self.unseen)
            kinds = f"{', '.join(others)} and {last}" if others else last
            notes.append(f"the platform deletes with it the {kinds} that refer to it, and cannot list them")
        return tuple(notes)


class Dependents:
    """What may refer to a resource; nothing is read twice, and nothing before it is asked for."""

    def __init__(self, platform: Platform, parallelism: int = PARALLELISM) -> None:
        self.platform = platform
        self.dialect = platform.dialect().name
        self.parallelism = parallelism
        self.listed: Dict[str, List[LiveResource]] = {}
        self.members: Dict[str, Set[Identity]] = {}
        self.read: Dict[Identity, Optional[LiveResource]] = {}

    def users(self, target: LiveResource, *, cascading: bool = False) -> List[LiveResource]:
        """What is known to refer to `target`; with `cascading` only what the platform deletes along with it."""
        found: Dict[Identity, LiveResource] = {}
        for kind in referring(self.platform, target.kind, cascading=cascading):
            there = self._all(kind) if self.listable(kind) else self._of_set(kind, target)
            for live in there:
                if any(
                    word in (target.kind.name, target.kind.canonical)
                    and name == squashed(target.name)
                    and (takes or not cascading)
                    for word, name, takes in live_references(live)
                ):
                    found[identity_of(live)] = live
        return list(found.values())

    def listable(self, kind: Kind) -> bool:
        """Whether all resources of the kind can be known."""
        return kind.verb("list", self.dialect) == "all"

    def _all(self, kind: Kind) -> List[LiveResource]:
        if kind.canonical not in self.listed:
            self.listed[kind.canonical] = read_listed(self.platform, kind, self.parallelism)
        return self.listed[kind.canonical]

    def _of_set(self, kind: Kind, target: LiveResource) -> List[LiveResource]:
        name = target.marks.get(MARK)
        if name is None:
            return []
        if name not in self.members:
            self.members[name] = set(inventory(self.platform, name).members)
        members = [each for each in sorted(self.members[name]) if each[0] == kind.canonical]
        new = [each for each in members if each not in self.read]
        found = concurrently(lambda each: self.platform.read(kind, each[1]), new, self.parallelism)
        self.read.update(zip(new, found))
        return [live for live in map(self.read.get, members) if live is not None]


def referring(platform: Platform, target: Kind, *, cascading: bool = False) -> List[Kind]:
    """The kinds that this platform serves and whose resources may refer to one of `target`; with `cascading` only those
    that it deletes along with it."""
    dialect = platform.dialect().name
    found: Dict[str, Kind] = {}
    for kind in platform.kinds.all():
        fields = [
            f for f in kind.fields if {target.name, target.canonical} & set(f.references) and not f.read_only
        ]
        if cascading:
            fields = [field for field in fields if field.schema.get("x-smarter-cascade")]
        if fields and kind.served == "manifest" and kind.verb("describe", dialect) != "no":
            found.setdefault(kind.canonical, kind)
    return list(found.values())


def kinds_taken_along(platform: Platform, target: Kind) -> List[Kind]:
    """The kinds whose resources the platform deletes along with one of `target`, directly or through another."""
    found: Dict[str, Kind] = {}
    waiting = [target]
    while waiting:
        for kind in referring(platform, waiting.pop(), cascading=True):
            if kind.canonical not in found:
                found[kind.canonical] = kind
                waiting.append(kind)
    return list(found.values())


def cascade_effects(
    bystanders: Dependents, doomed: Mapping[Identity, LiveResource], excluded: Iterable[Identity] = ()
) -> Dict[Identity, CascadeEffect]:
    """What the platform deletes along with each of `doomed`, directly or through another.

    `excluded` are resources that will no longer refer to them.
    """
    seen = {*doomed, *excluded}
    leaving = {kind for kind, _ in doomed}
    found: Dict[Identity, CascadeEffect] = {}
    for identity in sorted(doomed):
        known: List[LiveResource] = []
        waiting = [doomed[identity]]
        while waiting:
            for live in bystanders.users(waiting.pop(), cascading=True):
                if identity_of(live) not in seen:
                    seen.add(identity_of(live))
                    known.append(live)
                    waiting.append(live)
        kinds = kinds_taken_along(bystanders.platform, doomed[identity].kind)
        hidden = [k for k in kinds if k.canonical not in leaving and not bystanders.listable(k)]
        found[identity] = CascadeEffect(known, hidden)
    return found

"""Apply sets: resources applied and pruned together. Names, marks, inventories.

Each member carries the set's name in our annotation `set` (its mark). The inventory, which names all members, is in
the annotations of a Secret of the user: most kinds cannot be listed, so marks alone cannot find the members. Where
Secrets cannot be listed either, one more Secret per user, the index, names that user's sets.
"""

# Why a Secret: of all kinds only its annotations come back exactly as written and at once. Plugins, which held
# inventories until 0.1, overwrite one another. An annotation's text may have 2,048 characters, so members are spread
# over several. Two users of one account overwrite each other's Secrets of the same name, so the user's name is part of
# it. Held by tests/engine/sets/test_apply_sets.py.

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, replace
from typing import AbstractSet, Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Tuple

from smarter.engine.desired import Identity
from smarter.engine.normalize import get
from smarter.errors import ConfigurationError
from smarter.kinds import Kind, KindTable
from smarter.kinds.names import INDEX, PREFIX
from smarter.platform import LiveResource, with_marks

# The annotation on each member with the set's name.
MARK = "set"

_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*\Z")  # of a set
_UNFOLDED = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*\Z")  # of a resource, in the platform's own spelling
_LONGEST = 50  # characters of a resource's name
_LONGEST_SET = _LONGEST - len(PREFIX)

# Annotations of inventories and of the index.
SET_NAME = "inventory"
_MEMBERS = "members"
_SETS = "sets"
_MOVED = "moved"
_RUNS = "runs"
_FORMER = "former"
_SHIELDS = "shields"
_TEXT = 1900  # characters in one annotation, of the 2,048 that the platform takes

# Runs that an inventory remembers, and resources that it remembers of one.
_MOST_RUNS = 12
_MOST_TOUCHED = 100
_ALL = "*"


@dataclass(frozen=True)
class Run:
    """One apply of a set, so that another at the same time notices it.

    `generation` grows with each run; `touched` holds a short digest of each resource that the run writes or deletes.
    `shard` is the digest of the split and the part, `a1b2c3.2`, of a run that shares the set with others.
    """

    generation: int
    id: str
    touched: FrozenSet[str]
    shard: str = ""

    def is_beside(self, other: Run) -> bool:
        """Tell whether both runs apply parts of one split, which share no resource."""
        mine, theirs = self.shard.partition("."), other.shard.partition(".")
        return bool(self.shard) and mine[0] == theirs[0] and mine[2] != theirs[2]

    def meets(self, other: Run) -> bool:
        """Tell whether both runs write a resource of the same name."""
        if self.is_beside(other):
            return False
        return _ALL in self.touched | other.touched or bool(self.touched & other.touched)

    def touches(self, identity: Identity) -> bool:
        """Tell whether the run may write or delete this resource."""
        return _ALL in self.touched or _touched(identity) in self.touched


def new_run(identities: Iterable[Identity], shard: str = "") -> Run:
    """Return a run of these resources that has no generation yet."""
    touched = frozenset(map(_touched, identities))
    if len(touched) > _MOST_TOUCHED:
        touched = frozenset((_ALL,))
    return Run(0, os.urandom(4).hex(), touched, shard)


def _touched(identity: Identity) -> str:
    return hashlib.sha256("/".join(identity).encode("utf-8", "surrogatepass")).hexdigest()[:6]


@dataclass(frozen=True)
class Inventory:
    """The members of a set, as they were read.

    Attributes:
        name: the set's name.
        members: the resources of the set.
        stored: a Secret holds the inventory.
        outdated: a Plugin of version 0.1 still holds it, to be removed.
        runs: the last applies of the set, in the order of their generations.
        former: earlier names of the set; members that were not written since carry one as their mark.
        shields: users' annotations, such as `smarter.sh/protect`, of members whose annotations the platform drops.
    """

    name: str
    members: FrozenSet[Identity] = frozenset()
    stored: bool = False
    outdated: bool = False
    runs: Tuple[Run, ...] = ()
    former: FrozenSet[str] = frozenset()
    shields: FrozenSet[Tuple[Identity, str]] = frozenset()

    def marks(self, live: LiveResource) -> bool:
        """Tell whether the resource carries the mark of this set."""
        mark = live.marks.get(MARK)
        return mark == self.name or mark in self.former

    def shields_with(
        self, added: AbstractSet[Identity], shields: AbstractSet[Tuple[Identity, str]]
    ) -> AbstractSet[Tuple[Identity, str]]:
        """Return the shields after members were added: theirs replace those of before."""
        return {each for each in self.shields if each[0] not in added} | shields

    def run(self, identifier: str) -> Optional[Run]:
        """Return a run as it was recorded."""
        return next((run for run in self.runs if run.id == identifier), None)

    def with_run(self, run: Run) -> Tuple[Run, ...]:
        """Return the runs with one more, the oldest left out."""
        if self.run(run.id) is not None:
            return self.runs
        generation = 1 + max((each.generation for each in self.runs), default=0)
        return (*self.runs, replace(run, generation=generation))[-_MOST_RUNS:]

    @property
    def exists(self) -> bool:
        """False before the first apply of the set."""
        return self.stored or self.outdated

    def holds(self, members: AbstractSet[Identity]) -> bool:
        """Tell whether the stored inventory has these members and needs no write."""
        return self.stored and not self.outdated and self.members == members


def check_name(name: str) -> str:
    """Return `name` if a set may have it.

    Raises:
        ConfigurationError: it is not a valid name of a set.
    """
    if not _NAME.match(name) or len(name) > _LONGEST_SET:
        raise ConfigurationError(
            f"Invalid name of a set: {name!r}.",
            hint=f"Use up to {_LONGEST_SET} lower-case letters and digits, with single `-` or `_` between them.",
        )
    return name


def inventory_name(name: str, user: str) -> str:
    """Return the name of the resource that holds the inventory of a user's set."""
    return own_name(PREFIX + name, user)


def own_name(name: str, user: str) -> str:
    """Return `NAME_USER` for a user's Secret; `NAME_DIGEST` if too long or folded."""
    full = f"{name}_{user}" if user else name
    if len(full) <= _LONGEST and _UNFOLDED.match(full):
        return full
    digest = hashlib.sha256(full.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{name[: _LONGEST - 11].replace('-', '_').rstrip('_')}_{digest}"


def parse_inventory(name: str, live: LiveResource, kinds: KindTable) -> Inventory:
    """Parse the Secret that holds the inventory."""
    members = frozenset(parse_identities(read_words(live.marks, _MEMBERS), kinds))
    runs = sorted(_runs(read_words(live.marks, _RUNS)), key=lambda run: run.generation)
    former = frozenset(read_words(live.marks, _FORMER))
    shields = frozenset(_shields(read_words(live.marks, _SHIELDS), kinds))
    outdated = _MOVED not in live.marks
    return Inventory(name, members, True, outdated, tuple(runs), former, shields)


def _shields(words: Iterable[str], kinds: KindTable) -> Iterator[Tuple[Identity, str]]:
    for word in words:
        annotation, _, entry = word.partition("=")
        for identity in parse_identities([entry], kinds):
            yield identity, annotation


def _runs(words: Iterable[str]) -> Iterator[Run]:
    for word in words:
        generation, _, rest = word.partition(":")
        identifier, _, touched = rest.partition(":")
        if generation.isdecimal() and identifier:
            touched, _, shard = touched.partition("@")
            digests = frozenset(touched.split(",")) if touched else frozenset()
            yield Run(int(generation), identifier, digests, shard)


def parse_outdated(name: str, live: LiveResource, kinds: KindTable) -> Inventory:
    """Parse the Plugin that held the inventory until 0.1."""
    listed = get(live.manifest, ("spec", "data", "staticData", "members")) or []
    return Inventory(name, frozenset(parse_identities(map(str, listed), kinds)), outdated=True)


def parse_identities(words: Iterable[str], kinds: KindTable) -> Iterator[Identity]:
    """Parse words like `plugin/faq`. Those of unknown kinds are left out."""
    for word in words:
        kind_word, _, name = word.partition("/")
        kind = kinds.find(kind_word)
        if kind is not None and name:
            yield kind.canonical, name


def inventory_manifest(inventory: Inventory, user: str) -> Dict[str, Any]:
    """Return the manifest of the Secret that holds the inventory."""
    entries = sorted(f"{kind}/{member}" for kind, member in inventory.members)
    runs = map(_run_word, inventory.runs)
    shields = sorted(f"{annotation}={kind}/{member}" for (kind, member), annotation in inventory.shields)
    marks = {
        SET_NAME: inventory.name,
        **pack_words(_MEMBERS, entries),
        **pack_words(_RUNS, runs),
        **pack_words(_FORMER, sorted(inventory.former)),
        **pack_words(_SHIELDS, shields),
    }
    if not inventory.outdated:
        marks[_MOVED] = "1"
    return keeper_manifest(inventory_name(inventory.name, user), "Inventory of an apply set.", marks)


def _run_word(run: Run) -> str:
    shard = f"@{run.shard}" if run.shard else ""
    return f"{run.generation}:{run.id}:{','.join(sorted(run.touched))}{shard}"


@dataclass(frozen=True)
class Index:
    """Names of a user's sets. `outdated`: version 0.1's index, a Plugin, remains."""

    names: FrozenSet[str] = frozenset()
    stored: bool = False
    outdated: bool = False


def parse_index(live: LiveResource) -> Index:
    """Parse the Secret that names the sets."""
    names = frozenset(name for name in read_words(live.marks, _SETS) if _NAME.match(name))
    return Index(names, stored=True, outdated=_MOVED not in live.marks)


def parse_outdated_index(live: LiveResource) -> Index:
    """Parse the Plugin that named the sets until 0.1."""
    listed = get(live.manifest, ("spec", "data", "staticData", "sets"))
    names = frozenset(name for name in listed or () if isinstance(name, str) and _NAME.match(name))
    return Index(names, outdated=True)


def index_manifest(index: Index, user: str) -> Dict[str, Any]:
    """Return the manifest of the Secret that names a user's sets."""
    marks = pack_words(_SETS, sorted(index.names))
    if not index.outdated:
        marks[_MOVED] = "1"
    return keeper_manifest(own_name(INDEX, user), "Names of apply sets.", marks)


def keeper_manifest(name: str, description: str, marks: Mapping[str, str]) -> Dict[str, Any]:
    """Return the manifest of a Secret that keeps a record in its annotations."""
    made = {
        "metadata": {"name": name, "description": description, "version": "1.0.0", "annotations": []},
        "spec": {"config": {"value": "no secret: apply sets are kept in the annotations"}},
    }
    return with_marks(made, marks)


def pack_words(key: str, words: Iterable[str]) -> Dict[str, str]:
    """Spread words over annotations: `members.1`, `members.2`, ..."""
    texts: List[str] = []
    for word in words:
        if texts and len(texts[-1]) + 1 + len(word) <= _TEXT:
            texts[-1] += " " + word
        else:
            texts.append(word)
    return {f"{key}.{number}": text for number, text in enumerate(texts, 1)}


def read_words(marks: Mapping[str, str], key: str) -> Iterator[str]:
    """Yield the words that `pack_words` has spread."""
    for mark, text in marks.items():
        if mark.startswith(f"{key}."):
            yield from text.split()


def keeps_marks(kind: Kind) -> bool:
    """Tell whether this kind keeps annotations; else only inventories know its set."""
    return not any(f.path == ("metadata", "annotations") and "lost" in f.readback for f in kind.fields)


def some(texts: Iterable[str], joint: str = ", ") -> str:
    """Join the first ten texts, and say how many more there are."""
    listed = list(texts)
    more = f"{joint}and {len(listed) - 10} more" if len(listed) > 10 else ""
    return joint.join(listed[:10]) + more

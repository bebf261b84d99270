"""Orphans: members of a set without a manifest, and their prune."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import Collection, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from smarter.engine import plan_builder
from smarter.engine.concurrency import map_concurrently
from smarter.engine.dependents import CascadeEffect, Dependents, add_users, cascade_effects
from smarter.engine.desired import Desired, Identity, label
from smarter.engine.guards import (
    KEEP_ALIVE,
    PROTECT,
    check_empty_input,
    check_prune_limit,
    check_unused,
    has_annotation,
    is_protected,
)
from smarter.engine.plan import Orphan, Plan, Step
from smarter.engine.sets.apply_sets import Inventory, keeps_marks
from smarter.engine.sets.neighbours import Move, Neighbours
from smarter.engine.sets.reader import other_sets
from smarter.engine.sets.sharding import Shard, split_orphans
from smarter.manifest import Resource
from smarter.platform import LiveResource, Platform

_RELEASED = frozenset(("kept", "handed-over"))


@dataclass(frozen=True)
class Settled:
    """Orphans of a set: those to delete, their cascades, and those to stay."""

    to_delete: Mapping[Identity, LiveResource]
    effects: Mapping[Identity, CascadeEffect]
    staying: Tuple[Orphan, ...]


@dataclass(frozen=True)
class Part:
    """The part of the manifests that this machine applies.

    Attributes:
        own: its resources.
        others: those of the other machines.
        numbers: the number of the part of each resource.
        shard: which machine this is; None if there is only one.
    """

    own: Sequence[Resource]
    others: Sequence[Resource] = ()
    numbers: Mapping[Identity, int] = field(default_factory=dict)
    shard: Optional[Shard] = None

    @property
    def described(self) -> Dict[Identity, Resource]:
        """The resources of all machines."""
        return {each.identity: each for each in (*self.own, *self.others)}


def add_orphans(
    platform: Platform,
    made: Plan,
    part: Part,
    claimed: Collection[Identity],
    limit: Optional[float],
    neighbours: Optional[Neighbours],
    parallelism: int,
) -> Plan:
    """Return the plan with the set's orphans.

    `claimed` are members that other sets have taken over, and `limit` is the largest share of the set that may be
    deleted; None deletes nothing.

    Raises:
        GuardError: there is no input, too much would be deleted, or a manifest refers to what would be deleted.
    """
    inventory, described = made.inventory, part.described
    assert inventory is not None
    heirs = {
        step.renamed_from.identity: step.identity for step in made.steps if step.renamed_from is not None
    }
    found = read_orphans(platform, inventory, {*described, *claimed}, parallelism)
    moves: Mapping[Identity, Move] = {}
    if found and neighbours is not None:
        others = functools.partial(other_sets, platform, inventory)
        moves = neighbours.find_moves(found.keys() - heirs.keys(), set(described), others)
    if limit is None:
        return replace(made, orphans=keep_all(inventory, found, moves, heirs))
    check_empty_input(inventory, found, len(described))
    settled = settle(platform, found, [each.identity for each in part.own], parallelism, moves)
    check_prune_limit(inventory, settled.to_delete.keys() - heirs.keys(), limit)
    if part.shard is not None:
        settled = _own_share(platform, part, found, heirs, settled, parallelism)
    return add_deletes(made, described, found, settled)


def _own_share(
    platform: Platform,
    part: Part,
    found: Mapping[Identity, LiveResource],
    heirs: Mapping[Identity, Identity],
    settled: Settled,
    parallelism: int,
) -> Settled:
    """Return the orphans that this machine deletes or reports.

    One that a resource of another machine still refers to stays until the next run, since that machine may not have
    written the resource yet.
    """
    assert part.shard is not None
    dialect = platform.dialect().name
    numbers = split_orphans(
        found, heirs, part.numbers, part.shard.total, lambda each: platform.kinds.get(each[0]).lane(dialect)
    )
    mine = {each for each in found if numbers[each] == part.shard.number}
    to_delete = {each: live for each, live in settled.to_delete.items() if each in mine}
    used = sorted(
        f"{label(each.identity)} refers to {label(identity)}"
        for each in part.others
        for identity in to_delete
        if any(ref.name == identity[1] and identity[0] in ref.kinds for ref in each.references())
    )
    check_unused(used)
    staying = tuple(each for each in settled.staying if each.step.identity in mine)
    busy = {each.identity for each in part.others}
    return hold_used(platform, replace(settled, to_delete=to_delete, staying=staying), busy, parallelism)


def add_deletes(
    made: Plan, described: Collection[Identity], found: Collection[Identity], settled: Settled
) -> Plan:
    """Add the deletes of a prune; members that were not `found` leave the inventory."""
    members = made.inventory.members if made.inventory is not None else frozenset()
    forgotten = members.difference(described).difference(found)
    pruned = plan_builder.add_prune(made, settled.to_delete, forgotten, settled.effects)
    return replace(pruned, orphans=settled.staying)


def read_orphans(
    platform: Platform, inventory: Inventory, described: Collection[Identity], parallelism: int
) -> Dict[Identity, LiveResource]:
    """Read the existing members with the set's mark, except those `described`."""
    candidates = sorted(inventory.members.difference(described))
    platform.share_reads()
    found = map_concurrently(
        lambda each: platform.read(platform.kinds.get(each[0]), each[1]), candidates, parallelism
    )
    shields: Dict[Identity, List[str]] = {}
    for identity, annotation in sorted(inventory.shields):
        shields.setdefault(identity, []).append(annotation)
    return {
        identity: _with_annotations(live, shields.get(identity, ()))
        for identity, live in zip(candidates, found)
        if live is not None and (inventory.marks(live) or not keeps_marks(live.kind))
    }


def _with_annotations(live: LiveResource, names: Sequence[str]) -> LiveResource:
    """Return a live resource with the dropped annotations, kept by the inventory."""
    if not names:
        return live
    metadata = live.manifest.get("metadata") or {}
    annotations = [*(metadata.get("annotations") or ()), *({name: "true"} for name in names)]
    return replace(live, manifest={**live.manifest, "metadata": {**metadata, "annotations": annotations}})


def keep_all(
    inventory: Inventory,
    orphans: Mapping[Identity, LiveResource],
    moves: Mapping[Identity, Move],
    renamed: Mapping[Identity, Identity],
) -> Tuple[Orphan, ...]:
    """Return the orphans as a plan without `--prune` shows them: all stay."""
    text = f"in the set {inventory.name} and in no manifest; --prune removes it"
    kept = f"in the set {inventory.name} and in no manifest; --prune releases it ({KEEP_ALIVE})"
    spared = f"in the set {inventory.name} and in no manifest, and protected by {PROTECT}"
    staying = []
    for identity, live in orphans.items():
        shown = spared if is_protected(live) else kept if has_annotation(live.manifest, KEEP_ALIVE) else text
        if identity in renamed:
            shown = f"renamed to {label(renamed[identity])}; --prune removes it"
        if identity in moves:
            shown = f"in the set {inventory.name}, and moved to {moves[identity].file}; --prune does not delete it"
        staying.append(_orphan(live, "not-pruned", shown))
    return tuple(staying)


# Of a set with a protected member everything else is still deleted; but the platform deletes what refers to a Secret
# along with the Secret, so a member stays also if its delete would take along one that must stay.
# Held by tests/engine/sets/test_orphans.py.
def settle(
    platform: Platform,
    orphans: Mapping[Identity, LiveResource],
    described: Iterable[Identity],
    parallelism: int,
    moves: Mapping[Identity, Move] = {},
) -> Settled:
    """Decide which orphans are deleted.

    `described` are resources that will no longer refer to them, and `moves` are orphans that a manifest elsewhere in
    the project describes.
    """
    described = set(described)
    dependents = Dependents(platform, parallelism)
    staying: Dict[Identity, Orphan] = {}
    for identity, live in orphans.items():
        reason = _own_reason(live) or _move_reason(moves.get(identity))
        if reason is not None:
            staying[identity] = _orphan(live, *reason)
    while True:
        to_delete = {each: live for each, live in orphans.items() if each not in staying}
        effects = cascade_effects(dependents, to_delete, excluded=described)
        held = _held_by_cascade(to_delete, effects, staying)
        if not held:
            effects = add_users(dependents, to_delete, effects, described)
            return Settled(to_delete, effects, tuple(staying[each] for each in sorted(staying)))
        staying.update(held)


def hold_used(platform: Platform, settled: Settled, users: Collection[Identity], parallelism: int) -> Settled:
    """Let the orphans stay to which one of `users` still refers on the platform."""
    dependents = Dependents(platform, parallelism)
    held: Dict[Identity, Orphan] = {}
    for identity, live in settled.to_delete.items():
        known = [each.identity for each in dependents.users_and_unseen(live).known if each.identity in users]
        if known:
            text = f"{label(known[0])}, of another shard, still refers to it; the next run deletes it"
            held[identity] = _orphan(live, "in-use", text)
    to_delete = {each: live for each, live in settled.to_delete.items() if each not in held}
    return replace(settled, to_delete=to_delete, staying=(*settled.staying, *held.values()))


def _own_reason(live: LiveResource) -> Optional[Tuple[str, str]]:
    if is_protected(live):
        return "protected", f"protected by the annotation {PROTECT}, so it is not deleted"
    if has_annotation(live.manifest, KEEP_ALIVE):
        return "kept", f"leaves the set and is not deleted ({KEEP_ALIVE})"
    return None


def _move_reason(move: Optional[Move]) -> Optional[Tuple[str, str]]:
    if move is None:
        return None
    if move.set_name is not None:
        return "handed-over", f"moved to {move.file}, so it is handed over to the set {move.set_name}"
    if move.last:
        return "handed-over", f"moved to {move.file}, so it leaves the set and is not deleted"
    return "moved", f"moved to {move.file}, so it is not deleted; apply that file with its set"


def _held_by_cascade(
    to_delete: Mapping[Identity, LiveResource],
    effects: Mapping[Identity, CascadeEffect],
    staying: Mapping[Identity, Orphan],
) -> Dict[Identity, Orphan]:
    """Return members with a protected or staying resource in their cascade."""
    held: Dict[Identity, Orphan] = {}
    for identity, live in to_delete.items():
        for victim in effects.get(identity, CascadeEffect()).known:
            if is_protected(victim) or victim.identity in staying:
                text = f"the platform would delete {label(victim.identity)} with it, which stays; so it is not deleted"
                held[identity] = _orphan(live, "protected", text)
    return held


def _orphan(live: LiveResource, reason: str, text: str) -> Orphan:
    step = Step(Desired(live.kind, live.kind.usual, live.name, {}), "none", live=live)
    return Orphan(step, reason, text, blocked=reason == "protected", released=reason in _RELEASED)

"""Add the orphans of a set to a plan: those that are deleted, and those that stay."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import Collection, Dict, Mapping, Optional, Sequence

from smarter.engine import plan_builder
from smarter.engine.desired import Identity, label
from smarter.engine.guards import check_empty_input, check_prune_limit, check_unused
from smarter.engine.plan import Plan
from smarter.engine.sets.apply_sets import Inventory
from smarter.engine.sets.neighbours import Move, Neighbours
from smarter.engine.sets.orphans import Settled, hold_used, keep_all, read_orphans, settle
from smarter.engine.sets.reader import other_sets
from smarter.engine.sets.sharding import Shard, split_orphans
from smarter.manifest import Resource
from smarter.platform import LiveResource, Platform


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
    inventory: Inventory,
    part: Part,
    claimed: Collection[Identity],
    limit: Optional[float],
    neighbours: Optional[Neighbours],
    parallelism: int,
) -> Plan:
    """Return the plan with the set's orphans.

    Args:
        platform: the platform to read.
        made: the plan of the part.
        inventory: the set's.
        part: the manifests.
        claimed: members that other sets have taken over.
        limit: the largest share of the set that may be deleted; None deletes nothing.
        neighbours: the other manifests of the project.
        parallelism: requests at a time.

    Raises:
        GuardError: there is no input, too much would be deleted, or a manifest refers to what would be deleted.
    """
    described = part.described
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
    return add_deletes(made, inventory, described, found, settled)


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
    made: Plan,
    inventory: Inventory,
    described: Collection[Identity],
    found: Collection[Identity],
    settled: Settled,
) -> Plan:
    """Add the deletes of a prune; members that were not `found` leave the inventory."""
    forgotten = inventory.members.difference(described).difference(found)
    pruned = plan_builder.add_prune(made, settled.to_delete, forgotten, settled.effects)
    return replace(pruned, orphans=settled.staying)

"""Write the inventory of a set: before its first member is written, and after the last."""

from __future__ import annotations

from typing import AbstractSet

from smarter.engine.desired import Desired, Identity
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import (
    INDEX,
    PREFIX,
    Index,
    Inventory,
    index_manifest,
    inventory_kind,
    inventory_manifest,
    inventory_name,
    outdated_kind,
)
from smarter.engine.sets.reader import lists, read_set, read_set_index
from smarter.errors import ConflictError
from smarter.platform import Platform

# Attempts when another client writes the same inventory at the same time.
_TRIES = 3


def begin(platform: Platform, plan: Plan) -> bool:
    """Record existing and planned members, so that a crash loses track of none. Tell whether that was needed."""
    inventory = plan.inventory
    if inventory is None or inventory.holds(plan.members_during):
        return False
    _register(platform, inventory.name)
    update(platform, inventory.name, plan.members_during, plan.forgotten)
    return True


def end(platform: Platform, plan: Plan, inventory: Inventory, deleted: AbstractSet[Identity]) -> None:
    """Remove deleted members from the inventory, and the inventory of version 0.1 if there is one.

    Raises:
        ConflictError: another client undoes the change again and again.
    """
    steps = {step.identity for step in plan.steps}
    found = update(platform, inventory.name, steps - deleted, plan.forgotten | deleted)
    if found.outdated:
        platform.delete(outdated_kind(platform.kinds), PREFIX + inventory.name)
        _write(platform, Inventory(inventory.name, found.members))


# The platform has no compare-and-swap: of several writers one whole version stays. So each change is merged into what
# is there, written, and read again until it is there; members of others are never dropped.
# Held by tests/engine/sets/test_apply_sets.py.
def update(
    platform: Platform, name: str, add: AbstractSet[Identity], remove: AbstractSet[Identity]
) -> Inventory:
    """Add and remove members of a set, and return the inventory as it is then.

    Raises:
        ConflictError: another client undoes the change again and again.
    """
    for _ in range(_TRIES):
        found = read_set(platform, name)
        members = (found.members | add) - remove
        if found.stored and found.members == members:
            return found
        _write(platform, Inventory(name, frozenset(members), outdated=found.outdated))
    raise ConflictError(
        f"Another client writes the inventory of the set {name} at the same time.",
        hint="Run the same command again.",
    )


def step_for(platform: Platform, inventory: Inventory) -> Step:
    """Return the write of the inventory as a step, for reports."""
    kind = inventory_kind(platform.kinds)
    return Step(Desired(kind, kind.name, inventory_name(inventory.name, platform.username()), {}), "update")


def _write(platform: Platform, inventory: Inventory) -> None:
    platform.write(inventory_kind(platform.kinds), inventory_manifest(inventory, platform.username()))


def _register(platform: Platform, name: str) -> None:
    """Enter the set into the index, where inventories cannot be listed, and move the index of version 0.1.

    Another client may write the index at the same time and drop the entry, so it is read again.
    """
    if lists(platform, inventory_kind(platform.kinds)):
        return
    for _ in range(_TRIES):
        index = read_set_index(platform)
        if index.stored and name in index.names:
            break
        platform.write(
            inventory_kind(platform.kinds),
            index_manifest(Index(index.names | {name}, outdated=index.outdated), platform.username()),
        )
    if index.outdated:
        platform.delete(outdated_kind(platform.kinds), INDEX)
        platform.write(
            inventory_kind(platform.kinds), index_manifest(Index(index.names | {name}), platform.username())
        )

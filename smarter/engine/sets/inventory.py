"""Keeps the inventory of a set while its members are written: before the first, and after the last."""

from __future__ import annotations

from typing import Collection

from smarter.engine.desired import Desired, Identity
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import (
    INDEX,
    PREFIX,
    Inventory,
    index_manifest,
    inventory_kind,
    inventory_manifest,
    read_index,
    read_inventory,
)
from smarter.errors import ConflictError
from smarter.platform import Platform

# How often it is tried to write beside somebody who writes the same.
_TRIES = 3


def begin(platform: Platform, plan: Plan) -> bool:
    """Name what is there and what will be, so that a crash loses track of nothing; whether that was needed."""
    inventory = plan.inventory
    if inventory is None or (inventory.stored and inventory.members == plan.members_during):
        return False
    _enter(platform, inventory.name)
    _write(platform, inventory.name, plan.members_during)
    return True


def end(platform: Platform, plan: Plan, inventory: Inventory, deleted: Collection[Identity]) -> None:
    """Leave out what was deleted. What another apply of the set wrote in the meantime stays, and what it took out,
    since it did not know of it, is put back.

    Raises:
        ConflictError: somebody takes it out again and again.
    """
    ours = {step.identity for step in plan.steps}
    for _ in range(_TRIES):
        live = platform.read(inventory_kind(platform.kinds), PREFIX + inventory.name)
        now = read_inventory(inventory.name, live, platform.kinds)
        wanted = (now.members | ours) - plan.forgotten - set(deleted)
        if now.stored and now.members == wanted:
            return
        _write(platform, inventory.name, wanted)
    raise ConflictError(
        f"Somebody else writes the inventory of the set {inventory.name} at the same time.",
        hint="Run the same command again.",
    )


def step_for(platform: Platform, inventory: Inventory) -> Step:
    """The writing of the inventory as a step, for reports."""
    kind = inventory_kind(platform.kinds)
    return Step(Desired(kind, kind.name, PREFIX + inventory.name, {}), "update")


def _write(platform: Platform, name: str, members: Collection[Identity]) -> None:
    platform.write(inventory_kind(platform.kinds), inventory_manifest(name, members))


def _enter(platform: Platform, name: str) -> None:
    """Put the set into the list of sets, where nothing else tells that there is one.

    Somebody who writes the list at the same time may take it out again, so look.
    """
    keeper = inventory_kind(platform.kinds)
    if keeper.verb("list", platform.dialect().name) == "all":
        return
    for _ in range(_TRIES):
        names = read_index(platform.read(keeper, INDEX))
        if name in names:
            return
        platform.write(keeper, index_manifest({*names, name}))

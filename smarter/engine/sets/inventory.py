"""Write the inventory of a set: before its first member is written, and after the last."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import AbstractSet, List, Optional

from smarter.engine.desired import Desired, Identity
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import (
    INDEX,
    MARK,
    PREFIX,
    Index,
    Inventory,
    Run,
    index_manifest,
    inventory_kind,
    inventory_manifest,
    inventory_name,
    keeps_marks,
    new_run,
    outdated_kind,
)
from smarter.engine.sets.reader import lists, read_set, read_set_index
from smarter.errors import ConflictError
from smarter.platform import Platform

# Attempts when other clients write the same inventory at the same time, and the longest pause between two, in seconds.
_TRIES = 30
_PAUSE = 1.0
# How often, and after how many seconds, an inventory is checked once more if others were seen to write it.
_CHECKS = 2
_LATER = 0.3


def begin(platform: Platform, plan: Plan) -> Optional[Run]:
    """Record the planned members, so that a crash loses track of none, and the run, so that others notice it.

    Returns the run as it was recorded; None if there is nothing to record.
    """
    inventory = plan.inventory
    if inventory is None or (plan.empty and inventory.holds(plan.members_during)):
        return None
    _register(platform, inventory.name)
    run = new_run(step.identity for step in plan.steps if step.action != "none")
    found = update(platform, inventory.name, plan.own, frozenset(), run)
    return found.run(run.id) or run


def end(
    platform: Platform, plan: Plan, inventory: Inventory, run: Run, deleted: AbstractSet[Identity]
) -> List[Run]:
    """Remove deleted members from the inventory, and the inventory of version 0.1 if there is one.

    Returns the runs of the same resources that began in the meantime.

    Raises:
        ConflictError: other clients undo the change again and again.
    """
    found = read_set(platform, inventory.name)
    later = _later(found, run)
    gone = {each for each in plan.forgotten | deleted if _is_gone(platform, plan, each)}
    gone = {each for each in gone if not any(other.touches(each) for other in later)}
    kept = plan.own - deleted - gone
    found = update(platform, inventory.name, kept, gone, run)
    if len(found.runs) > 1 and found.runs[-2:] != (*inventory.runs[-1:], run):
        for _ in range(_CHECKS):
            time.sleep(_LATER)
            found = update(platform, inventory.name, kept, gone, run)
    if found.outdated:
        platform.delete(outdated_kind(platform.kinds), PREFIX + inventory.name)
        _write(platform, replace(found, outdated=False))
    return [each for each in {*later, *_later(found, run)} if each.meets(run)]


def _later(found: Inventory, run: Run) -> List[Run]:
    """Return the runs that began after this one; two that began together may have one generation."""
    return [each for each in found.runs if each.generation >= run.generation and each.id != run.id]


def _is_gone(platform: Platform, plan: Plan, identity: Identity) -> bool:
    """Tell whether a member is not on the platform, or not in the set: another client may have made it again."""
    live = platform.read(platform.kinds.get(identity[0]), identity[1])
    if live is None:
        return True
    if not keeps_marks(live.kind):
        return identity in plan.forgotten
    return plan.inventory is not None and live.marks.get(MARK) != plan.inventory.name


# The platform has no compare-and-swap: of several writers one whole version stays. So each change is merged into what
# is there, written, and read again until it is there; members of others are never dropped. A writer may also have read
# before another wrote, and write afterwards; so a run checks again at its end, and later still if it has met others.
# Held by tests/engine/sets/test_concurrent_applies.py.
def update(
    platform: Platform,
    name: str,
    add: AbstractSet[Identity],
    remove: AbstractSet[Identity],
    run: Optional[Run] = None,
) -> Inventory:
    """Add and remove members of a set, record a run, and return the inventory as it is then.

    Raises:
        ConflictError: other clients undo the change again and again.
    """
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(random.uniform(0, min(_PAUSE, 0.02 * 2**attempt)))
        found = read_set(platform, name)
        members = frozenset((found.members | add) - remove)
        runs = found.with_run(run) if run is not None else found.runs
        if found.stored and found.members == members and found.runs == runs:
            return found
        _write(platform, replace(found, members=members, runs=runs))
    raise ConflictError(
        f"Other clients write the inventory of the set {name} at the same time.",
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
    index = Index()
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(random.uniform(0, min(_PAUSE, 0.02 * 2**attempt)))
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

"""Inventory of a set: written before its first member, and after the last."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import AbstractSet, Dict, Iterable, Iterator, List, Optional, Set, Tuple

from smarter.engine.desired import Desired, Identity, label
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import (
    Index,
    Inventory,
    Run,
    check_name,
    index_manifest,
    inventory_manifest,
    inventory_name,
    keeps_marks,
    new_run,
    some,
)
from smarter.engine.sets.reader import (
    Owners,
    claims,
    lists_inventories,
    read_existing_set,
    read_set,
    read_set_index,
)
from smarter.errors import ConfigurationError, ConflictError, NotFoundError
from smarter.kinds.names import INDEX, KEEPER, KEEPER_BEFORE, PREFIX
from smarter.platform import LiveResource, Platform

# Attempts when other clients write the same inventory at the same time, and the longest pause between two, in seconds.
_TRIES = 30
_PAUSE = 1.0
# Checks in a row that must find an inventory right that others were seen to write, and the seconds before each.
_CHECKS = 2
_LATER = 0.3


def begin(platform: Platform, plan: Plan) -> Optional[Run]:
    """Record the planned members against crashes, and the run for other clients.

    Returns the run as it was recorded; None if there is nothing to record.
    """
    inventory = plan.inventory
    if inventory is None or (plan.empty and inventory.holds(plan.members_during)):
        return None
    _register(platform, inventory.name)
    run = new_run((step.identity for step in plan.steps if step.action != "none"), plan.shard)
    found, _ = update(platform, inventory.name, plan.own, frozenset(), run, plan.shields)
    return found.run(run.id) or run


def end(
    platform: Platform, plan: Plan, inventory: Inventory, run: Run, deleted: AbstractSet[Identity]
) -> List[Run]:
    """Remove deleted and released members; with the last one, the whole inventory.

    Returns the runs of the same resources that began in the meantime.

    Raises:
        ConflictError: other clients undo the change again and again.
    """
    found = read_set(platform, inventory.name)
    later = _later(found, run)
    gone = {each for each in plan.forgotten | deleted if _is_gone(platform, plan, each)} | plan.released
    rivals = [other for other in later if not other.is_beside(run)]
    gone = {each for each in gone if not any(other.touches(each) for other in rivals)}
    kept = plan.own - deleted - gone
    found, _ = update(platform, inventory.name, kept, gone, run, plan.shields)
    if len(found.runs) > 1 and found.runs[-2:] != (*inventory.runs[-1:], run):
        right = 0
        for _ in range(_TRIES):
            time.sleep(_LATER)
            found, writes = update(platform, inventory.name, kept, gone, run, plan.shields)
            right = 0 if writes else right + 1
            if right == _CHECKS:
                break
    if not found.members and not later:
        _remove_empty(platform, found.name)
    elif found.outdated:
        platform.delete(platform.kinds.get(KEEPER_BEFORE), PREFIX + inventory.name)
        _write(platform, replace(found, outdated=False))
    return [each for each in {*later, *_later(found, run)} if each.meets(run)]


def _later(found: Inventory, run: Run) -> List[Run]:
    """Return the runs begun after this one; simultaneous ones may share a generation."""
    return [each for each in found.runs if each.generation >= run.generation and each.id != run.id]


def _is_gone(platform: Platform, plan: Plan, identity: Identity) -> bool:
    """Tell whether a member is absent or unmarked: a client may have made it again."""
    live = platform.read(platform.kinds.get(identity[0]), identity[1])
    if live is None:
        return True
    if not keeps_marks(live.kind):
        return identity in plan.forgotten
    return plan.inventory is not None and not plan.inventory.marks(live)


def leave(platform: Platform, own: Optional[Inventory], gone: Iterable[LiveResource]) -> None:
    """Remove deleted resources, or those taken over by `own`, from other sets."""
    owners = Owners(platform)
    left: Dict[str, Set[Identity]] = {}
    unmarked = {live.identity for live in gone if not keeps_marks(live.kind)}
    owned = [(live.identity, owners.find(live, own)) for live in gone if keeps_marks(live.kind)]
    for identity, name in [*owned, *(claims(platform, own, unmarked).items() if unmarked else ())]:
        if name is not None and (own is None or name != own.name):
            left.setdefault(name, set()).add(identity)
    for name, identities in left.items():
        _drop(platform, name, identities)


def release(platform: Platform, name: str, identities: AbstractSet[Identity]) -> None:
    """Let members leave a set without deletion; remove the set with the last one.

    Raises:
        NotFoundError: there is no such set, or a resource is not in it.
    """
    strangers = sorted(map(label, identities - read_existing_set(platform, name).members))
    if strangers:
        raise NotFoundError(f"Not in the set {name}: {some(strangers)}.", hint=f"smarter sets {name}")
    _drop(platform, name, identities)


def _drop(platform: Platform, name: str, identities: AbstractSet[Identity]) -> None:
    if read_set(platform, name).members & identities:
        found, _ = update(platform, name, frozenset(), identities)
        if not found.members:
            _remove_empty(platform, found.name)


def _remove_empty(platform: Platform, name: str) -> None:
    """Delete a set's inventory if another read shows no members, either."""
    found = read_set(platform, name)
    if not found.members:
        _remove_set(platform, found)


def _remove_set(platform: Platform, inventory: Inventory) -> None:
    """Delete the inventory of a set, empty or replaced by another inventory."""
    kinds, name = platform.kinds, inventory.name
    if inventory.stored:
        platform.delete(kinds.get(KEEPER), inventory_name(name, platform.username()))
    if inventory.outdated:
        platform.delete(kinds.get(KEEPER_BEFORE), PREFIX + name)
    if lists_inventories(platform):
        return
    for _ in _attempts():
        index = read_set_index(platform)
        if name not in index.names:
            return
        _write_index(platform, replace(index, names=index.names - {name}))


def rename(platform: Platform, old: str, new: str) -> Inventory:
    """Rename a set. Its members carry the old mark until they are written again.

    Raises:
        NotFoundError: there is no set `old`.
        ConfigurationError: `new` is another set, or no valid name.
    """
    taken = read_set(platform, check_name(new))
    found = read_existing_set(platform, old)
    if new == old or (taken.exists and old not in taken.former):  # else an earlier rename was cut off
        raise ConfigurationError(f"There is a set {new} already.", hint="Choose another name.")
    _register(platform, new)
    if not taken.exists:
        _write(
            platform,
            replace(found, name=new, stored=True, outdated=False, former=found.former | {old}, runs=()),
        )
    made, _ = update(platform, new, found.members, frozenset())
    _remove_set(platform, found)
    return made


def _attempts() -> Iterator[int]:
    """Yield attempt numbers, with a growing random pause between them."""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(random.uniform(0, min(_PAUSE, 0.02 * 2**attempt)))
        yield attempt


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
    shields: AbstractSet[Tuple[Identity, str]] = frozenset(),
) -> Tuple[Inventory, int]:
    """Add and remove members of a set, and record a run.

    Returns the inventory as it is then, and how often it was written. `shields` are those of the added members; others
    keep theirs.

    Raises:
        ConflictError: other clients undo the change again and again.
    """
    for attempt in _attempts():
        found = read_set(platform, name)
        members = frozenset((found.members | add) - remove)
        runs = found.with_run(run) if run is not None else found.runs
        kept = found.shields_with(add, shields)
        wanted = replace(
            found, members=members, runs=runs, shields=frozenset(each for each in kept if each[0] in members)
        )
        if found.stored and found == wanted:
            return found, attempt
        _write(platform, wanted)
    raise ConflictError(
        f"Other clients write the inventory of the set {name} at the same time.",
        hint="Run the same command again.",
    )


def step_for(platform: Platform, inventory: Inventory) -> Step:
    """Return the write of the inventory as a step, for reports."""
    kind = platform.kinds.get(KEEPER)
    return Step(Desired(kind, kind.name, inventory_name(inventory.name, platform.username()), {}), "update")


def _write(platform: Platform, inventory: Inventory) -> None:
    platform.write(platform.kinds.get(KEEPER), inventory_manifest(inventory, platform.username()))


def _register(platform: Platform, name: str) -> None:
    """Enter the set into the index, if one is needed, and move version 0.1's index.

    Another client may write the index at the same time and drop the entry, so it is read again.
    """
    if lists_inventories(platform):
        return
    index = Index()
    for _ in _attempts():
        index = read_set_index(platform)
        if index.stored and name in index.names:
            break
        _write_index(platform, replace(index, names=index.names | {name}))
    if index.outdated:
        platform.delete(platform.kinds.get(KEEPER_BEFORE), INDEX)
        _write_index(platform, Index(index.names | {name}))


def _write_index(platform: Platform, index: Index) -> None:
    platform.write(platform.kinds.get(KEEPER), index_manifest(index, platform.username()))

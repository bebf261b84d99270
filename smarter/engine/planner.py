"""Planner: reads the platform, compares, checks the guards, and writes nothing."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Collection, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from smarter._defaults import PRUNE_LIMIT
from smarter.engine import plan_builder
from smarter.engine.concurrency import PARALLELISM
from smarter.engine.dependents import Dependents, effects_with_users
from smarter.engine.desired import Desired, Identity, group_secrets, prepare
from smarter.engine.graph.references import Outside, split_references
from smarter.engine.guards import (
    check_detached,
    check_keepable,
    check_masks,
    check_owner,
    check_reserved_names,
    check_set_ownership,
    check_updatable,
    shields_of,
)
from smarter.engine.live_state import find_missing, read_each
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import Inventory, check_name
from smarter.engine.sets.neighbours import Neighbours
from smarter.engine.sets.orphans import Part, add_deletes, add_orphans, read_orphans, settle
from smarter.engine.sets.reader import Owners, claims, read_existing_set, read_set
from smarter.engine.sets.sharding import Shard, split, token
from smarter.engine.writes import attach
from smarter.engine.writes.renames import former_identities, rename_notes
from smarter.engine.writes.supported_fields import require_supported
from smarter.errors import GuardError, ManifestError
from smarter.kinds import Kind
from smarter.manifest import Finding, Resource
from smarter.platform import LiveResource, Platform


def plan(
    platform: Platform,
    resources: Iterable[Resource],
    *,
    parallelism: int = PARALLELISM,
    merge: bool = False,
    set_name: Optional[str] = None,
    prune: bool = False,
    prune_limit: float = PRUNE_LIMIT,
    force_conflicts: bool = False,
    partial: bool = False,
    shard: Optional[Shard] = None,
    neighbours: Optional[Neighbours] = None,
) -> Plan:
    """Plan to apply resources.

    Args:
        platform: the platform to read.
        resources: the manifests.
        parallelism: requests at a time.
        merge: keep the live value of every field that a manifest omits.
        set_name: make the resources members of this apply set.
        prune: delete members of the set that are not among the resources.
        prune_limit: refuse to prune more than this share of the set, from 0 to 1.
        force_conflicts: overwrite resources of other users of the account, too.
        partial: the resources are only a part of the set's, so that the others are not orphans.
        shard: apply only the part of one of several machines; of orphans, too.
        neighbours: the other manifests of the project, to one of which a resource may have moved.

    Raises:
        ManifestError: an unresolved reference, a circle of references, or a field that cannot be kept.
        GuardError: a guard refuses (another set's resource, a protected or used resource, too large a prune).
        UnsupportedError: the platform does not support a kind, verb or field.
    """
    part = _part(platform, resources, shard)
    desired = _prepare(platform, part.own, "apply")
    check_masks(desired)
    require_supported(platform, desired)
    inventory = None if set_name is None else read_set(platform, check_name(set_name))
    described = part.described
    former = former_identities(described.values())
    compare = functools.partial(_compare, platform, former, merge)
    needs, outside = _references(platform, desired)
    compared = read_each(platform, desired, compare, parallelism)
    missing, notes = find_missing(platform, outside, parallelism)
    if missing:
        raise _unresolved(missing)
    compared = [replace(step, notes=(*step.notes, *notes.get(step.identity, ()))) for step in compared]
    claimed: Mapping[Identity, str] = {}
    if inventory is not None:
        claimed = claims(platform, inventory, {*described, *inventory.members})
        check_set_ownership(_owners(platform, inventory, compared, claimed, neighbours))
    made = build_safely(platform, compared, needs, inventory, parallelism)
    if merge:
        check_keepable(made.steps)
    check_updatable(platform, made.steps)
    check_owner(platform, made.steps, force_conflicts)
    made = _annotate_renames(platform, made, parallelism)
    made = replace(made, shard=f"{token(part.numbers)}.{shard.number}" if shard is not None else "")
    if inventory is not None and not partial:
        limit = prune_limit if prune else None
        made = add_orphans(platform, made, part, claimed, limit, neighbours, parallelism)
    return plan_builder.hand_over_content(made)


def _part(platform: Platform, resources: Iterable[Resource], shard: Optional[Shard]) -> Part:
    """Return the resources for this machine: all, or those of its shard."""
    given = list(resources)
    if shard is None:
        return Part(given)
    numbers = split(given, shard.total, platform.kinds, platform.dialect().name)
    own = [each for each in given if numbers[each.identity] == shard.number]
    others = [each for each in given if numbers[each.identity] != shard.number]
    return Part(own, others, numbers, shard)


def _owners(
    platform: Platform,
    inventory: Inventory,
    steps: Iterable[Step],
    claimed: Mapping[Identity, str],
    neighbours: Optional[Neighbours],
) -> Dict[Identity, str]:
    """Find the steps' resources of other sets, unless their manifests moved here."""
    owners = Owners(platform)
    found: Dict[Identity, str] = {}
    for step in steps:
        if step.live is None:
            continue
        owner = owners.find(step.live, inventory)
        if owner is None and step.identity not in inventory.members:
            owner = claimed.get(step.identity)
        if owner is None:
            continue
        if neighbours is None or not neighbours.moved_here(step.identity, read_set(platform, owner)):
            found[step.identity] = owner
    return found


def _compare(
    platform: Platform,
    former: Mapping[Identity, Identity],
    merge: bool,
    desired: Desired,
    live: Optional[LiveResource],
) -> Step:
    """Compare a resource with its manifest, or else the resource of its former name."""
    if live is None and desired.identity in former:
        old = platform.read(desired.kind, former[desired.identity][1])
        if old is not None:
            return plan_builder.compare_renamed(desired, old, merge=merge)
    return plan_builder.compare(desired, live, merge=merge)


def _annotate_renames(platform: Platform, made: Plan, parallelism: int) -> Plan:
    """Add notes on what renames keep and lose."""
    if all(step.renamed_from is None for step in made.steps):
        return made
    dependents = Dependents(platform, parallelism)
    in_set = made.inventory is not None
    described = {step.identity for step in made.steps if step.desired.resource is not None}
    notes = [rename_notes(step, dependents, described, in_set=in_set) for step in made.steps]
    steps = (replace(step, notes=(*step.notes, *more)) for step, more in zip(made.steps, notes))
    return replace(made, steps=tuple(steps))


def build_safely(
    platform: Platform,
    compared: Sequence[Step],
    needs: Mapping[Identity, Set[Identity]],
    inventory: Optional[Inventory] = None,
    parallelism: int = PARALLELISM,
) -> Plan:
    """Build the plan to apply; replacements avoid updates that may overwrite others."""
    made = plan_builder.build_apply(compared, needs, inventory)
    steps, rows = attach.replace_unsafe(platform, made.steps)
    if steps != list(made.steps):
        # Replaced resources must be attached again to those among the manifests, too.
        made = plan_builder.build_apply(steps, needs, inventory)
    made, lost = attach.add_outside_users(platform, made, rows, parallelism)
    check_detached(lost)
    return made if inventory is None else replace(made, shields=shields_of(made.steps))


def plan_adopt(
    platform: Platform,
    set_name: str,
    resources: Iterable[Resource] = (),
    named: Iterable[Tuple[Kind, str]] = (),
    *,
    parallelism: int = PARALLELISM,
) -> Plan:
    """Plan to make existing resources members of a set, perhaps taken from another.

    They are given by their manifests, or by kind and name. Nothing but the set may change.

    Raises:
        ManifestError: a resource does not exist, or only its manifest could send back a value that is not readable.
        GuardError: a manifest differs in more than the set.
    """
    desired = _prepare(platform, list(resources), "apply")
    dialect = platform.dialect().name
    for kind, name in named:
        platform.require(kind, "apply")
        if kind.served == "files":
            raise ManifestError(
                f"{kind.singular}/{kind.fold(name)} can only be adopted by its manifest, which names its content.",
                hint=f"smarter adopt -f FILE --set {set_name}",
            )
        desired.append(Desired(kind.for_dialect(dialect), kind.name, kind.fold(name), {}))
    inventory = read_set(platform, check_name(set_name))
    needs, _ = _references(platform, desired)
    compared = read_each(platform, desired, functools.partial(_compare_adopted, platform), parallelism)
    absent = sorted(str(step.desired) for step in compared if step.live is None)
    if absent:
        raise ManifestError(
            f"Cannot adopt what does not exist: {', '.join(absent)}.",
            hint="`smarter apply --set` creates it.",
        )
    made = build_safely(platform, compared, needs, inventory, parallelism)
    more = sorted(
        f"{step.desired}: {c.path}"
        for step in made.steps
        for c in step.changes
        if c.path not in ("(set)", "(reference)")
    )
    if more:
        raise GuardError(
            f"Adopting changes only the set, and these manifests change more: {'; '.join(more)}.",
            hint="Apply them first, or use `smarter apply --set`.",
        )
    return made


def _compare_adopted(platform: Platform, desired: Desired, live: Optional[LiveResource]) -> Step:
    """Compare a resource to be adopted. Without a manifest it keeps every live value.

    Values that the platform does not show come from the record of an earlier apply.
    """
    kept = plan_builder.compare(desired, live, merge=desired.resource is None)
    if desired.resource is not None or live is None or not kept.desired.keep_unreadable:
        return kept
    restated = attach.restate_from_platform(platform, live, (), parallelism=1)
    if restated.keep_unreadable:
        return replace(kept, desired=replace(kept.desired, keep_unreadable=restated.keep_unreadable))
    return plan_builder.compare(restated, live)


def plan_delete(platform: Platform, resources: Iterable[Resource], *, parallelism: int = PARALLELISM) -> Plan:
    """Plan to delete the resources.

    Raises:
        GuardError: one of them is protected.
    """
    desired = _prepare(platform, list(resources), "delete")
    needs, _ = _references(platform, desired)
    live = _read_existing(platform, desired, parallelism)
    effects = effects_with_users(Dependents(platform, parallelism), live)
    # Manifests name everything that belongs together, so kinds that cannot be listed are not mentioned.
    known = {each: effect._replace(unseen=()) for each, effect in effects.items()}
    return plan_builder.build_delete(desired, live, needs, known)


def plan_delete_set(platform: Platform, set_name: str, *, parallelism: int = PARALLELISM) -> Plan:
    """Plan to delete all members of a set, and the set itself with the last one.

    Protected members stay, and so does the set then.

    Raises:
        NotFoundError: there is no such set.
    """
    inventory = read_existing_set(platform, check_name(set_name))
    claimed = claims(platform, inventory, inventory.members)
    found = read_orphans(platform, inventory, claimed, parallelism)
    settled = settle(platform, found, (), parallelism)
    return add_deletes(Plan((), inventory=inventory), (), found, settled)


def plan_delete_named(
    platform: Platform,
    kind: Kind,
    names: Iterable[str],
    *,
    leaving: Collection[Identity] = (),
    parallelism: int = PARALLELISM,
) -> Plan:
    """Plan to delete resources of one kind by name.

    Args:
        leaving: resources of other kinds that are deleted as well.

    Raises:
        GuardError: one of them is protected.
    """
    platform.require(kind, "delete")
    platform.require(kind, "describe", "which delete needs in order to read it first")
    desired = [Desired(kind, kind.name, kind.fold(name), {}) for name in dict.fromkeys(names)]
    live = _read_existing(platform, desired, parallelism)
    effects = effects_with_users(Dependents(platform, parallelism), live, leaving)
    return plan_builder.build_delete(desired, live, {}, effects)


def _read_existing(
    platform: Platform, desired: Sequence[Desired], parallelism: int
) -> Dict[Identity, LiveResource]:
    found = read_each(platform, desired, lambda each, live: (each.identity, live), parallelism)
    return {identity: live for identity, live in found if live is not None}


def _references(
    platform: Platform, desired: Sequence[Desired]
) -> Tuple[Dict[Identity, Set[Identity]], Outside]:
    resources = [each.resource for each in desired if each.resource is not None]
    present = {each.identity for each in desired}
    return split_references(resources, platform.kinds, present, platform.dialect().name)


def _prepare(platform: Platform, resources: Sequence[Resource], verb: str) -> List[Desired]:
    """Prepare the resources for comparison; refuse unsupported kinds before any read."""
    dialect = platform.dialect().name
    for kind in {resource.kind.name: resource.kind for resource in resources}.values():
        platform.require(kind, verb)
        platform.require(kind, "describe", f"which {verb} needs in order to read it first")
    if verb == "apply":
        check_reserved_names(resource.identity for resource in resources)
    return group_secrets([prepare(resource, dialect) for resource in resources])


def _unresolved(missing: Mapping[Finding, str]) -> ManifestError:
    return ManifestError(
        f"Unresolved reference: {next(iter(missing.values()))} does not exist."
        if len(missing) == 1
        else f"{len(missing)} unresolved references.",
        list(missing),
        hint="Apply the missing resources together with these, or correct the names.",
    )

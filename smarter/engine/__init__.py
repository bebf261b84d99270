"""Reconciles manifests with a platform: observe, plan, execute.

plan = engine.plan(platform, bundle.resources)
outcomes = engine.execute(platform, plan)
"""

from __future__ import annotations

import functools
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from smarter.engine.dependents import CascadeEffect, Dependents, cascade_effects
from smarter.engine.desired import Desired, Identity, prepare
from smarter.engine.diff import Change
from smarter.engine.executor import Interrupted, Outcome, Problem, execute, problem_of
from smarter.engine.export.exporter import Exported
from smarter.engine.export.known_names import claims, find_sets, known_names
from smarter.engine.export.known_names import inventory as read_set
from smarter.engine.export.source import Collected, by_people, collect, exportable
from smarter.engine.graph.ordering import CycleError
from smarter.engine.guards import refuse_detaching, refuse_second_writes
from smarter.engine.live_state import PARALLELISM, Missing, concurrently, observe
from smarter.engine.plan import Plan, Step, plan_apply, step_of, with_prune
from smarter.engine.plan import plan_delete as _plan_delete
from smarter.engine.redaction import SECRET, SECRET_CHANGED, mask_manifest, refuse_masks
from smarter.engine.sets.apply_sets import (
    MARK,
    PRUNE_LIMIT,
    Inventory,
    check_name,
    check_prune_limit,
    check_reserved_names,
    check_set_ownership,
    keeps_marks,
)
from smarter.engine.spoken import require_supported
from smarter.errors import GuardError, ManifestError
from smarter.kinds import Kind, fold_name
from smarter.manifest import Finding, Resource
from smarter.manifest.findings import show_path
from smarter.platform import LiveResource, Platform

__all__ = [
    "PARALLELISM",
    "PRUNE_LIMIT",
    "SECRET",
    "SECRET_CHANGED",
    "Change",
    "Collected",
    "CycleError",
    "Exported",
    "Interrupted",
    "Inventory",
    "LiveResource",
    "Outcome",
    "Plan",
    "Problem",
    "Step",
    "by_people",
    "collect",
    "execute",
    "exportable",
    "find_sets",
    "known_names",
    "plan",
    "plan_adopt",
    "plan_delete",
    "plan_delete_named",
    "problem_of",
    "read_set",
    "shown",
]


def plan(
    platform: Platform,
    resources: Iterable[Resource],
    *,
    parallelism: int = PARALLELISM,
    merge: bool = False,
    set_name: Optional[str] = None,
    prune: bool = False,
    prune_limit: float = PRUNE_LIMIT,
) -> Plan:
    """Read the platform and say what `execute` would do. Writes nothing.

    `merge` keeps the live value of every field that a manifest does not mention. `set_name` makes the resources
    members of an apply set; `prune` deletes its members that are no longer among the resources, up to `prune_limit`,
    a share of 1.

    Raises:
        ManifestError: a reference to what is neither among the resources nor on the platform, a circle of
            references, or a value to be kept that cannot be.
        GuardError: another set owns a resource; or the prune would delete what is protected, in use, or too much.
        UnsupportedError: what the platform cannot do for a kind, or has no place for.
    """
    wanted, by_identity = _prepared(platform, resources, "apply")
    refuse_masks(wanted)
    require_supported(platform, wanted)
    inventory = None if set_name is None else read_set(platform, check_name(set_name))
    compare = functools.partial(step_of, merge=merge)
    seen = observe(platform, wanted, by_identity, compare, parallelism=parallelism)
    if seen.missing:
        raise ManifestError(
            _sentence(seen.missing),
            [_finding(each) for each in seen.missing],
            hint="Apply what they name together with them, or correct the name.",
        )
    claimed: Mapping[Identity, str] = {}
    if inventory is not None:
        claimed = claims(platform, inventory, {*by_identity, *inventory.members})
        check_set_ownership(inventory, seen.found, claimed)
    made = plan_apply(seen.found, seen.needs, seen.notes, inventory=inventory)
    refuse_second_writes(platform, made.steps)
    refuse_detaching(platform, made.steps, parallelism)
    if inventory is None or not prune:
        return made
    doomed = _doomed(platform, inventory, {*by_identity, *claimed}, parallelism)
    check_prune_limit(inventory, doomed, len(wanted), prune_limit)
    along = cascade_effects(Dependents(platform, parallelism), doomed, excluded=by_identity)
    return with_prune(made, doomed, inventory.members - set(by_identity) - set(doomed), along)


def plan_adopt(
    platform: Platform,
    set_name: str,
    resources: Iterable[Resource] = (),
    named: Iterable[Tuple[Kind, str]] = (),
    *,
    parallelism: int = PARALLELISM,
) -> Plan:
    """Read the platform and say how resources that exist become members of a set, of another set's too.

    They are given by their manifests, or by kind and name. Nothing but the mark may change: whatever else a manifest
    wants is refused.

    Raises:
        ManifestError: a resource is not there, or has a value that the platform does not show, so that only its
            manifest could send it back.
        GuardError: a manifest wants more than the mark.
    """
    wanted, by_identity = _prepared(platform, resources, "apply")
    dialect = platform.dialect().name
    for kind, name in named:
        platform.require(kind, "apply")
        wanted.append(Desired(kind.for_dialect(dialect), kind.name, fold_name(name), {}))
    inventory = read_set(platform, check_name(set_name))
    seen = observe(platform, wanted, by_identity, _adopted, parallelism=parallelism, check_references=False)
    absent = sorted(str(step.desired) for step in seen.found if step.live is None)
    if absent:
        raise ManifestError(
            f"There is no {', no '.join(absent)} to adopt.", hint="`smarter apply --set` creates them."
        )
    made = plan_apply(seen.found, seen.needs, seen.notes, inventory=inventory)
    more = sorted(
        f"{step.desired}: {c.path}" for step in made.steps for c in step.changes if c.path != "(set)"
    )
    if more:
        raise GuardError(
            f"Adopting changes nothing but the set, and these manifests want more: {'; '.join(more)}.",
            hint="Apply them first, or use `smarter apply --set`.",
        )
    return made


def _adopted(desired: Desired, live: Optional[LiveResource]) -> Step:
    """What a resource needs that is adopted: where it comes without a manifest, it keeps all that it has."""
    return step_of(desired, live, merge=desired.resource is None)


def _doomed(
    platform: Platform, inventory: Inventory, wanted: Set[Identity], parallelism: int
) -> Dict[Identity, LiveResource]:
    """The members of the set that are no longer wanted, that are still there, and that are still its own."""
    candidates = sorted(inventory.members - wanted)
    found = concurrently(
        lambda each: platform.read(platform.kinds.get(each[0]), each[1]), candidates, parallelism
    )
    return {
        identity: live
        for identity, live in zip(candidates, found)
        if live is not None and (live.marks.get(MARK) == inventory.name or not keeps_marks(live.kind))
    }


def plan_delete(platform: Platform, resources: Iterable[Resource], *, parallelism: int = PARALLELISM) -> Plan:
    """Read the platform and say what deleting the resources would do. Writes nothing.

    Raises:
        GuardError: one of them is protected.
    """
    wanted, by_identity = _prepared(platform, resources, "delete")
    seen = observe(platform, wanted, by_identity, _there, parallelism=parallelism, check_references=False)
    live = dict(filter(None, seen.found))
    along = cascade_effects(Dependents(platform, parallelism), live)
    # Whoever deletes by manifests has what belongs together among them: what cannot be known is no news.
    return _plan_delete(wanted, live, seen.needs, {each: CascadeEffect(along[each].known) for each in along})


def plan_delete_named(
    platform: Platform, kind: Kind, names: Iterable[str], *, parallelism: int = PARALLELISM
) -> Plan:
    """Like `plan_delete`, for resources of one kind that are given by name."""
    platform.require(kind, "delete")
    platform.require(kind, "describe", "which delete needs to see what is there")
    wanted = [Desired(kind, kind.name, fold_name(name), {}) for name in dict.fromkeys(names)]
    seen = observe(platform, wanted, {}, _there, parallelism=parallelism, check_references=False)
    live = dict(filter(None, seen.found))
    return _plan_delete(wanted, live, {}, cascade_effects(Dependents(platform, parallelism), live))


def _there(desired: Desired, live: Optional[LiveResource]) -> Optional[Tuple[Identity, LiveResource]]:
    return None if live is None else (desired.identity, live)


def shown(live: LiveResource) -> Dict[str, Any]:
    """A live resource as a manifest that any output may show: secrets masked, annotations of ours left out."""
    return {
        "apiVersion": "smarter.sh/v1",
        "kind": live.kind.name,
        **mask_manifest(live.manifest, live),
        "status": dict(live.status),
    }


def _prepared(
    platform: Platform, resources: Iterable[Resource], verb: str
) -> Tuple[List[Desired], Dict[Identity, Resource]]:
    """The resources ready to be compared; refuses, before anything is read, what the platform cannot do for a kind."""
    given = list(resources)
    dialect = platform.dialect().name
    for kind in {resource.kind.name: resource.kind for resource in given}.values():
        platform.require(kind, verb)
        platform.require(kind, "describe", f"which {verb} needs to see what is there")
    if verb == "apply":
        check_reserved_names((resource.identity for resource in given), platform.kinds)
    wanted = [prepare(resource, dialect) for resource in given]
    return wanted, {each.identity: resource for each, resource in zip(wanted, given)}


def _sentence(missing: Sequence[Missing]) -> str:
    if len(missing) == 1:
        return f"A reference to nothing: {' or '.join(missing[0].kinds)} {missing[0].name!r}."
    return f"{len(missing)} references to nothing."


def _finding(each: Missing) -> Finding:
    line, column = each.resource.position(each.path)
    kinds = " or ".join(each.kinds)
    return Finding(
        rule="unresolved-reference",
        severity="error",
        message=f"There is no {kinds} {each.name!r}, neither among the manifests nor on the platform.",
        file=each.resource.file,
        line=line,
        column=column,
        path=show_path(each.path),
        expected=f"the name of a {kinds}",
        hint="Apply it together with this manifest, or correct the name.",
    )

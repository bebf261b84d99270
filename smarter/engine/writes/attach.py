"""Safe replacement of plugins, and attaching them again to outside users."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from smarter.engine.concurrency import map_concurrently
from smarter.engine.dependents import Dependents
from smarter.engine.desired import Desired, Identity, label
from smarter.engine.diff import Change
from smarter.engine.export.exporter import restate
from smarter.engine.export.source import describable_references, names_by_kind
from smarter.engine.graph.references import live_references, reference_fields, refers_to
from smarter.engine.normalize import get, put
from smarter.engine.plan import WRITES, Plan, Step
from smarter.engine.writes.data_rows import DETACHED, Rows, foreign_content, read_rows
from smarter.platform import LiveResource, Platform

_WINDOW = (
    "deleted and created again, since an update may overwrite another plugin; for that moment it is missing"
)


def replace_unsafe(platform: Platform, steps: Sequence[Step]) -> Tuple[List[Step], Rows]:
    """Turn updates that may write into another resource into replacements.

    Returns the steps, and the record of ids, which is read only if a step needs it.
    """
    dialect = platform.dialect().name
    confused = [step for step in steps if step.desired.kind.confuses_rows(dialect)]
    if not any(each.action in WRITES or (each.live and DETACHED in each.live.marks) for each in confused):
        return list(steps), Rows()
    rows = read_rows(platform)
    users = [step.live for step in steps if step.live is not None and any(live_references(step.live))]
    return [
        _secured(step, rows, users) if step.desired.kind.confuses_rows(dialect) else step for step in steps
    ], rows


def _secured(step: Step, rows: Rows, users: Sequence[LiveResource]) -> Step:
    if step.live is None:
        # Deleting a plugin detaches it, so a chatbot that still names it shows that it exists without its data.
        kind, name = step.desired.kind, step.name
        naming = [user for user in users if refers_to(user, kind, name)]
        if not naming or step.action != "create":
            return step
        note = f"{label(naming[0].identity)} names it, so it exists without data, left by a failed apply"
        return replace(step, notes=(*step.notes, note))
    notes: List[str] = []
    other = foreign_content(step.live)
    if other is not None:
        notes.append(f"the platform has overwritten it with the content of {other}")
    action = step.action
    if action in ("update", "reset") and step.live.row_id not in rows.agreed:
        action = "replace"
    warnings = step.warnings
    if action == "replace":
        notes.append(_WINDOW)
        warnings = ()  # they are about updates, and the plugin is created anew
    return replace(step, action=action, notes=(*step.notes, *notes), warnings=warnings)


def add_outside_users(platform: Platform, plan: Plan, rows: Rows, parallelism: int) -> Tuple[Plan, List[str]]:
    """Add steps that attach replaced resources again to users outside the manifests.

    Returns the plan, and a text for each user that cannot be attached again.
    """
    given = {step.identity: step for step in plan.steps}
    detached: Dict[Identity, Set[Identity]] = {}
    lives: Dict[Identity, LiveResource] = {}
    dependents = Dependents(platform, parallelism)
    for step in plan.steps:
        if step.action == "replace" and step.live is not None:
            for user in dependents.users(step.live):
                if user.identity not in given:
                    detached.setdefault(user.identity, set()).add(step.identity)
                    lives[user.identity] = user
    for identity, used in rows.detached:  # a run before this one was cut off
        if used in given and identity not in given:
            detached.setdefault(identity, set()).add(used)
    level = 1 + max((step.level for step in plan.steps), default=0)
    steps: List[Step] = []
    lost: List[str] = []
    pairs: Set[Tuple[Identity, Identity]] = set()
    needs = dict(plan.needs)
    for identity, targets in sorted(detached.items()):
        live = lives.get(identity) or platform.read(platform.kinds.get(identity[0]), identity[1])
        if live is not None and (identity in lives or _is_detached(live, targets, given)):
            made = _attach(platform, live, targets, given, parallelism)
            if made is None:
                lost.extend(f"{given[used].desired} from {label(identity)}" for used in sorted(targets))
                continue
            steps.append(replace(made, level=level))
            needs[identity] = targets
        pairs.update((identity, used) for used in targets)
    return replace(plan, steps=(*plan.steps, *steps), needs=needs, detached=frozenset(pairs)), lost


# Held by tests/engine/writes/test_data_rows.py, with a crash after each request of a replacement.
def _is_detached(live: LiveResource, used: Iterable[Identity], given: Mapping[Identity, Step]) -> bool:
    """Tell whether a resource lacks a reference removed by an earlier run.

    If it was applied after the plugin was created again, its author has removed the reference.
    """
    for identity in used:
        target = given[identity].live
        applied = target is not None and None not in (target.created, live.modified)
        if applied and target.created < live.modified:  # type: ignore[union-attr,operator]  # checked in the line above
            continue
        if not refers_to(live, given[identity].desired.kind, identity[1]):
            return True
    return False


def _attach(
    platform: Platform,
    live: LiveResource,
    used: Set[Identity],
    given: Mapping[Identity, Step],
    parallelism: int,
) -> Optional[Step]:
    """Return the step to attach `used` and change nothing else; None if impossible."""
    dialect = platform.dialect().name
    live = replace(live, kind=live.kind.for_dialect(dialect), manifest=_with_references(live, used, given))
    desired = restate_from_platform(platform, live, used, parallelism)
    if desired.keep_unreadable:
        return None
    changes = tuple(
        Change("(reference)", None, str(given[identity].desired), "attach") for identity in sorted(used)
    )
    return Step(desired, "update", changes=changes, live=live, outside=True)


def restate_from_platform(
    platform: Platform, live: LiveResource, known: Iterable[Identity], parallelism: int
) -> Desired:
    """Return the last applied manifest; `keep_unreadable` has its unknown fields.

    Looks up which resources exist that it may refer to, besides the `known` ones.
    """
    named = list(describable_references(platform, live))
    found = map_concurrently(lambda each: platform.read(each[0], each[1]), named, parallelism)
    existing = (each.identity for each in found if each is not None)
    return restate(live, names_by_kind((*known, *existing)))


def _with_references(
    live: LiveResource, used: Iterable[Identity], given: Mapping[Identity, Step]
) -> Dict[str, Any]:
    """Return the live manifest with the references to `used` lost by a replacement."""
    manifest = {**live.manifest, "spec": dict(live.manifest.get("spec") or {})}
    for identity in used:
        kind = given[identity].desired.kind
        if refers_to(live, kind, identity[1]):
            continue
        for field in reference_fields(live.kind, kind):
            listed = get(manifest, field.path)
            if field.schema.get("type") == "array" or isinstance(listed, list):
                put(manifest, field.path, [*(listed or []), identity[1]])
                break
    return manifest

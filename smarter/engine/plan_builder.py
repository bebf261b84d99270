"""Builder of plans from desired and live resources: pure functions, no reads."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Sequence, Set

from smarter.engine.dependents import CascadeEffect
from smarter.engine.desired import Desired, Identity, compared, label
from smarter.engine.diff import Change, created, difference
from smarter.engine.graph.ordering import levels
from smarter.engine.graph.references import live_references, references_among
from smarter.engine.guards import check_adoptable, check_protected, check_unused, unkept
from smarter.engine.keep import keep, leave_out
from smarter.engine.normalize import get
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import MARK, Inventory, keeps_marks
from smarter.kinds import Kind
from smarter.platform import LiveResource
from smarter.platform.files import digest_in


def build_apply(
    compared: Iterable[Step], needs: Mapping[Identity, Set[Identity]], inventory: Optional[Inventory] = None
) -> Plan:
    """Build the plan that applies resources, from the `compare` step of each.

    Raises:
        CycleError: the resources refer to each other in a circle.
        ManifestError: a resource that is adopted without its manifest has a value that cannot be sent back.
    """
    by_identity = {step.identity: step for step in compared}
    steps: Dict[Identity, Step] = {}
    for level, group in enumerate(levels(by_identity, needs)):
        for identity in group:
            step = _join_set(replace(by_identity[identity], level=level), inventory)
            steps[identity] = _attach(step, needs.get(identity, set()), steps)
    check_adoptable(steps.values())
    return Plan(tuple(map(_with_unkept, steps.values())), needs, inventory)


def _with_unkept(step: Step) -> Step:
    """Add a warning for each field to be kept that the step loses, or that stops it."""
    found = [f"{each.message} {each.hint}" for each in unkept(step)]
    return replace(step, warnings=tuple(dict.fromkeys((*step.warnings, *found)))) if found else step


def compare(desired: Desired, live: Optional[LiveResource], *, merge: bool = False) -> Step:
    """Compare a resource, just read, with its manifest; `merge` keeps omitted fields."""
    read_at = time.monotonic()
    step = replace(_compared(desired, live, merge), read_at=read_at)
    step.desired.drop_cached_values()
    return step


def compare_renamed(desired: Desired, former: LiveResource, *, merge: bool = False) -> Step:
    """Return a renamed resource's create step, with values kept of the `former` one."""
    kept = leave_out(keep(desired, former, merge=merge))
    step = Step(kept, "create", changes=created(kept), renamed_from=former)
    step.desired.drop_cached_values()
    return step


def _compared(desired: Desired, live: Optional[LiveResource], merge: bool) -> Step:
    if live is None:
        desired = leave_out(desired)
        return Step(desired, "create", changes=created(desired))
    desired = keep(desired, live, merge=merge)
    found = difference(desired, live)
    action = "none"
    if found.changes:
        resets = all(change.cause == "reset" for change in found.changes)
        action = "replace" if found.replace else "reset" if resets else "update"
    # What is not sent goes back to its default, and what this version does not know cannot be sent.
    notes = [
        f"{path} is live, and smarter does not know it: the platform may reset it."
        for path in live.unknown_fields()
    ]
    return Step(
        desired,
        action,
        changes=found.changes,
        live=live,
        warnings=found.warnings,
        notes=tuple(notes if found.changes else ()),
    )


def _join_set(step: Step, inventory: Optional[Inventory]) -> Step:
    """Add the change that makes the resource a member of the set."""
    if inventory is None or step.live is None:
        return step
    if inventory.marks(step.live) or not keeps_marks(step.live.kind):
        return step
    return _with_changes(step, [Change("(set)", step.live.marks.get(MARK), inventory.name, "edit")])


# Deleting a plugin detaches it from its chatbots at once, and creating it again does not attach it: prompts go on
# without it and nothing says so. Applying the chatbot attaches it. So a resource is written once more if one that it
# refers to will be created, or was created after the last write of the resource; the second holds after a crash
# between the two writes. Held by tests/engine/test_executor.py and the kill matrix.
def _attach(step: Step, needed: Set[Identity], steps: Mapping[Identity, Step]) -> Step:
    """Add the changes that attach recreated resources to this one again."""
    if step.live is None:
        return step
    changes: List[Change] = []
    for identity in sorted(needed):
        target = steps[identity]
        existing = target.live
        recreated = target.action in ("create", "replace")
        younger = (
            existing is not None
            and existing.created is not None
            and step.live.modified is not None
            and existing.created > step.live.modified
        )
        if recreated or younger:
            changes.append(Change("(reference)", None, str(target.desired), "attach"))
    return _with_changes(step, changes)


def _with_changes(step: Step, changes: Sequence[Change]) -> Step:
    changes = [change for change in changes if change not in step.changes]
    if not changes:
        return step
    action = "update" if step.action in ("none", "reset") else step.action
    return replace(step, action=action, changes=(*step.changes, *changes))


def add_prune(
    plan: Plan,
    to_delete: Mapping[Identity, LiveResource],
    forgotten: FrozenSet[Identity],
    effects: Mapping[Identity, CascadeEffect],
) -> Plan:
    """Add deletes of `to_delete` after all other steps, users before the used.

    `forgotten` are members that the inventory drops without a delete.

    Raises:
        GuardError: a manifest still refers to one of them.
    """
    used = sorted(
        f"{step.desired} refers to {label(identity)}"
        for step in plan.steps
        for identity, live in to_delete.items()
        if _will_refer(step, live.kind, identity)
    )
    check_unused(used)
    needs = references_among(to_delete)
    absent = {
        identity: Desired(live.kind, live.kind.usual, identity[1], {})
        for identity, live in sorted(to_delete.items())
    }
    first = 1 + max((step.level for step in plan.steps), default=-1)
    steps = (*plan.steps, *_delete_steps(absent, to_delete, needs, effects, first))
    return replace(
        plan, steps=steps, forgotten=forgotten, needs={**plan.needs, **_users_first(to_delete, needs)}
    )


def _delete_steps(
    desired: Mapping[Identity, Desired],
    live: Mapping[Identity, LiveResource],
    needs: Mapping[Identity, Set[Identity]],
    effects: Mapping[Identity, CascadeEffect],
    first: int = 0,
) -> Iterator[Step]:
    """Yield the delete steps from the level `first` on, users before the used."""
    for level, group in enumerate(reversed(levels(desired, needs)), first):
        for identity in group:
            existing = live.get(identity)
            action = "none" if existing is None else "delete"
            effect = effects.get(identity, CascadeEffect())
            notes = effect.notes() if existing else ("does not exist",)
            along = tuple(effect.known)
            yield Step(desired[identity], action, level, notes=notes, live=existing, along=along)


def _users_first(
    identities: Iterable[Identity], needs: Mapping[Identity, Set[Identity]]
) -> Dict[Identity, Set[Identity]]:
    """Return, for each resource to be deleted, those that must be deleted before it."""
    users: Dict[Identity, Set[Identity]] = {identity: set() for identity in identities}
    for identity, needed in needs.items():
        for target in needed:
            users[target].add(identity)
    return users


# A vectorstore keeps the same content once, so that the content of a renamed file cannot be uploaded while the old
# document is there. Held by tests/acceptance/test_document_folders.py.
def hand_over_content(plan: Plan) -> Plan:
    """Let uploads take over their content from its former owners in the same plan."""
    leaving: Dict[str, Set[str]] = {}
    for step in plan.steps:
        had = _content_digest(step.desired.kind, step.live.manifest) if step.live is not None else ""
        if had and had != _content_digest(step.desired.kind, step.desired.manifest):
            leaving.setdefault(had, set()).add(step.name)
    if not leaving:
        return plan
    steps = []
    for step in plan.steps:
        content = step.desired.content
        found = leaving.get(_content_digest(step.desired.kind, step.desired.manifest))
        if content is not None and found:
            content = content._replace(replaces=frozenset(found))
            step = replace(step, desired=replace(step.desired, content=content))
        steps.append(step)
    return replace(plan, steps=tuple(steps))


def _content_digest(kind: Kind, manifest: Mapping[str, Any]) -> str:
    """Return the digest of the content that a manifest names; "" for other kinds."""
    marks = (get(manifest, each.path) for each in compared(kind) if "content" in each.normalize)
    return next((digest_in(mark) for mark in marks), "")


def _will_refer(step: Step, kind: Kind, identity: Identity) -> bool:
    """Tell whether a done step refers to a resource: by its manifest or a kept field."""
    desired = step.desired
    written = desired.resource.references() if desired.resource is not None else ()
    if any(reference.name == identity[1] and identity[0] in reference.kinds for reference in written):
        return True
    kept = desired.keep_readable | desired.keep_unreadable
    remaining = live_references(step.live, only=kept) if step.live is not None and kept else ()
    return any(reference.names(kind, identity[1]) for reference in remaining)


def build_delete(
    desired: Iterable[Desired],
    live: Mapping[Identity, LiveResource],
    needs: Mapping[Identity, Set[Identity]],
    effects: Mapping[Identity, CascadeEffect],
) -> Plan:
    """Build the plan to delete the existing ones of `desired`, users before the used.

    Raises:
        GuardError: one of them is protected.
    """
    by_identity = {each.identity: each for each in desired}
    check_protected(live, effects)
    steps = _delete_steps(by_identity, live, needs, effects)
    return Plan(tuple(steps), _users_first(by_identity, needs))

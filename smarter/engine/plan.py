"""The plan: what will happen to each resource and why, as plain data made by a pure function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from smarter.engine.dependents import CascadeEffect
from smarter.engine.desired import Desired, Identity, label
from smarter.engine.diff import Change, created, difference
from smarter.engine.graph.ordering import levels
from smarter.engine.keep import asked, keep
from smarter.engine.normalize import squashed
from smarter.engine.sets.apply_sets import MARK, Inventory, keeps_marks, live_references, some
from smarter.errors import GuardError, ManifestError
from smarter.manifest import Finding
from smarter.platform import LiveResource

PROTECT = "smarter.sh/protect"

ACTIONS: Tuple[str, ...] = ("create", "update", "reset", "replace", "delete", "none")


@dataclass(frozen=True)
class Step:
    """What will happen to one resource. `level` says when: steps of one level run at the same time."""

    desired: Desired
    action: str
    level: int = 0
    changes: Tuple[Change, ...] = ()
    notes: Tuple[str, ...] = ()
    live: Optional[LiveResource] = None
    warnings: Tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind in the word that the manifest's author used."""
        return self.desired.word

    @property
    def name(self) -> str:
        return self.desired.name

    @property
    def identity(self) -> Identity:
        return self.desired.identity

    def to_json(self) -> Dict[str, Any]:
        """The step as plans and reports show it; no secret in it."""
        shown: Dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "action": self.action,
            "changes": [change.to_json() for change in self.changes],
        }
        for word, texts in (("notes", self.notes), ("warnings", self.warnings)):
            if texts:
                shown[word] = list(texts)
        return shown


@dataclass(frozen=True)
class Plan:
    """All steps, in the order of their levels, and who needs whom. The only thing that the executor takes.

    `inventory` is the apply set's as it was read, where there is a set.
    """

    steps: Tuple[Step, ...]
    needs: Mapping[Identity, Set[Identity]] = field(default_factory=dict)
    inventory: Optional[Inventory] = None
    forgotten: FrozenSet[Identity] = frozenset()  # members that are gone, or that another set took over

    @property
    def empty(self) -> bool:
        """True where nothing is to be done."""
        return all(step.action == "none" for step in self.steps) and not self.claims

    @property
    def claims(self) -> bool:
        """Whether the set's inventory must be written."""
        return self.inventory is not None and not (
            self.inventory.stored and self.inventory.members == self.members_after
        )

    @property
    def members_during(self) -> Set[Identity]:
        """What the inventory must name before anything is written, so that a crash loses track of nothing."""
        members = set(self.inventory.members if self.inventory else ())
        return (members - self.forgotten) | {step.identity for step in self.steps}

    @property
    def members_after(self) -> Set[Identity]:
        """What the inventory names when all has gone well."""
        return self.members_during - {step.identity for step in self.steps if step.action == "delete"}

    def summary(self) -> Dict[str, int]:
        """How many steps there are of each action."""
        counts = dict.fromkeys(ACTIONS, 0)
        for step in self.steps:
            counts[step.action] += 1
        return counts


def plan_apply(
    compared: Iterable[Step],
    needs: Mapping[Identity, Set[Identity]],
    notes: Mapping[Identity, Tuple[str, ...]],
    *,
    inventory: Optional[Inventory] = None,
) -> Plan:
    """The plan that makes what is there what is wanted, from the `step_of` each resource.

    Raises:
        ManifestError: the wanted resources refer to each other in a circle, or keep what cannot be kept.
    """
    by_identity = {step.identity: step for step in compared}
    steps: Dict[Identity, Step] = {}
    order = levels(by_identity, needs)
    for level, group in enumerate(order):
        for identity in group:
            step = _marked(replace(by_identity[identity], level=level), inventory)
            step = _attach(step, needs.get(identity, set()), steps)
            if identity in notes:
                step = replace(step, notes=(*step.notes, *notes[identity]))
            steps[identity] = step
    _refuse_lost([steps[identity] for group in order for identity in group])
    return Plan(tuple(steps[identity] for group in order for identity in group), needs, inventory)


def step_of(desired: Desired, live: Optional[LiveResource], *, merge: bool = False) -> Step:
    """What one resource needs by itself, whatever it refers to. `merge` keeps what the manifest does not mention."""
    step = _compared(desired, live, merge)
    step.desired.rest()
    return step


def _compared(desired: Desired, live: Optional[LiveResource], merge: bool) -> Step:
    if live is None:
        return Step(desired, "create", changes=created(desired))
    desired = keep(desired, live, merge=merge)
    found = difference(desired, live)
    action = "none"
    if found.changes:
        resets = all(change.cause == "reset" for change in found.changes)
        action = "replace" if found.replace else "reset" if resets else "update"
    return Step(desired, action, changes=found.changes, live=live, warnings=found.warnings)


def _marked(step: Step, inventory: Optional[Inventory]) -> Step:
    """The step, with the change that makes the resource a member of the set."""
    if inventory is None or step.live is None or step.live.marks.get(MARK) == inventory.name:
        return step
    if not keeps_marks(step.live.kind):
        return step
    joins = Change("(set)", step.live.marks.get(MARK), inventory.name, "edit")
    return _with(step, [joins])


def _attach(step: Step, needed: Set[Identity], steps: Mapping[Identity, Step]) -> Step:
    """The step with what must be attached again: deleting a resource detached it, creating it anew does not attach it.

    So whoever refers to a resource that will be created, or that was created after the referrer was last written, is
    written once more. That holds after a crash at any point between the two as well.
    """
    if step.live is None:
        return step
    again: List[Change] = []
    for identity in sorted(needed):
        target = steps[identity]
        there = target.live
        fresh = target.action in ("create", "replace")
        younger = (
            there is not None
            and there.created is not None
            and step.live.modified is not None
            and there.created > step.live.modified
        )
        if fresh or younger:
            again.append(Change("(reference)", None, str(target.desired), "attach"))
    return _with(step, again)


def _with(step: Step, changes: Sequence[Change]) -> Step:
    if not changes:
        return step
    action = "update" if step.action in ("none", "reset") else step.action
    return replace(step, action=action, changes=(*step.changes, *changes))


def _refuse_lost(steps: Sequence[Step]) -> None:
    """Refuse a write that would lose a field which is to be kept, and cannot be sent because it cannot be read."""
    findings: List[Finding] = []
    unsaid: List[str] = []  # of resources that come without a manifest, to be adopted
    for step in steps:
        desired = step.desired
        new = step.action == "create"
        fields = set(asked(desired.manifest)) if new else desired.held
        for path in sorted(fields if step.action != "none" else ()):
            shown = ".".join(path)
            if desired.resource is None:
                unsaid.append(f"{shown} of {desired}")
                continue
            why = (
                "there is nothing to keep yet"
                if new
                else "the platform does not show it, and this would lose it"
            )
            line, column = desired.resource.position(path)
            findings.append(
                Finding(
                    rule="keep",
                    severity="error",
                    message=f"{shown} of {desired} cannot be kept: {why}.",
                    file=desired.resource.file,
                    line=line,
                    column=column,
                    path=shown,
                    expected="its value, as in ${env:NAME}",
                    hint="Write the value in the manifest.",
                )
            )
    if unsaid:
        raise ManifestError(
            f"This would lose what the platform does not show: {some(unsaid)}.",
            hint="Name the manifests in place of the resources: -f PATH.",
        )
    if findings:
        raise ManifestError(findings[0].message, findings, hint=findings[0].hint)


def with_prune(
    plan: Plan,
    doomed: Mapping[Identity, LiveResource],
    forgotten: FrozenSet[Identity],
    along: Mapping[Identity, CascadeEffect],
) -> Plan:
    """The plan with steps behind the others that delete `doomed`, what refers to a resource before the resource.

    `forgotten` are members that the inventory drops without anything being deleted, `along` what the platform is known
    to delete along with a resource.

    Raises:
        GuardError: one of them is protected, or a manifest still refers to it.
    """
    refuse_protected(doomed, along)
    used = sorted(
        f"{step.desired} refers to {label(identity)}"
        for step in plan.steps
        for identity in doomed
        if _refers(step, identity)
    )
    if used:
        raise GuardError(
            f"What would be pruned is still in use: {some(used, '; ')}.",
            hint="Take the reference out of the manifest, or put the resource back among the manifests.",
        )
    targets = {
        identity: {(kind, name) for kind, name, _ in live_references(live)}
        for identity, live in doomed.items()
    }
    needs = {
        identity: {
            other for other in doomed if other != identity and (other[0], squashed(other[1])) in refers
        }
        for identity, refers in targets.items()
    }
    first = 1 + max((step.level for step in plan.steps), default=-1)
    steps = list(plan.steps)
    for level, group in enumerate(reversed(levels(sorted(doomed), needs))):
        for identity in group:
            live = doomed[identity]
            gone = Desired(live.kind, live.kind.name, identity[1], {})
            notes = along.get(identity, CascadeEffect()).notes()
            steps.append(Step(gone, "delete", first + level, notes=notes, live=live))
    return replace(plan, steps=tuple(steps), forgotten=forgotten)


def _refers(step: Step, identity: Identity) -> bool:
    """Whether a resource will refer to another once its step is done: by its manifest, or by a field that it keeps."""
    kind, name = identity
    desired = step.desired
    said = desired.resource.references() if desired.resource is not None else ()
    if any(reference.name == name and kind in reference.kinds for reference in said):
        return True
    stays = desired.kept | desired.held
    left = live_references(step.live, only=stays) if step.live is not None and stays else set()
    return any((word, normalize_key) == (kind, squashed(name)) for word, normalize_key, _ in left)


def plan_delete(
    wanted: Iterable[Desired],
    live: Mapping[Identity, LiveResource],
    needs: Mapping[Identity, Set[Identity]],
    along: Mapping[Identity, CascadeEffect],
) -> Plan:
    """The plan that deletes what is there of `wanted`, what refers to a resource before the resource.

    `along` is what the platform is known to delete along with a resource.

    Raises:
        GuardError: one of them is protected.
    """
    by_identity = {each.identity: each for each in wanted}
    refuse_protected(live, along)
    order = list(reversed(levels(by_identity, needs)))
    steps = []
    for level, group in enumerate(order):
        for identity in group:
            there = live.get(identity)
            action = "none" if there is None else "delete"
            note = along.get(identity, CascadeEffect()).notes() if there else ("it is not there",)
            steps.append(Step(by_identity[identity], action, level, notes=note, live=there))
    reverse: Dict[Identity, Set[Identity]] = {identity: set() for identity in by_identity}
    for identity, needed in needs.items():
        for target in needed:
            reverse[target].add(identity)
    return Plan(tuple(steps), reverse)


def refuse_protected(live: Mapping[Identity, LiveResource], along: Mapping[Identity, CascadeEffect]) -> None:
    """Refuse to delete what an annotation shields, directly or `along` with something else.

    Raises:
        GuardError: it names each such resource.
    """
    guarded = [label(identity) for identity, each in live.items() if protected(each)]
    guarded += [
        f"{each.kind.singular}/{each.name}, which the platform deletes with {label(identity)}"
        for identity, taken in along.items()
        for each in taken.known
        if protected(each)
    ]
    if guarded:
        raise GuardError(
            f"Protected by the annotation {PROTECT}: {', '.join(sorted(guarded))}.",
            hint="Apply a manifest without that annotation first.",
        )


def protected(live: LiveResource) -> bool:
    """Whether the resource carries the annotation that shields it from being deleted."""
    annotations = live.manifest.get("metadata", {}).get("annotations") or ()
    return any(
        str(key).lower() == PROTECT and str(value).lower() == "true"
        for entry in annotations
        for key, value in entry.items()
    )

"""The plan: what will happen to each resource and why, as plain data made by a pure function."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Dict, Iterable, List, Mapping, Optional, Set, Tuple

from smarter.engine.desired import Desired, Identity
from smarter.engine.difference import Change, Difference, created, difference
from smarter.engine.graph import levels
from smarter.engine.values import Path
from smarter.errors import GuardError
from smarter.platform import Live

PROTECT = "smarter.sh/protect"

ACTIONS = ("create", "update", "reset", "replace", "delete", "none")


@dataclass(frozen=True)
class Step:
    """What will happen to one resource. `level` says when: steps of one level run at the same time."""

    desired: Desired
    action: str
    level: int
    changes: Tuple[Change, ...] = ()
    notes: Tuple[str, ...] = ()
    live: Optional[Live] = None
    kept: Mapping[Path, Any] = field(default_factory=dict)

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
        if self.notes:
            shown["notes"] = list(self.notes)
        return shown


@dataclass(frozen=True)
class Plan:
    """All steps, in the order of their levels, and who needs whom. The only thing that the executor takes."""

    steps: Tuple[Step, ...]
    needs: Mapping[Identity, Set[Identity]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """True where nothing is to be done."""
        return all(step.action == "none" for step in self.steps)

    def summary(self) -> Dict[str, int]:
        """How many steps there are of each action."""
        counts = dict.fromkeys(ACTIONS, 0)
        for step in self.steps:
            counts[step.action] += 1
        return counts


def plan_apply(
    wanted: Iterable[Desired],
    live: Mapping[Identity, Live],
    needs: Mapping[Identity, Set[Identity]],
    notes: Mapping[Identity, Tuple[str, ...]],
) -> Plan:
    """The plan that makes `live` what is wanted.

    Raises:
        CycleError: the wanted resources refer to each other in a circle.
    """
    by_identity = {each.identity: each for each in wanted}
    steps: Dict[Identity, Step] = {}
    order = levels(by_identity, needs)
    for level, group in enumerate(order):
        for identity in group:
            step = _step(by_identity[identity], live.get(identity), level)
            step = _attach(step, needs.get(identity, set()), steps, live)
            steps[identity] = replace(step, notes=(*step.notes, *notes.get(identity, ())))
    return Plan(tuple(steps[identity] for group in order for identity in group), needs)


def _step(desired: Desired, live: Optional[Live], level: int) -> Step:
    if live is None:
        return Step(desired, "create", level, created(desired))
    found: Difference = difference(desired, live)
    action = "none"
    if found.changes:
        resets = all(change.cause == "reset" for change in found.changes)
        action = "replace" if found.replace else "reset" if resets else "update"
    return Step(desired, action, level, found.changes, found.notes, live, found.kept)


def _attach(
    step: Step, needed: Set[Identity], steps: Mapping[Identity, Step], live: Mapping[Identity, Live]
) -> Step:
    """The step with what must be attached again: deleting a resource detached it, creating it anew does not attach it.

    So whoever refers to a resource that will be created, or that was created after the referrer was last written, is
    written once more. That holds after a crash at any point between the two as well.
    """
    if step.live is None:
        return step
    again: List[Change] = []
    for identity in sorted(needed):
        target, there = steps[identity], live.get(identity)
        fresh = target.action in ("create", "replace")
        younger = (
            there is not None
            and there.created is not None
            and step.live.modified is not None
            and there.created > step.live.modified
        )
        if fresh or younger:
            again.append(Change("(reference)", None, str(target.desired), "attach"))
    if not again:
        return step
    action = "update" if step.action in ("none", "reset") else step.action
    return replace(step, action=action, changes=(*step.changes, *again))


def plan_delete(
    wanted: Iterable[Desired], live: Mapping[Identity, Live], needs: Mapping[Identity, Set[Identity]]
) -> Plan:
    """The plan that deletes what is there of `wanted`, what refers to a resource before the resource.

    Raises:
        GuardError: one of them is protected.
    """
    by_identity = {each.identity: each for each in wanted}
    guarded = sorted(str(by_identity[identity]) for identity, each in live.items() if protected(each))
    if guarded:
        raise GuardError(
            f"Protected by the annotation {PROTECT}: {', '.join(guarded)}.",
            hint="Apply a manifest without that annotation first.",
        )
    order = list(reversed(levels(by_identity, needs)))
    steps = []
    for level, group in enumerate(order):
        for identity in group:
            there = live.get(identity)
            action = "none" if there is None else "delete"
            note = () if there else ("it is not there",)
            steps.append(Step(by_identity[identity], action, level, notes=note, live=there))
    reverse: Dict[Identity, Set[Identity]] = {identity: set() for identity in by_identity}
    for identity, needed in needs.items():
        for target in needed:
            reverse[target].add(identity)
    return Plan(tuple(steps), reverse)


def protected(live: Live) -> bool:
    """Whether the resource carries the annotation that shields it from being deleted."""
    annotations = live.manifest.get("metadata", {}).get("annotations") or ()
    return any(
        str(key).lower() == PROTECT and str(value).lower() == "true"
        for entry in annotations
        for key, value in entry.items()
    )

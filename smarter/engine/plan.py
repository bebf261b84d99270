"""The plan: one step for each resource, with the reasons, as plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Dict, FrozenSet, Mapping, NamedTuple, Optional, Set, Tuple

from smarter._notebook import html_table
from smarter.engine.desired import Desired, Identity, label
from smarter.engine.diff import Change
from smarter.engine.sets.apply_sets import Inventory
from smarter.platform import LiveResource

# Actions that send a manifest. `reset` only puts fields back to their defaults; `replace` deletes and creates.
WRITES: Tuple[str, ...] = ("create", "update", "reset", "replace")
ACTIONS: Tuple[str, ...] = (*WRITES, "delete", "none")


@dataclass(frozen=True, repr=False)
class Step:
    """The action on one resource. Steps of the same `level` run at the same time.

    Attributes:
        outside: the resource is not among the manifests; it is written only to attach a plugin to it again.
        read_at: the time of `time.monotonic()` when `live` was read.
        along: resources that the platform deletes together with this one.
        renamed_from: the live resource whose new name this is.
    """

    desired: Desired
    action: str
    level: int = 0
    changes: Tuple[Change, ...] = ()
    notes: Tuple[str, ...] = ()
    live: Optional[LiveResource] = None
    warnings: Tuple[str, ...] = ()
    outside: bool = False
    read_at: Optional[float] = None
    along: Tuple[LiveResource, ...] = ()
    renamed_from: Optional[LiveResource] = None

    def __repr__(self) -> str:
        paths = ", ".join(change.path for change in self.changes[:3])
        more = ", ..." if len(self.changes) > 3 else ""
        return f"<{self.action} {label(self.identity)}{': ' if paths else ''}{paths}{more}>"

    @property
    def kind(self) -> str:
        """The kind, in the word that the manifest's author used."""
        return self.desired.word

    @property
    def name(self) -> str:
        return self.desired.name

    @property
    def identity(self) -> Identity:
        return self.desired.identity

    def to_json(self) -> Dict[str, Any]:
        """Return the step as plans and reports show it, without secrets."""
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
class Orphan:
    """Member of the set without a manifest, and not deleted by the plan.

    Attributes:
        reason: `not-pruned`, `protected`, `kept`, `moved` or `in-use`.
        text: the reason as a sentence.
        blocked: the delete was asked for and is refused.
        released: the resource leaves the set.
    """

    step: Step
    reason: str
    text: str
    blocked: bool = False
    released: bool = False

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def name(self) -> str:
        return self.step.name

    def to_json(self) -> Dict[str, Any]:
        """Return the orphan as plans show it."""
        return {"kind": self.kind, "name": self.name, "reason": self.reason, "message": self.text}


class InventoryChange(NamedTuple):
    """Members gained and lost by an apply set's inventory, each as `plugin/faq`."""

    set_name: str
    added: Tuple[str, ...]
    removed: Tuple[str, ...]

    def to_json(self) -> Dict[str, Any]:
        return {"added": list(self.added), "removed": list(self.removed)}


@dataclass(frozen=True, repr=False)
class Plan:
    """All steps by level, and their references: the executor's only input.

    Attributes:
        needs: for each step, those that must succeed before it.
        inventory: the apply set's inventory as it was read; None without a set.
        forgotten: members of the set that no longer exist, or that another set took over.
        detached: users outside the manifests, with the resources whose replacement detaches them; a user without a
            step has been attached again by a run before.
        orphans: members of the set that no manifest describes, and that are not deleted.
        shields: annotations that keep members from being deleted, of those whose annotations the platform drops.
        shard: the split and the part of it that this plan applies; empty without `--shard`.
    """

    steps: Tuple[Step, ...]
    needs: Mapping[Identity, Set[Identity]] = field(default_factory=dict)
    inventory: Optional[Inventory] = None
    forgotten: FrozenSet[Identity] = frozenset()
    detached: FrozenSet[Tuple[Identity, Identity]] = frozenset()
    orphans: Tuple[Orphan, ...] = ()
    shields: FrozenSet[Tuple[Identity, str]] = frozenset()
    shard: str = ""

    def __repr__(self) -> str:
        counts = Counter(step.action for step in self.steps)
        what = ", ".join(f"{number} {action}" for action, number in sorted(counts.items()))
        return f"<Plan of {len(self.steps)} steps: {what}>" if self.steps else "<Plan of 0 steps>"

    def _repr_html_(self) -> str:
        """Show the steps that do something in a notebook."""
        rows = [
            {
                "action": step.action,
                "resource": label(step.identity),
                "fields": ", ".join(change.path for change in step.changes),
            }
            for step in self.steps
            if step.action != "none"
        ]
        unchanged = len(self.steps) - len(rows)
        return f"{html_table(rows) if rows else ''}<p>{unchanged} unchanged</p>"

    @property
    def empty(self) -> bool:
        """True if there is nothing to do."""
        return all(step.action == "none" for step in self.steps) and not self.claims

    @property
    def claims(self) -> bool:
        """True if the set's inventory must be written, or removed with its last member."""
        if self.inventory is None:
            return False
        if not self.members_after:
            return self.inventory.exists
        shields = self.inventory.shields_with(self.own, self.shields)
        return not self.inventory.holds(self.members_after) or shields != self.inventory.shields

    @property
    def inventory_change(self) -> Optional[InventoryChange]:
        """The change of the set's inventory; None if it is not written."""
        if self.inventory is None or not self.claims:
            return None
        before, after = set(self.inventory.members), self.members_after
        added, removed = (tuple(sorted(map(label, each))) for each in (after - before, before - after))
        return InventoryChange(self.inventory.name, added, removed)

    @property
    def released(self) -> Set[Identity]:
        """The members that leave the set and stay on the platform."""
        return {orphan.step.identity for orphan in self.orphans if orphan.released}

    @property
    def own(self) -> Set[Identity]:
        """The resources of the steps, except outside users of replaced plugins."""
        return {step.identity for step in self.steps if not step.outside}

    @property
    def members_during(self) -> Set[Identity]:
        """The members to record before the first write, in case of a crash."""
        members = set(self.inventory.members if self.inventory else ())
        return (members - self.forgotten - self.released) | self.own

    @property
    def members_after(self) -> Set[Identity]:
        """The members to record when every step has succeeded."""
        return self.members_during - {step.identity for step in self.steps if step.action == "delete"}

    def summary(self) -> Dict[str, int]:
        """Count the steps by action."""
        counts = dict.fromkeys(ACTIONS, 0)
        for step in self.steps:
            counts[step.action] += 1
        return counts

"""Refuses, before anything is sent, writes that the platform cannot do a second time, or that would undo others."""

from __future__ import annotations

from typing import Dict, Iterable, List, Sequence

from smarter.engine.dependents import Dependents, identity_of
from smarter.engine.desired import label
from smarter.engine.plan import Step
from smarter.errors import GuardError
from smarter.kinds import Kind
from smarter.platform import Platform, creates_duplicate

_WRITES = ("create", "update", "reset", "replace")


def refuse_second_writes(platform: Platform, steps: Iterable[Step]) -> None:
    """Refuse to change what the platform can only create.

    Raises:
        UnsupportedError: it names the resources, and the fields that would have to change.
    """
    kinds: Dict[str, Kind] = {}
    found: Dict[str, List[str]] = {}
    for step in steps:
        kind = step.desired.kind
        if (
            step.live is not None
            and step.action in _WRITES
            and platform.require(kind, "apply") == "create-only"
        ):
            kinds[kind.name] = kind
            changed = ", ".join(change.path for change in step.changes)
            found.setdefault(kind.name, []).append(f"{step.name} ({changed})")
    for name, resources in found.items():
        raise platform.refusal(
            kinds[name],
            "update",
            f"and the manifests want to change {'; '.join(resources)}",
            hint="Take the change back, or delete the resource and apply it again.",
        )


def refuse_duplicates(platform: Platform, steps: Iterable[Step]) -> None:
    """Refuse to apply kinds of which every apply makes another resource.

    Raises:
        GuardError: there is one.
    """
    for step in steps:
        if step.action in _WRITES and platform.require(step.desired.kind, "apply") == "creates-duplicate":
            raise creates_duplicate(step.desired.kind)


def refuse_detaching(platform: Platform, steps: Sequence[Step], parallelism: int) -> None:
    """Refuse a replacement that would take a resource off others that are not among the manifests.

    To replace is to delete and to create: who refers to the resource must be written again, by its own manifest.

    Raises:
        GuardError: it names who would lose what.
    """
    among = {step.identity for step in steps}
    bystanders = Dependents(platform, parallelism)
    lost = [
        f"{step.desired} off {label(identity_of(user))}"
        for step in steps
        if step.action == "replace" and step.live is not None
        for user in bystanders.users(step.live)
        if identity_of(user) not in among
    ]
    if lost:
        raise GuardError(
            f"The platform takes these changes only by deleting and creating, which takes {'; '.join(lost)}.",
            hint="Apply the manifests of those that refer to it together with it, so that it is attached again.",
        )

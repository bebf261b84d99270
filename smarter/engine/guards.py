"""Refusals of writes and deletes, each checked before anything is sent."""

from __future__ import annotations

import math
import re
from typing import Any, Collection, Dict, FrozenSet, Iterable, List, Mapping, Optional, Sequence, Tuple

from smarter.engine.dependents import CascadeEffect
from smarter.engine.desired import Desired, Identity, label
from smarter.engine.keep import loses_kept
from smarter.engine.normalize import Path, get
from smarter.engine.plan import WRITES, Step
from smarter.engine.redaction import MASK
from smarter.engine.sets.apply_sets import Inventory, keeps_marks, some
from smarter.errors import GuardError, ManifestError
from smarter.kinds import Kind
from smarter.kinds.names import is_record
from smarter.kinds.paths import values_at
from smarter.manifest import Finding, Resource
from smarter.manifest.findings import ERROR, WARNING, PathParts, show_path
from smarter.platform import LiveResource, Platform, creates_duplicate, user_annotations

# The users' annotations that shield a resource from being deleted, and that let it leave its set instead.
PROTECT = "smarter.sh/protect"
KEEP_ALIVE = "smarter.sh/keep"


def check_masks(desired: Iterable[Desired]) -> None:
    """Refuse manifests with a mask as a secret: writing it would destroy the secret.

    Raises:
        ManifestError: with the place of each such field.
    """
    findings: List[Finding] = []
    for resource in [each.resource for each in desired if each.resource is not None]:
        for field in resource.kind.fields:
            if field.secret or "resolved" in field.readback:
                for path, value in values_at(resource.manifest, field.path):
                    if isinstance(value, str) and MASK.match(value):
                        findings.append(_masked(resource, path))
    if findings:
        raise ManifestError(findings[0].message, findings, hint=findings[0].hint)


def _masked(resource: Resource, path: PathParts) -> Finding:
    message = f"{show_path(path)} holds a mask, not the secret: writing it would destroy the live value."
    return resource.document.finding(
        "masked-secret", ERROR, message, path,
        expected="the secret, as in ${env:NAME}", hint="Write ${env:NAME}, or ${keep} to keep the live value.",
    )  # fmt: skip


def check_updatable(platform: Platform, steps: Iterable[Step]) -> None:
    """Refuse to change resources that the platform can create but not update.

    Raises:
        UnsupportedError: with the resources, and the fields that would change.
    """
    found: Dict[Kind, List[str]] = {}
    for step in steps:
        kind = step.desired.kind
        if (
            step.live is not None
            and step.action in WRITES
            and platform.require(kind, "apply") == "create-only"
        ):
            changed = ", ".join(change.path for change in step.changes)
            found.setdefault(kind, []).append(f"{step.name} ({changed})")
    for kind, resources in found.items():
        raise platform.refusal(
            kind,
            "update",
            f"and the manifests change {'; '.join(resources)}",
            hint="Undo the change, or delete the resource and apply it again.",
        )


def check_duplicates(platform: Platform, steps: Iterable[Step]) -> None:
    """Refuse to apply kinds that the platform duplicates on every apply (Account).

    Raises:
        GuardError: a step would write one.
    """
    for step in steps:
        if step.action in WRITES and platform.require(step.desired.kind, "apply") == "creates-duplicate":
            raise creates_duplicate(step.desired.kind)


# Two users of one account share the names of Secrets, connections and plugins: the second user's apply answers 200 and
# overwrites the first user's resource. `status.username` is its owner. Held by tests/engine/test_guards.py.
def check_owner(platform: Platform, steps: Iterable[Step], force: bool) -> None:
    """Refuse to overwrite resources of other users of the account, unless `force`.

    Raises:
        GuardError: with each such resource and its user.
    """
    dialect = platform.dialect().name
    foreign: List[str] = []
    for step in steps:
        if step.live is None or step.action not in WRITES or not step.desired.kind.overwrites_users(dialect):
            continue
        owner = str(step.live.status.get("username") or "")
        if owner and not force and owner != platform.username():
            foreign.append(f"{step.desired} ({owner})")
    if foreign:
        raise GuardError(
            f"Other users own: {some(sorted(foreign))}.",
            hint="Choose another name, or pass --force-conflicts (`force_conflicts=True`) to overwrite these.",
        )


def check_detached(lost: Sequence[str]) -> None:
    """Refuse a replacement if users cannot be attached again.

    To replace is to delete and to create. Deleting detaches the resource from its users; only applying a user's
    manifest attaches it again, and of a user outside the manifests the platform does not show all that was applied.

    Raises:
        GuardError: with the resources and the users that would lose them.
    """
    if lost:
        raise GuardError(
            f"The platform changes these only by delete and create, which detaches {'; '.join(lost)}.",
            hint="Apply the manifests of the resources that lose a reference in the same run.",
        )


def check_set_ownership(owners: Mapping[Identity, str]) -> None:
    """Refuse to take over resources of other sets.

    Raises:
        GuardError: with each such resource and its set.
    """
    foreign = [f"{label(identity)} belongs to {owner}" for identity, owner in owners.items()]
    if foreign:
        raise GuardError(
            f"Resources in the manifests belong to another set: {some(sorted(foreign), '; ')}.",
            hint="Remove them from one of the two sets; `smarter adopt` moves a resource to another set.",
        )


def check_reserved_names(desired: Iterable[Identity]) -> None:
    """Refuse manifests of inventories: writing one would lose track of members.

    Raises:
        GuardError: with each such resource.
    """
    reserved = [label(each) for each in desired if is_record(*each)]
    if reserved:
        raise GuardError(
            f"The name is reserved for inventories of apply sets: {some(sorted(reserved))}.",
            hint="Choose another name.",
        )


def check_empty_input(inventory: Inventory, orphans: Collection[Identity], desired: int) -> None:
    """Refuse to prune several resources on empty input, even if none gets deleted.

    Raises:
        GuardError: there are no manifests.
    """
    if not desired and len(orphans) > 1:
        raise GuardError(
            f"No manifests found; --prune would act on all {len(orphans)} resources of the set {inventory.name}.",
            hint=f"Check the path; to delete the set on purpose, use `smarter delete --set {inventory.name}`.",
        )


def check_prune_limit(inventory: Inventory, to_delete: Collection[Identity], limit: float) -> None:
    """Refuse to prune more of the set than `limit`, a share of 1.

    A single resource may always go: in a small set it is a large share.

    Raises:
        GuardError: with the resources that would be deleted.
    """
    number, size = len(to_delete), max(1, len(inventory.members))
    if number > 1 and number / size > limit:
        raise GuardError(
            f"--prune would delete {number} of {size} resources of the set {inventory.name} "
            f"({number / size:.0%}, limit {limit:.0%}): {some(map(label, sorted(to_delete)))}.",
            hint=f"To delete them, pass --prune-limit {math.ceil(100 * number / size)}.",
        )


def check_unused(used: Sequence[str]) -> None:
    """Refuse to prune resources that are still in use.

    Raises:
        GuardError: with `used`, one sentence for each reference.
    """
    if used:
        raise GuardError(
            f"Resources to be pruned are still in use: {some(used, '; ')}.",
            hint="Remove the references, or put the resources back into the manifests.",
        )


def check_protected(live: Mapping[Identity, LiveResource], effects: Mapping[Identity, CascadeEffect]) -> None:
    """Refuse to delete protected resources, directly or by cascade.

    Raises:
        GuardError: with each such resource.
    """
    guarded = [label(identity) for identity, each in live.items() if is_protected(each)]
    guarded += [
        f"{label(each.identity)}, which the platform deletes with {label(identity)}"
        for identity, effect in effects.items()
        for each in effect.known
        if is_protected(each)
    ]
    if guarded:
        raise GuardError(
            f"Protected by the annotation {PROTECT}: {', '.join(sorted(guarded))}.",
            hint="Apply a manifest without that annotation first.",
        )


def is_protected(live: LiveResource) -> bool:
    """Tell whether the resource carries the annotation against deletion."""
    return has_annotation(live.manifest, PROTECT)


def has_annotation(manifest: Mapping[str, Any], name: str) -> bool:
    """Tell whether a manifest has this annotation with the value `true`."""
    return any(key == name and str(value).lower() == "true" for key, value in user_annotations(manifest))


def shields_of(steps: Iterable[Step]) -> FrozenSet[Tuple[Identity, str]]:
    """Return the steps' annotations against deletion that the platform would drop."""
    return frozenset(
        (step.identity, name)
        for step in steps
        if not keeps_marks(step.desired.kind)
        for name in (PROTECT, KEEP_ALIVE)
        if has_annotation(step.desired.manifest, name)
    )


def check_adoptable(steps: Iterable[Step]) -> None:
    """Refuse to write a resource without a manifest if unreadable values get lost.

    Raises:
        ManifestError: with each such field.
    """
    unreadable = [
        f"{'.'.join(path)} of {step.desired}"
        for step in steps
        if step.desired.resource is None and step.action != "none"
        for path in sorted(step.desired.keep_unreadable)
    ]
    if unreadable:
        raise ManifestError(
            f"Writing would lose values that the platform does not show: {some(unreadable)}.",
            hint="Give the manifests instead of the names: -f PATH.",
        )


def check_keepable(steps: Iterable[Step]) -> None:
    """Refuse steps that lose a field to be kept.

    Raises:
        ManifestError: with the place of each such field.
    """
    findings = [(step, found) for step in steps for found in unkept(step)]
    if findings:
        step, first = findings[0]
        raise ManifestError(
            f"{step.desired}: {first.message}", [found for _, found in findings], hint=first.hint
        )


def unkept(step: Step) -> List[Finding]:
    """Return a finding for each field to be kept without a readable live value.

    They are errors if the step must not be carried out, and warnings if it leaves them out.
    """
    desired = step.desired
    if step.action not in WRITES or desired.resource is None:
        return []
    new = step.live is None and step.renamed_from is None
    blocked = loses_kept(desired, step.live)
    findings: List[Finding] = []
    for path in sorted(desired.keep_unreadable):
        shown = ".".join(path)
        reason = "the resource does not exist yet" if new else "the platform does not show its value"
        left_out = "is left out: there is no live value that could be kept"
        message = f"{shown} {f'cannot be kept: {reason}' if blocked else left_out}."
        variable = _variable(desired.resource, path)
        hint = f"Set {variable}." if variable else "Write the value in the manifest."
        severity, expected = ERROR if blocked else WARNING, "its value, as in ${env:NAME}"
        document = desired.resource.document
        findings.append(document.finding("keep", severity, message, path, expected=expected, hint=hint))
    return findings


def _variable(resource: Resource, path: Path) -> Optional[str]:
    """Return NAME if the field is `${env:NAME:-${keep}}`, as in exports; else None."""
    found = re.fullmatch(r"\$\{env:(\w+):-\$\{keep\}\}", str(get(resource.document.value, path)))
    return found.group(1) if found else None

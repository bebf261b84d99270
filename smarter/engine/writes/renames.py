"""Renames: a manifest names the resource that it describes under a new name.

The platform cannot rename. So the new resource is created with what can be kept of the old one, and a prune deletes
the old one last, when its users have been written.
"""

from __future__ import annotations

from typing import Collection, Dict, Iterable, List, Optional

from smarter.engine.dependents import Dependents
from smarter.engine.desired import Identity, label
from smarter.engine.plan import Step
from smarter.errors import ManifestError
from smarter.kinds import fold_name
from smarter.manifest import Resource
from smarter.platform import user_annotations

# The user's annotation with the name that the resource had before.
RENAMED_FROM = "smarter.sh/renamed-from"


def former_identities(resources: Iterable[Resource]) -> Dict[Identity, Identity]:
    """Return the former identity of each renamed resource.

    Raises:
        ManifestError: a manifest still describes the former one, or the annotation is not a name.
    """
    given = list(resources)
    described = {resource.identity for resource in given}
    found: Dict[Identity, Identity] = {}
    for resource in given:
        name = _former_name(resource)
        if name is None:
            continue
        former = (resource.kind.canonical, fold_name(name))
        if former in described - {resource.identity}:
            raise ManifestError(
                f"{label(resource.identity)} is renamed from {label(former)}, which a manifest still describes "
                f"({resource.file}).",
                hint=f"Remove the annotation {RENAMED_FROM}, or that manifest.",
            )
        if former != resource.identity:
            found[resource.identity] = former
    return found


def _former_name(resource: Resource) -> Optional[str]:
    names = [value for key, value in user_annotations(resource.manifest) if key == RENAMED_FROM]
    if not names:
        return None
    name = names[-1]
    if not isinstance(name, (str, int, float)) or isinstance(name, bool) or not fold_name(str(name)):
        raise ManifestError(
            f"{label(resource.identity)}: {RENAMED_FROM} must be a name ({resource.file}).",
            hint=f"Example: `{RENAMED_FROM}: old_name`.",
        )
    return str(name)


def rename_notes(
    step: Step, dependents: Dependents, described: Collection[Identity], *, in_set: bool
) -> List[str]:
    """Return notes on a rename: losses, users of the old resource, and if it stays.

    Without a set nothing deletes the old resource.
    """
    old = step.renamed_from
    if old is None:
        return []
    shown = label((step.kind, old.name))
    kept = sorted(".".join(path) for path in step.desired.keep_readable)
    keeps = f"keeps {', '.join(kept)} and " if kept else ""
    lost = ", ".join([*step.desired.kind.loses, "its id"])
    notes = [f"renamed from {shown}: {keeps}loses {lost}"]
    users = [
        each.identity for each in dependents.users_and_unseen(old).known if each.identity not in described
    ]
    if users:
        names = ", ".join(map(label, sorted(users)))
        notes.append(f"{names}, in no manifest, still refer{'s' if len(users) == 1 else ''} to {shown}")
    if not in_set:
        notes.append(f"{shown} stays until it is deleted: only the prune of a set deletes it")
    return notes

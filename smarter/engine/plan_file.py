"""Saved plans: bound to the state as read, and carried out exactly or refused.

The file holds no secret and no manifest. To apply it, the manifests and the platform are read and planned again; any
difference to the saved plan is refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from smarter.engine import digests
from smarter.engine.concurrency import map_concurrently
from smarter.engine.desired import marks, spell
from smarter.engine.diff import Change
from smarter.engine.normalize import to_json
from smarter.engine.plan import WRITES, InventoryChange, Plan, Step
from smarter.engine.redaction import mask_manifest
from smarter.errors import ConfigurationError, GuardError

# The longest time between the creation and the last write of a resource that was written once.
_AT_ONCE = timedelta(seconds=2)

TYPE = "smarter.plan"
VERSION = "1"


def document(plan: Plan, platform: str, options: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the plan as one JSON document.

    `platform` is its base URL; `options` are the flags that shaped the plan, with the paths of the manifests.
    """
    salt = digests.new_salt()
    change = plan.inventory_change
    made = {
        "type": TYPE,
        "schemaVersion": VERSION,
        "platform": platform,
        "options": dict(options),
        "salt": salt,
        "results": [
            {**step.to_json(), "outside": step.outside, "read": _read(step), "wanted": digest}
            for step, digest in zip(plan.steps, _all_wanted(plan, salt))
        ],
        "orphans": [orphan.to_json() for orphan in plan.orphans],
        "inventory": change.to_json() if change is not None else None,
        "summary": plan.summary(),
    }
    return {**made, "digest": _digest(made)}


def load(file: Path) -> Dict[str, Any]:
    """Read a saved plan.

    Raises:
        ConfigurationError: the file cannot be read, is not a saved plan, or has another version.
        GuardError: the file was changed after it was written.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ConfigurationError(f"{file} is not a saved plan: it is not JSON.", hint=_MAKE) from error
    if not isinstance(data, dict) or data.get("type") != TYPE or "salt" not in data:
        raise ConfigurationError(f"{file} is not a saved plan.", hint=_MAKE)
    if data.get("schemaVersion") != VERSION:
        raise ConfigurationError(
            f"{file} is a plan of version {data.get('schemaVersion')}; this client knows version {VERSION}.",
            hint="Make the plan with the same version of smarter that applies it.",
        )
    if data.pop("digest", None) != _digest(data):
        raise GuardError(f"{file} was changed after the plan was made.", hint=_MAKE)
    return data


_MAKE = "`smarter plan -f PATH --out FILE` makes one."


def _digest(data: Mapping[str, Any]) -> str:
    """Hash the whole file to notice changes. This does not prove an author."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


class SavedStep(NamedTuple):
    """A step of a saved plan: for review, not for execution."""

    kind: str
    name: str
    action: str
    changes: Tuple[Change, ...]
    notes: Tuple[str, ...]
    warnings: Tuple[str, ...]


class SavedOrphan(NamedTuple):
    """An orphan of a saved plan."""

    kind: str
    name: str
    text: str


def saved_orphans(saved: Mapping[str, Any]) -> List[SavedOrphan]:
    """Return the orphans of a plan that `load` returned."""
    return [SavedOrphan(each["kind"], each["name"], each["message"]) for each in saved.get("orphans", ())]


def saved_steps(saved: Mapping[str, Any]) -> List[SavedStep]:
    """Return the steps of a plan that `load` returned."""
    return [
        SavedStep(
            each["kind"],
            each["name"],
            each["action"],
            tuple(Change(**change) for change in each["changes"]),
            tuple(each.get("notes", ())),
            tuple(each.get("warnings", ())),
        )
        for each in saved["results"]
    ]


def saved_inventory(saved: Mapping[str, Any]) -> Optional[InventoryChange]:
    """Return a loaded plan's change of the set's inventory; None without one."""
    change = saved.get("inventory")
    if change is None:
        return None
    return InventoryChange(saved["options"]["set_name"], tuple(change["added"]), tuple(change["removed"]))


def check_platform(saved: Mapping[str, Any], platform: str) -> None:
    """Refuse another platform than the plan was made for.

    Raises:
        GuardError: it is another one.
    """
    if saved["platform"] != platform:
        raise GuardError(
            f"The plan was made for {saved['platform']}, and this is {platform}.",
            hint="Use the context that the plan was made with.",
        )


# A plan may be reviewed for days before it is applied. Whatever moved since, on the platform, among the manifests or in
# the effects of a delete, was not reviewed; so the plan is made again and compared step by step. The steps
# that the plan did before it failed count as unmoved, so that the rest can be carried out.
# Held by tests/engine/test_plan_file.py.
def check(
    saved: Mapping[str, Any],
    plan: Plan,
    platform: str,
    exists: Callable[[str, str], bool] = lambda kind, name: True,
) -> None:
    """Refuse a saved plan if a plan made now differs by more than the done steps.

    `exists` tells whether a resource, given by kind and name, is on the platform.

    Raises:
        GuardError: the plan is for another platform, or something has moved since; the message names it.
    """
    check_platform(saved, platform)
    before = {(entry["kind"], entry["name"]): entry for entry in saved["results"]}
    now = {(step.kind, step.name): step for step in plan.steps}
    wanted = dict(zip(now, _all_wanted(plan, saved["salt"])))
    moved: List[str] = []
    for key in [*now, *(key for key in before if key not in now)]:
        shown = spell(*key)
        if key not in before:
            new = "would be deleted too" if now[key].action == "delete" else "is new among the manifests"
            moved.append(f"{shown} {new}")
        elif key not in now:
            deleted = before[key]["action"] == "delete"
            # A user outside the manifests that was attached again is in the plan no more.
            if not before[key].get("outside") and not (deleted and not exists(*key)):
                moved.append(f"{shown} is no longer {'to be deleted' if deleted else 'among the manifests'}")
        elif before[key]["wanted"] != wanted[key]:
            moved.append(f"the manifest of {shown} has changed")
        elif _is_done(before[key]["action"], now[key]):
            continue
        elif before[key]["read"] != _read(now[key]):
            moved.append(f"{shown} has changed on the platform")
        elif before[key]["action"] != now[key].action:
            moved.append(f"{shown} would now be {now[key].action}, not {before[key]['action']}")
        elif now[key].action == "delete" and not set(now[key].notes) <= set(before[key].get("notes", [])):
            moved.append(f"what the platform deletes along with {shown} has changed")
    if moved:
        raise GuardError(f"The plan is stale: {'; '.join(moved)}.", hint="Make a new plan and review it.")


def _is_done(planned: str, now: Step) -> bool:
    """Tell whether the action differs now only because the plan has begun it."""
    if planned in WRITES and now.action == "none":
        return True
    if planned == "replace" and now.action == "create":
        return True  # it was deleted, and not yet created
    # The platform may keep half of a resource whose creation failed. Ours is one that nobody has written since.
    return planned == "create" and now.action == "update" and _is_untouched_half(now)


def _is_untouched_half(step: Step) -> bool:
    live = step.live
    if live is None or live.created is None or live.modified is None:
        return False
    ours = marks(step.desired, digests.new_salt())[digests.APPLIED]
    return live.marks.get(digests.APPLIED) == ours and live.modified - live.created < _AT_ONCE


def _read(step: Step) -> str:
    """Hash the live state by `modified`, changed by every write, or else by values."""
    live = step.live
    if live is None:
        return ""
    facts: Any = [live.id, str(live.created), str(live.modified), sorted(live.marks.items())]
    if live.modified is None:
        facts.append(mask_manifest(live.manifest, live))
    return hashlib.sha256(to_json(facts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _all_wanted(plan: Plan, salt: str) -> List[str]:
    """Return the hashes of the manifests of all steps, in their order."""
    return map_concurrently(lambda step: _wanted(step, salt), plan.steps, digests.THREADS)


def _wanted(step: Step, salt: str) -> str:
    """Hash a manifest with a salt; slowly if it may hold a secret."""
    desired = step.desired
    if not desired.manifest:
        return ""
    if desired.tainted or any(field.secret for field in desired.kind.fields):
        return digests.secret_digest(desired.values, salt)
    return hashlib.sha256((salt + to_json(desired.values)).encode("utf-8", "surrogatepass")).hexdigest()[:16]

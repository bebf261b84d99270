"""Find what changed on a resource since the plan was made. Pure functions."""

from __future__ import annotations

from typing import List, Mapping, Optional

from smarter.engine import digests
from smarter.engine.desired import compared
from smarter.engine.normalize import canonical, get, json_equal, with_defaults
from smarter.engine.plan import Step
from smarter.kinds import Field
from smarter.platform import LiveResource

# Readback words of fields whose live value is not, or not always, the one that was written.
_HIDDEN = frozenset(("lost", "masked", "placeholder", "caller"))

_WHOLE = "the whole resource"


# The platform has no compare-and-swap: a write replaces whatever is there. So the executor reads each resource again
# right before it writes it, and leaves it alone if somebody changed it after the plan was reviewed. `modified` alone
# says too little and too much: it moves with every write, also of equal values, and files do not have it.
# Held by tests/engine/test_freshness.py.
def changed_since(step: Step, now: Optional[LiveResource]) -> List[str]:
    """Return the fields that differ from what the plan of the step was made from; [] if the resource is the same."""
    before = step.live
    if before is None or now is None:
        return [] if before is now else [_WHOLE]
    if before.id != now.id or before.created != now.created:
        return [_WHOLE]
    # Recreating a plugin detaches it from its chatbots. Where this plan does that, it attaches it again.
    attaches = any(change.cause == "attach" for change in step.changes)
    # The platform shows the spec before the last write for up to a minute.
    settled = before.settled and now.settled
    old, new = with_defaults(before.kind, before.manifest), with_defaults(now.kind, now.manifest)
    rewritten = _rewritten(before.marks, now.marks)
    found: List[str] = []
    hidden = False
    for each in compared(step.desired.kind):
        hidden = hidden or each.secret or bool(_HIDDEN & set(each.readback))
        if attaches and each.references:
            continue
        if digests.field_key(each.path) in rewritten or (
            (settled or "stale" not in each.readback) and _differs(each, old, new)
        ):
            found.append(str(each))
    if not found and before.marks != now.marks:
        found.append("metadata.annotations")
    if not found and hidden and settled and before.modified != now.modified:
        found.append("a field that the platform does not show")
    return found


def _differs(each: Field, old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    return not json_equal(canonical(get(old, each.path), each), canonical(get(new, each.path), each))


def _rewritten(before: Mapping[str, str], now: Mapping[str, str]) -> List[str]:
    """Return the keys of the fields whose digests differ: also of those that no read shows."""
    keys: List[str] = []
    for read, name in ((digests.read_applied, digests.APPLIED), (digests.read_names, digests.NAMES)):
        old, new = read(before.get(name)) or {}, read(now.get(name)) or {}
        keys.extend(key for key in {*old, *new} if old.get(key) != new.get(key))
    sealed = [digests.read_sealed(marks.get(digests.SEALED)) for marks in (before, now)]
    if sealed[0] != sealed[1]:
        (old_salt, old), (new_salt, new) = (each or ("", {}) for each in sealed)
        keys.extend(key for key in {*old, *new} if old_salt != new_salt or old.get(key) != new.get(key))
    return keys

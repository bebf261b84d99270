"""Comparison of a manifest with the live resource, as far as it is shown truly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.normalize import (
    annotation_pairs,
    canonical,
    get,
    is_annotations,
    json_equal,
    loosely_equal,
    with_defaults,
)
from smarter.engine.redaction import SECRET, SECRET_CHANGED, mask, mask_field
from smarter.engine.secret_parts import Part, mask_live, mask_parts, parts_of, shows_parts
from smarter.kinds import Field, Kind
from smarter.platform import LiveResource

# The path of the change that removes older uploads of a file.
COPIES = "status.copies"

# Readback words of fields that the platform does not show, or shows with another value.
UNSHOWN = frozenset(("lost", "placeholder", "caller"))
# Readback words of fields whose live value is not, or not always, the one that was written.
_HIDDEN = UNSHOWN | {"masked"}

_WHOLE = "the whole resource"


class Change(NamedTuple):
    """A field that will change.

    `cause` is `edit` (the manifest changed), `drift` (the platform changed), `reset` (the manifest omits the field, so
    an apply puts back the default), `attach` (a reference must be made again), or `unknown` (no record of the last
    apply). `absent` is `before` for a key that an object gets and `after` for one that it loses: the value is None
    there, but not null.
    """

    path: str
    before: Any
    after: Any
    cause: str = "edit"
    absent: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        shown = {"path": self.path, "before": self.before, "after": self.after, "cause": self.cause}
        return shown if self.absent is None else {**shown, "absent": self.absent}


@dataclass(frozen=True)
class Difference:
    """The differences of one existing resource.

    `warnings` name fields that the platform never changes. `replace`: the platform accepts an update and ignores it.
    """

    changes: Tuple[Change, ...] = ()
    warnings: Tuple[str, ...] = ()
    replace: bool = False


def created(desired: Desired) -> Tuple[Change, ...]:
    """Return the changes that create a resource: the fields that its manifest sets."""
    return tuple(
        Change(str(each), None, mask_field(get(desired.values, each.path), each, desired))
        for each in compared(desired.kind)
        if desired.value(each) not in (None, []) and desired.mentions(each.path)
    )


def difference(desired: Desired, live: LiveResource) -> Difference:
    """Compare a manifest with the live resource."""
    read = with_defaults(live.kind, live.manifest)
    known = Applied(live)
    changes: List[Change] = []
    warnings: List[str] = [] if live.problem is None else [live.problem]
    replace = False
    for each in compared(desired.kind):
        if each.path in desired.keep_unreadable or each.path in desired.keep_readable:
            continue  # kept, so equal by definition
        wanted, found = desired.value(each), canonical(get(read, each.path), each)
        if "resolved" in each.readback:
            found = get(live.manifest, each.path)  # content, not a name, so it is not folded
        if each.operational and wanted is None:
            continue  # the platform fills it in
        cause = _cause(each, desired, wanted, found, known, live.settled)
        if cause is None:
            continue
        if each.update == "never":
            if desired.mentions(each.path) and not loosely_equal(wanted, found, each):
                warnings.append(f"{each} will not change: the platform ignores updates of this field.")
            continue
        if cause != "drift" and not desired.mentions(each.path):
            cause = "reset"
        changes.extend(_shown(each, desired, get(read, each.path), cause, known))
        replace = replace or each.update == "replace"
    if live.superseded:
        count = len(live.superseded)
        changes.append(Change(COPIES, count + 1, 1, "drift"))
    return Difference(tuple(changes), tuple(warnings), replace)


class Applied:
    """The digests of the last apply, from the annotations of a live resource."""

    def __init__(self, live: LiveResource) -> None:
        self.plain = digests.read_applied(live.marks.get(digests.APPLIED))
        self.salt, self.slow = digests.read_sealed(live.marks.get(digests.SEALED))
        self.names = digests.read_applied(live.marks.get(digests.NAMES)) or {}
        self.group = live.marks.get(digests.GROUP)
        self.parts = live.marks.get(digests.PARTS)
        self.variables = live.marks.get(digests.VARIABLES)
        self._marks = live.marks

    def value(self, each: Field) -> Any:
        """Return the last applied value of a field shown untruly; None if not kept."""
        return digests.read_value(self._marks.get(digests.VALUE + digests.field_key(each.path)))

    def applied(self, each: Field, desired: Desired, wanted: Any) -> Optional[bool]:
        """Tell whether `wanted` was the last applied value; None if there is no record."""
        if self.plain is None:
            return None
        key = digests.field_key(each.path)
        if wanted is None:
            return not any(key in known for known in (self.plain, self.slow, self.names))
        if key in self.names:
            return self.names[key] == str(wanted)
        if key in self.slow:
            if self._group_matches(desired):
                return True
            return self.slow[key] == digests.secret_digest(wanted, self.salt)
        if desired.hidden(each):
            return False if key not in self.plain else self.plain[key] == digests.plain_digest(wanted)
        return self.plain.get(key) == digests.plain_digest(wanted)

    def _group_matches(self, desired: Desired) -> bool:
        """Tell whether all secrets of this resource's hash group are as applied."""
        if self.group is None or desired.group is None or desired.keep_secret:
            return False
        return self.group == desired.group.proof(desired.identity, self.salt)


# `describe` distorts many fields (x-smarter-readback in the schemas): it masks secrets, shows a secret's content in
# place of its name, drops tags, camelCases lists, invents values, or shows for a minute what was before the last write.
# Each branch covers one such distortion, with the digest of the last apply where the live value proves nothing.
# Each is held by a case in tests/platform/test_traps.py, and all together by the laws in tests/engine/test_laws.py.
def _cause(
    each: Field, desired: Desired, wanted: Any, found: Any, known: Applied, settled: bool
) -> Optional[str]:
    """Return why the field must be written (`edit`, `drift`, `unknown`), or None."""
    applied = known.applied(each, desired, wanted)
    readback = each.readback
    if "stale" in readback and not settled and applied is not None:
        return None if applied else "edit"
    if "unknown" in readback:
        # A kind without a shipped schema: the last applied value is the best knowledge of such a field.
        if json_equal(wanted, found) or applied:
            return None
        return "edit" if applied is False else "unknown"
    if UNSHOWN & set(readback):
        if applied is None:
            believed: Tuple[Any, ...] = (None, [], found, canonical(each.default, each))
            return None if any(json_equal(wanted, value) for value in believed) else "unknown"
        return None if applied else "edit"
    if "masked" in readback or "resolved" in readback:
        if (wanted is None) != (found is None):
            return "drift" if applied else "edit"
        if applied is None:
            return None if wanted is None else "unknown"
        if not applied:
            return "edit"
        return "drift" if "masked" in readback and not _tail_agrees(wanted, found) else None
    if "camelCase" in readback or "folded" in readback:
        if not loosely_equal(wanted, found, each):
            return "drift" if applied else "edit"
        return "edit" if applied is False else None
    if json_equal(wanted, found):
        return None
    return "drift" if applied else "edit" if applied is False else "unknown"


def _tail_agrees(wanted: Any, found: Any) -> bool:
    """Compare a secret with its live mask: the last characters, or all if short."""
    text, mask = str(wanted or ""), str(found or "")
    return text.endswith(mask.lstrip("*")) if mask.startswith("*") else text == mask


def _shown(each: Field, desired: Desired, before: Any, cause: str, known: Applied) -> Iterator[Change]:
    """Yield the displayed changes of one field, one for each part of a free object."""
    after = get(desired.values, each.path)
    shown_before, shown_after = _masked_before(each, desired, before, known), mask_field(after, each, desired)
    if is_annotations(each):
        before, after, shown_before, shown_after = map(_as_map, (before, after, shown_before, shown_after))
    changes = list(_parts(str(each), (before, after), (shown_before, shown_after), cause))
    yield from changes or [_masked_change(str(each), shown_before, shown_after, cause)]


def _masked_before(each: Field, desired: Desired, before: Any, known: Applied) -> Any:
    """Return the live value, without the last apply's and the manifest's secrets."""
    if before is None:
        return None
    if each.secret or "resolved" in each.readback:
        return SECRET
    masked = before
    parts = parts_of(each, desired.tainted)
    if digests.field_key(each.path) in known.slow:
        masked = mask_live(before, each, known.parts)
    elif parts and not shows_parts(each):
        masked = None
    else:  # a secret that the manifest takes from a variable now may stand there in clear text
        for part in parts:
            masked = mask_parts(masked, [Part(part.path, 0, 0)]) or masked
    return SECRET if masked is None else mask(masked, each.schema, desired.kind.schema)


def _masked_change(path: str, before: Any, after: Any, cause: str) -> Change:
    """Return a change of a value; where only its secrets change, the text says so."""
    if before is not None and after == SECRET:
        after = SECRET_CHANGED
    return Change(path, before, after, cause)


def _as_map(annotations: Any) -> Any:
    return annotations if isinstance(annotations, str) else dict(annotation_pairs(annotations))


def _parts(path: str, values: Tuple[Any, Any], shown: Tuple[Any, Any], cause: str) -> Iterator[Change]:
    """Yield the changes of the parts of an object, or the one of another value.

    `values` are those before and after, and `shown` the same without secrets.
    """
    before, after = values
    if all(isinstance(each, Mapping) for each in (*values, *shown)):
        for key in [*before, *(k for k in after if k not in before)]:
            below = f"{path}.{key}"
            if key not in after:
                yield Change(below, shown[0][key], None, cause, "after")
            elif key not in before:
                yield Change(below, None, shown[1][key], cause, "before")
            else:
                inner = (shown[0][key], shown[1][key])
                yield from _parts(below, (before[key], after[key]), inner, cause)
    elif not json_equal(before, after):
        yield _masked_change(path, *shown, cause)


# `modified` alone says too little and too much: it moves with every write, also of equal values, and files lack it.
# Held by tests/engine/test_concurrent_changes.py.
def changed_since(
    kind: Kind, before: Optional[LiveResource], now: Optional[LiveResource], *, attaches: bool = False
) -> List[str]:
    """Return the differing fields of two reads of a resource; [] if it is the same.

    `attaches`: references do not count. Recreating a plugin detaches it from its chatbots, and the plan that does so
    attaches it again.
    """
    if before is None or now is None:
        return [] if before is now else [_WHOLE]
    if before.id != now.id or before.created != now.created:
        return [_WHOLE]
    # The platform shows the spec before the last write for up to a minute.
    settled = before.settled and now.settled
    old, new = with_defaults(before.kind, before.manifest), with_defaults(now.kind, now.manifest)
    rewritten = _rewritten(before.marks, now.marks)
    found: List[str] = []
    hidden = False
    for each in compared(kind):
        hidden = hidden or each.secret or bool(_HIDDEN & set(each.readback))
        hidden = hidden or (not settled and "stale" in each.readback)
        if attaches and each.references:
            continue
        if digests.field_key(each.path) in rewritten or (
            (settled or "stale" not in each.readback) and _differs(each, old, new)
        ):
            found.append(str(each))
    if not found and before.marks != now.marks:
        found.append("metadata.annotations")
    if not found and hidden and not attaches and before.modified != now.modified:
        found.append("a field that the platform does not show, or not yet")
    return found


def _differs(each: Field, old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    if "resolved" in each.readback:  # it shows the content of a Secret, which this plan may write itself
        return (get(old, each.path) is None) != (get(new, each.path) is None)
    return not json_equal(canonical(get(old, each.path), each), canonical(get(new, each.path), each))


def _rewritten(before: Mapping[str, str], now: Mapping[str, str]) -> List[str]:
    """Return the keys of fields with different digests, also of unreadable fields."""
    keys: List[str] = []
    for name in (digests.APPLIED, digests.NAMES):
        old, new = (digests.read_applied(marks.get(name)) or {} for marks in (before, now))
        keys.extend(key for key in {*old, *new} if old.get(key) != new.get(key))
    (old_salt, old), (new_salt, new) = (
        digests.read_sealed(marks.get(digests.SEALED)) for marks in (before, now)
    )
    keys.extend(key for key in {*old, *new} if old_salt != new_salt or old.get(key) != new.get(key))
    return keys

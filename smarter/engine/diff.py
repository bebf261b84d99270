"""What differs between a manifest and the platform, field by field, as far as each can be believed. A pure function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.normalize import blind, canonical, completed, get, is_annotations, same
from smarter.engine.redaction import SECRET, SECRET_CHANGED, mask, shown
from smarter.kinds import Field
from smarter.platform import LiveResource

# The path under which a plan says that older uploads of a file are to be removed.
COPIES = "status.copies"


# Of these fields the platform shows nothing, or something else.
_UNSHOWN = frozenset(("lost", "placeholder", "caller"))


class Change(NamedTuple):
    """One field that will change. `cause`: `edit` (the manifest changed), `drift` (the platform did), `reset` (the
    manifest no longer says anything, so the platform's apply puts the default back), `attach` (a reference must be
    made again), or `unknown` (nothing tells what was applied before)."""

    path: str
    before: Any
    after: Any
    cause: str = "edit"

    def to_json(self) -> Dict[str, Any]:
        return {"path": self.path, "before": self.before, "after": self.after, "cause": self.cause}


@dataclass(frozen=True)
class Difference:
    """All that differs for one resource that exists. `replace`: an update would be accepted and ignored.

    `warnings`: what the manifest says and the platform will not take, whatever is sent.
    """

    changes: Tuple[Change, ...] = ()
    warnings: Tuple[str, ...] = ()
    replace: bool = False


def created(desired: Desired) -> Tuple[Change, ...]:
    """The fields of a resource that is not there yet: all that its manifest gives a value."""
    changes = []
    for each in compared(desired.kind):
        value = desired.value(each)
        if value is not None and value != [] and desired.mentions(each.path):
            changes.append(
                Change(str(each), None, shown(get(desired.values, each.path), each, desired), "edit")
            )
    return tuple(changes)


def difference(desired: Desired, live: LiveResource) -> Difference:
    """Compare what a manifest wants with what the platform says."""
    read = completed(live.kind, live.manifest)
    known = Applied(live)
    changes: List[Change] = []
    warnings: List[str] = []
    replace = False
    for each in compared(desired.kind):
        if each.path in desired.held or each.path in desired.kept:
            continue  # it is what it is
        wanted, found = desired.value(each), canonical(get(read, each.path), each)
        if "resolved" in each.readback:
            found = get(live.manifest, each.path)  # no name, so not what folding a name makes of it
        if each.operational and wanted is None:
            continue  # left to the platform, which fills it in
        cause = _cause(each, desired, wanted, found, known, live.settled)
        if cause is None:
            continue
        if each.update == "never":
            if not same(wanted, found):
                warnings.append(f"{each} stays as it is: the platform does not take what the manifest says.")
            continue
        if cause != "drift" and not desired.mentions(each.path):
            cause = "reset"
        was_sealed = digests.field_key(each.path) in known.slow
        changes.extend(_shown(each, desired, get(read, each.path), cause, was_sealed))
        replace = replace or each.update == "replace"
    if live.superseded:
        count = len(live.superseded)
        changes.append(Change(COPIES, count + 1, 1, "drift"))
    return Difference(tuple(changes), tuple(warnings), replace)


class Applied:
    """What the annotations of a live resource tell about what was applied last."""

    def __init__(self, live: LiveResource) -> None:
        self.plain = digests.read_applied(live.marks.get(digests.APPLIED))
        sealed = digests.read_sealed(live.marks.get(digests.SEALED))
        self.salt, self.slow = sealed if sealed else ("", {})
        self.names = digests.read_names(live.marks.get(digests.NAMES))

    def applied(self, each: Field, desired: Desired, wanted: Any) -> Optional[bool]:
        """Whether `wanted` is what was applied last; None where nothing tells."""
        if self.plain is None:
            return None
        key = digests.field_key(each.path)
        if wanted is None:
            return not any(key in known for known in (self.plain, self.slow, self.names))
        if key in self.names:
            return self.names[key] == str(wanted)
        if key in self.slow:
            return self.slow[key] == digests.sealed(wanted, self.salt)
        if desired.hidden(each):
            return False if key not in self.plain else self.plain[key] == digests.plain(wanted)
        return self.plain.get(key) == digests.plain(wanted)


def _cause(
    each: Field, desired: Desired, wanted: Any, found: Any, known: Applied, settled: bool
) -> Optional[str]:
    """Why the field must be written, or None where it need not. The heart of the matter; every branch is a trap met."""
    applied = known.applied(each, desired, wanted)
    readback = each.readback
    if "stale" in readback and not settled and applied is not None:
        return None if applied else "edit"
    if (
        "unknown" in readback
    ):  # nothing says how the platform shows the field: then what was applied is the truth
        if same(wanted, found) or applied:
            return None
        return "edit" if applied is False else "unknown"
    if _UNSHOWN & set(readback):
        if applied is None:
            believed = wanted is None or wanted == [] or _is_default(each, wanted) or same(wanted, found)
            return None if believed else "unknown"
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
        if not same(blind(wanted, each), blind(found, each)):
            return "drift" if applied else "edit"
        return "edit" if applied is False else None
    if same(wanted, found):
        return None
    return "drift" if applied else "edit" if applied is False else "unknown"


def _is_default(each: Field, wanted: Any) -> bool:
    return each.default is not None and same(wanted, canonical(each.default, each))


def _tail_agrees(wanted: Any, found: Any) -> bool:
    """A mask shows the end of the secret, a short secret whole: enough to notice a change made elsewhere."""
    text, mask = str(wanted or ""), str(found or "")
    return text.endswith(mask.lstrip("*")) if mask.startswith("*") else text == mask


def _shown(each: Field, desired: Desired, before: Any, cause: str, was_sealed: bool) -> Iterator[Change]:
    """The change of one field as a person may see it, split where a free-form object changed in parts.

    `was_sealed`: what was applied last held a substituted value, so that the live one must not be shown either.
    """
    after = get(desired.values, each.path)
    if each.secret or desired.hidden(each):
        shown_after = shown(after, each, desired)
        if shown_after == SECRET and before is not None:
            shown_after = SECRET_CHANGED
        yield Change(str(each), None if before is None else SECRET, shown_after, cause)
        return
    if before is not None and (was_sealed or "resolved" in each.readback):
        yield Change(str(each), SECRET, after, cause)
        return
    masked_before, masked_after = (
        mask(before, each.schema, desired.kind.schema),
        mask(after, each.schema, desired.kind.schema),
    )
    if is_annotations(each):
        masked_before, masked_after = _as_map(masked_before), _as_map(masked_after)
    parts = list(_parts(str(each), masked_before, masked_after))
    if not parts:
        parts = [(str(each), masked_before, masked_after)]
        if same(masked_before, masked_after) and not same(before, after):
            parts = [(str(each), SECRET, SECRET_CHANGED)]
    for path, left, right in parts:
        yield Change(path, left, right, cause)


def _as_map(annotations: Any) -> Any:
    if isinstance(annotations, list):
        return {
            key: value for entry in annotations if isinstance(entry, Mapping) for key, value in entry.items()
        }
    return annotations or {}


def _parts(path: str, before: Any, after: Any) -> Iterator[Tuple[str, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in [*before, *(k for k in after if k not in before)]:
            if not same(before.get(key), after.get(key)):
                yield from _parts(f"{path}.{key}", before.get(key), after.get(key))
    elif not same(before, after):
        yield path, before, after

"""Fields whose live value is kept: operational ones, those that say `${keep}`, and with `--merge` all not mentioned."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any, Dict, Iterator, Mapping, Set

from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.normalize import Path, canonical, completed, get, put
from smarter.kinds import Field
from smarter.manifest.resource import KEEP
from smarter.platform import LiveResource

# What a describe does to a field that makes its value unfit to be written back.
_UNTRUE = {"masked", "resolved", "camelCase", "lost", "placeholder", "caller"}


def asked(manifest: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """The fields, and the objects of fields, that a manifest says `${keep}` of."""
    for key, value in manifest.items():
        if value == KEEP:
            yield (*path, key)
        elif isinstance(value, dict):
            yield from asked(value, (*path, key))


def keep(desired: Desired, live: LiveResource, *, merge: bool = False) -> Desired:
    """`desired` with the live values in it that are to be kept.

    A value that the platform does not show truly cannot be sent back. Such fields stand in `held`: as long as nothing
    else of the resource is written they keep their value by themselves; a write would lose them.
    """
    told = set(asked(desired.manifest))
    fields = [
        each
        for each in compared(desired.kind)
        if _told(each, told) or ((merge or each.operational) and not desired.mentions(each.path))
    ]
    if not fields:
        return desired
    read = completed(live.kind, live.manifest)
    manifest: Dict[str, Any] = copy.deepcopy(dict(desired.manifest))
    for path in told - {each.path for each in fields}:  # of an object each field is kept by itself
        put(manifest, path, {} if isinstance(get(read, path), Mapping) else None)
    kept: Set[Path] = set()
    held: Set[Path] = set()
    sealed = digests.read_sealed(live.marks.get(digests.SEALED))
    slow = sealed[1] if sealed else {}
    for each in fields:
        if each.path not in told and not isinstance(get(read, each.path[:-1]), Mapping):
            continue  # the object that it would stand in is null, and stays so
        wanted, found = _told(each, told), get(read, each.path)
        if _true(each, found, live):
            if wanted or found is not None or each.default is not None:
                put(manifest, each.path, found)
                kept.add(each.path)
        elif wanted or _something(each, found, live):
            held.add(each.path)
    return replace(
        desired,
        manifest=manifest,
        kept=frozenset(kept),
        held=frozenset(held),
        sealed=frozenset(path for path in kept if digests.field_key(path) in slow),
    )


def _told(each: Field, told: Set[Path]) -> bool:
    """Whether the manifest says `${keep}` of the field, or of an object that it is in."""
    return any(each.path[: len(path)] == path for path in told)


def _true(each: Field, found: Any, live: LiveResource) -> bool:
    """Whether the value that was read may be written back."""
    words = set(each.readback)
    if "stale" in words and not live.settled:
        return False
    if "unknown" in words:  # true if it is what was applied
        applied = digests.read_applied(live.marks.get(digests.APPLIED)) or {}
        shown = digests.plain(canonical(found, each))
        return found in (None, []) or applied.get(digests.field_key(each.path)) == shown
    if words & {"masked", "resolved", "camelCase"} and not words & {"lost", "placeholder", "caller"}:
        return found is None or found == []
    return not words & _UNTRUE


def _something(each: Field, found: Any, live: LiveResource) -> bool:
    """Whether the platform may hold a value for the field that it does not show."""
    if found not in (None, []):
        return True
    applied = digests.read_applied(live.marks.get(digests.APPLIED))
    return "lost" in each.readback and (applied is None or digests.field_key(each.path) in applied)

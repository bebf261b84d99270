"""Keep live values: of operational fields, of fields set to `${keep}`, and with `--merge` of all omitted fields."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any, Dict, Iterator, Mapping, Set

from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.normalize import Path, canonical, get, put, with_defaults
from smarter.kinds import Field
from smarter.manifest.resource import KEEP
from smarter.platform import LiveResource

# Readback distortions after which a value cannot be written back.
_DISTORTED = {"masked", "resolved", "camelCase", "lost", "placeholder", "caller"}


def keep_paths(manifest: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    """Find the fields, and objects of fields, that a manifest sets to `${keep}`."""
    for key, value in manifest.items():
        if value == KEEP:
            yield (*path, key)
        elif isinstance(value, dict):
            yield from keep_paths(value, (*path, key))


# Every apply replaces the whole resource: a field that is not sent goes back to its default (an omitted `deployed`
# takes a live chatbot down). So a kept field must be sent with its live value, and that only works if `describe` shows
# the value truly; the others are named in `keep_unreadable`, and guards.check_keepable refuses a write that would lose
# one. Held by tests/engine/test_keep.py.
def keep(desired: Desired, live: LiveResource, *, merge: bool = False) -> Desired:
    """Return `desired` with the live values that are to be kept.

    Fields whose live value cannot be read are listed in `keep_unreadable`: they stay as they are as long as the
    resource is not written.
    """
    asked = set(keep_paths(desired.manifest))
    fields = [
        each
        for each in compared(desired.kind)
        if _is_asked(each, asked) or ((merge or each.operational) and not desired.mentions(each.path))
    ]
    if not fields:
        return desired
    read = with_defaults(live.kind, live.manifest)
    manifest: Dict[str, Any] = copy.deepcopy(dict(desired.manifest))
    for path in asked - {each.path for each in fields}:  # an object: each of its fields is kept by itself
        put(manifest, path, {} if isinstance(get(read, path), Mapping) else None)
    readable: Set[Path] = set()
    unreadable: Set[Path] = set()
    secrets = digests.read_sealed(live.marks.get(digests.SEALED))
    secret_keys = secrets[1] if secrets else {}
    for each in fields:
        if each.path not in asked and not isinstance(get(read, each.path[:-1]), Mapping):
            continue  # the live object around the field is null, and stays null
        explicit, value = _is_asked(each, asked), get(read, each.path)
        if _is_readable(each, value, live):
            if explicit or value is not None or each.default is not None:
                put(manifest, each.path, value)
                readable.add(each.path)
        elif explicit or _may_have_value(each, value, live):
            unreadable.add(each.path)
    return replace(
        desired,
        manifest=manifest,
        keep_readable=frozenset(readable),
        keep_unreadable=frozenset(unreadable),
        keep_secret=frozenset(path for path in readable if digests.field_key(path) in secret_keys),
    )


def _is_asked(each: Field, asked: Set[Path]) -> bool:
    """Tell whether the manifest sets the field, or an object around it, to `${keep}`."""
    return any(each.path[: len(path)] == path for path in asked)


def _is_readable(each: Field, value: Any, live: LiveResource) -> bool:
    """Tell whether the value that was read can be written back."""
    words = set(each.readback)
    if "stale" in words and not live.settled:
        return False
    if "unknown" in words:  # then the value is trusted if it is the one that was applied
        applied = digests.read_applied(live.marks.get(digests.APPLIED)) or {}
        read = digests.plain_digest(canonical(value, each))
        return value in (None, []) or applied.get(digests.field_key(each.path)) == read
    if words & {"masked", "resolved", "camelCase"} and not words & {"lost", "placeholder", "caller"}:
        return value is None or value == []
    return not words & _DISTORTED


def _may_have_value(each: Field, value: Any, live: LiveResource) -> bool:
    """Tell whether the platform may hold a value for a field that it does not show."""
    if value not in (None, []):
        return True
    applied = digests.read_applied(live.marks.get(digests.APPLIED))
    return "lost" in each.readback and (applied is None or digests.field_key(each.path) in applied)

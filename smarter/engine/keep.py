"""Live values to keep: operational, `${keep}`, and with `--merge` omitted fields."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from smarter._defaults import API_VERSION
from smarter.engine import digests
from smarter.engine.desired import Desired, compared
from smarter.engine.diff import UNSHOWN
from smarter.engine.normalize import Path, canonical, get, put, with_defaults
from smarter.kinds import Field, Kind
from smarter.kinds.paths import leaves_of
from smarter.manifest.resource import KEEP, Tainted
from smarter.platform import LiveResource


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
    fields = compared(desired.kind)
    partial = [each for each in fields if _has_kept_part(get(desired.manifest, each.path))]
    asked = _paths_outside(desired.manifest, {each.path for each in partial})
    whole = [
        each
        for each in fields
        if _is_asked(each, asked) or ((merge or each.operational) and not desired.mentions(each.path))
    ]
    if not partial and not whole:
        return desired
    read = with_defaults(live.kind, live.manifest)
    manifest: Dict[str, Any] = copy.deepcopy(dict(desired.manifest))
    filled: Set[Path] = set()
    readable: Set[Path] = set()
    unreadable: Set[Path] = set()
    for each in partial:
        value = _filled(get(manifest, each.path), get(read, each.path), each.list_keys)
        if _has_kept_part(value) or not _is_readable(each, get(read, each.path), live):
            unreadable.add(each.path)
        else:
            put(manifest, each.path, value)
            filled.add(each.path)
    for path in asked - {each.path for each in whole}:  # an object: each of its fields is kept by itself
        put(manifest, path, {} if isinstance(get(read, path), Mapping) else None)
    for each in whole:
        if each.path not in asked and not isinstance(get(read, each.path[:-1]), Mapping):
            continue  # the live object around the field is null, and stays null
        explicit, value = _is_asked(each, asked), get(read, each.path)
        if _is_readable(each, value, live):
            if explicit or value is not None or each.default is not None:
                put(manifest, each.path, value)
                readable.add(each.path)
        elif explicit or _may_have_value(each, value, live):
            unreadable.add(each.path)
    _, secret_keys = digests.read_sealed(live.marks.get(digests.SEALED))
    # Kept values are as secret as they were when they were applied.
    secret = {path for path in filled | readable if digests.field_key(path) in secret_keys}
    parts = (leaf for path in filled & secret for leaf in leaves_of(get(desired.manifest, path), path))
    return replace(
        desired,
        manifest=manifest,
        keep_readable=frozenset(readable),
        keep_unreadable=frozenset(unreadable),
        keep_secret=frozenset(secret),
        tainted={**{path: Tainted(KEEP) for path, leaf in parts if leaf == KEEP}, **desired.tainted},
    )


def _has_kept_part(value: Any) -> bool:
    if isinstance(value, dict):
        return any(below == KEEP or _has_kept_part(below) for below in value.values())
    return isinstance(value, list) and any(_has_kept_part(item) for item in value)


def _filled(value: Any, found: Any, keys: Tuple[str, ...]) -> Any:
    """Return `value` with its kept parts from `found`; `keys` match items of lists."""
    if isinstance(value, dict) and isinstance(found, Mapping):
        return {
            key: found.get(key, below) if below == KEEP else _filled(below, found.get(key), ())
            for key, below in value.items()
        }
    if isinstance(value, list) and isinstance(found, list) and keys:
        by_key = dict(zip(_numbered(found, keys), found))
        return [_filled(item, by_key.get(key), ()) for key, item in zip(_numbered(value, keys), value)]
    return value


def _numbered(items: Sequence[Any], keys: Tuple[str, ...]) -> List[Tuple[str, int]]:
    """Return a key for each item: its identity, and how often that occurred before."""
    words = [str([get(item, (key,)) for key in keys]) for item in items]
    return [(word, words[:number].count(word)) for number, word in enumerate(words)]


def _paths_outside(manifest: Mapping[str, Any], fields: Set[Path]) -> Set[Path]:
    """Return the paths that a manifest sets to `${keep}`, but for those in `fields`."""
    return {path for path in keep_paths(manifest) if not any(path[: len(field)] == field for field in fields)}


# A manifest that was exported from one platform is applied to another, where a field to keep has no live value. Such a
# field is left out where the schema allows it, and `apply` names it; a resource that needs it is not created.
# Held by tests/engine/export/test_restore.py.
def leave_out(desired: Desired) -> Desired:
    """Return `desired` for a new resource, without the fields to keep.

    They are listed in `keep_unreadable`. If the schema requires one of them, all stay in the manifest.
    """
    parts = {each.path for each in compared(desired.kind) if _has_kept_part(get(desired.manifest, each.path))}
    asked = _paths_outside(desired.manifest, parts) | parts
    if not asked:
        return desired
    manifest: Dict[str, Any] = copy.deepcopy(dict(desired.manifest))
    for path in asked:
        get(manifest, path[:-1]).pop(path[-1])
    named = replace(desired, keep_unreadable=desired.keep_unreadable | asked)
    allowed = _errors(desired.kind, manifest) <= _errors(desired.kind, desired.manifest)
    return replace(named, manifest=manifest) if allowed else named


def _errors(kind: Kind, manifest: Mapping[str, Any]) -> Set[Tuple[str, str]]:
    import jsonschema

    sections = {key: manifest.get(key) for key in ("metadata", "spec") if key in manifest}
    whole = {"apiVersion": API_VERSION, "kind": kind.name, **sections}
    found = jsonschema.Draft202012Validator(kind.schema).iter_errors(whole)
    return {(error.json_path, str(error.validator)) for error in found}


def loses_kept(desired: Desired, live: Optional[LiveResource]) -> bool:
    """Tell whether a write must not be sent, as it would lose a field to keep."""
    return _has_kept_part(desired.manifest) if live is None else bool(desired.keep_unreadable)


def _is_asked(each: Field, asked: Set[Path]) -> bool:
    """Tell whether the manifest sets the field, or an object around it, to `${keep}`."""
    return any(each.path[: len(path)] == path for path in asked)


def _is_readable(each: Field, value: Any, live: LiveResource) -> bool:
    """Tell whether the value that was read can be written back."""
    words = set(each.readback)
    if "content" in each.normalize:
        return False  # a write uploads the content, and there is no file
    if "stale" in words and not live.settled:
        return False
    if "unknown" in words:  # then the value is trusted if it is the one that was applied
        applied = digests.read_applied(live.marks.get(digests.APPLIED)) or {}
        read = digests.plain_digest(canonical(value, each))
        return value in (None, []) or applied.get(digests.field_key(each.path)) == read
    if words & {"masked", "resolved", "camelCase"} and value not in (None, []):
        return False
    return not words & UNSHOWN


def _may_have_value(each: Field, value: Any, live: LiveResource) -> bool:
    """Tell whether the platform may hold a value for a field that it does not show."""
    if value not in (None, []):
        return True
    applied = digests.read_applied(live.marks.get(digests.APPLIED))
    return "lost" in each.readback and (applied is None or digests.field_key(each.path) in applied)

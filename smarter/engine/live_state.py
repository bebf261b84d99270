"""Concurrent reads of the live state of desired and referenced resources."""

from __future__ import annotations

from typing import Callable, Dict, List, Optional, Sequence, Tuple, TypeVar

from smarter.engine.concurrency import AdaptiveGate, map_concurrently, thread_count
from smarter.engine.desired import Desired, Identity
from smarter.engine.graph.references import Outside
from smarter.errors import UnsupportedError
from smarter.kinds.fields import schema_at
from smarter.kinds.names import either_kind, looks_like_key
from smarter.manifest import Finding
from smarter.manifest.findings import ERROR, show_path
from smarter.platform import LiveResource, Platform

Result = TypeVar("Result")


def read_each(
    platform: Platform,
    desired: Sequence[Desired],
    compare: Callable[[Desired, Optional[LiveResource]], Result],
    parallelism: int,
) -> List[Result]:
    """Read every desired resource, and return the result of `compare` for each.

    `compare` is called with each resource while others are still being read; only its result is kept, which bounds
    memory. `parallelism` is the number of requests at a time.

    Raises:
        UnsupportedError: the platform cannot describe one of the kinds.
    """
    gate = AdaptiveGate(parallelism)
    platform.share_reads()

    def read(each: Desired) -> Result:
        try:
            with gate.turn("read"):
                live = platform.read(each.kind, each.name)
        except UnsupportedError as error:
            where = f" ({each.resource.file})" if each.resource else ""
            raise UnsupportedError(
                f"{each}{where}: {error} Nothing was written.",
                kind=error.kind,
                verb=error.verb,
                dialect=error.dialect,
                hint="Remove it from the manifests for this platform.",
            ) from error
        return compare(each, live)

    return map_concurrently(read, desired, thread_count(parallelism))


# Held by tests/engine/test_key_as_name.py.
def find_missing(
    platform: Platform, outside: Outside, parallelism: int
) -> Tuple[Dict[Finding, str], Dict[Identity, List[str]]]:
    """Check that the resources of references without a manifest exist.

    Returns a finding for each reference to a missing one, with the words for it, and by resource notes on references
    that could not be checked.
    """
    dialect = platform.dialect().name
    # A key must not become part of a URL, nor of a log of requests: no resource is looked up by it.
    keys = {
        name
        for (_, name), users in outside.items()
        if any(t.secret for _, t in users) and looks_like_key(name)
    }
    checkable = {
        (kind.canonical, name): kind
        for kinds, name in outside
        for kind in kinds
        if kind.verb("describe", dialect) != "no" and name not in keys
    }

    def exists(target: Identity) -> bool:
        try:
            return platform.read(checkable[target], target[1]) is not None
        except UnsupportedError:
            return True  # the platform will tell when the manifest is applied

    targets = sorted(checkable)
    existing = dict(zip(targets, map_concurrently(exists, targets, parallelism)))
    missing: Dict[Finding, str] = {}  # the documents of a folder share one manifest, and so one finding
    notes: Dict[Identity, List[str]] = {}
    for (kinds, name), users in outside.items():
        if any(existing.get((kind.canonical, name)) for kind in kinds):
            continue
        unchecked = [
            kind.name for kind in kinds if (kind.canonical, name) not in existing and name not in keys
        ]
        for resource, target in users:
            path = target.path
            # A field that takes the name of a Secret may hold a key by mistake, which no message shows.
            doubt = " (it looks like the secret itself)" if name in keys else ""
            shown = f"that {show_path(path)} names{doubt}" if target.secret else repr(name)
            if unchecked:
                note = (
                    f"{show_path(path)} names {unchecked[0]} {name!r}; whether it exists cannot be checked."
                )
                notes.setdefault(resource.identity, []).append(note)
            elif schema_at(resource.kind.schema, path).get("x-smarter-unchecked"):
                note = f"{show_path(path)} names {kinds[0].name} {name!r}, which was not found."
                notes.setdefault(resource.identity, []).append(note)
            else:
                words = f"{either_kind([kind.name for kind in kinds])} {shown}"
                finding = resource.document.finding(
                    "unresolved-reference", ERROR,
                    f"{words} exists neither in the manifests nor on the platform", path,
                    hint="Apply it together with this manifest, or correct the name.",
                )  # fmt: skip
                missing[finding] = words
    return missing, notes

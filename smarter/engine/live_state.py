"""Read the live state of all desired resources and of the resources they reference, concurrently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, TypeVar

from smarter.engine.concurrency import AdaptiveGate, map_concurrently, thread_count
from smarter.engine.desired import Desired, Identity
from smarter.engine.graph.references import Outside
from smarter.errors import UnsupportedError
from smarter.kinds.fields import schema_at
from smarter.kinds.names import looks_like_key
from smarter.manifest import Resource
from smarter.manifest.findings import show_path
from smarter.platform import LiveResource, Platform

Result = TypeVar("Result")


@dataclass(frozen=True)
class Missing:
    """A reference to a resource that exists neither in the set nor on the platform.

    `shown` stands for the name in messages: where a field takes the name of a Secret, a key may stand by mistake.
    """

    resource: Resource
    path: Tuple[Any, ...]
    kinds: Tuple[str, ...]
    shown: str


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


def look_up(
    platform: Platform, outside: Outside, parallelism: int
) -> Tuple[List[Missing], Dict[Identity, List[str]]]:
    """Check that the resources of references without a manifest exist.

    Returns those that do not, and by resource notes on its references that could not be checked.
    """
    dialect = platform.dialect().name
    by_canonical = {kind.canonical: kind for kinds, _ in outside for kind in kinds}
    targets = sorted({(kind.canonical, name) for kinds, name in outside for kind in kinds})
    # A key must not become part of a URL, nor of a log of requests: no resource is looked up by it.
    keys = {
        name
        for (_, name), users in outside.items()
        if any(t.secret for _, t in users) and looks_like_key(name)
    }
    checkable = [
        each
        for each in targets
        if by_canonical[each[0]].verb("describe", dialect) != "no" and each[1] not in keys
    ]

    def exists(target: Identity) -> bool:
        try:
            return platform.read(by_canonical[target[0]], target[1]) is not None
        except UnsupportedError:
            return True  # the platform will tell when the manifest is applied

    existing = dict(zip(checkable, map_concurrently(exists, checkable, parallelism)))
    missing: List[Missing] = []
    notes: Dict[Identity, List[str]] = {}
    for (kinds, name), users in outside.items():
        if any(existing.get((kind.canonical, name)) for kind in kinds):
            continue
        unchecked = [
            kind.name for kind in kinds if (kind.canonical, name) not in existing and name not in keys
        ]
        for resource, target in users:
            path = target.path
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
                missing.append(Missing(resource, path, tuple(kind.name for kind in kinds), shown))
    return missing, notes

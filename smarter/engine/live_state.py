"""Read the live state of all desired resources and of the resources they reference, concurrently."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import (
    Any,
    Callable,
    Dict,
    Generic,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Set,
    Tuple,
    TypeVar,
)

from smarter.engine.concurrency import PARALLELISM, AdaptiveGate, map_concurrently, thread_count
from smarter.engine.desired import Desired, Identity
from smarter.engine.graph.references import NamedTarget, manifest_references
from smarter.errors import UnsupportedError
from smarter.kinds import Kind, KindTable
from smarter.kinds.fields import schema_at
from smarter.kinds.names import looks_like_key
from smarter.manifest import Resource
from smarter.manifest.findings import show_path
from smarter.platform import LiveResource, Platform

Result = TypeVar("Result")

# References that leave the set, by the kinds and the name they may mean: each with its users and their paths.
_Outside = Dict[Tuple[Tuple[Kind, ...], str], List[Tuple[Identity, NamedTarget]]]


@dataclass(frozen=True)
class Missing:
    """A reference to a resource that exists neither in the set nor on the platform.

    `shown` stands for the name in messages: where a field takes the name of a Secret, a key may stand by mistake.
    """

    resource: Resource
    path: Tuple[Any, ...]
    kinds: Tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Observed(Generic[Result]):
    """The live state as it was read.

    Attributes:
        results: the result of `compare` for each resource.
        needs: the references inside the set.
        missing: references to resources that do not exist.
        notes: for each resource, references that could not be checked.
    """

    results: Sequence[Result]
    needs: Mapping[Identity, Set[Identity]]
    missing: Tuple[Missing, ...] = ()
    notes: Mapping[Identity, Tuple[str, ...]] = field(default_factory=dict)


def observe(
    platform: Platform,
    desired: Iterable[Desired],
    resources: Mapping[Identity, Resource],
    compare: Callable[[Desired, Optional[LiveResource]], Result],
    *,
    parallelism: int = PARALLELISM,
    check_references: bool = True,
) -> Observed[Result]:
    """Read every desired resource, and look up its references outside of the set.

    `compare` is called with each resource while others are still being read; only its result is kept, which bounds
    memory. `parallelism` is the number of requests at a time.

    Raises:
        UnsupportedError: the platform cannot describe one of the kinds.
    """
    desired = list(desired)
    dialect = platform.dialect().name
    needs, outside = _resolve(desired, resources, platform.kinds, dialect)
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

    results = map_concurrently(read, desired, thread_count(parallelism))
    if not check_references:
        return Observed(results, needs)
    missing, notes = _look_up(platform, outside, resources, parallelism)
    return Observed(results, needs, missing, notes)


def _look_up(
    platform: Platform, outside: _Outside, resources: Mapping[Identity, Resource], parallelism: int
) -> Tuple[Tuple[Missing, ...], Dict[Identity, Tuple[str, ...]]]:
    """Check that the resources referenced outside of the set exist; return missing ones and notes on unchecked ones."""
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
        for identity, target in users:
            path = target.path
            doubt = " (it looks like the secret itself)" if name in keys else ""
            shown = f"that {show_path(path)} names{doubt}" if target.secret else repr(name)
            if unchecked:
                note = (
                    f"{show_path(path)} names {unchecked[0]} {name!r}; whether it exists cannot be checked."
                )
                notes.setdefault(identity, []).append(note)
            elif schema_at(resources[identity].kind.schema, path).get("x-smarter-unchecked"):
                note = f"{show_path(path)} names {kinds[0].name} {name!r}, which was not found."
                notes.setdefault(identity, []).append(note)
            else:
                missing.append(Missing(resources[identity], path, tuple(kind.name for kind in kinds), shown))
    return tuple(missing), {key: tuple(texts) for key, texts in notes.items()}


def _resolve(
    desired: Sequence[Desired], resources: Mapping[Identity, Resource], kinds: KindTable, dialect: str
) -> Tuple[Dict[Identity, Set[Identity]], _Outside]:
    """Split the references of the manifests into those inside the set and those that leave it."""
    present = {each.identity for each in desired}
    needs: Dict[Identity, Set[Identity]] = {identity: set() for identity in present}
    outside: _Outside = {}
    for each in desired:
        if each.identity not in resources:
            continue
        for target in manifest_references(resources[each.identity], kinds, present, dialect):
            if target.inside:
                needs[each.identity].update(i for i in target.inside if i != each.identity)
            elif target.kinds:
                outside.setdefault((target.kinds, target.name), []).append((each.identity, target))
    return needs, outside

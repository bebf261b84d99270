"""What is there: every resource of a set, and what the set refers to, read concurrently."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
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

from smarter.engine.desired import Desired, Identity
from smarter.errors import UnsupportedError
from smarter.kinds import Kind, KindTable
from smarter.kinds.fields import schema_at
from smarter.manifest import Resource
from smarter.manifest.findings import show_path
from smarter.platform import LiveResource, Platform

Item = TypeVar("Item")
Result = TypeVar("Result")

PARALLELISM = 10


def threads_for(parallelism: int) -> int:
    """How many threads keep that many requests under way: some wait for the network while others compare and hash."""
    return 1 if parallelism <= 1 else 2 * parallelism


@dataclass(frozen=True)
class Missing:
    """A reference to what is neither in the set nor on the platform."""

    resource: Resource
    path: Tuple[Any, ...]
    kinds: Tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Observed(Generic[Result]):
    """What was made of each resource as it was read, references to nothing, and what could not be checked."""

    found: Sequence[Result]
    needs: Mapping[Identity, Set[Identity]]
    missing: Tuple[Missing, ...] = ()
    notes: Mapping[Identity, Tuple[str, ...]] = field(default_factory=dict)


def concurrently(work: Callable[[Item], Result], items: Sequence[Item], threads: int) -> List[Result]:
    """`work` of every item, in the items' order, on up to `threads` threads. The first error is raised."""
    if threads <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    done: Dict[int, Result] = {}
    failed: Dict[int, BaseException] = {}
    turns = iter(
        range(len(items))
    )  # shared by all threads, which a future for each item would cost more than

    def take_turns() -> None:
        for turn in turns:
            try:
                done[turn] = work(items[turn])
            except BaseException as error:
                failed[turn] = error
                break

    with ThreadPoolExecutor(max_workers=min(threads, len(items))) as pool:
        try:
            for thread in [pool.submit(take_turns) for _ in range(min(threads, len(items)))]:
                thread.result()
                if failed:
                    break
        finally:
            for _ in turns:  # nothing more is begun
                pass
    if failed:
        raise failed[min(failed)]
    return [done[turn] for turn in range(len(items))]


def observe(
    platform: Platform,
    wanted: Iterable[Desired],
    resources: Mapping[Identity, Resource],
    compare: Callable[[Desired, Optional[LiveResource]], Result],
    *,
    parallelism: int = PARALLELISM,
    check_references: bool = True,
) -> Observed[Result]:
    """Read every wanted resource, and look for what it refers to outside of the set.

    `compare` makes of each what is to be kept of it, while others are still being read. `parallelism` is how many
    requests there are at a time.

    Raises:
        UnsupportedError: the platform cannot describe one of the kinds.
    """
    wanted = list(wanted)
    dialect = platform.dialect().name
    needs, outside = _references(wanted, resources, platform.kinds, dialect)

    gate = threading.Semaphore(max(1, parallelism))

    def look(each: Desired) -> Result:
        try:
            with gate:
                live = platform.read(each.kind, each.name)
        except UnsupportedError as error:
            where = f" ({each.resource.file})" if each.resource else ""
            raise UnsupportedError(
                f"{each}{where}: {error} Nothing was written.",
                kind=error.kind,
                verb=error.verb,
                dialect=error.dialect,
                hint="Take it out of what goes to this platform.",
            ) from error
        return compare(each, live)

    found = concurrently(look, wanted, threads_for(parallelism))
    missing: List[Missing] = []
    notes: Dict[Identity, List[str]] = {}
    if check_references:
        targets = sorted({(kind.canonical, name) for kinds, name in outside for kind in kinds})
        by_canonical = {kind.canonical: kind for kinds, _ in outside for kind in kinds}
        checkable = [t for t in targets if by_canonical[t[0]].verb("describe", dialect) != "no"]

        def exists(target: Tuple[str, str]) -> bool:
            try:
                return platform.read(by_canonical[target[0]], target[1]) is not None
            except UnsupportedError:
                return True  # the platform cannot say; it will when the manifest is applied

        there = dict(zip(checkable, concurrently(exists, checkable, parallelism)))
        for (kinds, name), users in outside.items():
            unchecked = [kind.name for kind in kinds if (kind.canonical, name) not in there]
            if any(there.get((kind.canonical, name)) for kind in kinds):
                continue
            for identity, path in users:
                if unchecked:
                    note = f"{show_path(path)} names {name!r}; whether that {unchecked[0]} exists cannot be checked."
                    notes.setdefault(identity, []).append(note)
                elif schema_at(resources[identity].kind.schema, path).get("x-smarter-unchecked"):
                    note = f"{show_path(path)} names {name!r}; there is no such {kinds[0].name} to be seen."
                    notes.setdefault(identity, []).append(note)
                else:
                    missing.append(
                        Missing(resources[identity], path, tuple(kind.name for kind in kinds), name)
                    )
    return Observed(found, needs, tuple(missing), {key: tuple(texts) for key, texts in notes.items()})


def _references(
    wanted: Sequence[Desired], resources: Mapping[Identity, Resource], kinds: KindTable, dialect: str
) -> Tuple[
    Dict[Identity, Set[Identity]], Dict[Tuple[Tuple[Kind, ...], str], List[Tuple[Identity, Tuple[Any, ...]]]]
]:
    """Which of the set needs which, and the references that leave the set with everyone who makes them."""
    present = {each.identity for each in wanted}
    needs: Dict[Identity, Set[Identity]] = {identity: set() for identity in present}
    outside: Dict[Tuple[Tuple[Kind, ...], str], List[Tuple[Identity, Tuple[Any, ...]]]] = {}
    for each in wanted:
        for reference in resources[each.identity].references() if each.identity in resources else ():
            # One kind may stand there under two names (a Chatbot is an LLMClient).
            known = (kinds.find(word) for word in reference.kinds)
            named = {k.canonical: k for k in known if k and (k.served != "manifest" or dialect in k.wire)}
            inside = [
                (canonical, reference.name) for canonical in named if (canonical, reference.name) in present
            ]
            if inside:
                needs[each.identity].update(i for i in inside if i != each.identity)
            elif named:
                outside.setdefault((tuple(named.values()), reference.name), []).append(
                    (each.identity, reference.path)
                )
    return needs, outside

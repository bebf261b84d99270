"""Concurrent work in worker threads, in the order of its items."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, List, Optional, Sequence, TypeVar

from smarter.kinds import Kind, fold_name
from smarter.platform import LiveResource, Platform

Item = TypeVar("Item")
Result = TypeVar("Result")

# Requests in flight at the same time, unless the caller gives another number.
PARALLELISM = 10


def thread_count(parallelism: int) -> int:
    """Return the threads that keep `parallelism` requests in flight while others compare and hash."""
    return 1 if parallelism <= 1 else 2 * parallelism


def map_concurrently(work: Callable[[Item], Result], items: Sequence[Item], threads: int) -> List[Result]:
    """Call `work` with every item on up to `threads` threads, and return the results in the order of the items.

    The error of the first item that failed is raised, after the items in progress have ended.
    """
    if threads <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    results: Dict[int, Result] = {}
    errors: Dict[int, BaseException] = {}
    # The threads share one iterator: a future for each of 10,000 items costs more than the work itself.
    turns = iter(range(len(items)))

    def take_turns() -> None:
        for turn in turns:
            try:
                results[turn] = work(items[turn])
            except BaseException as error:
                errors[turn] = error
                break

    with ThreadPoolExecutor(max_workers=min(threads, len(items))) as pool:
        try:
            for thread in [pool.submit(take_turns) for _ in range(min(threads, len(items)))]:
                thread.result()
                if errors:
                    break
        finally:
            for _ in turns:  # so that no thread begins another item
                pass
    if errors:
        raise errors[min(errors)]
    return [results[turn] for turn in range(len(items))]


def read_all(
    platform: Platform, kind: Kind, names: Sequence[str], parallelism: int = PARALLELISM
) -> List[Optional[LiveResource]]:
    """Read the resources of these names, in their order; None for each that does not exist."""
    folded = [fold_name(name) or name for name in names]
    return map_concurrently(lambda name: platform.read(kind, name), folded, parallelism)

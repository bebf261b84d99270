"""Concurrent work in worker threads, in the order of its items."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple, TypeVar

from smarter._defaults import PARALLELISM as PARALLELISM
from smarter.kinds import Kind
from smarter.platform import LiveResource, Platform

Item = TypeVar("Item")
Result = TypeVar("Result")


# A platform with one worker takes as long for ten requests at once as for ten in a row: more of them only wait, and may
# run into time limits. Such a queue shows in the times: with ten in flight each takes about ten times as long as the
# fastest. A platform that works in parallel answers all in about the same time, and keeps the full parallelism.
# Held by tests/engine/test_scale.py.
class AdaptiveGate:
    """Gate for up to `most` requests at a time, fewer if more only take longer."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.most = max(1, most)
        self.limit = self.most
        self._busy = 0
        self._free = threading.Condition()
        self._fastest: Dict[str, float] = {}
        self._window: List[Tuple[float, int]] = []
        self._since = clock()
        # The limit before it was lowered, and requests a second.
        self._before: Optional[Tuple[int, float]] = None
        self._tries = True

    @contextmanager
    def turn(self, word: str) -> Iterator[None]:
        """Wait for a turn. Requests with the same `word` should take equally long."""
        with self._free:
            self._free.wait_for(lambda: self._busy < self.limit)
            self._busy += 1
            crowd = self._busy
        began = self._clock()
        try:
            yield
        finally:
            with self._free:
                self._busy -= 1
                self._learn(word, self._clock() - began, crowd)
                self._free.notify_all()

    def _learn(self, word: str, seconds: float, crowd: int) -> None:
        fastest = self._fastest[word] = min(seconds, self._fastest.get(word, seconds))
        self._window.append((seconds / fastest if fastest else 1.0, crowd))
        if len(self._window) < max(8, 2 * self.limit):
            return
        slower = statistics.median(ratio for ratio, _ in self._window)
        in_flight = statistics.median(crowd for _, crowd in self._window)
        now = self._clock()
        rate = len(self._window) / max(now - self._since, 1e-9)
        self._window.clear()
        self._since = now
        if self._before is not None and rate < _AS_FAST * self._before[1]:
            # Fewer in flight got less done, so requests did not queue: go back, and stop trying.
            self.limit, self._tries = self._before[0], False
        elif slower < _PARALLEL:
            self.limit = min(self.most, self.limit * 2)
        elif self._tries and in_flight >= 2 and slower > _QUEUES * in_flight:
            self._before = (self.limit, rate)
            self.limit = max(min(2, self.most), self.limit // 2)
            return
        self._before = None


# Requests queue if they take this share of the time of all in flight one after the other; they run in parallel if they
# take up to this many times as long as the fastest.
_QUEUES = 0.5
_PARALLEL = 1.5
# A lower limit is kept if it gets this share of the requests done.
_AS_FAST = 0.85


def thread_count(parallelism: int) -> int:
    """Return the threads for `parallelism` requests: half of them compare and hash."""
    return 1 if parallelism <= 1 else 2 * parallelism


def map_concurrently(work: Callable[[Item], Result], items: Sequence[Item], threads: int) -> List[Result]:
    """Call `work` with each item on up to `threads` threads; keep the items' order.

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


def read_all(platform: Platform, kind: Kind, names: Sequence[str]) -> List[Optional[LiveResource]]:
    """Read resources by name, in order; None for each that does not exist."""
    platform.share_reads()
    folded = [kind.fold(name) or name for name in names]
    return map_concurrently(lambda name: platform.read(kind, name), folded, PARALLELISM)

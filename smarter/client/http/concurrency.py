"""Locks, gates, sleep and threads: each for threads, and its twin for tasks.

anyio, and asyncio with it, is imported where it is needed: half of all programs never do.
"""

from __future__ import annotations

import threading
import time
from typing import Any, AsyncIterable, Callable, Coroutine, Iterator, Optional, TypeVar

import httpcore

T = TypeVar("T")


# `threading.Lock` is no class before Python 3.13, and what is no class can have no weak reference.
class Lock:
    """A lock, as the sync twin of `AsyncLock`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exception: object) -> None:
        self._lock.release()


def AsyncLock() -> Any:  # noqa: N802  the twin of a class
    """A lock for tasks."""
    import anyio

    return anyio.Lock()


Gate = threading.Semaphore


def AsyncGate(limit: int) -> Any:  # noqa: N802  the twin of a class
    """A semaphore for tasks."""
    import anyio

    return anyio.Semaphore(limit, fast_acquire=True)


def enter(gate: threading.Semaphore, timeout: Optional[float]) -> None:
    """Pass the gate, or wait for it, `timeout` seconds at most."""
    if not gate.acquire(timeout=timeout):
        raise httpcore.PoolTimeout("every connection is in use")


async def async_enter(gate: Any, timeout: Optional[float]) -> None:
    """The same for tasks."""
    import anyio

    try:
        gate.acquire_nowait()
    except anyio.WouldBlock:
        try:
            with anyio.fail_after(timeout):
                await gate.acquire()
        except TimeoutError:
            raise httpcore.PoolTimeout("every connection is in use") from None


sleep = time.sleep


async def async_sleep(seconds: float) -> None:
    """Wait without holding up the event loop."""
    import anyio

    await anyio.sleep(seconds)


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function` here: the sync client's `async_call`."""
    return function(*arguments)


async def async_call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function`, which may block, in a worker thread."""
    from anyio import to_thread

    return await to_thread.run_sync(function, *arguments)


run_in_own_thread = call


async def async_run_in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """The same in a thread beside those: `function` itself waits for what they do, so it must not take their place."""
    from anyio import CapacityLimiter, to_thread

    return await to_thread.run_sync(function, *arguments, limiter=CapacityLimiter(1))


pieces = iter


def async_iter_body(stream: AsyncIterable[bytes]) -> Iterator[bytes]:
    """Iterate over `stream` from a function run by `async_run_in_own_thread`; the event loop awaits each chunk."""
    from anyio import from_thread

    arriving = stream.__aiter__()

    async def following() -> Optional[bytes]:
        try:
            return await arriving.__anext__()
        except StopAsyncIteration:
            return None

    while True:
        piece = from_thread.run(following)
        if piece is None:
            return
        yield piece


def close_on_gc(close: Callable[[], None]) -> None:
    """Close what nobody holds any more."""
    close()


def async_close_on_gc(close: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The same on the running event loop, if there is one."""
    import asyncio

    asyncio.get_running_loop().create_task(close())

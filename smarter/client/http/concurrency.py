"""Locks, gates, sleep and worker threads, each for threads and for tasks.

anyio, and asyncio with it, is imported on use, as is httpcore: half of all programs never need it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from typing import (
    Any,
    AsyncGenerator,
    AsyncIterable,
    Awaitable,
    Callable,
    Generic,
    Iterator,
    List,
    Optional,
    TypeVar,
)
from weakref import WeakKeyDictionary

T = TypeVar("T")


# A semaphore of one is a lock for threads that can be referenced weakly; those of `threading.Lock` cannot.
Lock = threading.Semaphore


def AsyncLock() -> Any:  # noqa: N802  the twin of a class
    """Return a lock for tasks."""
    import anyio

    return anyio.Lock()


Gate = threading.Semaphore


def AsyncGate(limit: int) -> Any:  # noqa: N802  the twin of a class
    """Return a semaphore for tasks."""
    import anyio

    return anyio.Semaphore(limit, fast_acquire=True)


def enter(gate: threading.Semaphore, timeout: Optional[float]) -> None:
    """Pass the gate, or wait up to `timeout` seconds for it."""
    if not gate.acquire(timeout=timeout):
        import httpcore

        raise httpcore.PoolTimeout("every connection is in use")


async def async_enter(gate: Any, timeout: Optional[float]) -> None:
    """Pass the gate, or wait up to `timeout` seconds for it."""
    import anyio

    try:
        gate.acquire_nowait()
    except anyio.WouldBlock:
        try:
            with anyio.fail_after(timeout):
                await gate.acquire()
        except TimeoutError:
            import httpcore

            raise httpcore.PoolTimeout("every connection is in use") from None


class Local(Generic[T]):
    """One value a process: a forked child must not share its parent's connection."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made = (os.getpid(), make())

    def get(self) -> T:
        """Return the value of this process."""
        made: Any
        pid, made = self._made
        if pid == os.getpid():
            return made  # type: ignore[no-any-return]
        new = self._make()
        self._made = (os.getpid(), new)
        made.close()  # closes this process's copies of the sockets; the parent keeps its own
        return new


class AsyncLocal(Generic[T]):
    """One value an event loop: no other loop can use its connections."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Any, T] = WeakKeyDictionary()

    def get(self) -> T:
        """Return the value of the running event loop."""
        loop = _running_loop()
        found = self._made.get(loop)
        if found is None:
            found = self._made.setdefault(loop, self._make())
        return found


def _running_loop() -> Any:
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        trio = sys.modules.get("trio")
        if trio is None:
            raise
        return trio.lowlevel.current_trio_token()


def loop_id() -> int:
    """Return the same number in every thread, the twin of `async_loop_id`."""
    return 0


def async_loop_id() -> int:
    """Return a number that differs between event loops that exist at the same time."""
    return id(_running_loop())


def at_loop_end(close: Callable[[], Any]) -> Any:
    """Do nothing: connections that threads share are closed with their owner."""
    return None


def async_at_loop_end(close: Callable[[], Awaitable[Any]]) -> Any:
    """Await `close()` when the loop ends or the returned object is collected.

    Event loops close their async generators at their end (`shutdown_asyncgens`), while connections can still be
    closed. A plain finalizer would run after that, when closing fails with noise.
    """

    async def wait() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await close()

    waiting = wait()
    with contextlib.suppress(StopIteration):
        waiting.__anext__().send(None)
    return waiting


def close_on_gc(close: Callable[[], Any]) -> None:
    """Close a collected client; ignore errors, as of the interpreter's shutdown."""
    with contextlib.suppress(Exception):
        close()


def async_close_on_gc(close: Callable[[], Any]) -> None:
    """Do nothing: `async_at_loop_end` closes the connections of a collected client."""


def sleep(seconds: float) -> None:
    """Wait. `time.sleep` is looked up on each call, since tests replace it."""
    time.sleep(seconds)


async def async_sleep(seconds: float) -> None:
    """Wait without blocking the event loop."""
    import anyio

    await anyio.sleep(seconds)


def call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function` in this thread, the twin of `async_call`."""
    return function(*arguments)


async def async_result(function: Callable[[], Any]) -> Any:
    """Call a function, async or not, in this thread."""
    value = function()
    return await value if hasattr(value, "__await__") else value


async def async_call(function: Callable[..., T], *arguments: Any) -> T:
    """Call `function`, which may block, in a worker thread."""
    from anyio import to_thread

    return await to_thread.run_sync(function, *arguments)


run_in_own_thread = call


async def async_run_in_own_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Call a function that blocks on worker threads, outside their limit."""
    from anyio import CapacityLimiter, to_thread

    return await to_thread.run_sync(function, *arguments, limiter=CapacityLimiter(1))


def run_sending(work: Callable[[Callable[..., Any]], T], send: Callable[..., Any]) -> T:
    """Call `work(send)`, the twin of `async_run_sending`."""
    return work(send)


async def async_run_sending(
    work: Callable[[Callable[..., Any]], T], send: Callable[..., Awaitable[Any]]
) -> T:
    """Call `work(send)` in its own thread; the event loop awaits each `send`."""
    from anyio.from_thread import BlockingPortal

    done: List[T] = []
    failed: List[Exception] = []
    async with BlockingPortal() as portal:
        try:
            done.append(await async_run_in_own_thread(work, lambda *given: portal.call(send, *given)))
        except Exception as error:  # the portal would wrap it in an exception group
            failed.append(error)
    if failed:
        raise failed[0]
    return done[0]


pieces = iter


def async_iter_body(stream: AsyncIterable[bytes]) -> Iterator[bytes]:
    """Iterate over `stream` in another thread; the event loop awaits each chunk."""
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

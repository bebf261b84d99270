"""A connection pool that finds an idle connection in constant time.

httpx's pool looks through all requests and connections for every request, so that fifty concurrent requests cost five
times as much as one. This one keeps the idle connections of an origin on a stack.

Idle connections belong to one event loop and one process. A forked child that used its parent's connection would read
the parent's responses (tests/client/http/test_loops_and_forks.py).
"""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING, Any, AsyncIterator, Deque, Dict, Tuple

import httpcore

from smarter.client.http._async.deadline import AsyncConnection, AsyncDeadlineBackend
from smarter.client.http.bounds import Deadline, bounds_of
from smarter.client.http.concurrency import AsyncGate, AsyncLocal, async_at_loop_end, async_enter

if TYPE_CHECKING:
    import ssl

MAX_CONNECTIONS = 1000
MAX_IDLE = 100  # an origin
KEEPALIVE_SECONDS = 5.0

Key = Tuple[bytes, bytes, int]


class AsyncIdle:
    """The idle connections of one event loop, and the gate that limits all."""

    def __init__(self) -> None:
        self.gate = AsyncGate(MAX_CONNECTIONS)
        self.by_origin: Dict[Key, Deque[AsyncConnection]] = {}
        by_origin = self.by_origin  # the closer must not keep this object alive

        async def close() -> None:
            for idle in list(by_origin.values()):
                while idle:
                    with contextlib.suppress(IndexError):  # another thread took the last one
                        await idle.pop().http.aclose()

        self.close = close
        self._closer = async_at_loop_end(close)


class AsyncPool:
    """Replacement of httpcore's pool in an httpx transport. HTTP/1.1, no proxies."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._ssl_context = ssl_context
        self._idle: AsyncLocal[AsyncIdle] = AsyncLocal(AsyncIdle)
        self._closed = False

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` over one connection; closing the response frees it."""
        idle = self._idle.get()
        timeouts = request.extensions.get("timeout", {})
        _, seconds, headers_only = bounds_of(request)
        await async_enter(idle.gate, timeouts.get("pool"))
        try:
            while True:
                connection = await self._take(idle, request.url.origin)
                try:
                    connection.deadline.set(seconds)
                    response = await connection.http.handle_async_request(request)
                    break
                except httpcore.ConnectionNotAvailable:  # the server closed it after `_take` looked
                    continue
        except BaseException:
            idle.gate.release()
            raise
        if headers_only:
            connection.deadline.set(None)
        body = AsyncBody(response.stream, connection, self, idle)
        return httpcore.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    async def _take(self, idle: AsyncIdle, origin: httpcore.Origin) -> AsyncConnection:
        waiting = idle.by_origin.get((origin.scheme, origin.host, origin.port))
        while waiting:
            try:
                connection = waiting.pop()
            except IndexError:  # another thread took the last one
                break
            if not connection.http.has_expired():
                return connection
            await connection.http.aclose()
        deadline = Deadline()
        return AsyncConnection(
            httpcore.AsyncHTTPConnection(
                origin,
                ssl_context=self._ssl_context,
                keepalive_expiry=KEEPALIVE_SECONDS,
                network_backend=AsyncDeadlineBackend(deadline),
            ),
            deadline,
        )

    async def give_back(self, connection: AsyncConnection, idle: AsyncIdle) -> None:
        """Keep a connection for the next request, or close it if it cannot be used again."""
        idle.gate.release()
        if self._closed or not connection.http.is_idle():
            await connection.http.aclose()
            return
        origin = connection.http._origin
        waiting = idle.by_origin.setdefault((origin.scheme, origin.host, origin.port), deque())
        waiting.append(connection)
        # The other end of the stack is the oldest connection. One look with each request keeps the stack short.
        if len(waiting) > MAX_IDLE or (len(waiting) > 1 and waiting[0].http.has_expired()):
            try:
                oldest = waiting.popleft()
            except IndexError:  # another thread took the last one
                return
            await oldest.http.aclose()

    async def aclose(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._closed = True
        await self._idle.get().close()


class AsyncBody:
    """The body of a response; its end returns the connection to the pool."""

    def __init__(self, stream: Any, connection: AsyncConnection, pool: AsyncPool, idle: AsyncIdle) -> None:
        self._stream = stream
        self._connection = connection
        self._pool = pool
        self._idle = idle
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                yield part
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Stop reading."""
        if not self._closed:
            self._closed = True
            try:
                await self._stream.aclose()
            finally:
                await self._pool.give_back(self._connection, self._idle)

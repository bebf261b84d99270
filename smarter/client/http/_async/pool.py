"""Connections kept for the next request, found in constant time.

The pool that httpx brings looks through all requests and connections with every request, so that fifty at a time cost
five times what one does. This one keeps the idle connections of an origin on a stack.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, AsyncIterator, Deque, Dict, Tuple

import httpcore

from smarter.client.http.concurrency import AsyncGate, async_enter

if TYPE_CHECKING:
    import ssl

MAX_CONNECTIONS = 1000
MAX_IDLE = 100  # an origin
KEEPALIVE_SECONDS = 5.0


class AsyncPool:
    """Stands in for httpcore's pool within an httpx transport. HTTP/1.1, no proxies."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._ssl_context = ssl_context
        self._idle: Dict[Tuple[bytes, bytes, int], Deque[httpcore.AsyncHTTPConnection]] = {}
        self._gate = AsyncGate(MAX_CONNECTIONS)
        self._closed = False

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` over a connection of its own; the connection comes back when the answer is closed."""
        await async_enter(self._gate, request.extensions.get("timeout", {}).get("pool"))
        try:
            while True:
                connection = await self._take(request.url.origin)
                try:
                    response = await connection.handle_async_request(request)
                    break
                except httpcore.ConnectionNotAvailable:  # it ended between the look at it and its use
                    continue
        except BaseException:
            self._gate.release()
            raise
        body = AsyncBody(response.stream, connection, self)
        return httpcore.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    async def _take(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        idle = self._idle.get((origin.scheme, origin.host, origin.port))
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread was quicker
                break
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=self._ssl_context, keepalive_expiry=KEEPALIVE_SECONDS
        )

    async def give_back(self, connection: Any) -> None:
        """Keep a connection for the next request, or close it if it cannot be used again."""
        self._gate.release()
        if self._closed or not connection.is_idle():
            await connection.aclose()
            return
        origin = connection._origin
        idle = self._idle.setdefault((origin.scheme, origin.host, origin.port), deque())
        idle.append(connection)
        # The stack's other end is the one that has waited longest: look at one with each request.
        if len(idle) > MAX_IDLE or (len(idle) > 1 and idle[0].has_expired()):
            try:
                oldest = idle.popleft()
            except IndexError:  # another thread was quicker
                return
            await oldest.aclose()

    async def aclose(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                await idle.pop().aclose()


class AsyncBody:
    """The body of an answer, whose end gives the connection back."""

    def __init__(self, stream: Any, connection: Any, pool: AsyncPool) -> None:
        self._stream = stream
        self._connection = connection
        self._pool = pool
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
                await self._pool.give_back(self._connection)

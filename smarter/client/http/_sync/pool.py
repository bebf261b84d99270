# Generated from smarter/client/http/_async/pool.py by scripts/generate_sync.py. Edit that, not this.
"""A connection pool that finds an idle connection in constant time.

httpx's pool looks through all requests and connections for every request, so that fifty concurrent requests cost five
times as much as one. This one keeps the idle connections of an origin on a stack.

Idle connections belong to one event loop and one process. A forked child that used its parent's connection would read
the parent's responses (tests/client/http/test_loops_and_forks.py).
"""

from __future__ import annotations

import contextlib
from collections import deque
from typing import TYPE_CHECKING, Any, Deque, Dict, Iterator, Tuple

import httpcore

from smarter.client.http._sync.deadline import Connection, DeadlineBackend
from smarter.client.http.bounds import Deadline, bounds_of
from smarter.client.http.concurrency import Gate, Local, at_loop_end, enter

if TYPE_CHECKING:
    import ssl

MAX_CONNECTIONS = 1000
MAX_IDLE = 100  # an origin
KEEPALIVE_SECONDS = 5.0

Key = Tuple[bytes, bytes, int]


class Idle:
    """The idle connections of one event loop, and the gate that limits all."""

    def __init__(self) -> None:
        self.gate = Gate(MAX_CONNECTIONS)
        self.by_origin: Dict[Key, Deque[Connection]] = {}
        by_origin = self.by_origin  # the closer must not keep this object alive

        def close() -> None:
            for idle in list(by_origin.values()):
                while idle:
                    with contextlib.suppress(IndexError):  # another thread took the last one
                        idle.pop().http.close()

        self.close = close
        self._closer = at_loop_end(close)


class Pool:
    """Replacement of httpcore's pool in an httpx transport. HTTP/1.1, no proxies."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._ssl_context = ssl_context
        self._idle: Local[Idle] = Local(Idle)
        self._closed = False

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` over one connection; closing the response frees it."""
        idle = self._idle.get()
        timeouts = request.extensions.get("timeout", {})
        _, seconds, headers_only = bounds_of(request)
        enter(idle.gate, timeouts.get("pool"))
        try:
            while True:
                connection = self._take(idle, request.url.origin)
                try:
                    connection.deadline.set(seconds)
                    response = connection.http.handle_request(request)
                    break
                except httpcore.ConnectionNotAvailable:  # the server closed it after `_take` looked
                    continue
        except BaseException:
            idle.gate.release()
            raise
        if headers_only:
            connection.deadline.set(None)
        body = Body(response.stream, connection, self, idle)
        return httpcore.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    def _take(self, idle: Idle, origin: httpcore.Origin) -> Connection:
        waiting = idle.by_origin.get((origin.scheme, origin.host, origin.port))
        while waiting:
            try:
                connection = waiting.pop()
            except IndexError:  # another thread took the last one
                break
            if not connection.http.has_expired():
                return connection
            connection.http.close()
        deadline = Deadline()
        return Connection(
            httpcore.HTTPConnection(
                origin,
                ssl_context=self._ssl_context,
                keepalive_expiry=KEEPALIVE_SECONDS,
                network_backend=DeadlineBackend(deadline),
            ),
            deadline,
        )

    def give_back(self, connection: Connection, idle: Idle) -> None:
        """Keep a connection for the next request, or close it if it cannot be used again."""
        idle.gate.release()
        if self._closed or not connection.http.is_idle():
            connection.http.close()
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
            oldest.http.close()

    def close(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._closed = True
        self._idle.get().close()


class Body:
    """The body of a response; its end returns the connection to the pool."""

    def __init__(self, stream: Any, connection: Connection, pool: Pool, idle: Idle) -> None:
        self._stream = stream
        self._connection = connection
        self._pool = pool
        self._idle = idle
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop reading."""
        if not self._closed:
            self._closed = True
            try:
                self._stream.close()
            finally:
                self._pool.give_back(self._connection, self._idle)

# Generated from smarter/client/http/_async/pool.py by scripts/generate_sync.py. Edit that, not this.
"""Connections kept for the next request, found in constant time.

The pool that httpx brings looks through all requests and connections with every request, so that fifty at a time cost
five times what one does. This one keeps the idle connections of an origin on a stack.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Deque, Dict, Iterator, Tuple

import httpcore

from smarter.client.http.concurrency import Gate, enter

if TYPE_CHECKING:
    import ssl

MAX_CONNECTIONS = 1000
MAX_IDLE = 100  # an origin
KEEPALIVE_SECONDS = 5.0


class Pool:
    """Stands in for httpcore's pool within an httpx transport. HTTP/1.1, no proxies."""

    def __init__(self, ssl_context: ssl.SSLContext) -> None:
        self._ssl_context = ssl_context
        self._idle: Dict[Tuple[bytes, bytes, int], Deque[httpcore.HTTPConnection]] = {}
        self._gate = Gate(MAX_CONNECTIONS)
        self._closed = False

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send `request` over a connection of its own; the connection comes back when the answer is closed."""
        enter(self._gate, request.extensions.get("timeout", {}).get("pool"))
        try:
            while True:
                connection = self._take(request.url.origin)
                try:
                    response = connection.handle_request(request)
                    break
                except httpcore.ConnectionNotAvailable:  # it ended between the look at it and its use
                    continue
        except BaseException:
            self._gate.release()
            raise
        body = Body(response.stream, connection, self)
        return httpcore.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    def _take(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        idle = self._idle.get((origin.scheme, origin.host, origin.port))
        while idle:
            try:
                connection = idle.pop()
            except IndexError:  # another thread was quicker
                break
            if not connection.has_expired():
                return connection
            connection.close()
        return httpcore.HTTPConnection(
            origin, ssl_context=self._ssl_context, keepalive_expiry=KEEPALIVE_SECONDS
        )

    def give_back(self, connection: Any) -> None:
        """Keep a connection for the next request, or close it if it cannot be used again."""
        self._gate.release()
        if self._closed or not connection.is_idle():
            connection.close()
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
            oldest.close()

    def close(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        self._closed = True
        for idle in self._idle.values():
            while idle:
                idle.pop().close()


class Body:
    """The body of an answer, whose end gives the connection back."""

    def __init__(self, stream: Any, connection: Any, pool: Pool) -> None:
        self._stream = stream
        self._connection = connection
        self._pool = pool
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
                self._pool.give_back(self._connection)

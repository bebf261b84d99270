"""Minimal replacement for `httpx.AsyncClient`, at half the CPU time a request.

It has no cookies, redirects, mounts or hooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Optional, Union

from smarter.client.http.concurrency import async_close_on_gc
from smarter.client.settings import names_proxy
from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

    from smarter.client.http.request_builder import Known


class AsyncLightClient:
    """A transport, made at the first request, and the headers of the last one.

    Importing httpx is most of the cost of a client. If a variable names a proxy, the transport is made at once, so that
    a wrong one is an error of the client's maker.
    """

    is_closed = False
    known: Optional[Known] = None
    _made: Optional[httpx.AsyncBaseTransport] = None

    def __init__(self, transport: Optional[httpx.AsyncBaseTransport] = None) -> None:
        if transport is not None:
            self._made = transport
        elif names_proxy():
            _ = self._transport

    @property
    def _transport(self) -> httpx.AsyncBaseTransport:
        return self._made or self._make()

    # Without a lock, which a forked child could inherit locked. Threads that make the first request at once agree on
    # one transport by `setdefault`; any other has no connection yet. `aclose` sets `is_closed` before it reads `_made`:
    # either it finds the transport, or this method finds the client closed (tests/client/test_threads.py).
    def _make(self) -> httpx.AsyncBaseTransport:
        from smarter.client.http._async.transports import AsyncEnvironmentTransport

        made: httpx.AsyncBaseTransport = vars(self).setdefault("_made", AsyncEnvironmentTransport())
        if self.is_closed:
            raise ConfigurationError("This client is closed.", hint="Create another one.")
        return made

    async def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`. Returns before the body is read, and never follows a redirect."""
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            if self._made is not None:
                await self._made.aclose()

    def __del__(self) -> None:
        if not self.is_closed and self._made is not None:
            async_close_on_gc(self.aclose)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled or copied deeply: it holds connections and an API key")


if TYPE_CHECKING:
    AsyncAnyClient = Union[AsyncLightClient, httpx.AsyncClient]

# Generated from smarter/client/http/_async/light_client.py by scripts/generate_sync.py. Edit that, not this.
"""Minimal replacement for `httpx.Client`, at half the CPU time a request.

It has no cookies, redirects, mounts or hooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Optional, Union

from smarter.client.http.concurrency import close_on_gc
from smarter.client.settings import names_proxy
from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

    from smarter.client.http.request_builder import Known


class LightClient:
    """A transport, made at the first request, and the headers of the last one.

    Importing httpx is most of the cost of a client. If a variable names a proxy, the transport is made at once, so that
    a wrong one is an error of the client's maker.
    """

    is_closed = False
    known: Optional[Known] = None
    _made: Optional[httpx.BaseTransport] = None

    def __init__(self, transport: Optional[httpx.BaseTransport] = None) -> None:
        if transport is not None:
            self._made = transport
        elif names_proxy():
            _ = self._transport

    @property
    def _transport(self) -> httpx.BaseTransport:
        return self._made or self._make()

    # Without a lock, which a forked child could inherit locked. Threads that make the first request at once agree on
    # one transport by `setdefault`; any other has no connection yet. `close` sets `is_closed` before it reads `_made`:
    # either it finds the transport, or this method finds the client closed (tests/client/test_threads.py).
    def _make(self) -> httpx.BaseTransport:
        from smarter.client.http._sync.transports import EnvironmentTransport

        made: httpx.BaseTransport = vars(self).setdefault("_made", EnvironmentTransport())
        if self.is_closed:
            raise ConfigurationError("This client is closed.", hint="Create another one.")
        return made

    def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`. Returns before the body is read, and never follows a redirect."""
        response = self._transport.handle_request(request)
        response.request = request
        return response

    def close(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            if self._made is not None:
                self._made.close()

    def __del__(self) -> None:
        if not self.is_closed and self._made is not None:
            close_on_gc(self.close)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client cannot be pickled or copied deeply: it holds connections and an API key")


if TYPE_CHECKING:
    AnyClient = Union[LightClient, httpx.Client]

"""The HTTP client that a client makes for itself: what this library needs of an `httpx.AsyncClient`, at half the cost.

No cookies, hooks, mounts, or redirects.
"""

from __future__ import annotations

import contextlib
import time
from datetime import timedelta
from typing import Optional, Union
from urllib.request import getproxies

import httpx

from smarter.client.http._async.transports import AsyncLazyTransport, AsyncProxiedTransport
from smarter.client.http.concurrency import async_close_on_gc
from smarter.client.http.request_builder import Prepared


class AsyncLightClient(Prepared):
    """A transport, and requests made cheaply. It closes when nobody holds it any more."""

    is_closed = False

    def __init__(self, transport: Optional[httpx.AsyncBaseTransport] = None) -> None:
        self._transport = transport or (AsyncProxiedTransport() if getproxies() else AsyncLazyTransport())

    async def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`; read the whole answer unless `stream`. Never follows a redirect."""
        began = time.perf_counter()
        response = await self._transport.handle_async_request(request)
        response.request = request
        if not stream:
            try:
                await response.aread()
            except BaseException:
                await response.aclose()
                raise
        response.elapsed = timedelta(seconds=time.perf_counter() - began)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            await self._transport.aclose()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                async_close_on_gc(self.aclose)


AsyncAnyClient = Union[AsyncLightClient, httpx.AsyncClient]

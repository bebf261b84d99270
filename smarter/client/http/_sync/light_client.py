# Generated from smarter/client/http/_async/light_client.py by scripts/generate_sync.py. Edit that, not this.
"""The HTTP client that a client makes for itself: what this library needs of an `httpx.Client`, at half the cost.

No cookies, hooks, mounts, or redirects.
"""

from __future__ import annotations

import contextlib
import time
from datetime import timedelta
from typing import Optional, Union
from urllib.request import getproxies

import httpx

from smarter.client.http._sync.transports import LazyTransport, ProxiedTransport
from smarter.client.http.concurrency import close_on_gc
from smarter.client.http.request_builder import Prepared


class LightClient(Prepared):
    """A transport, and requests made cheaply. It closes when nobody holds it any more."""

    is_closed = False

    def __init__(self, transport: Optional[httpx.BaseTransport] = None) -> None:
        self._transport = transport or (ProxiedTransport() if getproxies() else LazyTransport())

    def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`; read the whole answer unless `stream`. Never follows a redirect."""
        began = time.perf_counter()
        response = self._transport.handle_request(request)
        response.request = request
        if not stream:
            try:
                response.read()
            except BaseException:
                response.close()
                raise
        response.elapsed = timedelta(seconds=time.perf_counter() - began)
        return response

    def close(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            self._transport.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            if not self.is_closed:
                close_on_gc(self.close)


AnyClient = Union[LightClient, httpx.Client]

# Generated from smarter/client/http/_async/light_client.py by scripts/generate_sync.py. Edit that, not this.
"""Minimal replacement for `httpx.Client`: no cookies, redirects, mounts or hooks. Half the CPU time a request."""

from __future__ import annotations

from typing import Optional, Union

import httpx

from smarter.client.http._sync.transports import EnvironmentTransport
from smarter.client.http.concurrency import close_on_gc
from smarter.client.http.request_builder import Prepared


class LightClient(Prepared):
    """A transport and a cheap request builder. It closes when it is collected."""

    is_closed = False

    def __init__(self, transport: Optional[httpx.BaseTransport] = None) -> None:
        self._transport = transport or EnvironmentTransport()

    def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`. Returns before the body is read, and never follows a redirect."""
        response = self._transport.handle_request(request)
        response.request = request
        return response

    def close(self) -> None:
        """Close the connections."""
        if not self.is_closed:
            self.is_closed = True
            self._transport.close()

    def __del__(self) -> None:
        if not self.is_closed:
            close_on_gc(self.close)


AnyClient = Union[LightClient, httpx.Client]

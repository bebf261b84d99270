# Generated from smarter/client/http/_async/transports.py by scripts/generate_sync.py. Edit that, not this.
"""How requests leave: over pools of ours, TLS made when first needed, or as the environment's proxies want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import httpx

from smarter.client.http.defaults import no_tls_context, tls_context, with_defaults
from smarter.client.http.exceptions import proxies_of_the_environment

if TYPE_CHECKING:
    import ssl


class PooledTransport(httpx.HTTPTransport):
    """httpx's transport over a pool of ours."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        from smarter.client.http._sync.pool import Pool

        super().__init__(verify=tls)
        self._pool = Pool(tls)  # type: ignore[assignment]


class LazyTransport(httpx.BaseTransport):
    """One transport for plain HTTP, and one for TLS that is made when the first `https://` request comes."""

    def __init__(self) -> None:
        self._plain = PooledTransport(no_tls_context())
        self._tls: Optional[PooledTransport] = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            return self._plain.handle_request(request)
        tls = self._tls
        if tls is None:
            tls = self._tls = PooledTransport(tls_context())
        return tls.handle_request(request)

    def close(self) -> None:
        self._plain.close()
        if self._tls is not None:
            self._tls.close()


class DefaultHttpxClient(httpx.Client):
    """An `httpx.Client` with this library's defaults: timeout, limits, TLS made only when needed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**with_defaults(options, LazyTransport))


class ProxiedTransport(httpx.BaseTransport):
    """Where the environment names proxies, httpx decides what goes through which."""

    def __init__(self) -> None:
        with proxies_of_the_environment():
            self._client = DefaultHttpxClient()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=True, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

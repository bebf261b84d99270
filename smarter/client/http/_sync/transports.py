# Generated from smarter/client/http/_async/transports.py by scripts/generate_sync.py. Edit that, not this.
"""Transports over this package's pools: lazy TLS, the environment's proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

import httpx

from smarter.client.http._sync.pool import Pool
from smarter.client.http.concurrency import Local, at_loop_end
from smarter.client.http.defaults import DEFAULT_LIMITS, no_tls_context, tls_context, with_defaults
from smarter.client.http.exceptions import environment_errors
from smarter.client.http.proxies import Proxies

if TYPE_CHECKING:
    import ssl


class PooledTransport(httpx.HTTPTransport):
    """httpx's transport over the pool of this package."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls)
        self._pool = Pool(tls)  # type: ignore[assignment]  # with the methods that the transport calls


class ProxyTransports:
    """httpx's transports by proxy, of one event loop."""

    def __init__(self) -> None:
        self._by_proxy: Dict[str, httpx.HTTPTransport] = {}
        by_proxy = self._by_proxy  # the closer must not keep this object alive

        def close() -> None:
            while by_proxy:
                by_proxy.popitem()[1].close()

        self.close = close
        self._closer = at_loop_end(close)

    def get(self, proxy: str, tls: ssl.SSLContext) -> httpx.HTTPTransport:
        """Return the transport through `proxy`."""
        found = self._by_proxy.get(proxy)
        if found is None:
            with environment_errors():
                made = httpx.HTTPTransport(proxy=httpx.Proxy(proxy), verify=tls, limits=DEFAULT_LIMITS)
            found = self._by_proxy.setdefault(proxy, made)
        return found


class EnvironmentTransport(httpx.BaseTransport):
    """Transport over the environment's proxies, if any; sets TLS up on first use.

    Raises:
        ConfigurationError: a proxy variable is wrong; on the first `https://` request also a certificate variable.
    """

    _tls: Optional[PooledTransport] = None

    def __init__(self, tls: Optional[ssl.SSLContext] = None) -> None:
        self._context = tls
        self._plain = PooledTransport(no_tls_context())
        self._proxies = Proxies()
        if self._proxies:
            with environment_errors():  # SOCKS needs a package: fail here, not at the first request
                for proxy in self._proxies.urls():
                    httpx.HTTPTransport(proxy=httpx.Proxy(proxy), verify=no_tls_context())
        self._proxied: Local[ProxyTransports] = Local(ProxyTransports)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if self._proxies:
            proxy = self._proxies.get(url.scheme, url.host, url.port)
            if proxy is not None:
                through = self._proxied.get().get(proxy, self._context or tls_context())
                return through.handle_request(request)
        if url.scheme != "https":
            return self._plain.handle_request(request)
        tls = self._tls
        if tls is None:
            # Threads agree on one, which is closed with this transport.
            made = PooledTransport(self._context or tls_context())
            tls = vars(self).setdefault("_tls", made)
        return tls.handle_request(request)

    def close(self) -> None:
        self._plain.close()
        if self._tls is not None:
            self._tls.close()
        if self._proxies:
            self._proxied.get().close()


class DefaultHttpxClient(httpx.Client):
    """An `httpx.Client` with this library's timeout, limits and lazy TLS."""

    def __init__(self, **options: Any) -> None:
        with environment_errors():
            super().__init__(**with_defaults(options, EnvironmentTransport))

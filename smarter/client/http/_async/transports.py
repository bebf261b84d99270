"""How requests leave: over pools of ours, TLS made when first needed, or as the environment's proxies want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

import httpx

from smarter.client.http.defaults import no_tls_context, tls_context, with_defaults
from smarter.client.http.exceptions import proxies_of_the_environment

if TYPE_CHECKING:
    import ssl


class AsyncPooledTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool of ours."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        from smarter.client.http._async.pool import AsyncPool

        super().__init__(verify=tls)
        self._pool = AsyncPool(tls)  # type: ignore[assignment]


class AsyncLazyTransport(httpx.AsyncBaseTransport):
    """One transport for plain HTTP, and one for TLS that is made when the first `https://` request comes."""

    def __init__(self) -> None:
        self._plain = AsyncPooledTransport(no_tls_context())
        self._tls: Optional[AsyncPooledTransport] = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.scheme != "https":
            return await self._plain.handle_async_request(request)
        tls = self._tls
        if tls is None:
            tls = self._tls = AsyncPooledTransport(tls_context())
        return await tls.handle_async_request(request)

    async def aclose(self) -> None:
        await self._plain.aclose()
        if self._tls is not None:
            await self._tls.aclose()


class DefaultAsyncHttpxClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` with this library's defaults: timeout, limits, TLS made only when needed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**with_defaults(options, AsyncLazyTransport))


class AsyncProxiedTransport(httpx.AsyncBaseTransport):
    """Where the environment names proxies, httpx decides what goes through which."""

    def __init__(self) -> None:
        with proxies_of_the_environment():
            self._client = DefaultAsyncHttpxClient()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._client.send(request, stream=True, follow_redirects=False)

    async def aclose(self) -> None:
        await self._client.aclose()

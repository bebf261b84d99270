"""The async client over aiohttp (extra `aiohttp`)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Optional, Type, Union

import httpx

from smarter.client.http.defaults import DEFAULT_LIMITS, DEFAULT_TIMEOUT
from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    from smarter.client.http.request_builder import Known


class TransportSender:
    """Sends through the transport of a client alone, without what `httpx.AsyncClient` adds to it."""

    known: Optional[Known] = None

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport

    async def send(self, request: httpx.Request, *, stream: bool, follow_redirects: bool) -> httpx.Response:
        """Send `request`. Returns before the body is read, and never follows a redirect."""
        response = await self.transport.handle_async_request(request)
        response.request = request
        return response


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:  # noqa: N802  the name that users of such libraries know
    """Return an `httpx.AsyncClient` over aiohttp, several times cheaper with many requests in flight.

    Like the default client, it keeps no cookies of responses, unless it is given some.

    Raises:
        ConfigurationError: the extra `aiohttp` is not installed.
    """
    try:
        make = _client_class()
    except ImportError as error:
        raise ConfigurationError(
            "The aiohttp transport is not installed.", hint="pip install aiohttp httpx-aiohttp"
        ) from error
    return make(**{"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_LIMITS, **options})


@lru_cache(maxsize=1)
def _client_class() -> Type[httpx.AsyncClient]:
    from httpx_aiohttp import HttpxAiohttpClient

    base: Type[httpx.AsyncClient] = HttpxAiohttpClient

    class AioHttpClient(base):  # type: ignore[misc,valid-type]  # a variable, as mypy sees it
        """An `httpx.AsyncClient` over aiohttp."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._own_headers = None if options.get("headers") else self.headers.raw
            self._sender = TransportSender(self._transport)

        def sender(self) -> Union[TransportSender, httpx.AsyncClient]:
            """Return a cheaper way to send, or this client if it has something that the other would leave out."""
            hooks = self.event_hooks
            if (
                self.is_closed
                or self.auth is not None
                or hooks["request"]
                or hooks["response"]
                or self._mounts
                or self.params
                or self.cookies
                or self.headers.raw != self._own_headers
            ):
                return self
            self._sender.transport = self._transport  # which a test may have replaced
            return self._sender

    return AioHttpClient

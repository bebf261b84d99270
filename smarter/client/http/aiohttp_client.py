"""The async client over aiohttp (extra `aiohttp`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Type, Union

import httpx

from smarter.client.http._async.light_client import AsyncLightClient
from smarter.client.http.defaults import DEFAULT_LIMITS, DEFAULT_TIMEOUT
from smarter.errors import ConfigurationError


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:  # noqa: N802  the name that users of such libraries know
    """Return an `httpx.AsyncClient` over aiohttp, cheaper for parallel requests.

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
            self._sender = AsyncLightClient(self._transport)

        def sender(self) -> Union[AsyncLightClient, httpx.AsyncClient]:
            """Return a cheaper way to send, or this client if that would lack something."""
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
            self._sender._made = self._transport  # which a test may have replaced
            return self._sender

    return AioHttpClient

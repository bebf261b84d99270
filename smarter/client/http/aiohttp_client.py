"""The async client over aiohttp (extra `aiohttp`)."""

from __future__ import annotations

from typing import Any

import httpx

from smarter.client.http.defaults import DEFAULT_LIMITS, DEFAULT_TIMEOUT
from smarter.errors import ConfigurationError


def DefaultAioHttpClient(**options: Any) -> httpx.AsyncClient:  # noqa: N802  the name that users of such libraries know
    """Return an `httpx.AsyncClient` over aiohttp, several times cheaper with many requests in flight.

    Raises:
        ConfigurationError: the extra `aiohttp` is not installed.
    """
    try:
        from httpx_aiohttp import HttpxAiohttpClient
    except ImportError as error:
        raise ConfigurationError(
            "The aiohttp transport is not installed.", hint="pip install aiohttp httpx-aiohttp"
        ) from error
    client: httpx.AsyncClient = HttpxAiohttpClient(
        **{"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_LIMITS, **options}
    )
    return client

# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.proxies`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from typing_extensions import Unpack

from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator
from smarter.resources._async.rest.extras import AsyncProxyCalls
from smarter.resources._async.rest.lists import async_list_of
from smarter.types.rest.proxies import Proxy

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncProxiesWithRawResponse:
    """Methods of `AsyncProxies` with raw responses."""

    def __init__(self, proxies: AsyncProxies) -> None:
        self.list = async_to_recorded(proxies.list)
        self.request = async_to_raw(proxies.request)
        self.find = async_to_recorded(proxies.find)


class AsyncProxiesWithStreamingResponse:
    """Methods of `AsyncProxies` with streamed responses."""

    def __init__(self, proxies: AsyncProxies) -> None:
        self.list = async_to_recorded_stream(proxies.list)
        self.request = async_to_streamed(proxies.request)
        self.find = async_to_recorded_stream(proxies.find)


class AsyncProxies(AsyncProxyCalls[AsyncProxiesWithRawResponse, AsyncProxiesWithStreamingResponse]):
    """Proxies, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Proxy]:
        """List the proxies.

        Example:
            >>> names = [each.name async for each in client.proxies.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "proxy/", options)
        return async_list_of(self._client, request, Proxy, "proxies")

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Proxy]:
        """Return the proxy of this name, or None if the list has none.

        Example:
            >>> proxy = await client.proxies.find("openai")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None

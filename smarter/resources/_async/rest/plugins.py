# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.plugins`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from typing_extensions import Unpack

from smarter.client._async.raw_methods import (
    async_to_raw,
    async_to_recorded,
    async_to_recorded_stream,
    async_to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import AsyncPaginator
from smarter.client.parsing import typed
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.plugins import PluginMeta

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncPluginsWithRawResponse:
    """Methods of `AsyncPlugins` with raw responses."""

    def __init__(self, plugins: AsyncPlugins) -> None:
        self.list = async_to_recorded(plugins.list)
        self.retrieve = async_to_raw(plugins.retrieve)
        self.find = async_to_recorded(plugins.find)


class AsyncPluginsWithStreamingResponse:
    """Methods of `AsyncPlugins` with streamed responses."""

    def __init__(self, plugins: AsyncPlugins) -> None:
        self.list = async_to_recorded_stream(plugins.list)
        self.retrieve = async_to_streamed(plugins.retrieve)
        self.find = async_to_recorded_stream(plugins.find)


class AsyncPlugins(AsyncAPIResource[AsyncPluginsWithRawResponse, AsyncPluginsWithStreamingResponse]):
    """Plugins, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[PluginMeta]:
        """List the plugins.

        Example:
            >>> names = [each.name async for each in client.plugins.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "plugins/", options)
        return async_list_of(self._client, request, PluginMeta, "")

    async def retrieve(self, plugin_id: Union[int, str], **options: Unpack[CallOptions]) -> Dict[str, Any]:
        """Return a plugin.

        Example:
            >>> plugin = await client.plugins.find("faq")
            >>> plugin = await client.plugins.retrieve(plugin.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("plugins/{plugin_id}/", plugin_id=plugin_id), options)
        return await self._client.request(request, typed(Dict[str, Any]))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[PluginMeta]:
        """Return the plugin of this name, or None if the list has none.

        Example:
            >>> plugin = await client.plugins.find("faq")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None

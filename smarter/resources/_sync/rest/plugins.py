# Generated from smarter/resources/_async/rest/plugins.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.plugins`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Union

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import (
    to_raw,
    to_recorded,
    to_recorded_stream,
    to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage
from smarter.client.parsing import typed
from smarter.resources._sync.base import APIResource
from smarter.resources._sync.rest.lists import list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.plugins import PluginMeta

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class PluginsWithRawResponse:
    """Methods of `Plugins` with raw responses."""

    def __init__(self, plugins: Plugins) -> None:
        self.list = to_recorded(plugins.list)
        self.retrieve = to_raw(plugins.retrieve)
        self.find = to_recorded(plugins.find)


class PluginsWithStreamingResponse:
    """Methods of `Plugins` with streamed responses."""

    def __init__(self, plugins: Plugins) -> None:
        self.list = to_recorded_stream(plugins.list)
        self.retrieve = to_streamed(plugins.retrieve)
        self.find = to_recorded_stream(plugins.find)


class Plugins(APIResource[PluginsWithRawResponse, PluginsWithStreamingResponse]):
    """Plugins, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[PluginMeta]:
        """List the plugins.

        Example:
            >>> names = [each.name for each in client.plugins.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "plugins/", options)
        return list_of(self._client, request, PluginMeta, "")

    def retrieve(self, plugin_id: Union[int, str], **options: Unpack[CallOptions]) -> Dict[str, Any]:
        """Return a plugin.

        Example:
            >>> plugin = client.plugins.find("faq")
            >>> plugin = client.plugins.retrieve(plugin.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("plugins/{plugin_id}/", plugin_id=plugin_id), options)
        return self._client.request(request, typed(Dict[str, Any]))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[PluginMeta]:
        """Return the plugin of this name, or None if the list has none.

        Example:
            >>> plugin = client.plugins.find("faq")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

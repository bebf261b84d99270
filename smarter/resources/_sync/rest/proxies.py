# Generated from smarter/resources/_async/rest/proxies.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.proxies`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from typing_extensions import Unpack

from smarter.client._sync.raw_methods import (
    to_raw,
    to_recorded,
    to_recorded_stream,
    to_streamed,
)
from smarter.client.options import CallOptions, call
from smarter.client.paginator import CursorPage
from smarter.resources._sync.rest.extras import ProxyCalls
from smarter.resources._sync.rest.lists import list_of
from smarter.types.rest.proxies import Proxy

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class ProxiesWithRawResponse:
    """Methods of `Proxies` with raw responses."""

    def __init__(self, proxies: Proxies) -> None:
        self.list = to_recorded(proxies.list)
        self.request = to_raw(proxies.request)
        self.find = to_recorded(proxies.find)


class ProxiesWithStreamingResponse:
    """Methods of `Proxies` with streamed responses."""

    def __init__(self, proxies: Proxies) -> None:
        self.list = to_recorded_stream(proxies.list)
        self.request = to_streamed(proxies.request)
        self.find = to_recorded_stream(proxies.find)


class Proxies(ProxyCalls[ProxiesWithRawResponse, ProxiesWithStreamingResponse]):
    """Proxies, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Proxy]:
        """List the proxies.

        Example:
            >>> names = [each.name for each in client.proxies.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "proxy/", options)
        return list_of(self._client, request, Proxy, "proxies")

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Proxy]:
        """Return the proxy of this name, or None if the list has none.

        Example:
            >>> proxy = client.proxies.find("openai")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

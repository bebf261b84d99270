# Generated from smarter/resources/_async/rest/mcp_clients.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.mcp_clients`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Union

from typing_extensions import Literal, Unpack

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
from smarter.resources.rest import given, once, rest_path
from smarter.types.rest.mcp_clients import MCPClient, MCPClientStatus, MCPClientToolResult, MCPClientTools

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class MCPClientsWithRawResponse:
    """Methods of `MCPClients` with raw responses."""

    def __init__(self, mcp_clients: MCPClients) -> None:
        self.list = to_recorded(mcp_clients.list)
        self.retrieve = to_raw(mcp_clients.retrieve)
        self.refresh = to_raw(mcp_clients.refresh)
        self.tools = to_raw(mcp_clients.tools)
        self.call_tool = to_raw(mcp_clients.call_tool)
        self.find = to_recorded(mcp_clients.find)


class MCPClientsWithStreamingResponse:
    """Methods of `MCPClients` with streamed responses."""

    def __init__(self, mcp_clients: MCPClients) -> None:
        self.list = to_recorded_stream(mcp_clients.list)
        self.retrieve = to_streamed(mcp_clients.retrieve)
        self.refresh = to_streamed(mcp_clients.refresh)
        self.tools = to_streamed(mcp_clients.tools)
        self.call_tool = to_streamed(mcp_clients.call_tool)
        self.find = to_recorded_stream(mcp_clients.find)


class MCPClients(APIResource[MCPClientsWithRawResponse, MCPClientsWithStreamingResponse]):
    """MCP clients, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[MCPClient]:
        """List the MCP clients.

        Example:
            >>> names = [each.name for each in client.mcp_clients.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "mcpclients/", options)
        return list_of(self._client, request, MCPClient, "")

    def retrieve(self, mcp_client_id: Union[int, str], **options: Unpack[CallOptions]) -> MCPClient:
        """Return an MCP client.

        Example:
            >>> mcp_client = client.mcp_clients.find("calendar")
            >>> mcp_client = client.mcp_clients.retrieve(mcp_client.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("mcpclients/{mcp_client_id}/", mcp_client_id=mcp_client_id), options)
        return self._client.request(request, typed(MCPClient))

    def refresh(self, mcp_client_id: Union[int, str], **options: Unpack[CallOptions]) -> MCPClientStatus:
        """Reconnect an MCP client and refresh its catalog.

        Example:
            >>> mcp_client = client.mcp_clients.find("calendar")
            >>> refreshed = client.mcp_clients.refresh(mcp_client.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST", rest_path("mcpclients/{mcp_client_id}/refresh/", mcp_client_id=mcp_client_id), options
        )
        return self._client.request(request, typed(MCPClientStatus))

    def tools(
        self,
        mcp_client_id: Union[int, str],
        *,
        refresh: Optional[Literal["true", "false"]] = None,
        **options: Unpack[CallOptions],
    ) -> MCPClientTools:
        """Return the tools of an MCP client.

        Example:
            >>> mcp_client = client.mcp_clients.find("calendar")
            >>> tools = client.mcp_clients.tools(mcp_client.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("mcpclients/{mcp_client_id}/tools/", mcp_client_id=mcp_client_id),
            options,
            query=given({"refresh": refresh}),
        )
        return self._client.request(request, typed(MCPClientTools))

    def call_tool(
        self,
        mcp_client_id: Union[int, str],
        tool_name: str,
        arguments: Mapping[str, Any],
        **options: Unpack[CallOptions],
    ) -> MCPClientToolResult:
        """Call a tool of an MCP client.

        Example:
            >>> mcp_client = client.mcp_clients.find("calendar")
            >>> result = client.mcp_clients.call_tool(mcp_client.id, "find_events", {"day": "2026-12-24"})
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = once(
            call(
                "POST",
                rest_path(
                    "mcpclients/{mcp_client_id}/tools/{tool_name}/",
                    mcp_client_id=mcp_client_id,
                    tool_name=tool_name,
                ),
                options,
                body=arguments,
            )
        )
        return self._client.request(request, typed(MCPClientToolResult))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[MCPClient]:
        """Return the MCP client of this name, or None if the list has none.

        Example:
            >>> mcp_client = client.mcp_clients.find("calendar")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.history`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Union

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
from smarter.resources._async.base import AsyncAPIGroup, AsyncAPIResource
from smarter.resources._async.rest.lists import async_list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.history import HistoryPluginUsage, HistorySession, HistoryToolCall

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncHistoryToolCallsCollectionWithRawResponse:
    """Methods of `AsyncHistoryToolCallsCollection` with raw responses."""

    def __init__(self, tool_calls: AsyncHistoryToolCallsCollection) -> None:
        self.list = async_to_recorded(tool_calls.list)
        self.retrieve = async_to_raw(tool_calls.retrieve)


class AsyncHistoryToolCallsCollectionWithStreamingResponse:
    """Methods of `AsyncHistoryToolCallsCollection` with streamed responses."""

    def __init__(self, tool_calls: AsyncHistoryToolCallsCollection) -> None:
        self.list = async_to_recorded_stream(tool_calls.list)
        self.retrieve = async_to_streamed(tool_calls.retrieve)


class AsyncHistoryToolCallsCollection(
    AsyncAPIResource[
        AsyncHistoryToolCallsCollectionWithRawResponse, AsyncHistoryToolCallsCollectionWithStreamingResponse
    ]
):
    """Tool calls, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[HistoryToolCall]:
        """List the tool calls.

        Example:
            >>> ids = [each.id async for each in client.history.tool_calls.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/tool-calls/", options)
        return async_list_of(self._client, request, HistoryToolCall, "")

    async def retrieve(self, history_id: Union[int, str], **options: Unpack[CallOptions]) -> HistoryToolCall:
        """Return a tool call.

        Example:
            >>> async for each in client.history.tool_calls.list():
            ...     tool_call = await client.history.tool_calls.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/tool-calls/{history_id}/", history_id=history_id), options
        )
        return await self._client.request(request, typed(HistoryToolCall))


class AsyncHistorySessionsCollectionWithRawResponse:
    """Methods of `AsyncHistorySessionsCollection` with raw responses."""

    def __init__(self, sessions: AsyncHistorySessionsCollection) -> None:
        self.list = async_to_recorded(sessions.list)
        self.retrieve = async_to_raw(sessions.retrieve)


class AsyncHistorySessionsCollectionWithStreamingResponse:
    """Methods of `AsyncHistorySessionsCollection` with streamed responses."""

    def __init__(self, sessions: AsyncHistorySessionsCollection) -> None:
        self.list = async_to_recorded_stream(sessions.list)
        self.retrieve = async_to_streamed(sessions.retrieve)


class AsyncHistorySessionsCollection(
    AsyncAPIResource[
        AsyncHistorySessionsCollectionWithRawResponse, AsyncHistorySessionsCollectionWithStreamingResponse
    ]
):
    """Sessions, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[HistorySession]:
        """List the chat sessions.

        Example:
            >>> names = [each.name async for each in client.history.sessions.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/prompt/", options)
        return async_list_of(self._client, request, HistorySession, "")

    async def retrieve(self, history_id: Union[int, str], **options: Unpack[CallOptions]) -> HistorySession:
        """Return a chat session.

        Example:
            >>> async for each in client.history.sessions.list():
            ...     chat_session = await client.history.sessions.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/prompt/{history_id}/", history_id=history_id), options
        )
        return await self._client.request(request, typed(HistorySession))


class AsyncHistoryPluginUsageCollectionWithRawResponse:
    """Methods of `AsyncHistoryPluginUsageCollection` with raw responses."""

    def __init__(self, plugin_usage: AsyncHistoryPluginUsageCollection) -> None:
        self.list = async_to_recorded(plugin_usage.list)
        self.retrieve = async_to_raw(plugin_usage.retrieve)


class AsyncHistoryPluginUsageCollectionWithStreamingResponse:
    """Methods of `AsyncHistoryPluginUsageCollection` with streamed responses."""

    def __init__(self, plugin_usage: AsyncHistoryPluginUsageCollection) -> None:
        self.list = async_to_recorded_stream(plugin_usage.list)
        self.retrieve = async_to_streamed(plugin_usage.retrieve)


class AsyncHistoryPluginUsageCollection(
    AsyncAPIResource[
        AsyncHistoryPluginUsageCollectionWithRawResponse,
        AsyncHistoryPluginUsageCollectionWithStreamingResponse,
    ]
):
    """Plugin usage, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[HistoryPluginUsage]:
        """List the plugin usage.

        Example:
            >>> ids = [each.id async for each in client.history.plugin_usage.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/plugin-usage/", options)
        return async_list_of(self._client, request, HistoryPluginUsage, "")

    async def retrieve(
        self, history_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> HistoryPluginUsage:
        """Return a plugin usage.

        Example:
            >>> async for each in client.history.plugin_usage.list():
            ...     plugin_usage = await client.history.plugin_usage.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/plugin-usage/{history_id}/", history_id=history_id), options
        )
        return await self._client.request(request, typed(HistoryPluginUsage))


class AsyncHistory(AsyncAPIGroup):
    """History, over the platform's REST API."""

    @cached_property
    def plugin_usage(self) -> AsyncHistoryPluginUsageCollection:
        """Plugin usage."""
        return AsyncHistoryPluginUsageCollection(self._client)

    @cached_property
    def sessions(self) -> AsyncHistorySessionsCollection:
        """Sessions."""
        return AsyncHistorySessionsCollection(self._client)

    @cached_property
    def tool_calls(self) -> AsyncHistoryToolCallsCollection:
        """Tool calls."""
        return AsyncHistoryToolCallsCollection(self._client)

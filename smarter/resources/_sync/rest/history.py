# Generated from smarter/resources/_async/rest/history.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.history`: methods of the platform's REST API."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Union

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
from smarter.resources._sync.base import APIGroup, APIResource
from smarter.resources._sync.rest.lists import list_of
from smarter.resources.rest import rest_path
from smarter.types.rest.history import HistoryPluginUsage, HistorySession, HistoryToolCall

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class HistoryToolCallsCollectionWithRawResponse:
    """Methods of `HistoryToolCallsCollection` with raw responses."""

    def __init__(self, tool_calls: HistoryToolCallsCollection) -> None:
        self.list = to_recorded(tool_calls.list)
        self.retrieve = to_raw(tool_calls.retrieve)


class HistoryToolCallsCollectionWithStreamingResponse:
    """Methods of `HistoryToolCallsCollection` with streamed responses."""

    def __init__(self, tool_calls: HistoryToolCallsCollection) -> None:
        self.list = to_recorded_stream(tool_calls.list)
        self.retrieve = to_streamed(tool_calls.retrieve)


class HistoryToolCallsCollection(
    APIResource[HistoryToolCallsCollectionWithRawResponse, HistoryToolCallsCollectionWithStreamingResponse]
):
    """Tool calls, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[HistoryToolCall]:
        """List the tool calls.

        Example:
            >>> ids = [each.id for each in client.history.tool_calls.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/tool-calls/", options)
        return list_of(self._client, request, HistoryToolCall, "")

    def retrieve(self, history_id: Union[int, str], **options: Unpack[CallOptions]) -> HistoryToolCall:
        """Return a tool call.

        Example:
            >>> for each in client.history.tool_calls.list():
            ...     tool_call = client.history.tool_calls.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/tool-calls/{history_id}/", history_id=history_id), options
        )
        return self._client.request(request, typed(HistoryToolCall))


class HistorySessionsCollectionWithRawResponse:
    """Methods of `HistorySessionsCollection` with raw responses."""

    def __init__(self, sessions: HistorySessionsCollection) -> None:
        self.list = to_recorded(sessions.list)
        self.retrieve = to_raw(sessions.retrieve)


class HistorySessionsCollectionWithStreamingResponse:
    """Methods of `HistorySessionsCollection` with streamed responses."""

    def __init__(self, sessions: HistorySessionsCollection) -> None:
        self.list = to_recorded_stream(sessions.list)
        self.retrieve = to_streamed(sessions.retrieve)


class HistorySessionsCollection(
    APIResource[HistorySessionsCollectionWithRawResponse, HistorySessionsCollectionWithStreamingResponse]
):
    """Sessions, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[HistorySession]:
        """List the chat sessions.

        Example:
            >>> names = [each.name for each in client.history.sessions.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/prompt/", options)
        return list_of(self._client, request, HistorySession, "")

    def retrieve(self, history_id: Union[int, str], **options: Unpack[CallOptions]) -> HistorySession:
        """Return a chat session.

        Example:
            >>> for each in client.history.sessions.list():
            ...     chat_session = client.history.sessions.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/prompt/{history_id}/", history_id=history_id), options
        )
        return self._client.request(request, typed(HistorySession))


class HistoryPluginUsageCollectionWithRawResponse:
    """Methods of `HistoryPluginUsageCollection` with raw responses."""

    def __init__(self, plugin_usage: HistoryPluginUsageCollection) -> None:
        self.list = to_recorded(plugin_usage.list)
        self.retrieve = to_raw(plugin_usage.retrieve)


class HistoryPluginUsageCollectionWithStreamingResponse:
    """Methods of `HistoryPluginUsageCollection` with streamed responses."""

    def __init__(self, plugin_usage: HistoryPluginUsageCollection) -> None:
        self.list = to_recorded_stream(plugin_usage.list)
        self.retrieve = to_streamed(plugin_usage.retrieve)


class HistoryPluginUsageCollection(
    APIResource[
        HistoryPluginUsageCollectionWithRawResponse,
        HistoryPluginUsageCollectionWithStreamingResponse,
    ]
):
    """Plugin usage, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[HistoryPluginUsage]:
        """List the plugin usage.

        Example:
            >>> ids = [each.id for each in client.history.plugin_usage.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "prompts/history/plugin-usage/", options)
        return list_of(self._client, request, HistoryPluginUsage, "")

    def retrieve(self, history_id: Union[int, str], **options: Unpack[CallOptions]) -> HistoryPluginUsage:
        """Return a plugin usage.

        Example:
            >>> for each in client.history.plugin_usage.list():
            ...     plugin_usage = client.history.plugin_usage.retrieve(each.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("prompts/history/plugin-usage/{history_id}/", history_id=history_id), options
        )
        return self._client.request(request, typed(HistoryPluginUsage))


class History(APIGroup):
    """History, over the platform's REST API."""

    @cached_property
    def plugin_usage(self) -> HistoryPluginUsageCollection:
        """Plugin usage."""
        return HistoryPluginUsageCollection(self._client)

    @cached_property
    def sessions(self) -> HistorySessionsCollection:
        """Sessions."""
        return HistorySessionsCollection(self._client)

    @cached_property
    def tool_calls(self) -> HistoryToolCallsCollection:
        """Tool calls."""
        return HistoryToolCallsCollection(self._client)

# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.journal`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from typing_extensions import Literal, Unpack

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
from smarter.resources.rest import given, rest_path
from smarter.types.rest.journal import JournalEntry, JournalEntrySummary

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncJournalWithRawResponse:
    """Methods of `AsyncJournal` with raw responses."""

    def __init__(self, journal: AsyncJournal) -> None:
        self.list = async_to_recorded(journal.list)
        self.retrieve = async_to_raw(journal.retrieve)


class AsyncJournalWithStreamingResponse:
    """Methods of `AsyncJournal` with streamed responses."""

    def __init__(self, journal: AsyncJournal) -> None:
        self.list = async_to_recorded_stream(journal.list)
        self.retrieve = async_to_streamed(journal.retrieve)


class AsyncJournal(AsyncAPIResource[AsyncJournalWithRawResponse, AsyncJournalWithStreamingResponse]):
    """Journal, over the platform's REST API."""

    def list(
        self,
        *,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        search: Optional[str] = None,
        ordering: Optional[
            Literal[
                "createdAt",
                "-createdAt",
                "user",
                "-user",
                "thing",
                "-thing",
                "command",
                "-command",
                "statusCode",
                "-statusCode",
            ]
        ] = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[JournalEntrySummary]:
        """List the journal entries.

        Example:
            >>> keys = [each.key async for each in client.journal.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            "journal/",
            options,
            query=given({"page": page, "page_size": page_size, "search": search, "ordering": ordering}),
        )
        return async_list_of(self._client, request, JournalEntrySummary, "objects")

    async def retrieve(self, key: str, **options: Unpack[CallOptions]) -> JournalEntry:
        """Return a journal entry.

        Example:
            >>> async for each in client.journal.list():
            ...     journal_entry = await client.journal.retrieve(each.key)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("journal/{key}/", key=key), options)
        return await self._client.request(request, typed(JournalEntry))

# Generated from smarter/resources/_async/rest/journal.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.journal`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

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
from smarter.resources.rest import given, rest_path
from smarter.types.rest.journal import JournalEntry, JournalEntrySummary

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class JournalWithRawResponse:
    """Methods of `Journal` with raw responses."""

    def __init__(self, journal: Journal) -> None:
        self.list = to_recorded(journal.list)
        self.retrieve = to_raw(journal.retrieve)


class JournalWithStreamingResponse:
    """Methods of `Journal` with streamed responses."""

    def __init__(self, journal: Journal) -> None:
        self.list = to_recorded_stream(journal.list)
        self.retrieve = to_streamed(journal.retrieve)


class Journal(APIResource[JournalWithRawResponse, JournalWithStreamingResponse]):
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
    ) -> CursorPage[JournalEntrySummary]:
        """List the journal entries.

        Example:
            >>> keys = [each.key for each in client.journal.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            "journal/",
            options,
            query=given({"page": page, "page_size": page_size, "search": search, "ordering": ordering}),
        )
        return list_of(self._client, request, JournalEntrySummary, "objects")

    def retrieve(self, key: str, **options: Unpack[CallOptions]) -> JournalEntry:
        """Return a journal entry.

        Example:
            >>> for each in client.journal.list():
            ...     journal_entry = client.journal.retrieve(each.key)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("journal/{key}/", key=key), options)
        return self._client.request(request, typed(JournalEntry))

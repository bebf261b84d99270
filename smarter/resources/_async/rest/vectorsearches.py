# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.vectorsearches`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

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
from smarter.types.rest.vectorsearches import Vectorsearch

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncVectorsearchesWithRawResponse:
    """Methods of `AsyncVectorsearches` with raw responses."""

    def __init__(self, vectorsearches: AsyncVectorsearches) -> None:
        self.list = async_to_recorded(vectorsearches.list)
        self.retrieve = async_to_raw(vectorsearches.retrieve)
        self.find = async_to_recorded(vectorsearches.find)


class AsyncVectorsearchesWithStreamingResponse:
    """Methods of `AsyncVectorsearches` with streamed responses."""

    def __init__(self, vectorsearches: AsyncVectorsearches) -> None:
        self.list = async_to_recorded_stream(vectorsearches.list)
        self.retrieve = async_to_streamed(vectorsearches.retrieve)
        self.find = async_to_recorded_stream(vectorsearches.find)


class AsyncVectorsearches(
    AsyncAPIResource[AsyncVectorsearchesWithRawResponse, AsyncVectorsearchesWithStreamingResponse]
):
    """Vectorsearches, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Vectorsearch]:
        """List the vector searches.

        Example:
            >>> names = [each.name async for each in client.vectorsearches.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "vectorsearches/", options)
        return async_list_of(self._client, request, Vectorsearch, "")

    async def retrieve(
        self, vectorsearch_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> Vectorsearch:
        """Return a vector search.

        Example:
            >>> vector_search = await client.vectorsearches.find("handbook")
            >>> vector_search = await client.vectorsearches.retrieve(vector_search.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorsearches/{vectorsearch_id}/", vectorsearch_id=vectorsearch_id), options
        )
        return await self._client.request(request, typed(Vectorsearch))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Vectorsearch]:
        """Return the vector search of this name, or None if the list has none.

        Example:
            >>> vector_search = await client.vectorsearches.find("handbook")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None

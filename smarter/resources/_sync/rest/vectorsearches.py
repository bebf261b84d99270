# Generated from smarter/resources/_async/rest/vectorsearches.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.vectorsearches`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

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
from smarter.types.rest.vectorsearches import Vectorsearch

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class VectorsearchesWithRawResponse:
    """Methods of `Vectorsearches` with raw responses."""

    def __init__(self, vectorsearches: Vectorsearches) -> None:
        self.list = to_recorded(vectorsearches.list)
        self.retrieve = to_raw(vectorsearches.retrieve)
        self.find = to_recorded(vectorsearches.find)


class VectorsearchesWithStreamingResponse:
    """Methods of `Vectorsearches` with streamed responses."""

    def __init__(self, vectorsearches: Vectorsearches) -> None:
        self.list = to_recorded_stream(vectorsearches.list)
        self.retrieve = to_streamed(vectorsearches.retrieve)
        self.find = to_recorded_stream(vectorsearches.find)


class Vectorsearches(APIResource[VectorsearchesWithRawResponse, VectorsearchesWithStreamingResponse]):
    """Vectorsearches, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Vectorsearch]:
        """List the vector searches.

        Example:
            >>> names = [each.name for each in client.vectorsearches.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "vectorsearches/", options)
        return list_of(self._client, request, Vectorsearch, "")

    def retrieve(self, vectorsearch_id: Union[int, str], **options: Unpack[CallOptions]) -> Vectorsearch:
        """Return a vector search.

        Example:
            >>> vector_search = client.vectorsearches.find("handbook")
            >>> vector_search = client.vectorsearches.retrieve(vector_search.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("vectorsearches/{vectorsearch_id}/", vectorsearch_id=vectorsearch_id), options
        )
        return self._client.request(request, typed(Vectorsearch))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Vectorsearch]:
        """Return the vector search of this name, or None if the list has none.

        Example:
            >>> vector_search = client.vectorsearches.find("handbook")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.orchestrators`: methods of the platform's REST API."""

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
from smarter.types.rest.orchestrators import Orchestrator

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncOrchestratorsWithRawResponse:
    """Methods of `AsyncOrchestrators` with raw responses."""

    def __init__(self, orchestrators: AsyncOrchestrators) -> None:
        self.list = async_to_recorded(orchestrators.list)
        self.retrieve = async_to_raw(orchestrators.retrieve)
        self.find = async_to_recorded(orchestrators.find)


class AsyncOrchestratorsWithStreamingResponse:
    """Methods of `AsyncOrchestrators` with streamed responses."""

    def __init__(self, orchestrators: AsyncOrchestrators) -> None:
        self.list = async_to_recorded_stream(orchestrators.list)
        self.retrieve = async_to_streamed(orchestrators.retrieve)
        self.find = async_to_recorded_stream(orchestrators.find)


class AsyncOrchestrators(
    AsyncAPIResource[AsyncOrchestratorsWithRawResponse, AsyncOrchestratorsWithStreamingResponse]
):
    """Orchestrators, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Orchestrator]:
        """List the orchestrators.

        Example:
            >>> names = [each.name async for each in client.orchestrators.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "orchestrators/", options)
        return async_list_of(self._client, request, Orchestrator, "")

    async def retrieve(
        self, orchestrator_id: Union[int, str], **options: Unpack[CallOptions]
    ) -> Orchestrator:
        """Return an orchestrator.

        Example:
            >>> orchestrator = await client.orchestrators.find("help_desk")
            >>> orchestrator = await client.orchestrators.retrieve(orchestrator.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("orchestrators/{orchestrator_id}/", orchestrator_id=orchestrator_id), options
        )
        return await self._client.request(request, typed(Orchestrator))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Orchestrator]:
        """Return the orchestrator of this name, or None if the list has none.

        Example:
            >>> orchestrator = await client.orchestrators.find("help_desk")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None

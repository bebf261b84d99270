# Generated from smarter/resources/_async/rest/orchestrators.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.orchestrators`: methods of the platform's REST API."""

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
from smarter.types.rest.orchestrators import Orchestrator

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class OrchestratorsWithRawResponse:
    """Methods of `Orchestrators` with raw responses."""

    def __init__(self, orchestrators: Orchestrators) -> None:
        self.list = to_recorded(orchestrators.list)
        self.retrieve = to_raw(orchestrators.retrieve)
        self.find = to_recorded(orchestrators.find)


class OrchestratorsWithStreamingResponse:
    """Methods of `Orchestrators` with streamed responses."""

    def __init__(self, orchestrators: Orchestrators) -> None:
        self.list = to_recorded_stream(orchestrators.list)
        self.retrieve = to_streamed(orchestrators.retrieve)
        self.find = to_recorded_stream(orchestrators.find)


class Orchestrators(APIResource[OrchestratorsWithRawResponse, OrchestratorsWithStreamingResponse]):
    """Orchestrators, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Orchestrator]:
        """List the orchestrators.

        Example:
            >>> names = [each.name for each in client.orchestrators.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "orchestrators/", options)
        return list_of(self._client, request, Orchestrator, "")

    def retrieve(self, orchestrator_id: Union[int, str], **options: Unpack[CallOptions]) -> Orchestrator:
        """Return an orchestrator.

        Example:
            >>> orchestrator = client.orchestrators.find("help_desk")
            >>> orchestrator = client.orchestrators.retrieve(orchestrator.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET", rest_path("orchestrators/{orchestrator_id}/", orchestrator_id=orchestrator_id), options
        )
        return self._client.request(request, typed(Orchestrator))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Orchestrator]:
        """Return the orchestrator of this name, or None if the list has none.

        Example:
            >>> orchestrator = client.orchestrators.find("help_desk")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

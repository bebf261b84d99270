# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.guardrails`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

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
from smarter.types.rest.guardrails import Guardrail, GuardrailEvaluation, GuardrailEvents

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class AsyncGuardrailsWithRawResponse:
    """Methods of `AsyncGuardrails` with raw responses."""

    def __init__(self, guardrails: AsyncGuardrails) -> None:
        self.list = async_to_recorded(guardrails.list)
        self.retrieve = async_to_raw(guardrails.retrieve)
        self.evaluate = async_to_raw(guardrails.evaluate)
        self.events = async_to_raw(guardrails.events)
        self.find = async_to_recorded(guardrails.find)


class AsyncGuardrailsWithStreamingResponse:
    """Methods of `AsyncGuardrails` with streamed responses."""

    def __init__(self, guardrails: AsyncGuardrails) -> None:
        self.list = async_to_recorded_stream(guardrails.list)
        self.retrieve = async_to_streamed(guardrails.retrieve)
        self.evaluate = async_to_streamed(guardrails.evaluate)
        self.events = async_to_streamed(guardrails.events)
        self.find = async_to_recorded_stream(guardrails.find)


class AsyncGuardrails(AsyncAPIResource[AsyncGuardrailsWithRawResponse, AsyncGuardrailsWithStreamingResponse]):
    """Guardrails, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> AsyncPaginator[Guardrail]:
        """List the guardrails.

        Example:
            >>> names = [each.name async for each in client.guardrails.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "guardrails/", options)
        return async_list_of(self._client, request, Guardrail, "")

    async def retrieve(self, guardrail_id: Union[int, str], **options: Unpack[CallOptions]) -> Guardrail:
        """Return a guardrail.

        Example:
            >>> guardrail = await client.guardrails.find("no_card_numbers")
            >>> guardrail = await client.guardrails.retrieve(guardrail.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("guardrails/{guardrail_id}/", guardrail_id=guardrail_id), options)
        return await self._client.request(request, typed(Guardrail))

    async def evaluate(
        self,
        guardrail_id: Union[int, str],
        *,
        text: str,
        stage: Optional[Literal["input", "output"]] = None,
        **options: Unpack[CallOptions],
    ) -> GuardrailEvaluation:
        """Evaluate a text with a guardrail, without recording an event.

        Example:
            >>> guardrail = await client.guardrails.find("no_card_numbers")
            >>> verdict = await client.guardrails.evaluate(guardrail.id, text="4111 1111 1111 1111")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("guardrails/{guardrail_id}/evaluate/", guardrail_id=guardrail_id),
            options,
            body=given({"stage": stage, "text": text}),
        )
        return await self._client.request(request, typed(GuardrailEvaluation))

    async def events(
        self,
        guardrail_id: Union[int, str],
        *,
        reviewed: Optional[Literal["true", "false"]] = None,
        disposition: Optional[
            Literal[
                "logged", "flagged", "redacted", "transformed", "blocked", "escalated", "monitored", "error"
            ]
        ] = None,
        **options: Unpack[CallOptions],
    ) -> GuardrailEvents:
        """List the latest events of a guardrail.

        Example:
            >>> guardrail = await client.guardrails.find("no_card_numbers")
            >>> events = await client.guardrails.events(guardrail.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("guardrails/{guardrail_id}/events/", guardrail_id=guardrail_id),
            options,
            query=given({"reviewed": reviewed, "disposition": disposition}),
        )
        return await self._client.request(request, typed(GuardrailEvents))

    async def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Guardrail]:
        """Return the guardrail of this name, or None if the list has none.

        Example:
            >>> guardrail = await client.guardrails.find("no_card_numbers")
        """
        async for each in self.list(**options):
            if each.name == name:
                return each
        return None

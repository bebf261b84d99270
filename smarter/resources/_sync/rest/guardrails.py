# Generated from smarter/resources/_async/rest/guardrails.py by scripts/generate_sync.py. Edit that, not this.
# Generated from the platform's OpenAPI document by scripts/generate_rest.py. Edit that, not this.
"""`client.guardrails`: methods of the platform's REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional, Union

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
from smarter.types.rest.guardrails import Guardrail, GuardrailEvaluation, GuardrailEvents

if TYPE_CHECKING:
    from smarter.types.arguments import call_options


class GuardrailsWithRawResponse:
    """Methods of `Guardrails` with raw responses."""

    def __init__(self, guardrails: Guardrails) -> None:
        self.list = to_recorded(guardrails.list)
        self.retrieve = to_raw(guardrails.retrieve)
        self.evaluate = to_raw(guardrails.evaluate)
        self.events = to_raw(guardrails.events)
        self.find = to_recorded(guardrails.find)


class GuardrailsWithStreamingResponse:
    """Methods of `Guardrails` with streamed responses."""

    def __init__(self, guardrails: Guardrails) -> None:
        self.list = to_recorded_stream(guardrails.list)
        self.retrieve = to_streamed(guardrails.retrieve)
        self.evaluate = to_streamed(guardrails.evaluate)
        self.events = to_streamed(guardrails.events)
        self.find = to_recorded_stream(guardrails.find)


class Guardrails(APIResource[GuardrailsWithRawResponse, GuardrailsWithStreamingResponse]):
    """Guardrails, over the platform's REST API."""

    def list(self, **options: Unpack[CallOptions]) -> CursorPage[Guardrail]:
        """List the guardrails.

        Example:
            >>> names = [each.name for each in client.guardrails.list()]
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", "guardrails/", options)
        return list_of(self._client, request, Guardrail, "")

    def retrieve(self, guardrail_id: Union[int, str], **options: Unpack[CallOptions]) -> Guardrail:
        """Return a guardrail.

        Example:
            >>> guardrail = client.guardrails.find("no_card_numbers")
            >>> guardrail = client.guardrails.retrieve(guardrail.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call("GET", rest_path("guardrails/{guardrail_id}/", guardrail_id=guardrail_id), options)
        return self._client.request(request, typed(Guardrail))

    def evaluate(
        self,
        guardrail_id: Union[int, str],
        *,
        text: str,
        stage: Optional[Literal["input", "output"]] = None,
        **options: Unpack[CallOptions],
    ) -> GuardrailEvaluation:
        """Evaluate a text with a guardrail, without recording an event.

        Example:
            >>> guardrail = client.guardrails.find("no_card_numbers")
            >>> verdict = client.guardrails.evaluate(guardrail.id, text="4111 1111 1111 1111")
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "POST",
            rest_path("guardrails/{guardrail_id}/evaluate/", guardrail_id=guardrail_id),
            options,
            body=given({"stage": stage, "text": text}),
        )
        return self._client.request(request, typed(GuardrailEvaluation))

    def events(
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
            >>> guardrail = client.guardrails.find("no_card_numbers")
            >>> events = client.guardrails.events(guardrail.id)
        """
        if TYPE_CHECKING:
            call_options(**options)
        request = call(
            "GET",
            rest_path("guardrails/{guardrail_id}/events/", guardrail_id=guardrail_id),
            options,
            query=given({"reviewed": reviewed, "disposition": disposition}),
        )
        return self._client.request(request, typed(GuardrailEvents))

    def find(self, name: str, **options: Unpack[CallOptions]) -> Optional[Guardrail]:
        """Return the guardrail of this name, or None if the list has none.

        Example:
            >>> guardrail = client.guardrails.find("no_card_numbers")
        """
        for each in self.list(**options):
            if each.name == name:
                return each
        return None

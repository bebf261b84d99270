# Generated from smarter/resources/_async/responses.py by scripts/generate_sync.py. Edit that, not this.
"""`client.responses`: responses of a model, stored by the platform, so that later ones can continue them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Dict, Iterable, Type, TypeVar, Union

from typing_extensions import Literal, Unpack, overload

from smarter.client._sync.raw_methods import to_raw, to_streamed
from smarter.client._sync.streams import Stream, events_of
from smarter.client.core import segment
from smarter.client.options import CallOptions, call, check_booleans
from smarter.client.paginator import CursorPage, first_page
from smarter.client.parsing import deleted, typed
from smarter.resources._sync.base import APIResource
from smarter.resources.structured import json_schema_format, parsed_response
from smarter.types.arguments import call_options, input_item_list_params, response_create_params
from smarter.types.responses import InputItem, ParsedResponse, Response, ResponseDeleted, ResponseStreamEvent
from smarter.types.responses_params import InputItemListParams, ResponseCreateParams, ResponseInputItemParam

M = TypeVar("M")


class InputItems(APIResource):
    """Input items of responses."""

    def list(self, response_id: str, **params: Unpack[InputItemListParams]) -> CursorPage[InputItem]:
        """List the input items of a response, newest first.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> ids = [each.id for each in client.responses.input_items.list(response.id)]
        """
        path = f"responses/{segment('response_id', response_id)}/input_items"
        return first_page(
            self._client, call("GET", path, input_item_list_params(**params), InputItemListParams), InputItem
        )

    @cached_property
    def with_raw_response(self) -> InputItemsWithRawResponse:
        """Methods that return the response before it is parsed."""
        return InputItemsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> InputItemsWithStreamingResponse:
        """Methods that return the response before it is read."""
        return InputItemsWithStreamingResponse(self)


class Responses(APIResource):
    """The responses API."""

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: Literal[False] = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Response:
        raise response_create_params(**params)

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: Literal[True],
        **params: Unpack[ResponseCreateParams],
    ) -> Stream[ResponseStreamEvent]:
        raise response_create_params(**params)

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: bool,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        raise response_create_params(**params)

    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: bool = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        """Create a response to `input`; with `stream=True` return its events as they arrive.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> text = response.output_text
        """
        check_booleans("responses.create", stream=stream)
        body: Dict[str, Any] = {"input": input, "model": model}
        if stream:
            body["stream"] = True
        request = call("POST", "responses", response_create_params(**params), ResponseCreateParams, body=body)
        if stream:
            events: Any = events_of(ResponseStreamEvent)  # type: ignore[arg-type]
            stream_of_events: Stream[ResponseStreamEvent] = self._client.request(request, events)
            return stream_of_events
        return self._client.request(request, typed(Response))

    def parse(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        text_format: Type[M],
        **params: Unpack[ResponseCreateParams],
    ) -> ParsedResponse[M]:
        """Create a response to `input` in the form of a pydantic model.

        Args:
            text_format: the pydantic model; `output_parsed` is an instance of it.

        Raises:
            APIResponseValidationError: the answer does not have this form.

        Example:
            >>> import pydantic
            >>> class Price(pydantic.BaseModel):
            ...     job: str
            ...     price: int
            >>> response = client.responses.parse(model="gpt-4o-mini", input="Hello!", text_format=Price)
            >>> price = response.output_parsed
        """
        schema: Any = {"type": "json_schema", **json_schema_format(text_format)}
        text: Any = params.pop("text", None)
        body = {"input": input, "model": model, "text": {**(text or {}), "format": schema}}
        request = call("POST", "responses", response_create_params(**params), ResponseCreateParams, body=body)
        return self._client.request(request, parsed_response(text_format))

    def retrieve(self, response_id: str, **options: Unpack[CallOptions]) -> Response:
        """Return a stored response.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> response = client.responses.retrieve(response.id)
        """
        request = call("GET", f"responses/{segment('response_id', response_id)}", call_options(**options))
        return self._client.request(request, typed(Response))

    def delete(self, response_id: str, **options: Unpack[CallOptions]) -> ResponseDeleted:
        """Delete a stored response.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> deleted = client.responses.delete(response.id)
            >>> deleted.deleted
            True
        """
        request = call("DELETE", f"responses/{segment('response_id', response_id)}", call_options(**options))
        return self._client.request(request, deleted(ResponseDeleted, id=response_id))

    def cancel(self, response_id: str, **options: Unpack[CallOptions]) -> Response:
        """Cancel a background response.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!", background=True)
            >>> response = client.responses.cancel(response.id)
        """
        request = call(
            "POST", f"responses/{segment('response_id', response_id)}/cancel", call_options(**options)
        )
        return self._client.request(request, typed(Response))

    @cached_property
    def input_items(self) -> InputItems:
        """Input items of responses."""
        return InputItems(self._client)

    @cached_property
    def with_raw_response(self) -> ResponsesWithRawResponse:
        """Return the same methods, whose result is the response before it is parsed."""
        return ResponsesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ResponsesWithStreamingResponse:
        """Return the same methods, whose result is the response before it is read."""
        return ResponsesWithStreamingResponse(self)


class InputItemsWithRawResponse:
    """Methods of `InputItems` that return the response before it is parsed."""

    def __init__(self, input_items: InputItems) -> None:
        self.list = to_raw(input_items.list)


class InputItemsWithStreamingResponse:
    """Methods of `InputItems` that return the response before it is read."""

    def __init__(self, input_items: InputItems) -> None:
        self.list = to_streamed(input_items.list)


class ResponsesWithRawResponse:
    """Methods of `Responses` that return the response before it is parsed."""

    def __init__(self, responses: Responses) -> None:
        self.create = to_raw(responses.create)
        self.parse = to_raw(responses.parse)
        self.retrieve = to_raw(responses.retrieve)
        self.delete = to_raw(responses.delete)
        self.cancel = to_raw(responses.cancel)


class ResponsesWithStreamingResponse:
    """Methods of `Responses` that return the response before it is read."""

    def __init__(self, responses: Responses) -> None:
        self.create = to_streamed(responses.create)
        self.parse = to_streamed(responses.parse)
        self.retrieve = to_streamed(responses.retrieve)
        self.delete = to_streamed(responses.delete)
        self.cancel = to_streamed(responses.cancel)

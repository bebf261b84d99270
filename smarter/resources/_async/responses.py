"""`client.responses`: responses of a model, stored by the platform, so that later ones can continue them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Dict, Iterable, Type, TypeVar, Union

from typing_extensions import Literal, Unpack, overload

from smarter.client._async.raw_methods import async_to_raw, async_to_streamed
from smarter.client._async.streams import AsyncStream, events_of
from smarter.client.core import segment
from smarter.client.options import CallOptions, call, check_booleans
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import deleted, typed
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources.structured import json_schema_format, parsed_response
from smarter.types.arguments import call_options, input_item_list_params, response_create_params
from smarter.types.responses import InputItem, ParsedResponse, Response, ResponseDeleted, ResponseStreamEvent
from smarter.types.responses_params import InputItemListParams, ResponseCreateParams, ResponseInputItemParam

M = TypeVar("M")


class AsyncInputItems(AsyncAPIResource):
    """Input items of responses."""

    def list(self, response_id: str, **params: Unpack[InputItemListParams]) -> AsyncPaginator[InputItem]:
        """List the input items of a response, newest first.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> ids = [each.id async for each in client.responses.input_items.list(response.id)]
        """
        path = f"responses/{segment('response_id', response_id)}/input_items"
        return async_first_page(
            self._client, call("GET", path, input_item_list_params(**params), InputItemListParams), InputItem
        )

    @cached_property
    def with_raw_response(self) -> AsyncInputItemsWithRawResponse:
        """Methods that return the response before it is parsed."""
        return AsyncInputItemsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncInputItemsWithStreamingResponse:
        """Methods that return the response before it is read."""
        return AsyncInputItemsWithStreamingResponse(self)


class AsyncResponses(AsyncAPIResource):
    """The responses API."""

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: Literal[False] = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Response:
        raise response_create_params(**params)

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: Literal[True],
        **params: Unpack[ResponseCreateParams],
    ) -> AsyncStream[ResponseStreamEvent]:
        raise response_create_params(**params)

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: bool,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        raise response_create_params(**params)

    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam]],
        model: str,
        stream: bool = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        """Create a response to `input`; with `stream=True` return its events as they arrive.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> text = response.output_text
        """
        check_booleans("responses.create", stream=stream)
        body: Dict[str, Any] = {"input": input, "model": model}
        if stream:
            body["stream"] = True
        request = call("POST", "responses", response_create_params(**params), ResponseCreateParams, body=body)
        if stream:
            events: Any = events_of(ResponseStreamEvent)  # type: ignore[arg-type]
            stream_of_events: AsyncStream[ResponseStreamEvent] = await self._client.request(request, events)
            return stream_of_events
        return await self._client.request(request, typed(Response))

    async def parse(
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
            >>> response = await client.responses.parse(model="gpt-4o-mini", input="Hello!", text_format=Price)
            >>> price = response.output_parsed
        """
        schema: Any = {"type": "json_schema", **json_schema_format(text_format)}
        text: Any = params.pop("text", None)
        body = {"input": input, "model": model, "text": {**(text or {}), "format": schema}}
        request = call("POST", "responses", response_create_params(**params), ResponseCreateParams, body=body)
        return await self._client.request(request, parsed_response(text_format))

    async def retrieve(self, response_id: str, **options: Unpack[CallOptions]) -> Response:
        """Return a stored response.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> response = await client.responses.retrieve(response.id)
        """
        request = call("GET", f"responses/{segment('response_id', response_id)}", call_options(**options))
        return await self._client.request(request, typed(Response))

    async def delete(self, response_id: str, **options: Unpack[CallOptions]) -> ResponseDeleted:
        """Delete a stored response.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> deleted = await client.responses.delete(response.id)
            >>> deleted.deleted
            True
        """
        request = call("DELETE", f"responses/{segment('response_id', response_id)}", call_options(**options))
        return await self._client.request(request, deleted(ResponseDeleted, id=response_id))

    async def cancel(self, response_id: str, **options: Unpack[CallOptions]) -> Response:
        """Cancel a background response.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!", background=True)
            >>> response = await client.responses.cancel(response.id)
        """
        request = call(
            "POST", f"responses/{segment('response_id', response_id)}/cancel", call_options(**options)
        )
        return await self._client.request(request, typed(Response))

    @cached_property
    def input_items(self) -> AsyncInputItems:
        """Input items of responses."""
        return AsyncInputItems(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncResponsesWithRawResponse:
        """Return the same methods, whose result is the response before it is parsed."""
        return AsyncResponsesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncResponsesWithStreamingResponse:
        """Return the same methods, whose result is the response before it is read."""
        return AsyncResponsesWithStreamingResponse(self)


class AsyncInputItemsWithRawResponse:
    """Methods of `AsyncInputItems` that return the response before it is parsed."""

    def __init__(self, input_items: AsyncInputItems) -> None:
        self.list = async_to_raw(input_items.list)


class AsyncInputItemsWithStreamingResponse:
    """Methods of `AsyncInputItems` that return the response before it is read."""

    def __init__(self, input_items: AsyncInputItems) -> None:
        self.list = async_to_streamed(input_items.list)


class AsyncResponsesWithRawResponse:
    """Methods of `AsyncResponses` that return the response before it is parsed."""

    def __init__(self, responses: AsyncResponses) -> None:
        self.create = async_to_raw(responses.create)
        self.parse = async_to_raw(responses.parse)
        self.retrieve = async_to_raw(responses.retrieve)
        self.delete = async_to_raw(responses.delete)
        self.cancel = async_to_raw(responses.cancel)


class AsyncResponsesWithStreamingResponse:
    """Methods of `AsyncResponses` that return the response before it is read."""

    def __init__(self, responses: AsyncResponses) -> None:
        self.create = async_to_streamed(responses.create)
        self.parse = async_to_streamed(responses.parse)
        self.retrieve = async_to_streamed(responses.retrieve)
        self.delete = async_to_streamed(responses.delete)
        self.cancel = async_to_streamed(responses.cancel)

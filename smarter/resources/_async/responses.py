"""`client.responses`: a model's responses, stored for later ones to continue."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Iterable, List, Type, TypeVar, Union

from typing_extensions import Literal, Unpack, overload

from smarter.client._async.raw_methods import async_to_raw, async_to_streamed
from smarter.client._async.streams import AsyncStream, events_of
from smarter.client.core import segment
from smarter.client.options import CallOptions, call, check_booleans, without_omitted
from smarter.client.paginator import AsyncPaginator, async_first_page
from smarter.client.parsing import deleted, typed
from smarter.client.request import NOT_GIVEN, NotGiven, Request
from smarter.client.response import Cast
from smarter.errors import InvalidArgumentError
from smarter.resources._async.base import AsyncAPIResource
from smarter.resources._async.typed_streams import AsyncResponseStream, AsyncTypedStreamManager
from smarter.resources.structured import Parsing, json_schema_format, parsed_response
from smarter.types.arguments import (
    call_options,
    input_item_list_params,
    response_create_params,
    response_retrieve_params,
)
from smarter.types.responses import InputItem, ParsedResponse, Response, ResponseDeleted, ResponseStreamEvent
from smarter.types.responses_params import (
    InputItemListParams,
    ResponseCreateParams,
    ResponseInputItemParam,
    ResponseRetrieveParams,
)

M = TypeVar("M")

_EVENTS: Cast[AsyncStream[ResponseStreamEvent]] = events_of(ResponseStreamEvent)  # type: ignore[arg-type]  # a union


class AsyncInputItemsWithRawResponse:
    """Methods of `AsyncInputItems` with raw responses."""

    def __init__(self, input_items: AsyncInputItems) -> None:
        self.list = async_to_raw(input_items.list)


class AsyncInputItemsWithStreamingResponse:
    """Methods of `AsyncInputItems` with streamed responses."""

    def __init__(self, input_items: AsyncInputItems) -> None:
        self.list = async_to_streamed(input_items.list)


class AsyncInputItems(AsyncAPIResource[AsyncInputItemsWithRawResponse, AsyncInputItemsWithStreamingResponse]):
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


class AsyncResponsesWithRawResponse:
    """Methods of `AsyncResponses` with raw responses."""

    def __init__(self, responses: AsyncResponses) -> None:
        self.create = async_to_raw(responses.create)
        self.parse = async_to_raw(responses.parse)
        self.retrieve = async_to_raw(responses.retrieve)
        self.delete = async_to_raw(responses.delete)
        self.cancel = async_to_raw(responses.cancel)
        self.input_items = responses.input_items.with_raw_response


class AsyncResponsesWithStreamingResponse:
    """Methods of `AsyncResponses` with streamed responses."""

    def __init__(self, responses: AsyncResponses) -> None:
        self.create = async_to_streamed(responses.create)
        self.parse = async_to_streamed(responses.parse)
        self.retrieve = async_to_streamed(responses.retrieve)
        self.delete = async_to_streamed(responses.delete)
        self.cancel = async_to_streamed(responses.cancel)
        self.input_items = responses.input_items.with_streaming_response


class AsyncResponses(AsyncAPIResource[AsyncResponsesWithRawResponse, AsyncResponsesWithStreamingResponse]):
    """The responses API."""

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: Literal[False] = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Response:
        raise response_create_params(**params)

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: Literal[True],
        **params: Unpack[ResponseCreateParams],
    ) -> AsyncStream[ResponseStreamEvent]:
        raise response_create_params(**params)

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: bool,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        raise response_create_params(**params)

    async def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: bool = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        """Create a response to `input`; `stream=True` returns its events.

        `model` and `input` may be missing where a stored `prompt` has them.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> text = response.output_text
        """
        check_booleans("responses.create", stream=stream)
        request = self._creation(input, model, stream, response_create_params(**params))
        if stream:
            return await self._client.request(request, _EVENTS)
        return await self._client.request(request, typed(Response))

    async def parse(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        text_format: Union[Type[M], NotGiven] = NOT_GIVEN,
        **params: Unpack[ResponseCreateParams],
    ) -> ParsedResponse[M]:
        """Create a response as a pydantic model, or as calls of strict tools.

        Args:
            text_format: the pydantic model; `output_parsed` is an instance of it.

        Raises:
            APIResponseValidationError: the answer, or a call's arguments, do not have this form.

        Example:
            >>> import pydantic
            >>> class Price(pydantic.BaseModel):
            ...     job: str
            ...     price: int
            >>> response = await client.responses.parse(model="gpt-4o-mini", input="Hello!", text_format=Price)
            >>> price = response.output_parsed
        """
        parsing: Parsing[M] = _add_parsing(text_format, params)
        request = self._creation(input, model, False, response_create_params(**params))
        return await self._client.request(request, parsed_response(parsing))

    def stream(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        text_format: Union[Type[M], NotGiven] = NOT_GIVEN,
        response_id: Union[str, NotGiven] = NOT_GIVEN,
        starting_after: Union[int, NotGiven] = NOT_GIVEN,
        **params: Unpack[ResponseCreateParams],
    ) -> AsyncTypedStreamManager[AsyncResponseStream[M]]:
        """Create a response as typed events; texts and calls have all so far.

        Use it with `with`, which sends the request. `get_final_response()` of the stream is the whole response.

        Args:
            text_format: a pydantic model, as of `parse`.
            response_id: read the events of this stored response again, instead of creating one.
            starting_after: skip the events up to this `sequence_number`.

        Raises:
            InvalidArgumentError: `response_id` is given together with arguments of a new response.

        Example:
            >>> async with client.responses.stream(model="gpt-4o-mini", input="Hello!") as stream:
            ...     async for event in stream:
            ...         if event.type == "response.output_text.delta":
            ...             text = event.snapshot
            ...     response = await stream.get_final_response()
        """
        parsing: Parsing[M]
        if isinstance(response_id, NotGiven):
            parsing = _add_parsing(text_format, params)
            request = self._creation(input, model, True, response_create_params(**params))
        else:
            parsing = Parsing(text_format, params.pop("tools", None))
            given = {*params, *without_omitted({"input": input, "model": model})}
            own = sorted(given - set(CallOptions.__annotations__))
            if own:
                raise InvalidArgumentError(f"responses.stream() takes response_id without {own[0]}.")
            options: Any = params
            request = self._retrieval(response_id, True, options)
        after = None if isinstance(starting_after, NotGiven) else starting_after
        return AsyncTypedStreamManager(
            lambda: self._client.request(request, _EVENTS),
            lambda received: AsyncResponseStream(received, parsing, after),
        )

    @overload
    async def retrieve(
        self, response_id: str, *, stream: Literal[False] = False, **params: Unpack[ResponseRetrieveParams]
    ) -> Response:
        raise response_retrieve_params(**params)

    @overload
    async def retrieve(
        self, response_id: str, *, stream: Literal[True], **params: Unpack[ResponseRetrieveParams]
    ) -> AsyncStream[ResponseStreamEvent]:
        raise response_retrieve_params(**params)

    @overload
    async def retrieve(
        self, response_id: str, *, stream: bool, **params: Unpack[ResponseRetrieveParams]
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        raise response_retrieve_params(**params)

    async def retrieve(
        self, response_id: str, *, stream: bool = False, **params: Unpack[ResponseRetrieveParams]
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        """Return a stored response; with `stream=True` its events.

        Example:
            >>> response = await client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> response = await client.responses.retrieve(response.id)
        """
        check_booleans("responses.retrieve", stream=stream)
        request = self._retrieval(response_id, stream, response_retrieve_params(**params))
        if stream:
            return await self._client.request(request, _EVENTS)
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

    def _creation(self, input: Any, model: Any, stream: bool, params: ResponseCreateParams) -> Request:
        body = without_omitted({"input": input, "model": model, "stream": stream or NOT_GIVEN})
        return call("POST", "responses", params, ResponseCreateParams, body=body)

    def _retrieval(self, response_id: str, stream: bool, params: ResponseRetrieveParams) -> Request:
        path = f"responses/{segment('response_id', response_id)}"
        query = {"stream": True} if stream else None
        return call("GET", path, params, ResponseRetrieveParams, query=query)

    @cached_property
    def input_items(self) -> AsyncInputItems:
        """Input items of responses."""
        return AsyncInputItems(self._client)


def _add_parsing(text_format: Any, params: ResponseCreateParams) -> Parsing[Any]:
    """Add the format to parse to `params`, and bring tools into responses' form."""
    tools: List[Any] = list(params.get("tools") or ())  # it may be an iterator, and is read twice
    if tools:
        flat: Any = [
            {"type": "function", **each["function"]} if "function" in each else each for each in tools
        ]
        params["tools"] = flat
    if isinstance(text_format, NotGiven):
        return Parsing(text_format, tools)
    schema: Any = {"type": "json_schema", **json_schema_format(text_format)}
    params["text"] = {**(params.get("text") or {}), "format": schema}
    return Parsing(text_format, tools)

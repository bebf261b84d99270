# Generated from smarter/resources/_async/responses.py by scripts/generate_sync.py. Edit that, not this.
"""`client.responses`: a model's responses, stored for later ones to continue."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Iterable, List, Type, TypeVar, Union

from typing_extensions import Literal, Unpack, overload

from smarter.client._sync.raw_methods import to_raw, to_streamed
from smarter.client._sync.streams import Stream, events_of
from smarter.client.core import segment
from smarter.client.options import CallOptions, call, check_booleans, without_omitted
from smarter.client.paginator import CursorPage, first_page
from smarter.client.parsing import deleted, typed
from smarter.client.request import NOT_GIVEN, NotGiven, Request
from smarter.client.response import Cast
from smarter.errors import InvalidArgumentError
from smarter.resources._sync.base import APIResource
from smarter.resources._sync.typed_streams import ResponseStream, TypedStreamManager
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

_EVENTS: Cast[Stream[ResponseStreamEvent]] = events_of(ResponseStreamEvent)  # type: ignore[arg-type]  # a union


class InputItemsWithRawResponse:
    """Methods of `InputItems` with raw responses."""

    def __init__(self, input_items: InputItems) -> None:
        self.list = to_raw(input_items.list)


class InputItemsWithStreamingResponse:
    """Methods of `InputItems` with streamed responses."""

    def __init__(self, input_items: InputItems) -> None:
        self.list = to_streamed(input_items.list)


class InputItems(APIResource[InputItemsWithRawResponse, InputItemsWithStreamingResponse]):
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


class ResponsesWithRawResponse:
    """Methods of `Responses` with raw responses."""

    def __init__(self, responses: Responses) -> None:
        self.create = to_raw(responses.create)
        self.parse = to_raw(responses.parse)
        self.retrieve = to_raw(responses.retrieve)
        self.delete = to_raw(responses.delete)
        self.cancel = to_raw(responses.cancel)
        self.input_items = responses.input_items.with_raw_response


class ResponsesWithStreamingResponse:
    """Methods of `Responses` with streamed responses."""

    def __init__(self, responses: Responses) -> None:
        self.create = to_streamed(responses.create)
        self.parse = to_streamed(responses.parse)
        self.retrieve = to_streamed(responses.retrieve)
        self.delete = to_streamed(responses.delete)
        self.cancel = to_streamed(responses.cancel)
        self.input_items = responses.input_items.with_streaming_response


class Responses(APIResource[ResponsesWithRawResponse, ResponsesWithStreamingResponse]):
    """The responses API."""

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: Literal[False] = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Response:
        raise response_create_params(**params)

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: Literal[True],
        **params: Unpack[ResponseCreateParams],
    ) -> Stream[ResponseStreamEvent]:
        raise response_create_params(**params)

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: bool,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        raise response_create_params(**params)

    def create(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        stream: bool = False,
        **params: Unpack[ResponseCreateParams],
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        """Create a response to `input`; `stream=True` returns its events.

        `model` and `input` may be missing where a stored `prompt` has them.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> text = response.output_text
        """
        check_booleans("responses.create", stream=stream)
        request = self._creation(input, model, stream, response_create_params(**params))
        if stream:
            return self._client.request(request, _EVENTS)
        return self._client.request(request, typed(Response))

    def parse(
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
            >>> response = client.responses.parse(model="gpt-4o-mini", input="Hello!", text_format=Price)
            >>> price = response.output_parsed
        """
        parsing: Parsing[M] = _add_parsing(text_format, params)
        request = self._creation(input, model, False, response_create_params(**params))
        return self._client.request(request, parsed_response(parsing))

    def stream(
        self,
        *,
        input: Union[str, Iterable[ResponseInputItemParam], NotGiven] = NOT_GIVEN,
        model: Union[str, NotGiven] = NOT_GIVEN,
        text_format: Union[Type[M], NotGiven] = NOT_GIVEN,
        response_id: Union[str, NotGiven] = NOT_GIVEN,
        starting_after: Union[int, NotGiven] = NOT_GIVEN,
        **params: Unpack[ResponseCreateParams],
    ) -> TypedStreamManager[ResponseStream[M]]:
        """Create a response as typed events; texts and calls have all so far.

        Use it with `with`, which sends the request. `get_final_response()` of the stream is the whole response.

        Args:
            text_format: a pydantic model, as of `parse`.
            response_id: read the events of this stored response again, instead of creating one.
            starting_after: skip the events up to this `sequence_number`.

        Raises:
            InvalidArgumentError: `response_id` is given together with arguments of a new response.

        Example:
            >>> with client.responses.stream(model="gpt-4o-mini", input="Hello!") as stream:
            ...     for event in stream:
            ...         if event.type == "response.output_text.delta":
            ...             text = event.snapshot
            ...     response = stream.get_final_response()
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
        return TypedStreamManager(
            lambda: self._client.request(request, _EVENTS),
            lambda received: ResponseStream(received, parsing, after),
        )

    @overload
    def retrieve(
        self, response_id: str, *, stream: Literal[False] = False, **params: Unpack[ResponseRetrieveParams]
    ) -> Response:
        raise response_retrieve_params(**params)

    @overload
    def retrieve(
        self, response_id: str, *, stream: Literal[True], **params: Unpack[ResponseRetrieveParams]
    ) -> Stream[ResponseStreamEvent]:
        raise response_retrieve_params(**params)

    @overload
    def retrieve(
        self, response_id: str, *, stream: bool, **params: Unpack[ResponseRetrieveParams]
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        raise response_retrieve_params(**params)

    def retrieve(
        self, response_id: str, *, stream: bool = False, **params: Unpack[ResponseRetrieveParams]
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        """Return a stored response; with `stream=True` its events.

        Example:
            >>> response = client.responses.create(model="gpt-4o-mini", input="Hello!")
            >>> response = client.responses.retrieve(response.id)
        """
        check_booleans("responses.retrieve", stream=stream)
        request = self._retrieval(response_id, stream, response_retrieve_params(**params))
        if stream:
            return self._client.request(request, _EVENTS)
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

    def _creation(self, input: Any, model: Any, stream: bool, params: ResponseCreateParams) -> Request:
        body = without_omitted({"input": input, "model": model, "stream": stream or NOT_GIVEN})
        return call("POST", "responses", params, ResponseCreateParams, body=body)

    def _retrieval(self, response_id: str, stream: bool, params: ResponseRetrieveParams) -> Request:
        path = f"responses/{segment('response_id', response_id)}"
        query = {"stream": True} if stream else None
        return call("GET", path, params, ResponseRetrieveParams, query=query)

    @cached_property
    def input_items(self) -> InputItems:
        """Input items of responses."""
        return InputItems(self._client)


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

# Generated from smarter/resources/_async/chat.py by scripts/generate_sync.py. Edit that, not this.
"""`client.chat.completions`, and `client.chat.responses` (`client.responses`)."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Dict, Iterable, Mapping, Optional, Type, TypeVar, Union

from typing_extensions import Literal, Unpack, overload

from smarter.client._sync.raw_methods import to_raw, to_streamed
from smarter.client._sync.streams import Stream, events_of
from smarter.client.core import segment
from smarter.client.options import CallOptions, call, check_booleans, without_omitted
from smarter.client.paginator import CursorPage, first_page
from smarter.client.parsing import deleted, typed
from smarter.client.request import NOT_GIVEN, NotGiven
from smarter.resources._sync.base import APIGroup, APIResource
from smarter.resources._sync.responses import Responses
from smarter.resources._sync.typed_streams import ChatCompletionStream, TypedStreamManager
from smarter.resources.structured import Parsing, parsed_completion, refuse_model_class
from smarter.types.arguments import (
    call_options,
    completion_create_params,
    completion_list_params,
    completion_message_list_params,
    completion_parse_params,
)
from smarter.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionStoreMessage,
    ParsedChatCompletion,
)
from smarter.types.chat_params import (
    ChatCompletionMessageParam,
    CompletionCreateParams,
    CompletionListParams,
    CompletionMessageListParams,
    CompletionParseParams,
    ResponseFormatParam,
)
from smarter.types.shared import Deleted

M = TypeVar("M")


class MessagesWithRawResponse:
    """Methods of `Messages` with raw responses."""

    def __init__(self, messages: Messages) -> None:
        self.list = to_raw(messages.list)


class MessagesWithStreamingResponse:
    """Methods of `Messages` with streamed responses."""

    def __init__(self, messages: Messages) -> None:
        self.list = to_streamed(messages.list)


class Messages(APIResource[MessagesWithRawResponse, MessagesWithStreamingResponse]):
    """Messages of stored chat completions."""

    def list(
        self, completion_id: str, **params: Unpack[CompletionMessageListParams]
    ) -> CursorPage[ChatCompletionStoreMessage]:
        """List the messages that a stored completion answers, oldest first.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> completion = client.chat.completions.create(**question, store=True)
            >>> texts = [each.content for each in client.chat.completions.messages.list(completion.id)]
        """
        request = call(
            "GET",
            f"{_path(completion_id)}/messages",
            completion_message_list_params(**params),
            CompletionMessageListParams,
        )
        return first_page(self._client, request, ChatCompletionStoreMessage)


class CompletionsWithRawResponse:
    """Methods of `Completions` with raw responses."""

    def __init__(self, completions: Completions) -> None:
        self.create = to_raw(completions.create)
        self.parse = to_raw(completions.parse)
        self.retrieve = to_raw(completions.retrieve)
        self.update = to_raw(completions.update)
        self.list = to_raw(completions.list)
        self.delete = to_raw(completions.delete)
        self.messages = completions.messages.with_raw_response


class CompletionsWithStreamingResponse:
    """Methods of `Completions` with streamed responses."""

    def __init__(self, completions: Completions) -> None:
        self.create = to_streamed(completions.create)
        self.parse = to_streamed(completions.parse)
        self.retrieve = to_streamed(completions.retrieve)
        self.update = to_streamed(completions.update)
        self.list = to_streamed(completions.list)
        self.delete = to_streamed(completions.delete)
        self.messages = completions.messages.with_streaming_response


class Completions(APIResource[CompletionsWithRawResponse, CompletionsWithStreamingResponse]):
    """Chat completions: the next message of a conversation."""

    @overload
    def create(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        stream: Literal[False] = False,
        **params: Unpack[CompletionCreateParams],
    ) -> ChatCompletion:
        raise completion_create_params(**params)

    @overload
    def create(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        stream: Literal[True],
        **params: Unpack[CompletionCreateParams],
    ) -> Stream[ChatCompletionChunk]:
        raise completion_create_params(**params)

    @overload
    def create(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        stream: bool,
        **params: Unpack[CompletionCreateParams],
    ) -> Union[ChatCompletion, Stream[ChatCompletionChunk]]:
        raise completion_create_params(**params)

    def create(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        stream: bool = False,
        **params: Unpack[CompletionCreateParams],
    ) -> Union[ChatCompletion, Stream[ChatCompletionChunk]]:
        """Create the message after `messages`; `stream=True` returns its chunks.

        Example:
            >>> messages = [{"role": "user", "content": "Hello!"}]
            >>> completion = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
            >>> text = completion.choices[0].message.content
        """
        check_booleans("chat.completions.create", stream=stream)
        refuse_model_class(params.get("response_format"), "chat.completions.parse")
        body = without_omitted({"messages": messages, "model": model, "stream": stream or NOT_GIVEN})
        request = call(
            "POST", "chat/completions", completion_create_params(**params), CompletionCreateParams, body=body
        )
        if stream:
            return self._client.request(request, events_of(ChatCompletionChunk))
        return self._client.request(request, typed(ChatCompletion))

    def parse(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        response_format: Union[Type[M], NotGiven] = NOT_GIVEN,
        **params: Unpack[CompletionParseParams],
    ) -> ParsedChatCompletion[M]:
        """Create a message as a pydantic model, or as calls of strict tools.

        Args:
            response_format: the pydantic model; `choices[0].message.parsed` is an instance of it.

        Raises:
            APIResponseValidationError: the answer, or a call's arguments, do not have this form.
            LengthFinishReasonError: it was cut off. ContentFilterFinishReasonError: it was withheld.

        Example:
            >>> import pydantic
            >>> class Price(pydantic.BaseModel):
            ...     job: str
            ...     price: int
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> completion = client.chat.completions.parse(**question, response_format=Price)
            >>> price = completion.choices[0].message.parsed
        """
        body: Dict[str, Any] = {"messages": messages, "model": model}
        parsing: Parsing[M] = _add_parsing(body, response_format, params)
        request = call(
            "POST", "chat/completions", completion_parse_params(**params), CompletionParseParams, body=body
        )
        return self._client.request(request, parsed_completion(parsing))

    def stream(
        self,
        *,
        messages: Iterable[ChatCompletionMessageParam],
        model: str,
        response_format: Union[Type[M], ResponseFormatParam, NotGiven] = NOT_GIVEN,
        **params: Unpack[CompletionParseParams],
    ) -> TypedStreamManager[ChatCompletionStream[M]]:
        """Create a message as typed events: pieces of text and calls, then whole ones.

        Use it with `with`, which sends the request. `get_final_completion()` of the stream is the whole completion.

        Args:
            response_format: a pydantic model, as of `parse`, or another format.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> with client.chat.completions.stream(**question) as stream:
            ...     text = "".join([event.delta for event in stream if event.type == "content.delta"])
        """
        body: Dict[str, Any] = {"messages": messages, "model": model, "stream": True}
        parsing: Parsing[M] = _add_parsing(body, response_format, params)
        request = call(
            "POST", "chat/completions", completion_parse_params(**params), CompletionParseParams, body=body
        )
        return TypedStreamManager(
            lambda: self._client.request(request, events_of(ChatCompletionChunk)),
            lambda received: ChatCompletionStream(received, parsing),
        )

    def retrieve(self, completion_id: str, **options: Unpack[CallOptions]) -> ChatCompletion:
        """Return a completion that was created with `store=True`.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> completion = client.chat.completions.create(**question, store=True)
            >>> completion = client.chat.completions.retrieve(completion.id)
        """
        return self._client.request(
            call("GET", _path(completion_id), call_options(**options)), typed(ChatCompletion)
        )

    def update(
        self,
        completion_id: str,
        *,
        metadata: Optional[Mapping[str, str]],
        **options: Unpack[CallOptions],
    ) -> ChatCompletion:
        """Replace the metadata of a stored completion.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> completion = client.chat.completions.create(**question, store=True)
            >>> completion = client.chat.completions.update(completion.id, metadata={"topic": "greeting"})
        """
        request = call("POST", _path(completion_id), call_options(**options), body={"metadata": metadata})
        return self._client.request(request, typed(ChatCompletion))

    def list(self, **params: Unpack[CompletionListParams]) -> CursorPage[ChatCompletion]:
        """List stored completions, oldest first.

        Example:
            >>> ids = [each.id for each in client.chat.completions.list(metadata={"topic": "greeting"})]
        """
        request = call("GET", "chat/completions", completion_list_params(**params), CompletionListParams)
        return first_page(self._client, request, ChatCompletion)

    def delete(self, completion_id: str, **options: Unpack[CallOptions]) -> Deleted:
        """Delete a stored completion.

        Example:
            >>> question = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}
            >>> completion = client.chat.completions.create(**question, store=True)
            >>> deleted = client.chat.completions.delete(completion.id)
        """
        request = call("DELETE", _path(completion_id), call_options(**options))
        return self._client.request(request, deleted(Deleted, id=completion_id))

    @cached_property
    def messages(self) -> Messages:
        """Messages of stored completions."""
        return Messages(self._client)


def _path(completion_id: str) -> str:
    return f"chat/completions/{segment('completion_id', completion_id)}"


def _add_parsing(body: Dict[str, Any], response_format: Any, params: CompletionParseParams) -> Parsing[Any]:
    """Add the format and the tools that are to be parsed to a body."""
    tools = params.get("tools")
    if tools:
        params["tools"] = tools = list(tools)  # it may be an iterator, and is read twice
    parsing: Parsing[Any] = Parsing(response_format, tools)
    if not isinstance(parsing.format, NotGiven):
        body["response_format"] = parsing.format
    return parsing


class Chat(APIGroup):
    """The chat API."""

    @cached_property
    def completions(self) -> Completions:
        """Chat completions."""
        return Completions(self._client)

    @cached_property
    def responses(self) -> Responses:
        """The responses API."""
        return Responses(self._client)

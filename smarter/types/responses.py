"""Models of the responses API, and the events of a streamed response."""

from __future__ import annotations

from typing import Any, Dict, Generic, List, Optional, TypeVar, Union

from typing_extensions import Literal

from smarter.client.base_model import BaseModel, objects_of
from smarter.types.shared import Deleted

M = TypeVar("M")


class ResponseError(BaseModel):
    """The error of a failed response."""

    code: Optional[str] = None
    message: Optional[str] = None


class IncompleteDetails(BaseModel):
    """The reason for an incomplete response."""

    reason: Optional[str] = None


class ResponseUsage(BaseModel):
    """Tokens used."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_tokens_details: Optional[Dict[str, Any]] = None
    output_tokens_details: Optional[Dict[str, Any]] = None


class ResponseOutputText(BaseModel):
    """Text, or (`type` of `refusal`) a refusal, within a message."""

    type: str
    text: Optional[str] = None
    refusal: Optional[str] = None
    annotations: Optional[List[Any]] = None
    logprobs: Optional[List[Any]] = None


class ResponseOutputMessage(BaseModel):
    """A message of the model."""

    type: Literal["message"]
    id: str
    role: str
    content: List[ResponseOutputText]
    status: Optional[str] = None


class ResponseFunctionToolCall(BaseModel):
    """A requested function call; `arguments` is JSON text."""

    type: Literal["function_call"]
    call_id: str
    name: str
    arguments: str
    id: Optional[str] = None
    status: Optional[str] = None


class ResponseOtherItem(BaseModel):
    """An output item of an unknown type; its fields are attributes too."""

    type: str
    id: Optional[str] = None


ResponseOutputItem = Union[ResponseOutputMessage, ResponseFunctionToolCall, ResponseOtherItem]


class Response(BaseModel):
    """The result of `responses.create`."""

    id: str
    created_at: float
    """Seconds since the epoch."""
    model: str
    output: List[ResponseOutputItem]
    object: str
    status: Optional[str] = None
    """`completed`, `incomplete`, `failed`, `in_progress`, `queued` or `cancelled`."""
    background: Optional[bool] = None
    error: Optional[ResponseError] = None
    incomplete_details: Optional[IncompleteDetails] = None
    instructions: Union[str, List[Any], None] = None
    max_output_tokens: Optional[int] = None
    metadata: Optional[Dict[str, str]] = None
    parallel_tool_calls: Optional[bool] = None
    previous_response_id: Optional[str] = None
    reasoning: Optional[Dict[str, Any]] = None
    service_tier: Optional[str] = None
    store: Optional[bool] = None
    temperature: Optional[float] = None
    text: Optional[Dict[str, Any]] = None
    tool_choice: Union[str, Dict[str, Any], None] = None
    tools: Optional[List[Dict[str, Any]]] = None
    top_p: Optional[float] = None
    truncation: Optional[str] = None
    usage: Optional[ResponseUsage] = None
    user: Optional[str] = None

    @property
    def output_text(self) -> str:
        """All text of the output's messages, joined."""
        messages = objects_of(self.output, ResponseOutputMessage)
        parts = [part for message in messages for part in objects_of(message.content, ResponseOutputText)]
        return "".join(part.text for part in parts if isinstance(part.text, str))


class ParsedResponseOutputText(ResponseOutputText, Generic[M]):
    """Text; `parsed` is an instance of the `text_format`."""

    parsed: Optional[M] = None


class ParsedResponseOutputMessage(ResponseOutputMessage, Generic[M]):
    """A message of the model, its texts parsed."""

    content: List[ParsedResponseOutputText[M]]  # type: ignore[assignment]  # narrower than the base's


class ParsedResponseFunctionToolCall(ResponseFunctionToolCall):
    """A function call from the model; `parsed_arguments` is None unless strict."""

    parsed_arguments: Optional[Any] = None


class ParsedResponse(Response, Generic[M]):
    """The result of `responses.parse`; `output_parsed` is None without text."""

    output: List[  # type: ignore[assignment]  # narrower than the base's
        Union[ParsedResponseOutputMessage[M], ParsedResponseFunctionToolCall, ResponseOtherItem]
    ]
    output_parsed: Optional[M] = None


class InputItem(BaseModel):
    """An input item of a response."""

    type: Optional[str] = None
    id: Optional[str] = None
    role: Optional[str] = None
    content: Optional[Any] = None
    status: Optional[str] = None


ResponseDeleted = Deleted


class _Event(BaseModel):
    sequence_number: Optional[int] = None


class _ResponseEvent(_Event):
    response: Response


class _ItemEvent(_Event):
    item: ResponseOutputItem
    output_index: int


class _PartEvent(_Event):
    item_id: str
    output_index: int
    content_index: int


class ResponseCreatedEvent(_ResponseEvent):
    """The response was created."""

    type: Literal["response.created"]


class ResponseInProgressEvent(_ResponseEvent):
    """The model is generating the response."""

    type: Literal["response.in_progress"]


class ResponseCompletedEvent(_ResponseEvent):
    """The response is complete."""

    type: Literal["response.completed"]


class ResponseIncompleteEvent(_ResponseEvent):
    """The response is incomplete; `response.incomplete_details` has the reason."""

    type: Literal["response.incomplete"]


class ResponseFailedEvent(_ResponseEvent):
    """The response failed; `response.error` has the reason."""

    type: Literal["response.failed"]


class ResponseOutputItemAddedEvent(_ItemEvent):
    """An output item begins."""

    type: Literal["response.output_item.added"]


class ResponseOutputItemDoneEvent(_ItemEvent):
    """An output item is complete."""

    type: Literal["response.output_item.done"]


class ResponseContentPartAddedEvent(_PartEvent):
    """A part of a message begins."""

    type: Literal["response.content_part.added"]
    part: ResponseOutputText


class ResponseContentPartDoneEvent(_PartEvent):
    """A part of a message is complete."""

    type: Literal["response.content_part.done"]
    part: ResponseOutputText


class ResponseTextDeltaEvent(_PartEvent):
    """More text."""

    type: Literal["response.output_text.delta"]
    delta: str
    logprobs: Optional[List[Any]] = None


class ResponseTextDoneEvent(_PartEvent):
    """A text is complete."""

    type: Literal["response.output_text.done"]
    text: str
    logprobs: Optional[List[Any]] = None


class ResponseFunctionCallArgumentsDeltaEvent(_Event):
    """More of a call's arguments."""

    type: Literal["response.function_call_arguments.delta"]
    item_id: str
    output_index: int
    delta: str


class ResponseFunctionCallArgumentsDoneEvent(_Event):
    """A call's arguments are complete."""

    type: Literal["response.function_call_arguments.done"]
    item_id: str
    output_index: int
    arguments: str
    name: Optional[str] = None


class ResponseOtherEvent(_Event):
    """An event of an unknown type; its fields are attributes too."""

    type: str


# The last member is for events of unknown types.
_UnparsedEvent = Union[
    ResponseCreatedEvent,
    ResponseInProgressEvent,
    ResponseIncompleteEvent,
    ResponseFailedEvent,
    ResponseOutputItemAddedEvent,
    ResponseOutputItemDoneEvent,
    ResponseContentPartAddedEvent,
    ResponseContentPartDoneEvent,
    ResponseFunctionCallArgumentsDoneEvent,
    ResponseOtherEvent,
]
ResponseStreamEvent = Union[
    ResponseTextDeltaEvent,
    ResponseTextDoneEvent,
    ResponseFunctionCallArgumentsDeltaEvent,
    ResponseCompletedEvent,
    _UnparsedEvent,
]


class ParsedResponseTextDeltaEvent(ResponseTextDeltaEvent):
    """More text. `snapshot` is all of it."""

    snapshot: str


class ParsedResponseTextDoneEvent(ResponseTextDoneEvent, Generic[M]):
    """A text is complete; `parsed` is an instance of the `text_format`."""

    parsed: Optional[M] = None


class ParsedResponseFunctionCallArgumentsDeltaEvent(ResponseFunctionCallArgumentsDeltaEvent):
    """More of a call's arguments. `snapshot` is all of them."""

    snapshot: str


class ParsedResponseCompletedEvent(ResponseCompletedEvent, Generic[M]):
    """The response is complete, its texts and calls parsed."""

    response: ParsedResponse[M]  # pyright: ignore[reportIncompatibleVariableOverride]  # only read


ParsedResponseStreamEvent = Union[
    ParsedResponseTextDeltaEvent,
    ParsedResponseTextDoneEvent[M],
    ParsedResponseFunctionCallArgumentsDeltaEvent,
    ParsedResponseCompletedEvent[M],
    _UnparsedEvent,
]

"""Events of a streamed chat completion, named by their `type`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, List, Optional, TypeVar, Union

from typing_extensions import Literal

from smarter.types.chat import ChatCompletionChunk, ParsedChatCompletion

M = TypeVar("M")


@dataclass(frozen=True)
class ChunkEvent(Generic[M]):
    """A chunk, and the completion so far. The events of its parts follow."""

    chunk: ChatCompletionChunk
    snapshot: ParsedChatCompletion[M]
    type: Literal["chunk"] = field(default="chunk", init=False)


@dataclass(frozen=True)
class ContentDeltaEvent:
    """More text of the message; `snapshot` is all so far, `parsed` its JSON."""

    delta: str
    snapshot: str
    parsed: Optional[Any] = None
    type: Literal["content.delta"] = field(default="content.delta", init=False)


@dataclass(frozen=True)
class ContentDoneEvent(Generic[M]):
    """The whole text of the message; `parsed` is a `response_format` instance."""

    content: str
    parsed: Optional[M] = None
    type: Literal["content.done"] = field(default="content.done", init=False)


@dataclass(frozen=True)
class RefusalDeltaEvent:
    """More text of a refusal. `snapshot` is the text so far."""

    delta: str
    snapshot: str
    type: Literal["refusal.delta"] = field(default="refusal.delta", init=False)


@dataclass(frozen=True)
class RefusalDoneEvent:
    """The whole text of a refusal."""

    refusal: str
    type: Literal["refusal.done"] = field(default="refusal.done", init=False)


@dataclass(frozen=True)
class FunctionToolCallArgumentsDeltaEvent:
    """More of a call's arguments: `arguments` so far, `parsed_arguments` as JSON."""

    name: str
    index: int
    arguments: str
    arguments_delta: str
    parsed_arguments: Optional[Any] = None
    type: Literal["tool_calls.function.arguments.delta"] = field(
        default="tool_calls.function.arguments.delta", init=False
    )


@dataclass(frozen=True)
class FunctionToolCallArgumentsDoneEvent:
    """The whole arguments of a call; parsed if the tool is strict."""

    name: str
    index: int
    arguments: str
    parsed_arguments: Optional[Any] = None
    type: Literal["tool_calls.function.arguments.done"] = field(
        default="tool_calls.function.arguments.done", init=False
    )


@dataclass(frozen=True)
class LogprobsDeltaEvent:
    """More probabilities of tokens of a text or refusal; `snapshot` holds all."""

    content: List[Any]
    snapshot: List[Any]
    type: Literal["logprobs.content.delta", "logprobs.refusal.delta"] = "logprobs.content.delta"


@dataclass(frozen=True)
class LogprobsDoneEvent:
    """All probabilities of tokens, of the text or of a refusal."""

    content: List[Any]
    type: Literal["logprobs.content.done", "logprobs.refusal.done"] = "logprobs.content.done"


ChatCompletionStreamEvent = Union[
    ChunkEvent[M],
    ContentDeltaEvent,
    ContentDoneEvent[M],
    RefusalDeltaEvent,
    RefusalDoneEvent,
    FunctionToolCallArgumentsDeltaEvent,
    FunctionToolCallArgumentsDoneEvent,
    LogprobsDeltaEvent,
    LogprobsDoneEvent,
]

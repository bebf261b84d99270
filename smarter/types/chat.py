"""Response models of chat completions, whole and in chunks."""

from __future__ import annotations

from typing import Any, Dict, Generic, List, Optional, TypeVar

from smarter.client.base_model import BaseModel

M = TypeVar("M")


class CompletionUsage(BaseModel):
    """Tokens used."""

    completion_tokens: int
    prompt_tokens: int
    total_tokens: int
    completion_tokens_details: Optional[Dict[str, Any]] = None
    prompt_tokens_details: Optional[Dict[str, Any]] = None


class Function(BaseModel):
    """A function call: name, and arguments as JSON text, which may be invalid."""

    arguments: str
    name: str


class ChatCompletionMessageToolCall(BaseModel):
    """A requested tool call."""

    id: str
    function: Optional[Function] = None
    type: Optional[str] = None


class ChatCompletionMessage(BaseModel):
    """The model's message."""

    role: str
    content: Optional[str] = None
    refusal: Optional[str] = None
    annotations: Optional[List[Any]] = None
    audio: Optional[Any] = None
    function_call: Optional[Any] = None
    tool_calls: Optional[List[ChatCompletionMessageToolCall]] = None


class ChatCompletionStoreMessage(ChatCompletionMessage):
    """A message of a stored completion; `content_parts` has its parts, if any."""

    id: str
    content_parts: Optional[List[Dict[str, Any]]] = None


class Choice(BaseModel):
    """One of the `n` requested messages."""

    index: int
    message: ChatCompletionMessage
    finish_reason: Optional[str] = None
    """`stop`, `length`, `tool_calls` or `content_filter`."""
    logprobs: Optional[Dict[str, Any]] = None


class ChatCompletion(BaseModel):
    """The result of `chat.completions.create`."""

    id: str
    choices: List[Choice]
    created: int
    """Seconds since the epoch."""
    model: str
    object: str
    metadata: Optional[Dict[str, str]] = None
    """Of a stored completion."""
    service_tier: Optional[str] = None
    system_fingerprint: Optional[str] = None
    usage: Optional[CompletionUsage] = None


class ParsedFunction(Function):
    """A function call; `parsed_arguments` is a model or data, None if unparsed."""

    parsed_arguments: Optional[Any] = None


class ParsedFunctionToolCall(ChatCompletionMessageToolCall):
    """A requested tool call with parsed arguments."""

    function: Optional[ParsedFunction] = None  # pyright: ignore[reportIncompatibleVariableOverride]  # only read


class ParsedChatCompletionMessage(ChatCompletionMessage, Generic[M]):
    """A message as a pydantic model; `parsed` is None for a refusal or tool call."""

    parsed: Optional[M] = None
    # Narrower than in the base, and only read.
    tool_calls: Optional[List[ParsedFunctionToolCall]] = None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]


class ParsedChoice(Choice, Generic[M]):
    """One of the `n` requested messages, parsed."""

    message: ParsedChatCompletionMessage[M]  # pyright: ignore[reportIncompatibleVariableOverride]  # only read


class ParsedChatCompletion(ChatCompletion, Generic[M]):
    """The result of `chat.completions.parse`."""

    choices: List[ParsedChoice[M]]  # type: ignore[assignment]  # narrower than in the base, and only read


class FunctionDelta(BaseModel):
    """A piece of a function call."""

    arguments: Optional[str] = None
    name: Optional[str] = None


class ChoiceDeltaToolCall(BaseModel):
    """A piece of a tool call; pieces of the same `index` belong together."""

    index: int
    id: Optional[str] = None
    function: Optional[FunctionDelta] = None
    type: Optional[str] = None


class ChoiceDelta(BaseModel):
    """The new part of a message."""

    content: Optional[str] = None
    refusal: Optional[str] = None
    role: Optional[str] = None
    function_call: Optional[Any] = None
    tool_calls: Optional[List[ChoiceDeltaToolCall]] = None


class ChunkChoice(BaseModel):
    """A piece of one of the `n` requested messages."""

    delta: ChoiceDelta
    index: int
    finish_reason: Optional[str] = None
    logprobs: Optional[Dict[str, Any]] = None


class ChatCompletionChunk(BaseModel):
    """One event of a streamed chat completion."""

    id: str
    choices: List[ChunkChoice]
    created: int
    model: str
    object: str
    service_tier: Optional[str] = None
    system_fingerprint: Optional[str] = None
    usage: Optional[CompletionUsage] = None

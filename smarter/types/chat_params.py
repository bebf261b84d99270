"""Parameters of chat completions."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, Optional, Union

from typing_extensions import Literal, Required, TypedDict

from smarter.client.options import CallOptions
from smarter.types.shared import PageParams


class TextPartParam(TypedDict):
    """Text within a message."""

    type: Literal["text"]
    text: str


class ImageUrlParam(TypedDict, total=False):
    """The URL of an image; a `data:` URL contains it."""

    url: Required[str]
    detail: Literal["auto", "low", "high"]


class ImagePartParam(TypedDict):
    """An image within a message."""

    type: Literal["image_url"]
    image_url: ImageUrlParam


ContentPartParam = Union[TextPartParam, ImagePartParam]


class SystemMessageParam(TypedDict, total=False):
    """Instructions for the model."""

    role: Required[Literal["system", "developer"]]
    content: Required[Union[str, Iterable[TextPartParam]]]
    name: str


class UserMessageParam(TypedDict, total=False):
    """A message of the user."""

    role: Required[Literal["user"]]
    content: Required[Union[str, Iterable[ContentPartParam]]]
    name: str


class FunctionCallParam(TypedDict):
    """An earlier function call of the model; `arguments` is JSON text."""

    name: str
    arguments: str


class ToolCallParam(TypedDict):
    """An earlier tool call of the model."""

    id: str
    type: Literal["function"]
    function: FunctionCallParam


class AssistantMessageParam(TypedDict, total=False):
    """An earlier message of the model."""

    role: Required[Literal["assistant"]]
    content: Union[str, Iterable[TextPartParam], None]
    name: str
    refusal: Optional[str]
    tool_calls: Iterable[ToolCallParam]


class ToolMessageParam(TypedDict):
    """The output of a tool."""

    role: Literal["tool"]
    tool_call_id: str
    content: Union[str, Iterable[TextPartParam]]


ChatCompletionMessageParam = Union[
    SystemMessageParam, UserMessageParam, AssistantMessageParam, ToolMessageParam
]


class FunctionDefinitionParam(TypedDict, total=False):
    """A function that the model may call; `parameters` is a JSON Schema."""

    name: Required[str]
    description: str
    parameters: Mapping[str, Any]
    strict: Optional[bool]


class ToolParam(TypedDict):
    """A tool that the model may call."""

    type: Literal["function"]
    function: FunctionDefinitionParam


class NamedFunctionParam(TypedDict):
    """The function that the model must call."""

    name: str


class NamedToolParam(TypedDict):
    """The tool that the model must call."""

    type: Literal["function"]
    function: NamedFunctionParam


class JSONSchemaParam(TypedDict, total=False):
    """The JSON Schema of the message."""

    name: Required[str]
    description: str
    schema: Mapping[str, Any]
    strict: Optional[bool]


class ResponseFormatParam(TypedDict, total=False):
    """The format of the message."""

    type: Required[Literal["text", "json_object", "json_schema"]]
    json_schema: JSONSchemaParam


class StreamOptionsParam(TypedDict, total=False):
    """Options of a stream."""

    include_usage: bool
    """Add a last chunk with the tokens used."""


class GenerationParams(CallOptions, total=False):
    """Further arguments of `chat.completions.create` and `responses.create` alike."""

    metadata: Optional[Dict[str, str]]
    moderation: Optional[Mapping[str, Any]]
    prompt_cache_key: str
    prompt_cache_options: Mapping[str, Any]
    prompt_cache_retention: Optional[Literal["in_memory", "24h"]]
    safety_identifier: str
    service_tier: Optional[str]
    store: Optional[bool]
    temperature: Optional[float]
    top_logprobs: Optional[int]
    top_p: Optional[float]
    user: str


class CompletionParseParams(GenerationParams, total=False):
    """Further arguments of `chat.completions.parse`."""

    audio: Optional[Mapping[str, Any]]
    """Voice and format of an audio message."""
    frequency_penalty: Optional[float]
    function_call: Union[Literal["none", "auto"], NamedFunctionParam]
    functions: Iterable[FunctionDefinitionParam]
    """The old form of `tools`."""
    logit_bias: Optional[Dict[str, int]]
    logprobs: Optional[bool]
    max_completion_tokens: Optional[int]
    max_tokens: Optional[int]
    modalities: Optional[List[Literal["text", "audio"]]]
    n: Optional[int]
    parallel_tool_calls: bool
    prediction: Optional[Mapping[str, Any]]
    """Text that the message probably repeats."""
    presence_penalty: Optional[float]
    reasoning_effort: Optional[Literal["none", "minimal", "low", "medium", "high"]]
    seed: Optional[int]
    stop: Union[str, List[str], None]
    stream_options: Optional[StreamOptionsParam]
    tool_choice: Union[Literal["none", "auto", "required"], NamedToolParam]
    tools: Iterable[ToolParam]
    verbosity: Optional[Literal["low", "medium", "high"]]
    web_search_options: Mapping[str, Any]


class CompletionCreateParams(CompletionParseParams, total=False):
    """Further arguments of `chat.completions.create`."""

    response_format: ResponseFormatParam


class CompletionMessageListParams(PageParams, total=False):
    """Arguments of `chat.completions.messages.list`: those of `PageParams`."""


class CompletionListParams(CompletionMessageListParams, total=False):
    """Arguments of `chat.completions.list`."""

    metadata: Optional[Dict[str, str]]
    """Only completions with these values in their metadata."""
    model: str
    """Only completions of this model."""

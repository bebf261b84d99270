"""Parameters of the responses API."""

from __future__ import annotations

from typing import Any, Iterable, List, Mapping, Optional, Union

from typing_extensions import Literal, Required, TypedDict

from smarter.client.options import CallOptions
from smarter.types.chat_params import GenerationParams, ResponseFormatParam, ToolParam
from smarter.types.shared import PageParams


class InputTextParam(TypedDict):
    """Text within an input message."""

    type: Literal["input_text", "output_text"]
    text: str


class InputImageParam(TypedDict, total=False):
    """An image within an input message."""

    type: Required[Literal["input_image"]]
    image_url: Optional[str]
    file_id: Optional[str]
    detail: Literal["auto", "low", "high"]


class InputMessageParam(TypedDict, total=False):
    """A message of the input."""

    role: Required[Literal["user", "assistant", "system", "developer"]]
    content: Required[Union[str, List[Union[InputTextParam, InputImageParam]]]]
    type: Literal["message"]


class FunctionCallItemParam(TypedDict, total=False):
    """A function call of an earlier response."""

    type: Required[Literal["function_call"]]
    call_id: Required[str]
    name: Required[str]
    arguments: Required[str]
    id: str
    status: str


class FunctionCallOutputParam(TypedDict, total=False):
    """The output of a function."""

    type: Required[Literal["function_call_output"]]
    call_id: Required[str]
    output: Required[str]
    id: Optional[str]
    status: str


ResponseInputItemParam = Union[InputMessageParam, FunctionCallItemParam, FunctionCallOutputParam]


class FunctionToolParam(TypedDict, total=False):
    """A function that the model may call; `parameters` is a JSON Schema."""

    type: Required[Literal["function"]]
    name: Required[str]
    parameters: Required[Optional[Mapping[str, Any]]]
    strict: Required[Optional[bool]]
    description: Optional[str]


class NamedFunctionToolParam(TypedDict):
    """The function that the model must call."""

    type: Literal["function"]
    name: str


class TextFormatParam(TypedDict, total=False):
    """The format of the text; `json_schema` requires `name` and `schema`."""

    type: Required[Literal["text", "json_object", "json_schema"]]
    name: str
    schema: Mapping[str, Any]
    description: str
    strict: Optional[bool]


class TextConfigParam(TypedDict, total=False):
    """Format and length of the text."""

    format: TextFormatParam
    verbosity: Optional[Literal["low", "medium", "high"]]


class ReasoningParam(TypedDict, total=False):
    """The effort of reasoning."""

    effort: Optional[Literal["none", "minimal", "low", "medium", "high"]]
    summary: Optional[Literal["auto", "concise", "detailed"]]


class ResponseCreateParams(GenerationParams, total=False):
    """Further arguments of `responses.create`."""

    background: Optional[bool]
    context_management: Optional[Iterable[Mapping[str, Any]]]
    conversation: Union[str, Mapping[str, Any], None]
    include: Optional[List[str]]
    instructions: Optional[str]
    max_output_tokens: Optional[int]
    max_tool_calls: Optional[int]
    parallel_tool_calls: Optional[bool]
    previous_response_id: Optional[str]
    """Id of the response to continue."""
    prompt: Optional[Mapping[str, Any]]
    """A stored prompt: its id, version and variables."""
    reasoning: Optional[ReasoningParam]
    response_format: ResponseFormatParam
    """The same as `text={"format": ...}`, under the name of chat completions."""
    stream_options: Optional[Mapping[str, Any]]
    text: TextConfigParam
    tool_choice: Union[Literal["none", "auto", "required"], NamedFunctionToolParam]
    tools: Iterable[Union[FunctionToolParam, ToolParam]]
    """Functions; also those of `pydantic_function_tool`."""
    truncation: Optional[Literal["auto", "disabled"]]


class ResponseRetrieveParams(CallOptions, total=False):
    """Further arguments of `responses.retrieve`."""

    include: List[str]
    include_obfuscation: bool
    starting_after: int
    """With `stream`: skip the events up to this `sequence_number`."""


class InputItemListParams(PageParams, total=False):
    """Arguments of `responses.input_items.list`, and those of `PageParams`."""

    include: List[str]

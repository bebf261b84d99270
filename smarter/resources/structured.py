"""Structured outputs: a pydantic model as an answer's format and value."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, Dict, Generic, Mapping, Optional, Tuple, Type, TypeVar, cast

import pydantic

from smarter.client.base_model import check_shape
from smarter.client.parsing import parse
from smarter.client.request import NotGiven
from smarter.client.response import Cast
from smarter.errors import (
    APIResponseValidationError,
    ContentFilterFinishReasonError,
    InvalidArgumentError,
    LengthFinishReasonError,
)
from smarter.kinds.fields import find_reference
from smarter.types.chat import ParsedChatCompletion, ParsedChatCompletionMessage
from smarter.types.responses import (
    ParsedResponse,
    ParsedResponseFunctionToolCall,
    ParsedResponseOutputMessage,
)

if TYPE_CHECKING:
    from smarter.types.chat_params import FunctionDefinitionParam, ToolParam

M = TypeVar("M")


def json_schema_format(model: Type[Any]) -> Dict[str, Any]:
    """Return a model's name, strictness and JSON Schema, as in `json_schema`.

    Raises:
        InvalidArgumentError: `model` is another type.
    """
    if not inspect.isclass(model) or not (issubclass(model, pydantic.BaseModel) or is_dataclass(model)):
        raise FormatTypeError(f"The format must be a pydantic model class, not {model!r}.")
    schema = pydantic.TypeAdapter(model).json_schema()
    # A generic model's own name is `Page[int]`.
    return {
        "name": re.sub(r"\W+", "_", model.__name__, flags=re.ASCII).strip("_")[:64] or "format",
        "strict": True,
        "schema": _strict(schema, schema),
    }


def refuse_model_class(value: Any, method: str) -> None:
    """Raise `FormatTypeError` for a class given as a format; name the method."""
    if inspect.isclass(value):
        raise FormatTypeError(
            f"You tried to pass a `BaseModel` class, {value.__name__}, as response_format, which must be a mapping.",
            hint=f"Use {method}().",
        )


class FormatTypeError(InvalidArgumentError, TypeError):
    """A format of another type than the method takes."""


# Keywords whose value maps names of the user, not keywords, to schemas.
_NAMED = frozenset(("properties", "$defs", "definitions", "patternProperties"))


def _strict(schema: Any, root: Mapping[str, Any]) -> Any:
    """Close every object and require each of its fields, as strict formats demand.

    They also refuse defaults, and a `$ref` beside other keywords: the schema it refers to takes its place.
    """
    if isinstance(schema, list):
        return [_strict(each, root) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    if len(schema.get("allOf", ())) == 1:  # as older releases of pydantic write a `$ref` with a description
        schema = {**schema["allOf"][0], **{key: value for key, value in schema.items() if key != "allOf"}}
    if "$ref" in schema and len(schema) > 1:
        own = {key: value for key, value in schema.items() if key != "$ref"}
        return _strict({**find_reference(root, schema["$ref"]), **own}, root)
    made: Dict[str, Any] = {}
    for key, value in schema.items():
        if key in _NAMED and isinstance(value, Mapping):
            made[key] = {name: _strict(each, root) for name, each in value.items()}
        elif key in ("enum", "const", "required", "examples"):
            made[key] = value
        elif key != "default":
            made[key] = _strict(value, root)
    if made.get("type") == "object" and "properties" in made:
        made["additionalProperties"] = False
        made["required"] = list(made["properties"])
    return made


class _ModelFunction(Dict[str, Any]):
    """A function's definition with a pydantic model as arguments; a mapping too."""

    model: Type[pydantic.BaseModel]


def pydantic_function_tool(
    model: Type[pydantic.BaseModel], *, name: Optional[str] = None, description: Optional[str] = None
) -> ToolParam:
    """Return the tool whose arguments have the form of a pydantic model.

    `chat.completions.parse` and `.stream` set `function.parsed_arguments` of its calls to an instance of the model.

    Args:
        name: of the function; else the model's.
        description: of the function; else the docstring of the model.

    Raises:
        InvalidArgumentError: `model` is not a class of pydantic.

    Example:
        >>> import pydantic
        >>> from smarter import pydantic_function_tool
        >>> class Appointment(pydantic.BaseModel):
        ...     day: str
        >>> pydantic_function_tool(Appointment)["function"]["name"]
        'Appointment'
    """
    made = json_schema_format(model)
    function = _ModelFunction(name=name or made["name"], strict=True, parameters=made["schema"])
    function.model = model
    text = description or (inspect.cleandoc(model.__doc__) if model.__doc__ else None)
    if text:
        function["description"] = text
    return {"type": "function", "function": cast("FunctionDefinitionParam", function)}


def parse_content(model: Type[M], text: str) -> M:
    """Convert the text of an answer to `model`.

    Raises:
        APIResponseValidationError: the text is not JSON of this form.
    """
    try:
        return pydantic.TypeAdapter(model).validate_json(text)
    except pydantic.ValidationError as error:
        raise APIResponseValidationError(
            f"The model's answer is not a {model.__name__}: {error.errors()[0]['msg']}.",
            body=text,
            hint="It may have been cut off: look at finish_reason.",
        ) from error


# finish_reason -> error, reason, hint
_CUT: Mapping[Any, Tuple[Any, str, str]] = {
    "length": (LengthFinishReasonError, "the limit of tokens cut it off", "Raise max_completion_tokens."),
    "content_filter": (
        ContentFilterFinishReasonError,
        "the content filter withheld it",
        "Reword the prompt.",
    ),
}


class Parsing(Generic[M]):
    """The requested form of an answer: a pydantic model, and strict tools.

    Args:
        response_format: a pydantic model, another format or `NOT_GIVEN`; only a model is parsed.
        tools: of the request. Arguments of `pydantic_function_tool` become its model, those of other strict ones data.

    Raises:
        InvalidArgumentError: `response_format` is a class that is not of pydantic.
    """

    def __init__(self, response_format: Any, tools: Any) -> None:
        self.model: Optional[Type[M]] = None
        self.format = response_format
        if inspect.isclass(response_format):
            self.format = {"type": "json_schema", "json_schema": json_schema_format(response_format)}
            self.model = cast("Type[M]", response_format)
        elif not isinstance(response_format, (Mapping, NotGiven)):
            raise FormatTypeError(
                f"The format must be a pydantic model class or a mapping, not {response_format!r}."
            )
        # Chat completions have a function inside its tool, responses have its fields in the tool.
        functions = [tool.get("function") or tool for tool in tools or () if tool.get("type") == "function"]
        self._functions = {function["name"]: function for function in functions if function.get("strict")}

    @property
    def parses(self) -> bool:
        """Tell if there is anything to parse."""
        return self.model is not None or bool(self._functions)

    def parses_call(self, name: str) -> bool:
        """Tell if the arguments of a call of the function `name` are parsed."""
        return name in self._functions

    def content(self, text: str) -> Optional[M]:
        """Parse the text of an answer; None without a model."""
        return None if self.model is None else parse_content(self.model, text)

    def arguments(self, name: str, text: str) -> Any:
        """Parse the arguments of a call of the function `name`; None if it is not strict.

        Raises:
            APIResponseValidationError: the text is not JSON of this form.
        """
        function = self._functions.get(name)
        if function is None:
            return None
        if isinstance(function, _ModelFunction):
            return parse_content(function.model, text)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise APIResponseValidationError(f"The arguments of {name} are not JSON.", body=text) from error

    def check_finish(self, completion: Any, reason: Optional[str], response: Any = None) -> None:
        """Raise the error for an answer that ended too early to be parsed."""
        if self.parses and reason in _CUT:
            kind, why, hint = _CUT[reason]
            wanted = "complete" if self.model is None else f"a {self.model.__name__}"
            message = f"The model's answer is not {wanted}: {why}."
            raise kind(message, response=response, hint=hint, completion=completion)

    def parse_message(self, message: ParsedChatCompletionMessage[M]) -> None:
        """Set `parsed` of a whole message, and `parsed_arguments` of its calls."""
        if message.content and not message.refusal:
            message.parsed = self.content(message.content)
        for call in message.tool_calls or ():
            if call.function is not None:
                name, arguments = call.function.name, call.function.arguments or ""
                call.function.parsed_arguments = self.arguments(name, arguments)

    def parse_output(self, response: ParsedResponse[M]) -> None:
        """Set `parsed`, `output_parsed` and `parsed_arguments` in a response."""
        check_shape(response, "output")
        for item in response.output or ():
            if isinstance(item, ParsedResponseFunctionToolCall):
                item.parsed_arguments = self.arguments(item.name, item.arguments or "")
            elif isinstance(item, ParsedResponseOutputMessage):
                for part in item.content or ():
                    part.parsed = self.content(part.text) if part.text else None
                    if response.output_parsed is None:
                        response.output_parsed = part.parsed


def parsed_completion(parsing: Parsing[M]) -> Cast[ParsedChatCompletion[M]]:
    """Return the conversion to a chat completion whose messages are parsed."""
    wanted = of_model(ParsedChatCompletion, parsing.model)

    def make(client: Any, request: Any, response: Any) -> ParsedChatCompletion[M]:
        made: ParsedChatCompletion[M] = parse(wanted, response)
        check_shape(made, "choices")
        for choice in made.choices or ():
            parsing.check_finish(made, choice.finish_reason, response)
            if choice.message is not None:
                parsing.parse_message(choice.message)
        return made

    return Cast(make)


def parsed_response(parsing: Parsing[M]) -> Cast[ParsedResponse[M]]:
    """Return the conversion to a response whose text and calls are parsed."""
    wanted = of_model(ParsedResponse, parsing.model)

    def make(client: Any, request: Any, response: Any) -> ParsedResponse[M]:
        made: ParsedResponse[M] = parse(wanted, response)
        parsing.parse_output(made)
        return made

    return Cast(make)


def of_model(generic: Any, model: Optional[Type[Any]]) -> Any:
    """Return a generic class for the parsed `model`, or the class itself without one."""
    return generic if model is None else generic[model]

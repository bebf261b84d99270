"""Structured outputs: a pydantic model as the format of a model's answer, and the answer as that model."""

from __future__ import annotations

import inspect
from typing import Any, Dict, Mapping, Tuple, Type, TypeVar

import pydantic

from smarter.client.parsing import parse
from smarter.client.response_types import Cast
from smarter.errors import (
    APIResponseValidationError,
    ContentFilterFinishReasonError,
    InvalidArgumentError,
    LengthFinishReasonError,
)
from smarter.types.chat import ParsedChatCompletion
from smarter.types.responses import ParsedResponse

M = TypeVar("M", bound=pydantic.BaseModel)


def json_schema_format(model: Type[pydantic.BaseModel]) -> Dict[str, Any]:
    """Return name, strictness and JSON Schema of a pydantic model, in the form of `json_schema` formats.

    Raises:
        InvalidArgumentError: `model` is not a class of pydantic.
    """
    if not (inspect.isclass(model) and issubclass(model, pydantic.BaseModel)):
        raise InvalidArgumentError(f"The format must be a pydantic model class, not {model!r}.")
    return {"name": model.__name__, "strict": True, "schema": _strict(model.model_json_schema())}


def refuse_model_class(value: Any, method: str) -> None:
    """Raise `InvalidArgumentError` if a class is given where a format belongs, naming the method that takes it."""
    if inspect.isclass(value):
        raise InvalidArgumentError(
            f"response_format must be a mapping, not the class {value.__name__}.", hint=f"Use {method}()."
        )


def _strict(schema: Any) -> Any:
    """Close every object and require each of its fields, as strict formats demand."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {key: _strict(value) for key, value in schema.items() if key != "default"}
    if made.get("type") == "object" and "properties" in made:
        made["additionalProperties"] = False
        made["required"] = list(made["properties"])
    return made


def parse_content(model: Type[M], text: str) -> M:
    """Convert the text of an answer to `model`.

    Raises:
        APIResponseValidationError: the text is not JSON of this form.
    """
    try:
        return model.model_validate_json(text)
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


def parsed_completion(model: Type[M]) -> Cast[ParsedChatCompletion[M]]:
    """Return the conversion to a chat completion whose messages have the form of `model`."""
    wanted: Any = ParsedChatCompletion[model]  # type: ignore[valid-type]  # a class at run time

    def make(client: Any, request: Any, response: Any) -> ParsedChatCompletion[M]:
        made: ParsedChatCompletion[M] = parse(wanted, response)
        for choice in made.choices:
            if choice.finish_reason in _CUT:
                kind, reason, hint = _CUT[choice.finish_reason]
                message = f"The model's answer is not a {model.__name__}: {reason}."
                raise kind(message, response=response, hint=hint, completion=made)
            if choice.message.content and not choice.message.refusal:
                choice.message.parsed = parse_content(model, choice.message.content)
        return made

    return Cast(make)


def parsed_response(model: Type[M]) -> Cast[ParsedResponse[M]]:
    """Return the conversion to a response whose text has the form of `model`."""
    wanted: Any = ParsedResponse[model]  # type: ignore[valid-type]  # a class at run time

    def make(client: Any, request: Any, response: Any) -> ParsedResponse[M]:
        made: ParsedResponse[M] = parse(wanted, response)
        if made.output_text:
            made.output_parsed = parse_content(model, made.output_text)
        return made

    return Cast(make)

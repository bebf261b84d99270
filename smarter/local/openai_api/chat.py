"""The chat completions API, whole or streamed."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http import sse
from smarter.local.http.messages import Request
from smarter.local.openai_api import models
from smarter.local.openai_api.base import (
    OpenAIError,
    invalid,
    invalid_type,
    invalid_value,
    json_body,
    missing,
    number,
    route,
)
from smarter.local.prompting.model import Completion, ModelError
from smarter.local.prompting.pipeline import model_of
from smarter.local.prompting.turns import stamped

ROLES = ["system", "assistant", "user", "function", "tool", "developer"]


def create(platform: BasePlatform, request: Request) -> Any:
    """POST /chat/completions: the model's answer."""
    body = json_body(request)
    check_model(platform, body)
    check_messages(body.get("messages"))
    number(body, "temperature", 0, 2)
    number(body, "top_p", 0, 1)
    number(body, "n", 1, 128, whole=True)
    for limit in ("max_tokens", "max_completion_tokens"):
        number(body, limit, 1, 10**9, whole=True)
    model = model_of(platform)
    try:
        if body.get("stream"):
            return sse.stream(_stamped(model.stream(body), platform.clock()), named=False)
        return stamped(model.complete(body), platform.clock())
    except ModelError as error:
        raise models.failed(error) from None


def check_model(platform: BasePlatform, body: Mapping[str, Any]) -> None:
    """Raise OpenAIError unless the body names a known model."""
    name = body.get("model")
    if name is None or name == "":
        raise OpenAIError(400, "you must provide a model parameter")
    if not isinstance(name, str):
        raise invalid_type("model", "a string", name)
    models.require(platform, name)


def check_messages(messages: Any) -> None:
    """Raise OpenAIError unless these are messages for a model."""
    if messages is None:
        raise missing("messages")
    if not isinstance(messages, list):
        raise invalid_type("messages", "an array of objects", messages)
    if not messages:
        raise invalid(
            "Invalid 'messages': empty array. Expected an array with minimum length 1,"
            " but got an empty array instead.",
            "messages",
            "empty_array",
        )
    called: List[str] = []
    for index, message in enumerate(messages):
        where = f"messages[{index}]"
        if not isinstance(message, dict):
            raise invalid_type(where, "an object", message)
        role = message.get("role")
        if role is None:
            raise missing(f"{where}.role")
        if role not in ROLES:
            raise invalid_value(f"{where}.role", role, ROLES)
        called += [call.get("id") for call in message.get("tool_calls") or []]
        if role == "tool" and message.get("tool_call_id") not in called:
            raise invalid(
                "Invalid parameter: messages with role 'tool' must be a response to a preceding message"
                " with 'tool_calls'.",
                f"{where}.role",
            )
        if not isinstance(message.get("content"), (str, list)) and not message.get("tool_calls"):
            raise invalid_type(
                f"{where}.content", "one of a string or array of objects", message.get("content")
            )


def _stamped(chunks: Iterator[Completion], now: float) -> Iterator[Dict[str, Any]]:
    """Yield chunks of the built-in model with one fresh id and the time."""
    about: Dict[str, Any] = {}
    for chunk in chunks:
        if not about:
            whole = stamped(chunk, now)
            about = {"id": whole["id"], "created": whole["created"]}
        yield {**chunk, **about}


ROUTES: List[Route] = [route("POST", "/chat/completions", create)]

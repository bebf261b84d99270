"""The chat completions API, whole or streamed; `store` keeps whole ones only."""

from __future__ import annotations

import json
import sqlite3
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
    page,
    route,
    with_metadata,
)
from smarter.local.prompting.model import Completion
from smarter.local.prompting.pipeline import model_of
from smarter.local.prompting.turns import stamped

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_completions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    completion TEXT NOT NULL,
    messages TEXT NOT NULL
);
"""

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
    if body.get("stream"):
        return sse.stream(_stamped(model.stream(body), platform.clock()), named=False)
    completion = stamped(model.complete(body), platform.clock())
    if body.get("store") is True:
        completion = {**completion, "metadata": _metadata(body)}
        stored = {"id": completion["id"], "completion": completion, "messages": body["messages"]}
        platform.store.save("openai_completions", **stored)
    return completion


def list_stored(platform: BasePlatform, request: Request) -> Any:
    """GET /chat/completions: stored completions, oldest first."""
    found = platform.store.rows("SELECT completion FROM openai_completions ORDER BY number DESC")
    rows = with_metadata(request, [json.loads(row[0]) for row in found])
    model = request.query.get("model")
    rows = [row for row in rows if model in (None, row["model"])]
    return page(request, rows, default=20, most=100, usual_order="asc")


def retrieve(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /chat/completions/{id}: a stored completion."""
    return json.loads(_row(platform, identifier)[0])


def update(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """POST /chat/completions/{id}: replace the metadata of a stored completion."""
    completion = json.loads(_row(platform, identifier)[0])
    body = json_body(request)
    if "metadata" not in body:
        raise missing("metadata")
    completion["metadata"] = _metadata(body)
    change = "UPDATE openai_completions SET completion = ? WHERE id = ?"
    platform.store.run(change, json.dumps(completion), identifier)
    return completion


def delete(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """DELETE /chat/completions/{id}: delete a stored completion."""
    _row(platform, identifier)
    platform.store.run("DELETE FROM openai_completions WHERE id = ?", identifier)
    return {"object": "chat.completion.deleted", "id": identifier, "deleted": True}


def list_messages(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /chat/completions/{id}/messages: the messages answered, oldest first."""
    messages = json.loads(_row(platform, identifier)[1])
    rows = []
    for index, message in enumerate(messages):
        content = message.get("content")
        parts = content if isinstance(content, list) else None
        shown = {"content": None if parts else content, "content_parts": parts}
        rows.append({**message, "id": f"{identifier}-{index}", **shown})
    return page(request, rows[::-1], default=20, most=100, usual_order="asc")


def _metadata(body: Mapping[str, Any]) -> Dict[str, Any]:
    metadata = body.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise invalid_type("metadata", "an object", metadata)
    return metadata


def _row(platform: BasePlatform, identifier: str) -> sqlite3.Row:
    query = "SELECT completion, messages FROM openai_completions WHERE id = ?"
    row = platform.store.row(query, identifier)
    if row is None:
        raise OpenAIError(404, f"Chat completion {identifier} not found.")
    return row


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


ROUTES: List[Route] = [
    route("POST", "/chat/completions", create),
    route("GET", "/chat/completions", list_stored),
    route("GET", "/chat/completions/([^/]+)", retrieve),
    route("POST", "/chat/completions/([^/]+)", update),
    route("DELETE", "/chat/completions/([^/]+)", delete),
    route("GET", "/chat/completions/([^/]+)/messages", list_messages),
]

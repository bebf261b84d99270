"""The responses API: create, retrieve, delete, and list input items."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Dict, List, Mapping, Optional

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http import sse
from smarter.local.http.messages import Reply, Request
from smarter.local.openai_api import response_items
from smarter.local.openai_api.base import (
    OpenAIError,
    invalid,
    invalid_type,
    json_body,
    missing,
    new_id,
    number,
    page,
    route,
)
from smarter.local.openai_api.chat import check_model
from smarter.local.openai_api.response_events import events_of
from smarter.local.prompting.model import Completion
from smarter.local.prompting.pipeline import model_of

SCHEMA = """
CREATE TABLE IF NOT EXISTS openai_responses (
    id TEXT PRIMARY KEY,
    response TEXT NOT NULL,
    input TEXT NOT NULL,
    messages TEXT NOT NULL
);
"""


def create(platform: BasePlatform, request: Request) -> Any:
    """POST /responses: the model's answer as a response."""
    body = json_body(request)
    check_model(platform, body)
    if body.get("input") is None:
        raise missing("input")
    number(body, "temperature", 0, 2)
    number(body, "top_p", 0, 1)
    number(body, "max_output_tokens", 16, 10**9, whole=True)
    items = response_items.input_items(body["input"])
    before = _before(platform, body.get("previous_response_id"))
    messages = [*before, *response_items.messages_of(items)]
    completion = model_of(platform).complete(_payload(body, messages))
    response = _response(body, completion, int(platform.clock()))
    if response["store"]:
        said = [*messages, completion["choices"][0]["message"]]
        stored = {"id": response["id"], "response": response, "input": items, "messages": said}
        platform.store.save("openai_responses", **stored)
    if body.get("stream"):
        return sse.stream(events_of(response), named=True)
    return response


def retrieve(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /responses/{id}: a stored response, or its events after `starting_after`."""
    response = json.loads(_row(platform, identifier)["response"])
    if request.query.get("stream") != "true":
        return response
    try:
        after = int(request.query.get("starting_after", "-1"))
    except ValueError:
        raise invalid_type("starting_after", "an integer", request.query["starting_after"]) from None
    later = (event for event in events_of(response) if event["sequence_number"] > after)
    return sse.stream(later, named=True)


def delete(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """DELETE /responses/{id}: delete a response."""
    _row(platform, identifier)
    platform.store.run("DELETE FROM openai_responses WHERE id = ?", identifier)
    return {"id": identifier, "object": "response", "deleted": True}


def list_input(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET /responses/{id}/input_items: the input of a response, newest first."""
    items = json.loads(_row(platform, identifier)["input"])
    return page(request, items[::-1], default=20, most=100)


def cancel(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """POST /responses/{id}/cancel: refused, since none runs in the background."""
    _row(platform, identifier)
    raise OpenAIError(400, "Cannot cancel a synchronous response.")


def _row(platform: BasePlatform, identifier: str) -> sqlite3.Row:
    row = _find(platform, identifier)
    if row is None:
        raise OpenAIError(404, f"Response with id '{identifier}' not found.")
    return row


def _find(platform: BasePlatform, identifier: str) -> Optional[sqlite3.Row]:
    return platform.store.row("SELECT * FROM openai_responses WHERE id = ?", identifier)


def _before(platform: BasePlatform, identifier: Any) -> List[Dict[str, Any]]:
    """Return the messages up to the previous response."""
    if identifier is None:
        return []
    row = _find(platform, identifier) if isinstance(identifier, str) else None
    if row is None:
        raise invalid(
            f"Previous response with id '{identifier}' not found.",
            "previous_response_id",
            "previous_response_not_found",
        )
    return list(json.loads(row["messages"]))


def _payload(body: Mapping[str, Any], messages: List[Dict[str, Any]]) -> Dict[str, Any]:
    """Return the body as a chat-completions request.

    Instructions apply to this request only.
    """
    instructions = body.get("instructions")
    if instructions is not None and not isinstance(instructions, str):
        raise invalid_type("instructions", "a string", instructions)
    role = [{"role": "system", "content": instructions}] if instructions else []
    return {
        "model": body["model"],
        "messages": [*role, *messages],
        "tools": response_items.chat_tools(body.get("tools") or []) or None,
        "tool_choice": response_items.chat_tool_choice(body.get("tool_choice")),
        "temperature": body.get("temperature"),
        "top_p": body.get("top_p"),
        "max_completion_tokens": body.get("max_output_tokens"),
        "response_format": response_items.chat_format(_format(body)),
    }


def _format(body: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the text format, or `response_format` as in chat completions."""
    form = (body.get("text") or {}).get("format") or body.get("response_format")
    return dict(form) if isinstance(form, dict) else {"type": "text"}


def _response(body: Mapping[str, Any], completion: Completion, now: int) -> Dict[str, Any]:
    choice = completion["choices"][0]
    cut = choice["finish_reason"] == "length"
    return {
        "id": new_id("resp_", 24),
        "object": "response",
        "created_at": now,
        "status": "incomplete" if cut else "completed",
        "background": False,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": body.get("max_tool_calls"),
        "model": completion["model"],
        "output": response_items.output_items(choice["message"], cut),
        "parallel_tool_calls": body.get("parallel_tool_calls", True),
        "previous_response_id": body.get("previous_response_id"),
        "prompt_cache_key": body.get("prompt_cache_key"),
        "reasoning": body.get("reasoning") or {"effort": None, "summary": None},
        "safety_identifier": body.get("safety_identifier"),
        "service_tier": "default",
        "store": body.get("store") is not False,
        "temperature": body.get("temperature", 1.0),
        "text": {"format": _format(body), "verbosity": "medium"},
        "tool_choice": body.get("tool_choice", "auto"),
        "tools": body.get("tools") or [],
        "top_logprobs": 0,
        "top_p": body.get("top_p", 1.0),
        "truncation": body.get("truncation", "disabled"),
        "usage": _usage(completion.get("usage") or {}),
        "user": body.get("user"),
        "metadata": body.get("metadata") or {},
    }


def _usage(usage: Mapping[str, Any]) -> Dict[str, Any]:
    asked, said = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
    return {
        "input_tokens": asked,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": said,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": asked + said,
    }


ROUTES: List[Route] = [
    route("POST", "/responses", create),
    route("GET", "/responses/([^/]+)", retrieve),
    route("DELETE", "/responses/([^/]+)", delete),
    route("GET", "/responses/([^/]+)/input_items", list_input),
    route("POST", "/responses/([^/]+)/cancel", cancel),
]

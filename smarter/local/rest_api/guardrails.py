"""Routes of guardrails: a dry run on a text, and the latest events."""

from __future__ import annotations

from typing import Any, List

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Request
from smarter.local.prompting import guardrails
from smarter.local.rest_api.base import RestError, json_object, resource_by_id, route

_LONGEST = 20_000


def evaluate(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """POST guardrails/{id}/evaluate/."""
    record = resource_by_id(platform, "Guardrail", identifier)
    body = json_object(request)
    text, stage = body.get("text"), body.get("stage", "input")
    if not isinstance(text, str) or not text or len(text) > _LONGEST:
        raise RestError(400, f"text must be a string of 1 to {_LONGEST:,} characters")
    if stage not in ("input", "output"):
        raise RestError(400, "stage must be input or output")
    return guardrails.evaluate(record, text, stage)


def events(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET guardrails/{id}/events/: the guardrail's actions, newest first."""
    record = resource_by_id(platform, "Guardrail", identifier)
    return {"guardrail": record.name, "events": guardrails.events(platform, record.name)}


ROUTES: List[Route] = [
    route("POST", "/guardrails/([^/]+)/evaluate/", evaluate),
    route("GET", "/guardrails/([^/]+)/events/", events),
]

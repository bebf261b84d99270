"""Routes of the real platform and of OpenAI that this platform refuses with 501."""

from __future__ import annotations

import re
from typing import List

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, html_reply, json_reply
from smarter.local.openai_api.base import OpenAIError, new_id

_PLATFORM = (
    "accounts|connections|llm-clients|chatbots|plugins|prompts(?!/history)|providers|proxy|secrets|tests|users"
    "|vectorstores"
)
_OPENAI = (
    "assistants|audio|batches|chat/completions|completions|containers|conversations|embeddings|evals"
    "|fine_tuning|images|moderations|realtime|threads|uploads|vector_stores|videos"
)

_REAL = re.compile(rf"(?:/api)?/v1/(?:{_PLATFORM})(?:/.*)?")
_ALL = re.compile(rf"(?:/api)?/v1/(?:{_PLATFORM}|{_OPENAI})(?:/.*)?")


def refuse(platform: BasePlatform, request: Request) -> Reply:
    """Return 501 with the reason."""
    if platform.strict_faithful and _REAL.fullmatch(request.path) is None:
        return html_reply(404, "Not Found")
    text = f"The embedded platform does not serve {request.method} {request.path}."
    error = OpenAIError(501, text, "not_implemented_error", code="not_implemented")
    return json_reply(501, error.body(), [("x-request-id", new_id("req_", 16))])


ROUTES: List[Route] = [("*", _ALL, refuse)]

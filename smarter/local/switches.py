"""Responses of the real platform with the switches that its set-up turns on.

Recorded on 0.14.19. A platform without these switches answers as the other modules do.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Callable

from smarter.local.base_platform import BasePlatform
from smarter.local.http.messages import Reply, Request, html_reply, json_reply

# REST routes that look at the user before they look whether there is one.
_NEEDS_USER = re.compile(
    r"(?:/api)?/v1/(?:accounts|connections|plugins|prompts|providers|secrets|users|vectorstores)/.*"
)
_PROMPT = re.compile(r"(?:/api)?/v1/llm-clients/[^/]+/prompt")
# These ask other servers, which the recorded platform did not reach.
_UPSTREAM = {
    "/api/v1/cli/status/": {
        "error": "AWS Not Ready Error: AWS is not ready. Please check your AWS configuration.",
        "trace": "SmarterAWSError",
    },
    "/api/v1/cli/version/": {"error": "HTTPSConnectionPool: Max retries exceeded"},
}


def answer(platform: BasePlatform, request: Request, route: Callable[[Request], Reply]) -> Reply:
    """Return the reply to a request; `route` gives the one without the switches."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    user = platform.caller(request)
    if scheme == "Token" and key.strip() and user is None:
        # The middleware that looks up the key crashes while it reports the error, before another layer could format it.
        return html_reply(500, "Server Error")
    if _PROMPT.fullmatch(request.path):
        where = f"{request.path}/"
        return Reply(301, [("Content-Type", "text/html; charset=utf-8"), ("Location", where)])
    if user is None and _NEEDS_USER.fullmatch(request.path):
        reply = html_reply(500, "Server Error")
    elif user is not None and request.method == "POST" and request.path in _UPSTREAM:
        reply = json_reply(400, _UPSTREAM[request.path], [("Allow", "POST, OPTIONS")])
    else:
        reply = route(request)
    return _as_json(reply) if "application/json" in request.headers.get("accept", "") else reply


def _as_json(reply: Reply) -> Reply:
    """Return an error page as JSON; any other reply unchanged."""
    is_page = any(name == "Content-Type" and value.startswith("text/html") for name, value in reply.headers)
    if reply.status < 400 or not is_page:
        return reply
    error = {"status_code": reply.status, "message": HTTPStatus(reply.status).phrase}
    return json_reply(reply.status, {"error": error})

"""Responses that arrive inside of an event."""

from __future__ import annotations

import json
from typing import Any

import httpx


def inner_response(outer: httpx.Response, status: int, body: Any) -> httpx.Response:
    """Return the response that an event of the stream `outer` carries as JSON, with the headers of the stream."""
    headers = {name: value for name, value in outer.headers.items() if name.startswith("x-")}
    content = json.dumps(body).encode()
    headers["content-type"] = "application/json"
    return httpx.Response(status, headers=headers, content=content, request=outer.request)

# Generated from smarter/client/http/_async/body_reader.py by scripts/generate_sync.py. Edit that, not this.
"""Reads a body into memory, within the bounds of its request."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import List

import httpx

from smarter.client.http.bounds import bounds_of
from smarter.client.response import invalid_response

_HINT = "If it is right, raise the limit: max_response_size=... or SMARTER_MAX_RESPONSE_SIZE, in bytes."


def read_body(response: httpx.Response, began: float) -> None:
    """Read the whole body, so that `response.content` holds it.

    Args:
        began: `time.perf_counter()` when the request was sent, for `response.elapsed`.

    Raises:
        APIResponseValidationError: the body is too large. Decoded bytes count: a compressed body may expand.
        httpx.ReadTimeout: the body did not end in time.
    """
    size, seconds, _ = bounds_of(response.request)
    end = None if seconds is None else time.perf_counter() + seconds
    parts: List[bytes] = []
    length = 0
    try:
        for part in response.iter_bytes():
            parts.append(part)
            length += len(part)
            if size is not None and length > size:
                raise invalid_response(response, f"is larger than {size:,} bytes", hint=_HINT)
            if end is not None and time.perf_counter() > end:
                raise httpx.ReadTimeout("the response was not complete in time", request=response.request)
    except BaseException:
        response.close()
        raise
    response._content = b"".join(parts)  # as `Response.read` keeps it
    response.elapsed = timedelta(seconds=time.perf_counter() - began)

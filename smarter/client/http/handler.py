"""Signature of an in-process request handler."""

from __future__ import annotations

from typing import Any, Callable, Iterable, List, Mapping, Tuple, Union

import httpx

from smarter.client.http.exceptions import as_httpx

Handled = Tuple[int, List[Tuple[str, str]], Union[bytes, Iterable[bytes]]]
# (method, target, headers, body) -> (status, headers, body); a body is bytes or an iterable of bytes.
Handle = Callable[[str, str, Mapping[str, str], Any], Handled]


def handled(handle: Handle, request: httpx.Request, body: Union[bytes, Iterable[bytes]]) -> Handled:
    """Call `handle` for a request."""
    target = request.url.raw_path.decode("ascii")
    try:
        return handle(request.method, target, request.headers, body)
    except OSError as error:
        raise as_httpx(error) from error

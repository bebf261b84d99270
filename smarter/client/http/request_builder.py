"""Builds an `httpx.Request` from a request that the core prepared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, AsyncIterator, Callable, Optional, Protocol, Tuple, Union

import httpx

from smarter.client.http.bounds import BOUNDS, Bounds, Phases
from smarter.errors import InvalidArgumentError

if TYPE_CHECKING:
    from smarter.client.core import Outgoing

Chunked = Callable[[Any], Any]
# Headers, their host, and the `httpx.Headers` made of them. One tuple, since threads share it.
Known = Tuple[Any, str, httpx.Headers]


class Knowing(Protocol):
    """A client with the headers of its last request, computed once."""

    known: Optional[Known]


def _build(
    client: Knowing, outgoing: Outgoing, phases: Phases, chunked: Chunked, bounds: Bounds
) -> httpx.Request:
    url = _url(outgoing.url)
    host = url.netloc.decode("ascii")
    known = client.known
    if known is None or known[0] is not outgoing.headers or known[1] != host:
        made = httpx.Headers([("Host", host), ("Accept-Encoding", "gzip, deflate"), *outgoing.headers])
        known = client.known = (outgoing.headers, host, made)
    headers = known[2]
    extensions = {"timeout": phases, BOUNDS: bounds}
    body = outgoing.body
    if body is not None and not isinstance(body, bytes):
        if "content-length" not in headers and "transfer-encoding" not in headers:
            headers = httpx.Headers({**headers, "Transfer-Encoding": "chunked"})
        stream = _stream(body, chunked)
        return httpx.Request(outgoing.method, url, headers=headers, stream=stream, extensions=extensions)
    if body is not None or outgoing.method in ("POST", "PUT", "PATCH"):
        headers = httpx.Headers([*headers.raw, (b"Content-Length", b"%d" % len(body or b""))])
    request = httpx.Request(
        outgoing.method, url, headers=headers, stream=httpx.ByteStream(body or b""), extensions=extensions
    )
    request.read()
    return request


def build_request(
    client: Union[Knowing, httpx.Client, httpx.AsyncClient],
    outgoing: Outgoing,
    phases: Phases,
    chunked: Chunked,
    bounds: Bounds,
) -> httpx.Request:
    """Return one attempt's `httpx.Request`; `chunked` wraps a body of other types.

    Raises:
        InvalidArgumentError: httpx does not take the URL.
    """
    try:
        if not isinstance(client, (httpx.Client, httpx.AsyncClient)):
            return _build(client, outgoing, phases, chunked, bounds)
        body = outgoing.body
        request = client.build_request(
            outgoing.method,
            outgoing.url,
            headers=outgoing.headers,
            content=body if body is None or isinstance(body, bytes) else _stream(body, chunked),
        )
        request.extensions = {**request.extensions, "timeout": phases, BOUNDS: bounds}
        return request
    except httpx.InvalidURL as error:
        raise InvalidArgumentError(f"Invalid URL: {str(error).rstrip('.')}.") from error


class _AsyncContent(httpx.AsyncByteStream):
    def __init__(self, chunks: Any) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            yield chunk


def _stream(body: Any, chunked: Any) -> Any:
    if not hasattr(body, "__aiter__"):
        return chunked(body)
    if not issubclass(chunked, httpx.AsyncByteStream):
        raise InvalidArgumentError(
            f"A sync client cannot send {type(body).__name__}, which is asynchronous.",
            hint="Use AsyncSmarter.",
        )
    return _AsyncContent(body)


@lru_cache(maxsize=512)
def _url(text: str) -> httpx.URL:
    return httpx.URL(text)

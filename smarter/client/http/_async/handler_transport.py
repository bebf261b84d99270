"""A transport without a network: a function of this process handles the requests."""

from __future__ import annotations

from typing import Callable, Optional

import httpx

from smarter.client.http._async.body_stream import AsyncChunks
from smarter.client.http.concurrency import async_call, async_iter_body, async_run_in_own_thread
from smarter.client.http.handler import Handle, handled


class AsyncHandlerTransport(httpx.AsyncBaseTransport):
    """Transport that answers in this process: calls `handle` for each request.

    `handle(method, target, headers, body)` returns `(status, headers, body)`.

    The handler runs in a worker thread. A body is bytes or, if it is streamed, an iterator over them. An `OSError` of
    the handler becomes a broken connection, a `TimeoutError` a timeout. `close` is called when the client closes or is
    collected.
    """

    def __init__(self, handle: Handle, close: Optional[Callable[[], None]] = None) -> None:
        self._handle = handle
        self._close = close

    async def aclose(self) -> None:
        self.__del__()

    def __del__(self) -> None:
        if self._close is not None:
            self._close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        sent = request.stream
        if isinstance(sent, httpx.ByteStream):
            answer = await async_call(handled, self._handle, request, await request.aread())
        else:
            assert isinstance(sent, httpx.AsyncByteStream)
            answer = await async_run_in_own_thread(handled, self._handle, request, async_iter_body(sent))
        status, headers, body = answer
        if isinstance(body, bytes):
            return httpx.Response(status, headers=headers, content=body)
        return httpx.Response(status, headers=headers, stream=AsyncChunks(body))

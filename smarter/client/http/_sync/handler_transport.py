# Generated from smarter/client/http/_async/handler_transport.py by scripts/generate_sync.py. Edit that, not this.
"""A transport without a network: a function of this process handles the requests."""

from __future__ import annotations

from typing import Callable, Optional

import httpx

from smarter.client.http._sync.body_stream import Chunks
from smarter.client.http.concurrency import call, pieces, run_in_own_thread
from smarter.client.http.handler import Handle, handled


class HandlerTransport(httpx.BaseTransport):
    """Transport that answers in this process: calls `handle` for each request.

    `handle(method, target, headers, body)` returns `(status, headers, body)`.

    The handler runs in a worker thread. A body is bytes or, if it is streamed, an iterator over them. An `OSError` of
    the handler becomes a broken connection, a `TimeoutError` a timeout. `close` is called when the client closes or is
    collected.
    """

    def __init__(self, handle: Handle, close: Optional[Callable[[], None]] = None) -> None:
        self._handle = handle
        self._close = close

    def close(self) -> None:
        self.__del__()

    def __del__(self) -> None:
        if self._close is not None:
            self._close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = request.stream
        if isinstance(sent, httpx.ByteStream):
            answer = call(handled, self._handle, request, request.read())
        else:
            assert isinstance(sent, httpx.SyncByteStream)
            answer = run_in_own_thread(handled, self._handle, request, pieces(sent))
        status, headers, body = answer
        if isinstance(body, bytes):
            return httpx.Response(status, headers=headers, content=body)
        return httpx.Response(status, headers=headers, stream=Chunks(body))

"""Sync work in a thread that sends on an async client's event loop."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Callable, TypeVar

import httpx

from smarter.client.http._async.body_reader import async_read_body
from smarter.client.http._async.body_stream import AsyncChunks
from smarter.client.http.concurrency import async_run_sending

if TYPE_CHECKING:
    from smarter.client.http._async.light_client import AsyncAnyClient

T = TypeVar("T")


class _Transport(httpx.BaseTransport):
    """Transport of a sync client that sends by a function."""

    def __init__(self, send: Callable[[httpx.Request], httpx.Response]) -> None:
        self._send = send

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._send(request)


async def _send(client: AsyncAnyClient, request: httpx.Request) -> httpx.Response:
    body = request.stream
    assert isinstance(body, httpx.SyncByteStream)
    again = httpx.Request(
        request.method,
        request.url,
        headers=request.headers,
        stream=body if isinstance(body, httpx.ByteStream) else AsyncChunks(body),
        extensions=request.extensions,
    )
    began = time.perf_counter()
    got = await client.send(again, stream=True, follow_redirects=False)
    await async_read_body(got, began)
    # The body is decoded already.
    headers = [
        (k, v) for k, v in got.headers.multi_items() if k not in ("content-encoding", "content-length")
    ]
    return httpx.Response(got.status_code, headers=headers, content=got.content)


async def in_thread(client: AsyncAnyClient, work: Callable[[httpx.BaseTransport], T]) -> T:
    """Run `work(transport)` in a worker thread; its transport uses `client`."""
    return await async_run_sending(lambda send: work(_Transport(send)), partial(_send, client))

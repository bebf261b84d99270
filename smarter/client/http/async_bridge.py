"""Sync work over an async client: it runs in a thread and sends on the client's event loop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable, List, TypeVar

import httpx

from smarter.client.http._async.body_reader import async_read_body
from smarter.client.http._async.body_stream import AsyncChunks
from smarter.client.http.concurrency import async_run_in_own_thread

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from smarter.client.http._async.light_client import AsyncAnyClient

T = TypeVar("T")


class _PortalTransport(httpx.BaseTransport):
    """Sends the requests of a sync client through an async one, on its event loop."""

    def __init__(self, client: AsyncAnyClient, portal: BlockingPortal) -> None:
        self._client = client
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._send, request)

    async def _send(self, request: httpx.Request) -> httpx.Response:
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
        got = await self._client.send(again, stream=True, follow_redirects=False)
        await async_read_body(got, began)
        # The body is decoded already.
        headers = [
            (k, v) for k, v in got.headers.multi_items() if k not in ("content-encoding", "content-length")
        ]
        return httpx.Response(got.status_code, headers=headers, content=got.content)


async def in_thread(client: AsyncAnyClient, work: Callable[[httpx.BaseTransport], T]) -> T:
    """Run `work(transport)` in a worker thread; the transport sends through `client` from any thread."""
    from anyio.from_thread import BlockingPortal

    done: List[T] = []
    failed: List[Exception] = []
    async with BlockingPortal() as portal:
        try:
            done.append(await async_run_in_own_thread(work, _PortalTransport(client, portal)))
        except Exception as error:  # leaving the portal would wrap it in a group
            failed.append(error)
    if failed:
        raise failed[0]
    return done[0]

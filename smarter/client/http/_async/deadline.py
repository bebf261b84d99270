"""Network streams under a deadline for the whole response, unlike httpcore's."""

from __future__ import annotations

import time
from typing import Any, NamedTuple, Optional

import httpcore

from smarter.client.http.bounds import Deadline


class AsyncConnection(NamedTuple):
    """A connection and the deadline of its current response."""

    http: httpcore.AsyncHTTPConnection
    deadline: Deadline


class AsyncDeadlineBackend(httpcore.AsyncNetworkBackend):
    """Network backend whose streams end their reads at `deadline`."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    async def connect_tcp(self, *arguments: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        backend: Any = httpcore.AnyIOBackend()  # a type checker sees the stand-in for a missing anyio too
        stream = await backend.connect_tcp(*arguments, **options)
        return AsyncDeadlineStream(stream, self._deadline)


class AsyncDeadlineStream(httpcore.AsyncNetworkStream):
    """A network stream whose reads end at `deadline`."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    async def read(self, max_bytes: int, timeout: Optional[float] = None) -> bytes:
        return await self._stream.read(max_bytes, self._deadline.shorten(timeout, time.monotonic()))

    async def write(self, buffer: bytes, timeout: Optional[float] = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(self, *arguments: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        stream = await self._stream.start_tls(*arguments, **options)
        return AsyncDeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

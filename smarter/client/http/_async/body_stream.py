"""Streamed request and response bodies in the form of httpx."""

from __future__ import annotations

from typing import AsyncIterator, Iterable, Optional, Union

import httpx

from smarter.client.http.concurrency import async_call
from smarter.client.http.exceptions import as_httpx
from smarter.client.uploads import Multipart


class AsyncChunks(httpx.AsyncByteStream):
    """Reads each chunk in a worker thread; an `OSError` becomes a broken connection."""

    def __init__(self, chunks: Union[Multipart, Iterable[bytes]]) -> None:
        self._chunks = iter(chunks.chunks() if isinstance(chunks, Multipart) else chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            try:
                chunk = await async_call(self._next)
            except OSError as error:
                raise as_httpx(error) from error
            if chunk is None:
                return
            yield chunk

    def _next(self) -> Optional[bytes]:
        return next(self._chunks, None)

    async def aclose(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close:
            close()

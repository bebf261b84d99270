# Generated from smarter/client/http/_async/body_stream.py by scripts/generate_sync.py. Edit that, not this.
"""Streamed request and response bodies in the form of httpx."""

from __future__ import annotations

import threading
from typing import Iterable, Iterator, Optional, Union

import httpx

from smarter.client.http.concurrency import call
from smarter.client.http.exceptions import as_httpx
from smarter.client.uploads import Multipart


class Chunks(httpx.SyncByteStream):
    """Request body for a worker thread; an `OSError` breaks the connection."""

    def __init__(self, chunks: Union[Multipart, Iterable[bytes]]) -> None:
        self._chunks = iter(chunks.chunks() if isinstance(chunks, Multipart) else chunks)
        self._reading = threading.Lock()
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        while True:
            try:
                chunk = call(self._next)
            except OSError as error:
                raise as_httpx(error) from error
            if chunk is None:
                return
            yield chunk

    # A task that is cancelled leaves its worker thread reading. A generator cannot be closed while it runs, so then the
    # thread closes it, after its chunk (tests/resources/test_prompt_streams.py).
    def _next(self) -> Optional[bytes]:
        with self._reading:
            try:
                return next(self._chunks, None)
            finally:
                if self._closed:
                    self._close_chunks()

    def close(self) -> None:
        self._closed = True
        if self._reading.acquire(blocking=False):
            try:
                self._close_chunks()
            finally:
                self._reading.release()

    def _close_chunks(self) -> None:
        close = getattr(self._chunks, "close", None)
        if close:
            close()

# Generated from smarter/client/http/_async/deadline.py by scripts/generate_sync.py. Edit that, not this.
"""Network streams under a deadline for the whole response, unlike httpcore's."""

from __future__ import annotations

import time
from typing import Any, NamedTuple, Optional

import httpcore

from smarter.client.http.bounds import Deadline


class Connection(NamedTuple):
    """A connection and the deadline of its current response."""

    http: httpcore.HTTPConnection
    deadline: Deadline


class DeadlineBackend(httpcore.NetworkBackend):
    """Network backend whose streams end their reads at `deadline`."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(self, *arguments: Any, **options: Any) -> httpcore.NetworkStream:
        backend: Any = httpcore.SyncBackend()  # a type checker sees the stand-in for a missing anyio too
        stream = backend.connect_tcp(*arguments, **options)
        return DeadlineStream(stream, self._deadline)


class DeadlineStream(httpcore.NetworkStream):
    """A network stream whose reads end at `deadline`."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: Optional[float] = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.shorten(timeout, time.monotonic()))

    def write(self, buffer: bytes, timeout: Optional[float] = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *arguments: Any, **options: Any) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(*arguments, **options)
        return DeadlineStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

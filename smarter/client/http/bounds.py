"""Bounds on one response: bytes in memory, and seconds until it is complete."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import httpcore

BOUNDS = "smarter.bounds"  # the key in the extensions of an `httpx.Request`


class Bounds(NamedTuple):
    """Limits of one response; None is no limit.

    Attributes:
        size: bytes of a body that is read whole.
        seconds: from the first read of the response to its end, or, if `headers_only`, to the end of its headers.
        headers_only: the body is a stream, which the caller reads at its own pace.
    """

    size: Optional[int] = None
    seconds: Optional[float] = None
    headers_only: bool = False


def bounds_of(request: Any) -> Bounds:
    """Return the bounds that were set on an `httpx.Request`, or on its httpcore form."""
    found: Bounds = request.extensions.get(BOUNDS) or Bounds()
    return found


def total_seconds(timeout: Any) -> Optional[float]:
    """Return the seconds for one whole response: the timeout, or the longest phase of an `httpx.Timeout`.

    httpx bounds each read. A server that sends a byte a second would hold a client forever.
    """
    if timeout is None or isinstance(timeout, (int, float)):
        return timeout
    phases = timeout if isinstance(timeout, tuple) else tuple(timeout.as_dict().values())
    return None if None in phases else max(phases)


class Deadline:
    """The end of the current response on one connection. The clock starts at its first read."""

    def __init__(self) -> None:
        self._seconds: Optional[float] = None
        self._end: Optional[float] = None

    def set(self, seconds: Optional[float]) -> None:
        """Allow `seconds` for the next reads; None: no limit."""
        self._seconds, self._end = seconds, None

    def shorten(self, timeout: Optional[float], now: float) -> Optional[float]:
        """Return `timeout`, or the time left if that is shorter.

        Raises:
            httpcore.ReadTimeout: no time is left.
        """
        if self._seconds is None:
            return timeout
        if self._end is None:
            self._end = now + self._seconds
        left = self._end - now
        if left <= 0:
            raise httpcore.ReadTimeout("the response was not complete in time")
        return left if timeout is None else min(timeout, left)

"""Bounds on one request: seconds of phases and response, bytes in memory."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Mapping, NamedTuple, Optional

import httpcore
import httpx

# Seconds to connect, to read, to write, and to wait for a connection of the pool; None is no limit.
Phases = Mapping[str, Optional[float]]

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


def phases_of(timeout: Any) -> Phases:
    """Return the phases of any timeout in seconds; None is no limit."""
    if timeout is None or isinstance(timeout, (int, float)):
        return _equal_phases(timeout)
    return httpx.Timeout(timeout).as_dict()


@lru_cache(maxsize=64)
def _equal_phases(seconds: Optional[float]) -> Phases:
    return httpx.Timeout(seconds).as_dict()


def shorten(phases: Phases, seconds: float) -> Phases:
    """Return phases of `seconds` at most."""
    return {name: seconds if given is None else min(given, seconds) for name, given in phases.items()}


def total_seconds(phases: Phases) -> Optional[float]:
    """Return the seconds for one whole response: the longest phase.

    httpx bounds each read. A server that sends a byte a second would hold a client forever.
    """
    given: Any = phases.values()
    return None if None in given else max(given)


class Deadline:
    """The end of a connection's current response; its first read starts the clock."""

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

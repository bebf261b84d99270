"""The time that a program gives the platform: for all of its requests, or, once it writes, for each of them."""

from __future__ import annotations

import time
from typing import Optional

from smarter.client.request import Request


class TimeBudget:
    """Seconds for the requests of a program, with their retries and the pauses between them.

    Reads share the seconds. From the first write on, each request has all of them: a change that stopped halfway
    because the reads before it were slow would be worse than waiting. tests/acceptance/test_timeout.py holds it.
    """

    def __init__(self, seconds: float, *, each: bool = False) -> None:
        self._seconds = seconds
        self._each = each
        self._end: Optional[float] = None

    def end(self, request: Request) -> float:
        """Return the time, of `time.monotonic()`, by which `request` has to be complete."""
        self._each = self._each or request.writes
        if self._each or self._end is None:
            self._end = time.monotonic() + self._seconds
        return self._end

    def renew(self) -> None:
        """Give the next requests the whole time again: the program has paused, or asked a person."""
        self._end = None

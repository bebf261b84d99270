"""A program's time for the platform: shared by reads, renewed for each write."""

from __future__ import annotations

import time
from typing import Optional

from smarter.client.request import Request


class TimeBudget:
    """Seconds for a program's requests, with their retries and pauses.

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
        """Give the next requests the whole time, after a pause or a question."""
        self._end = None

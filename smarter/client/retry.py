"""Retry policy: pure functions of the attempt and its outcome."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping, Optional

INITIAL_DELAY = 0.5
MAX_DELAY = 8.0
# Seconds. If a server asks for a longer pause, the error is raised instead of waiting.
MAX_RETRY_AFTER = 120.0


@dataclass(frozen=True)
class Outcome:
    """Failure of an attempt: a response's `status`, or None without one.

    `sent` is False if the request certainly did not arrive. `retry` is the decision of a verdict on the response.
    """

    status: Optional[int]
    headers: Mapping[str, str]
    sent: bool = True
    retry: Optional[bool] = None


def retry_delay(
    attempt: int, max_retries: int, outcome: Outcome, repeat: str, jitter: float, now: float
) -> Optional[float]:
    """Return the seconds to wait before a retry, or None for no retry.

    Args:
        attempt: number of failed attempts before this one.
        jitter: a random number of [0, 1).
        now: seconds since the epoch, for a `Retry-After` that is a date.
    """
    if attempt >= max_retries or not _may_repeat(outcome, repeat):
        return None
    asked = retry_after(outcome.headers, now)
    if asked is not None and asked > 0:
        return asked if asked <= MAX_RETRY_AFTER else None
    return backoff(attempt, jitter)


def backoff(attempt: int, jitter: float) -> float:
    """Return seconds: 0.5, doubled each attempt up to 8, minus a random quarter."""
    return min(INITIAL_DELAY * 2.0 ** min(attempt, 10), MAX_DELAY) * (1 - 0.25 * jitter)


def retry_after(headers: Mapping[str, str], now: float) -> Optional[float]:
    """Return the seconds of pause in `retry-after-ms` or `Retry-After`."""
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        text = headers.get(name, "").strip()
        if re.match(r"[+-]?[0-9.]+", text):
            try:
                return float(text) / divisor
            except ValueError:
                continue
    text = headers.get("retry-after", "")
    if not text:
        return None
    from email.utils import mktime_tz, parsedate_tz

    try:
        date = parsedate_tz(text)
        return None if date is None else mktime_tz(date) - now
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _may_repeat(outcome: Outcome, repeat: str) -> bool:
    if repeat != "always":
        return not outcome.sent
    if outcome.status is None:
        return outcome.retry is not False
    said = outcome.headers.get("x-should-retry", "").lower()
    if said in ("true", "false"):
        return said == "true"
    if outcome.retry is not None:
        return outcome.retry
    return outcome.status in (408, 409, 429) or outcome.status >= 500

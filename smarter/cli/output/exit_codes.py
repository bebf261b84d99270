"""Exit codes: what each number means, and which one wins where several apply."""

from __future__ import annotations

from typing import Iterable

__all__ = [
    "DONE",
    "ERROR",
    "FOUND",
    "GUARD",
    "INTERRUPTED",
    "KEY",
    "PARTIAL",
    "UNSUPPORTED",
    "USAGE",
    "worst",
]

DONE = 0
FOUND = 1  # a difference, a finding, manifests that cannot be applied
USAGE = 2  # a flag, a path or a kind that is not
KEY = 3  # no key, or a key that may not
PARTIAL = 4  # some resources failed
INTERRUPTED = 5
UNSUPPORTED = 6  # the platform cannot do it
ERROR = 7  # not found, no connection, anything uncaught
GUARD = 8  # protected, prune limit, stale plan

_PRECEDENCE = (INTERRUPTED, KEY, GUARD, PARTIAL, UNSUPPORTED)


def worst(codes: Iterable[int]) -> int:
    """The one exit code for several: interrupted, key, guard, partial, unsupported, then the largest."""
    seen = set(codes)
    for code in _PRECEDENCE:
        if code in seen:
            return code
    return max(seen, default=DONE)

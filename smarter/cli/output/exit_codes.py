"""Exit codes, and which one wins if several apply."""

from __future__ import annotations

from typing import Iterable

DONE = 0
FOUND = 1  # differences, findings, or invalid manifests
USAGE = 2  # usage error: unknown flag, path or kind
KEY = 3  # missing or unauthorized key
PARTIAL = 4  # some resources failed
INTERRUPTED = 5  # interrupted, or cancelled at a prompt
UNSUPPORTED = 6  # not supported by the platform
ERROR = 7  # any other error: not found, no connection, ...
GUARD = 8  # refused by a guard: protected, prune limit, stale plan

_PRECEDENCE = (INTERRUPTED, KEY, GUARD, PARTIAL, UNSUPPORTED)


def worst(codes: Iterable[int]) -> int:
    """Return the winning code: interrupted, key, guard, partial, unsupported, else the largest."""
    seen = set(codes)
    for code in _PRECEDENCE:
        if code in seen:
            return code
    return max(seen, default=DONE)

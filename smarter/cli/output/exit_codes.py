"""Exit codes, and which one wins if several apply."""

from __future__ import annotations

from typing import Iterable

DONE = 0
FOUND = 1  # differences, findings, or invalid manifests (not for `diff` and `plan`)
USAGE = 2  # usage error: unknown flag, path or kind; for `diff` and `plan` also invalid manifests
KEY = 3  # missing or unauthorized key
PARTIAL = 4  # some resources failed
INTERRUPTED = 5  # interrupted, or cancelled at a prompt
UNSUPPORTED = 6  # not supported by the platform
ERROR = 7  # any other error: not found, no connection, ...
GUARD = 8  # refused by a guard: protected, prune limit, stale plan

# Commands whose 1 says that something would change, and nothing else: a nightly job raises an alarm for drift.
_COMPARING = frozenset(("diff", "plan"))

_PRECEDENCE = (INTERRUPTED, KEY, GUARD, PARTIAL, UNSUPPORTED)


def worst(codes: Iterable[int]) -> int:
    """Return the winning code by `_PRECEDENCE`, else the largest."""
    seen = set(codes)
    for code in _PRECEDENCE:
        if code in seen:
            return code
    return max(seen, default=DONE)


def of_error(command: str, code: int) -> int:
    """Return the exit code of a command that ends with an error."""
    return USAGE if code == FOUND and command in _COMPARING else code

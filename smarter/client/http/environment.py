"""Variables of the environment that name proxies, read without httpx."""

from __future__ import annotations

import os

_VARIABLES = frozenset(("http_proxy", "https_proxy", "all_proxy"))


def sets_proxy() -> bool:
    """Return whether a variable names a proxy, in any case."""
    return any(value and name.lower() in _VARIABLES for name, value in os.environ.items())

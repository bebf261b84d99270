"""How clients begin: their timeout and limits, and TLS, which costs more than all the rest and is made once."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from typing import Any, Callable, Mapping
from urllib.request import getproxies

import httpx

DEFAULT_TIMEOUT = httpx.Timeout(600.0, connect=5.0)
DEFAULT_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)

# What makes httpx choose a transport by itself. Whoever gives one of these gets httpx's own behaviour.
_TRANSPORT_OPTIONS = frozenset(
    {
        "transport",
        "proxy",
        "proxies",
        "verify",
        "cert",
        "mounts",
        "http1",
        "http2",
        "limits",
        "trust_env",
        "app",
    }
)


def with_defaults(options: Mapping[str, Any], transport: Callable[[], Any]) -> Any:
    """`options` of an httpx client and what they leave out; `transport` makes ours, if nothing speaks against it."""
    merged = {"timeout": DEFAULT_TIMEOUT, **options}
    if _TRANSPORT_OPTIONS.isdisjoint(options) and not getproxies() and not os.environ.get("SSLKEYLOGFILE"):
        merged["transport"] = transport()
    elif not ({"transport", "limits"} & set(options)):
        merged["limits"] = DEFAULT_LIMITS
    return merged


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """The process's one TLS context: loading the certificates is most of the cost of an `httpx.Client`."""
    return httpx.create_ssl_context()


@lru_cache(maxsize=1)
def no_tls_context() -> ssl.SSLContext:
    """The one for plain HTTP, which httpx wants and nobody uses: without certificates it costs nothing."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

"""Defaults of HTTP clients: timeout, limits, and the costly TLS context."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from typing import Any, Callable, Mapping, Optional

import httpx

from smarter.errors import ConfigurationError

DEFAULT_TIMEOUT = httpx.Timeout(600.0, connect=5.0)
DEFAULT_LIMITS = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
# A plain `httpx.Client()` has this timeout too, so it does not show that the user chose it.
_HTTPX_TIMEOUT = httpx.Timeout(5.0)

# With one of these options httpx chooses the transport itself.
_TRANSPORT_OPTIONS = frozenset(
    {"transport", "proxy", "proxies", "cert", "mounts", "http1", "http2", "limits", "trust_env", "app"}
)


def timeout_of(http_client: Any) -> httpx.Timeout:
    """Return the timeout chosen for an HTTP client, else 10 minutes."""
    timeout: httpx.Timeout = getattr(http_client, "timeout", _HTTPX_TIMEOUT)
    return DEFAULT_TIMEOUT if timeout == _HTTPX_TIMEOUT else timeout


def with_defaults(
    options: Mapping[str, Any], transport: Callable[[Optional[ssl.SSLContext]], Any]
) -> Mapping[str, Any]:
    """Complete an httpx client's options, with this library's transport if possible."""
    merged = {"timeout": DEFAULT_TIMEOUT, **options}
    tls = merged.get("verify")
    verifies = tls is None or isinstance(tls, ssl.SSLContext)
    if verifies and _TRANSPORT_OPTIONS.isdisjoint(options) and not os.environ.get("SSLKEYLOGFILE"):
        merged["transport"] = transport(tls)
    elif not ({"transport", "limits"} & set(options)):
        merged["limits"] = DEFAULT_LIMITS
    return merged


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return the process's TLS context, most of the cost of an `httpx.Client`.

    Raises:
        ConfigurationError: `SSL_CERT_FILE` or `SSL_CERT_DIR` cannot be read.
    """
    variable = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)
    if variable is None:
        return httpx.create_ssl_context()
    path = os.environ[variable]
    try:
        if variable == "SSL_CERT_DIR" and not os.path.isdir(path):
            raise NotADirectoryError(2, "no such folder")
        if variable == "SSL_CERT_FILE":
            # httpx 0.27 passes over a file that does not exist, and trusts its own certificates.
            open(path, "rb").close()
        return httpx.create_ssl_context()
    except (OSError, ssl.SSLError) as error:
        reason = "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigurationError(
            f"{variable}={path}: {reason}.", hint="Set it to certificates in PEM format, or unset it."
        ) from error


@lru_cache(maxsize=1)
def no_tls_context() -> ssl.SSLContext:
    """Return a context without certificates for plain HTTP: httpx requires one."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

"""Logging, on the standard logger `smarter`: requests at INFO, headers at DEBUG; never a body or a key."""

from __future__ import annotations

import logging
import os
import re
import time
from typing import Iterable, List, Mapping, Optional, Tuple
from urllib.parse import unquote_plus

from smarter.errors import ConfigurationError

log = logging.getLogger("smarter")

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
_SECRET_NAME = re.compile(r"auth|cookie|key|token|secret|password|credential|session", re.IGNORECASE)
MASK = "(secret)"
_SHORTEST = 8  # characters of a secret that is searched for in texts


def configure(environ: Optional[Mapping[str, str]] = None) -> None:
    """Turn on logging to stderr, if `SMARTER_LOG` is `info` or `debug` and no handler exists.

    Raises:
        ConfigurationError: another value.
    """
    word = (os.environ if environ is None else environ).get("SMARTER_LOG", "").strip().lower()
    if not word:
        return
    level = _LEVELS.get(word)
    if level is None:
        raise ConfigurationError(f"SMARTER_LOG must be info or debug, not {word!r}.")
    log.setLevel(level)
    if not log.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("[%(asctime)s %(name)s %(levelname)s] %(message)s"))
        log.addHandler(handler)


def safe_url(url: str) -> str:
    """Return `url` without user, password, and values of parameters with secret names."""
    bare = re.sub(r"^([a-z]+://)[^/?#]*@", r"\1", url)
    path, _, query = bare.partition("?")
    if not query:
        return path
    shown = [
        f"{name}={MASK}" if _SECRET_NAME.search(name) else f"{name}={value}" if value else name
        for name, _, value in (pair.partition("=") for pair in query.split("&"))
    ]
    return f"{path}?{'&'.join(shown)}"


def secrets_of(url: str, headers: Iterable[Tuple[str, str]]) -> List[str]:
    """Return the values of secret names in a URL and in headers as they are sent, the longest first.

    Short ones are left out: they occur in other words by chance.
    """
    query = [pair.partition("=") for pair in url.partition("?")[2].split("&")]
    named = [(name, value) for name, _, value in query] + list(headers)
    values = {
        value for name, value in named if _SECRET_NAME.search(name) and name.lower() != "idempotency-key"
    }
    # A scheme may stand before a key, and a server may repeat a parameter decoded.
    values |= {each for value in values for each in (unquote_plus(value), value.rpartition(" ")[2])}
    return sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)


def safe_headers(headers: Iterable[Tuple[str, str]]) -> str:
    """Format headers for a log line; values of secret names are masked, except an Idempotency-Key."""
    return ", ".join(f"{name}: {_safe_value(name, value)}" for name, value in headers)


def _safe_value(name: str, value: str) -> str:
    if name.lower() == "location":
        return safe_url(value)
    return MASK if _SECRET_NAME.search(name) and name.lower() != "idempotency-key" else value


def sending(method: str, url: str, headers: Iterable[Tuple[str, str]]) -> None:
    """Log a request."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s %s {%s}", method, safe_url(url), safe_headers(headers))


def answered(method: str, url: str, status: int, began: float, headers: Mapping[str, str]) -> None:
    """Log a response."""
    if log.isEnabledFor(logging.INFO):
        took = time.monotonic() - began
        known = headers.get("x-request-id")
        log.info(
            "%s %s: %s in %.3f s%s",
            method,
            safe_url(url),
            status,
            took,
            f", request id {known}" if known else "",
        )
        log.debug("response {%s}", safe_headers(headers.items()))


def failed(method: str, url: str, error: Exception, began: float) -> None:
    """Log a failed attempt."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s %s: %s in %.3f s", method, safe_url(url), type(error).__name__, time.monotonic() - began)


def retrying(method: str, url: str, attempt: int, delay: float) -> None:
    """Log a retry."""
    log.info("%s %s: retry %d in %.2f s", method, safe_url(url), attempt, delay)

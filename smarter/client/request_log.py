"""Logging as `smarter`: requests at INFO, headers at DEBUG; no body or key."""

from __future__ import annotations

import logging
import os
import re
import time
from typing import TYPE_CHECKING, Iterable, List, Mapping, Optional, Tuple
from urllib.parse import unquote_plus

from smarter.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx

log = logging.getLogger("smarter")

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
_SECRET_NAME = re.compile(r"auth|cookie|key|token|secret|password|credential|session", re.IGNORECASE)
MASK = "(secret)"
_SHORTEST = 8  # characters of a secret that is searched for in texts


def configure(environ: Optional[Mapping[str, str]] = None) -> None:
    """Log to stderr if `SMARTER_LOG` is `info` or `debug`, unless a handler exists.

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
    """Return `url` without user, password and secret parameters' values."""
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
    """Return the secret values in a URL and in sent headers, the longest first.

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


def mask(text: str, secrets: Iterable[str]) -> str:
    """Return a text without the secrets; the text itself if it has none."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def safe_headers(headers: Iterable[Tuple[str, str]]) -> str:
    """Format headers for a log line; mask secrets, except an Idempotency-Key."""
    return ", ".join(f"{name}: {_safe_value(name, value)}" for name, value in headers)


def _safe_value(name: str, value: str) -> str:
    if name.lower() == "location":
        return safe_url(value)
    return MASK if _SECRET_NAME.search(name) and name.lower() != "idempotency-key" else value


def sending(method: str, url: str, headers: Iterable[Tuple[str, str]]) -> None:
    """Log a request."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s %s {%s}", method, _shown(url, headers), safe_headers(headers))


def answered(response: httpx.Response, began: float) -> None:
    """Log a response, without what it repeats of the keys that were sent."""
    if log.isEnabledFor(logging.INFO):
        took = time.monotonic() - began
        request = response.request
        sent = secrets_of(str(request.url), request.headers.items())
        known = mask(response.headers.get("x-request-id", ""), sent)
        log.info(
            "%s: %s in %.3f s%s",
            _line(request),
            response.status_code,
            took,
            f", request id {known}" if known else "",
        )
        log.debug("response {%s}", mask(safe_headers(response.headers.items()), sent))


def failed(request: httpx.Request, error: Exception, began: float) -> None:
    """Log a failed attempt."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s: %s in %.3f s", _line(request), type(error).__name__, time.monotonic() - began)


def retrying(request: httpx.Request, attempt: int, delay: float) -> None:
    """Log a retry."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s: retry %d in %.2f s", _line(request), attempt, delay)


def _line(request: httpx.Request) -> str:
    return f"{request.method} {_shown(str(request.url), request.headers.items())}"


def _shown(url: str, headers: Iterable[Tuple[str, str]]) -> str:
    """Return a URL for a log line, without a sent key: a redirect may contain one."""
    return mask(safe_url(url), secrets_of("", headers))

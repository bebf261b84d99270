"""Logging, on the standard logger `smarter`: requests at INFO, headers at DEBUG; never a body or a key."""

from __future__ import annotations

import logging
import os
import re
import time
from typing import Iterable, Mapping, Optional, Tuple

from smarter.errors import ConfigurationError

log = logging.getLogger("smarter")

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}
_SECRET_NAME = re.compile(r"auth|cookie|key|token|secret|password|credential|session", re.IGNORECASE)
MASK = "(secret)"


def configure(environ: Optional[Mapping[str, str]] = None) -> None:
    """Turn logging on as `SMARTER_LOG` (`info` or `debug`) says: to stderr, unless there are handlers.

    Raises:
        ConfigurationError: it says something else.
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
    """`url` without user, password, and the values of parameters whose names sound secret."""
    bare = re.sub(r"^([a-z]+://)[^/?#]*@", r"\1", url)
    path, _, query = bare.partition("?")
    if not query:
        return path
    shown = [
        f"{name}={MASK}" if _SECRET_NAME.search(name) else f"{name}={value}" if value else name
        for name, _, value in (pair.partition("=") for pair in query.split("&"))
    ]
    return f"{path}?{'&'.join(shown)}"


def safe_headers(headers: Iterable[Tuple[str, str]]) -> str:
    """Headers for a log line, those masked whose names sound secret (an Idempotency-Key is none)."""
    return ", ".join(f"{name}: {_safe_value(name, value)}" for name, value in headers)


def _safe_value(name: str, value: str) -> str:
    if name.lower() == "location":
        return safe_url(value)
    return MASK if _SECRET_NAME.search(name) and name.lower() != "idempotency-key" else value


def sending(method: str, url: str, headers: Iterable[Tuple[str, str]]) -> None:
    """A request goes out."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug("%s %s {%s}", method, safe_url(url), safe_headers(headers))


def answered(method: str, url: str, status: int, began: float, headers: Mapping[str, str]) -> None:
    """An answer came."""
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
        log.debug("answer {%s}", safe_headers(headers.items()))


def failed(method: str, url: str, error: Exception, began: float) -> None:
    """No answer came."""
    if log.isEnabledFor(logging.INFO):
        log.info("%s %s: %s in %.3f s", method, safe_url(url), type(error).__name__, time.monotonic() - began)


def retrying(method: str, url: str, attempt: int, delay: float) -> None:
    """The request will be sent again."""
    log.info("%s %s: retry %d in %.2f s", method, safe_url(url), attempt, delay)

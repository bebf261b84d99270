"""The `format`s of the schemas, in one place so that every validator agrees."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Callable, Dict

from smarter.manifest.reading.scalars import iso_date

Check = Callable[[str], bool]

_EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\Z"
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*\.?\Z"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z"


def is_date(text: str) -> bool:
    """Return whether `text` is a day that exists: `2026-12-31`."""
    return len(text) == len("2026-12-31") and iso_date(text) == text


def is_date_time(text: str) -> bool:
    """Return whether `text` is an ISO 8601 day and time; without a zone it is UTC."""
    return len(text) > len("2026-12-31") and iso_date(text) is not None


def is_uri(text: str) -> bool:
    """Return whether `text` is an absolute URL with a host."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and not re.search(r"\s", text)


def is_uri_reference(text: str) -> bool:
    """Return whether `text` is a URL or a path."""
    return not re.search(r"\s", text)


def _matches(pattern: str) -> Check:
    return lambda text: re.match(pattern, text) is not None


def _accepts(module: str, name: str) -> Check:
    """Return the check by a module's function; it imports the module at first use."""

    def check(text: str) -> bool:
        try:
            getattr(import_module(module), name)(text)
        except (ValueError, re.error):
            return False
        return True

    return check


FORMATS: Dict[str, Check] = {
    "date": is_date,
    "date-time": is_date_time,
    "email": _matches(_EMAIL),
    "hostname": _matches(_HOST),
    "ipv4": _accepts("ipaddress", "IPv4Address"),
    "ipv6": _accepts("ipaddress", "IPv6Address"),
    "regex": _accepts("re", "compile"),
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uuid": _matches(_UUID),
}

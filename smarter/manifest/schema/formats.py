"""The `format`s of the schemas, in one place so that every validator agrees."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict

from smarter.manifest.reading.scalars import iso_date

_EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\Z"
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*\.?\Z"
_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z"


def is_date(text: str) -> bool:
    """Return whether `text` is a day that exists: `2026-12-31`."""
    return len(text) == len("2026-12-31") and iso_date(text) == text


def is_date_time(text: str) -> bool:
    """Return whether `text` is a day and a time of ISO 8601. The platform takes one without a zone as UTC."""
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


def is_email(text: str) -> bool:
    return re.match(_EMAIL, text) is not None


def is_hostname(text: str) -> bool:
    return re.match(_HOST, text) is not None


def is_uuid(text: str) -> bool:
    return re.match(_UUID, text) is not None


def is_ipv4(text: str) -> bool:
    from ipaddress import IPv4Address

    return _accepts(IPv4Address, text)


def is_ipv6(text: str) -> bool:
    from ipaddress import IPv6Address

    return _accepts(IPv6Address, text)


def _accepts(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def is_regex(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


FORMATS: Dict[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "regex": is_regex,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uuid": is_uuid,
}

"""Ages and dates: `3 minutes ago`."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

from smarter._text import count_of

_UNITS = (
    ("year", 31536000),
    ("month", 2592000),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)


def moment(value: Any) -> Optional[datetime]:
    """Parse ISO 8601 text or seconds since 1970; return None for anything else."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=timezone.utc)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, timezone.utc)
        except (ValueError, OverflowError, OSError):
            return None
    from smarter.platform.live_resource import parse_time

    return parse_time(value)


def ago(when: datetime, now: datetime) -> str:
    """Return the age in its largest unit, `just now` below five seconds."""
    seconds = int((now - when).total_seconds())
    word = "ago"
    if seconds < 0:
        seconds, word = -seconds, "from now"
    if seconds < 5:
        return "just now"
    name, size = next(unit for unit in _UNITS if seconds >= unit[1])
    return f"{count_of(seconds // size, name)} {word}"


def shown(value: Any, now: Optional[datetime]) -> str:
    """Return the age at `now` of a time in any form, or without `now` the local time."""
    when = moment(value)
    if when is None:
        return ""
    return ago(when, now) if now is not None else when.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")

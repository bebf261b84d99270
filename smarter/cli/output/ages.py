"""Times as people say them: `3 minutes ago`."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

__all__ = ["absolute", "ago", "moment"]

_UNITS = (
    ("year", 31536000),
    ("month", 2592000),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)


def moment(value: Any) -> Optional[datetime]:
    """A time out of what the platform says: ISO 8601 text, or seconds since 1970; None for what is neither."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, timezone.utc)
    try:
        when = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def ago(when: Optional[datetime], now: datetime) -> str:
    """How long ago, in the largest unit that fits; `just now` for less than five seconds."""
    if when is None:
        return ""
    seconds = int((now - when).total_seconds())
    word = "ago"
    if seconds < 0:
        seconds, word = -seconds, "from now"
    if seconds < 5:
        return "just now"
    name, size = next(unit for unit in _UNITS if seconds >= unit[1])
    number = seconds // size
    return f"{number} {name}{'' if number == 1 else 's'} {word}"


def absolute(when: Optional[datetime]) -> str:
    """The time in this machine's zone, with the zone: `2026-03-01 14:05:00 +0100`."""
    return when.astimezone().strftime("%Y-%m-%d %H:%M:%S %z") if when else ""

"""Ages and dates: `3 minutes ago`."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Optional

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
    try:
        when = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=timezone.utc)


def ago(when: Optional[datetime], now: datetime) -> str:
    """Return the age in its largest unit, `just now` below five seconds."""
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


def shown(when: Optional[datetime], now: Optional[datetime]) -> str:
    """Return the age at `now`; without it the local time with its zone: `2026-03-01 14:05:00 +0100`."""
    if now is None and when is not None:
        return when.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    return "" if when is None or now is None else ago(when, now)

"""Rewrites of words: slugs, snake_case and camelCase keys, record locators."""

from __future__ import annotations

import base64
import re
import unicodedata
from datetime import datetime, timezone
from typing import Any, Callable

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def slug(name: str) -> str:
    """Return a name in ASCII and lower case, words joined by one underscore.

    >>> slug("EverlastingGobstopper"), slug("netec-demo"), slug("my.plugin"), slug("_x_"), slug("日本")
    ('everlastinggobstopper', 'netec_demo', 'myplugin', 'x', '')
    """
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    kept = re.sub(r"[^a-z0-9_\s-]", "", ascii_only.lower())
    return re.sub(r"[-_\s]+", "_", kept).strip("_")


def snake(word: str) -> str:
    """Return `with-hyphen` and `Camel_Key` as `with_hyphen` and `camel_key`."""
    return _BOUNDARY.sub("_", re.sub(r"[-\s]", "_", word)).lower()


def camel(word: str) -> str:
    """Return `under_score` as `underScore`: parts after underscores in title case."""
    first, *rest = word.split("_")
    return first + "".join(part.title() for part in rest)


def rewrite(value: Any, change: Callable[[str], str], inside_list: bool = False) -> Any:
    """Return `value` with mapping keys and strings in lists changed."""
    if isinstance(value, dict):
        return {change(key): rewrite(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [rewrite(item, change, True) for item in value]
    if inside_list and isinstance(value, str):
        return change(value)
    return value


def hashed_id(number: int) -> str:
    """Return a record's number as in URLs and locators: 14 is `rMTAwMDAxNAx`."""
    return "r" + base64.urlsafe_b64encode(str(1000000 + number).encode()).decode().rstrip("=") + "x"


def timestamp(seconds: float, digits: int = 3) -> str:
    """Return epoch seconds as UTC with `digits` (3 or 6) decimals."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    return moment.isoformat(timespec="milliseconds" if digits == 3 else "microseconds").replace("+00:00", "Z")


def tail_mask(value: str) -> str:
    """Return a secret masked but for its last four characters.

    A shorter one is shown in clear, as the real platform does.

    >>> tail_mask("correct-horse"), tail_mask("abc")
    ('********orse', 'abc')
    """
    return "********" + value[-4:] if len(value) > 4 else value

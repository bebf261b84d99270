"""Values of unquoted scalars in YAML 1.2, and differences from other versions."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any, Optional, Tuple, Union

from smarter._text import shorten
from smarter.manifest.reading.limits import MAX_DIGITS

# Patterns are compiled when they are first used: most runs need none of them.
_INT = r"[-+]?[0-9]+\Z"
_OCTAL = r"0o[0-7]+\Z"
_HEX = r"0x[0-9a-fA-F]+\Z"
_FLOAT = r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z"
_CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": math.inf, ".Inf": math.inf, ".INF": math.inf, "+.inf": math.inf, "+.Inf": math.inf,
    "+.INF": math.inf, "-.inf": -math.inf, "-.Inf": -math.inf, "-.INF": -math.inf,
    ".nan": math.nan, ".NaN": math.nan, ".NAN": math.nan,
}  # fmt: skip

# Scalars that YAML 1.1 reads otherwise than YAML 1.2. Most readers in use are of YAML 1.1.
_LEADING_ZERO = r"[-+]?0[0-9]+\Z"
BOOLEANS_1_1 = frozenset(["yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"])
_NUMBER_11 = r"[-+]?(?:0b[01_]+|(?=[0-9]+_)[0-9][0-9_]*(?:\.[0-9_]*)?|0x[0-9a-fA-F]+_[0-9a-fA-F_]*)\Z"
_SEXAGESIMAL = r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z"
_EXPONENT = r"[-+]?(?:[0-9]+[eE][-+]?[0-9]+|\.[0-9]+[eE][0-9]+|[0-9]+\.[0-9]*[eE][0-9]+)\Z"
_DATE = (
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]*))?"
    r"[ \t]*(?P<zone>Z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?\Z"
)


HALF_A_CHARACTER = "half of a surrogate pair, which is not a character and cannot be sent"


def has_surrogate(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None


def resolve(text: str) -> Any:
    """Return an unquoted scalar's value: None, bool, int, float or text (dates too).

    An integer may be of any size. From https://yaml.org/spec/1.2.2/#103-core-schema.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "0123456789-+.":
        return text
    if re.match(_INT, text):
        return _integer(text, 10)
    if re.match(_OCTAL, text):
        return _integer(text[2:], 8)
    if re.match(_HEX, text):
        return _integer(text[2:], 16)
    if re.match(_FLOAT, text):
        return float(text)
    return text


def iso_date(text: str) -> Optional[str]:
    """Return `text` in ISO 8601 if YAML 1.1 takes it for a date or a time, else None."""
    match = re.match(_DATE, text)
    if match is None:
        return None
    import datetime

    part = match.groupdict()
    try:
        day = datetime.date(int(part["year"]), int(part["month"]), int(part["day"]))
        if part["hour"] is None:
            return text if len(text) == len("2001-12-14") else None
        time = datetime.time(int(part["hour"]), int(part["minute"]), int(part["second"]))
    except ValueError:
        return None
    fraction = f".{part['fraction']}" if part["fraction"] else ""
    return f"{day.isoformat()}T{time.isoformat()}{fraction}{_zone(part['zone'])}"


@lru_cache(maxsize=1024)
def is_text_to_all(text: str) -> bool:
    """Return whether every reader of YAML takes unquoted `text` as this text."""
    if text.count(".") > 1 and ":" not in text:
        return True  # a version or an address: no number has two points
    value = resolve(text)
    return value == text and ambiguity(text, value) is None


def ambiguity(text: str, value: Any) -> Optional[Tuple[str, str]]:
    """Return `date` or `scalar` and a message if YAML's versions differ; else None."""
    rule, doubt = _other_reading(text, value) if text else ("", "")
    if not doubt:
        return None
    kind = "a string" if isinstance(value, str) else f"the number {shorten(str(value), 20)}"
    return rule, f"`{text}` is {kind} in YAML 1.2, but {doubt}"


def _other_reading(text: str, value: Any) -> Tuple[str, str]:
    """Return `date` or `scalar` and YAML 1.1's reading; empty texts if they agree."""
    if isinstance(value, str):
        if text in BOOLEANS_1_1:
            return "scalar", f"`{'true' if text.lower() in ('yes', 'on') else 'false'}` in YAML 1.1"
        if text[0] not in "0123456789-+":
            return "", ""
        if _is_impossible_date(text):
            return "date", "YAML 1.1 rejects it: there is no such day or time"
        if iso_date(text) is not None:
            return "date", "a date in YAML 1.1"
        if re.match(_NUMBER_11, text) or re.match(_SEXAGESIMAL, text):
            return "scalar", "a number in YAML 1.1"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if re.match(_LEADING_ZERO, text):
            return "scalar", "octal in YAML 1.1"
        if re.match(_OCTAL, text) or re.match(_EXPONENT, text):
            return "scalar", "a string in YAML 1.1"
    return "", ""


def _is_impossible_date(text: str) -> bool:
    match = re.match(_DATE, text)
    complete = match is not None and (match.group("hour") is not None or len(text) == len("2001-12-14"))
    return complete and iso_date(text) is None


def _integer(digits: str, base: int) -> Union[int, float]:
    return int(digits, base) if len(digits) <= MAX_DIGITS else math.inf


def _zone(zone: Optional[str]) -> str:
    if zone is None or zone == "Z":
        return zone or ""
    sign, digits = zone[0], zone[1:]
    hours, _, minutes = digits.partition(":") if ":" in digits else (digits[:2], "", digits[2:])
    return f"{sign}{hours.zfill(2)}:{minutes or '00'}"

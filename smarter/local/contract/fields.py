"""Grammar of the manifests as data: fields, and reading values into them.

The platform reads values leniently (numbers in strings are numbers), turns "" and "None" into null before it
checks them, drops unknown keys, and fills in defaults.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

_TRUE = {"true", "1", "yes", "y", "on", "t"}
_FALSE = {"false", "0", "no", "n", "off", "f"}


class Invalid(Exception):
    """A value that the platform refuses; the text says which and why."""


@dataclass(frozen=True)
class Field:
    """One field: its type, limits and default.

    `strict` objects refuse unknown keys; `nonempty` values must have a character or an item; `any_case` choices are
    found in any case, and stored as they are spelled here.

    `type` is one of string, int, number, decimal, bool, date, mapping, any, list, scalar, object. `steps` are
    applied to a value that is there, in order. `low`, `high` are inclusive; `above` is exclusive. `longest` is of
    texts, `most` of lists.
    """

    type: str = "string"
    required: bool = False
    nullable: bool = True
    default: Any = None
    choices: Tuple[Any, ...] = ()
    low: Optional[float] = None
    high: Optional[float] = None
    above: Optional[float] = None
    longest: Optional[int] = None
    most: Optional[int] = None
    pattern: Optional[str] = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    items: Optional[Field] = None
    steps: Tuple[Callable[[Any], Any], ...] = ()
    strict: bool = False
    nonempty: bool = False
    any_case: bool = False


def read_fields(fields: Mapping[str, Field], value: Any, where: str = "") -> Dict[str, Any]:
    """Return `value` as a complete mapping of `fields`. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid(f"{where or 'the manifest'} must be a mapping")
    return {name: _read_member(one, name, value, where) for name, one in fields.items()}


def _read_member(one: Field, name: str, owner: Dict[str, Any], where: str) -> Any:
    path = f"{where}.{name}" if where else name
    if name not in owner:
        if one.required:
            raise Invalid(f"{path} is missing")
        return copy.deepcopy(one.default)
    value = owner[name]
    if isinstance(value, str) and value in ("", "None"):
        value = None
    if value is None:
        if not one.nullable:
            raise Invalid(f"{path} must not be null")
        return None
    return read_value(one, value, path)


def unknown_keys(fields: Mapping[str, Field], value: Any, where: str, strict_only: bool = False) -> List[str]:
    """Return the paths of unknown keys; `strict_only`: in strict objects alone."""
    found: List[str] = []
    if not isinstance(value, dict):
        return found
    for name, inner in value.items():
        one = fields.get(name)
        if one is None:
            found += [] if strict_only else [f"{where}.{name}"]
            continue
        only = strict_only and not one.strict
        if one.type == "object":
            found += unknown_keys(one.fields, inner, f"{where}.{name}", only)
        elif one.items is not None and one.items.type == "object" and isinstance(inner, list):
            for index, item in enumerate(inner):
                found += unknown_keys(one.items.fields, item, f"{where}.{name}[{index}]", only)
    return found


def read_value(one: Field, value: Any, where: str) -> Any:
    """Return one value, which is not null, as the field stores it. Raises Invalid."""
    result = _READERS[one.type](one, value, where)
    for step in one.steps:
        result = step(result)
    if one.any_case:
        folded = result.strip().casefold()
        result = next((choice for choice in one.choices if choice.casefold() == folded), result)
    if one.choices and result not in one.choices:
        raise Invalid(f"{where} must be one of {', '.join(map(str, one.choices))}")
    if isinstance(result, (int, float)) and not isinstance(result, bool):
        if one.low is not None and result < one.low:
            raise Invalid(f"{where} must be at least {one.low}")
        if one.high is not None and result > one.high:
            raise Invalid(f"{where} must be at most {one.high}")
        if one.above is not None and result <= one.above:
            raise Invalid(f"{where} must be more than {one.above}")
    if one.nonempty and not result:
        raise Invalid(f"{where} must not be empty")
    if isinstance(result, str):
        if one.longest is not None and len(result) > one.longest:
            raise Invalid(f"{where} must not be longer than {one.longest}")
        if one.pattern is not None and not re.fullmatch(one.pattern, result):
            raise Invalid(f"{where} does not match {one.pattern}")
    return result


def _read_type(types: Any, what: str) -> Callable[[Field, Any, str], Any]:
    """Return a reader of values of these types, without conversion."""

    def read(one: Field, value: Any, where: str) -> Any:
        if not isinstance(value, types):
            raise _wrong(where, what)
        return value

    return read


def _number(one: Field, value: Any, where: str) -> float:
    if not isinstance(value, (int, float, str)):
        raise _wrong(where, "a number")
    try:
        return float(value)
    except ValueError:
        raise _wrong(where, "a number") from None


def _decimal(one: Field, value: Any, where: str) -> Any:
    """Check a number, or a number in a string, and return it unchanged."""
    number = _number(one, value, where)
    if one.low is not None and number < one.low:
        raise Invalid(f"{where} must be at least {one.low}")
    return value


def _integer(one: Field, value: Any, where: str) -> int:
    if isinstance(value, str):
        try:
            return int(value.strip())
        except ValueError:
            raise _wrong(where, "an integer") from None
    if isinstance(value, (int, float)) and float(value).is_integer():
        return int(value)
    raise _wrong(where, "an integer")


def _boolean(one: Field, value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else str(value)
    word = word[:-2] if word.endswith(".0") else word
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _wrong(where, "a boolean")


def _date(one: Field, value: Any, where: str) -> str:
    """Return a date and time in UTC; a date alone is its midnight."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)
    elif isinstance(value, str):
        text = value.strip().replace("Z", "+00:00").replace("z", "+00:00")
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise _wrong(where, "a date and time") from None
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        moment = datetime.fromtimestamp(value, timezone.utc)
    else:
        raise _wrong(where, "a date and time")
    moment = moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)
    return moment.isoformat().replace("+00:00", "Z")


def _list(one: Field, value: Any, where: str) -> Any:
    if not isinstance(value, list):
        raise _wrong(where, "a list")
    if one.most is not None and len(value) > one.most:
        raise _wrong(where, f"a list of at most {one.most} items")
    if one.items is None:
        return value
    result = []
    for index, item in enumerate(value):
        if item is None:
            raise Invalid(f"{where}[{index}] must not be null")
        result.append(read_value(one.items, item, f"{where}[{index}]"))
    return result


def _wrong(where: str, what: str) -> Invalid:
    return Invalid(f"{where} must be {what}")


_READERS: Dict[str, Callable[[Field, Any, str], Any]] = {
    "string": _read_type(str, "a string"),
    "number": _number,
    "decimal": _decimal,
    "int": _integer,
    "bool": _boolean,
    "date": _date,
    "mapping": _read_type(dict, "a mapping"),
    "scalar": _read_type((str, int, float, bool), "a string, a number or a boolean"),
    "list": _list,
    "any": lambda one, value, where: value,
    "object": lambda one, value, where: read_fields(one.fields, value, where),
}

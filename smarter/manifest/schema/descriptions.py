"""Descriptions in English of values, and of the values that a schema accepts."""

from __future__ import annotations

import json
from typing import Any, List, Mapping, Optional, Sequence

from smarter._text import count_of, enumerate_words, escape_invisible, shorten
from smarter.kinds.fields import resolve

Schema = Mapping[str, Any]

TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_FORMATS = {
    "date": "a date (2026-12-31)",
    "date-time": "a date and time (2026-12-31T23:59:59Z)",
    "email": "an e-mail address",
    "hostname": "a host name",
    "idn-email": "an e-mail address",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "regex": "a regular expression",
    "uri": "a URL",
    "uri-reference": "a URL or a path",
    "uuid": "a UUID",
}
_NAMES_OF_TYPES = {
    type(None): "null", bool: "boolean", int: "integer", float: "number", str: "string", list: "array",
}  # fmt: skip
_LIMITS = {
    "minimum": " of at least {}", "maximum": " of at most {}", "exclusiveMinimum": " above {}",
    "exclusiveMaximum": " below {}", "multipleOf": " that is a multiple of {}",
}  # fmt: skip
_MAX_LENGTH = 60


def type_of(value: Any) -> str:
    """Return the JSON Schema type of a plain value."""
    return _NAMES_OF_TYPES.get(type(value), "object")


def types_of(schema: Schema) -> List[str]:
    """Return the types that `schema` names, an empty list for none."""
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def show_value(value: Any) -> str:
    """Return a short value in backquotes, of others the type."""
    if isinstance(value, (list, dict)):
        return TYPES[type_of(value)]
    shown = value if isinstance(value, str) else json.dumps(value)
    return f"`{_in_one_line(shown)}`" if shown.strip() else "an empty string"


def describe_value(value: Any) -> str:
    """Return a value with its type: `the string "warm"`, `an empty list`."""
    if isinstance(value, (list, dict)):
        kind = TYPES[type_of(value)].split()[-1]
        return f"a {kind}" if value else f"an empty {kind}"
    if isinstance(value, str):
        return f'the string "{_in_one_line(value)}"' if value.strip() else "an empty string"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"the number {shorten(json.dumps(value), _MAX_LENGTH)}"
    return json.dumps(value)


def _in_one_line(text: str) -> str:
    """Return a text in one line for a message; blanks at its ends stay visible."""
    inner = text.strip()
    before, behind = text[: text.index(inner)][-1:], text[text.index(inner) + len(inner) :][:1]
    shown = "".join((before, " ".join(inner.split()), behind)).replace("\n", "\\n").replace("\t", "\\t")
    return shorten(escape_invisible(shown), _MAX_LENGTH)


def choices(values: Sequence[Any]) -> str:
    """Return `a`, `b` or `c`."""
    return enumerate_words([show_value(value) for value in values], "or")


def names(words: Sequence[str]) -> str:
    """Return `a`, `b` and `c`."""
    return enumerate_words([f"`{word}`" for word in words], "and")


def describe(schema: Schema, root: Schema) -> str:
    """Return what `schema` accepts: `a number from 0 to 1, or null`."""
    if "anyOf" in schema or "oneOf" in schema:
        return _union(schema, root)
    schema = resolve(schema, root)
    if "const" in schema:
        return show_value(schema["const"])
    if "enum" in schema:
        return choices([value for value in schema["enum"] if value is not None] or schema["enum"])
    named = [name for name in types_of(schema) if name != "null"]
    if "format" in schema and named in ([], ["string"]):
        words = _FORMATS.get(schema["format"], f"a string in the format {schema['format']}")
    else:
        words = " or ".join(TYPES[name] for name in named)
        words = words or (TYPES["null"] if "type" in schema else "any value")
    words += _size(schema)
    if "pattern" in schema:
        words += _form(schema)
    items = schema.get("items")
    if named == ["array"] and isinstance(items, Mapping) and items:
        words += f", each item {describe(items, root)}"
    return f"{words}, or null" if named and "null" in types_of(schema) else words


def _form(schema: Schema) -> str:
    """Return a pattern by its examples, which say more than the pattern does.

    A pattern with a sentence of its own is left to the sentence.
    """
    examples = [example for example in schema.get("examples", []) if isinstance(example, str)]
    if examples:
        return f" such as {choices(examples)}"
    return "" if "x-smarter-message" in schema else f" that matches `{schema['pattern']}`"


def _union(schema: Schema, root: Schema) -> str:
    branches = [resolve(branch, root) for branch in schema.get("anyOf") or schema["oneOf"]]
    words = [describe(branch, root) for branch in branches if types_of(branch) != ["null"]]
    null = len(words) < len(branches)
    shown = " or ".join(dict.fromkeys(words))
    return f"{shown}, or null" if shown and null else shown or TYPES["null"]


def _size(schema: Schema) -> str:
    """Return the limits: ` from 0 to 1`, ` of at most 40 characters`."""
    limits = dict(_LIMITS)
    if schema.keys() >= {"minimum", "maximum"}:
        limits.update(minimum=f" from {{}} to {schema['maximum']}", maximum="")
    words = [phrase.format(schema[word]) for word, phrase in limits.items() if word in schema]
    for what, least, most in (
        ("character", schema.get("minLength", 0), schema.get("maxLength")),
        ("item", schema.get("minItems", 0), schema.get("maxItems")),
    ):
        least = 0 if what == "character" and least <= 1 else least
        words += [_count(what, least, most)] if least or most is not None else []
    return "".join(words)


def _count(what: str, least: int, most: Optional[int]) -> str:
    if most is None:
        return f" of at least {count_of(least, what)}"
    words = count_of(most, what)
    if least:
        return f" of {least} to {words}" if least != most else f" of {words}"
    return f" of at most {words}"

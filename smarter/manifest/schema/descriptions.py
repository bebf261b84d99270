"""Says in plain words what a schema expects and what a value is."""

from __future__ import annotations

import json
from typing import Any, List, Mapping, Sequence

from smarter.kinds.fields import resolve

Schema = Mapping[str, Any]

TYPES = {
    "string": "text",
    "integer": "a whole number",
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
_LONGEST = 60


def type_of(value: Any) -> str:
    """The JSON Schema type of a plain value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def types_of(schema: Schema) -> List[str]:
    """The types that `schema` names, an empty list for none."""
    named = schema.get("type", [])
    return [named] if isinstance(named, str) else list(named)


def show_value(value: Any) -> str:
    """A value in words: itself when it is short, else what it is."""
    if isinstance(value, (list, dict)):
        return TYPES[type_of(value)]
    shown = value if isinstance(value, str) else json.dumps(value)
    shown = " ".join(shown.split())
    if not shown:
        return "empty text"
    return f"`{shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + '...'}`"


def choices(values: Sequence[Any]) -> str:
    """`a`, `b` or `c`."""
    shown = [show_value(value) for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def describe(schema: Schema, root: Schema) -> str:
    """What `schema` expects, in words: `a whole number, at least 1`."""
    if "anyOf" in schema or "oneOf" in schema:
        return _union(schema, root)
    schema = resolve(schema, root)
    if "const" in schema:
        return show_value(schema["const"])
    if "enum" in schema:
        return choices([value for value in schema["enum"] if value is not None] or schema["enum"])
    named = [name for name in types_of(schema) if name != "null"]
    if "format" in schema and named in ([], ["string"]):
        words = _FORMATS.get(schema["format"], f"text in the format {schema['format']}")
    elif named == ["array"] and isinstance(schema.get("items"), Mapping) and schema["items"]:
        words = f"a list, each item {describe(schema['items'], root)}"
    else:
        words = (
            " or ".join(TYPES[name] for name in named) or TYPES["null"] * ("type" in schema) or "any value"
        )
    if "pattern" in schema:
        words += _form(schema)
    nullable = [TYPES["null"]] if named and "null" in types_of(schema) else []
    return " or ".join([", ".join([words, *_limits(schema)]), *nullable])


def _form(schema: Schema) -> str:
    """A pattern by its examples, which say more than the pattern does."""
    examples = [example for example in schema.get("examples", []) if isinstance(example, str)]
    return f" such as {choices(examples)}" if examples else f" matching `{schema['pattern']}`"


def _union(schema: Schema, root: Schema) -> str:
    branches = [resolve(branch, root) for branch in schema.get("anyOf") or schema["oneOf"]]
    words = [describe(branch, root) for branch in branches if types_of(branch) != ["null"]]
    return " or ".join(dict.fromkeys(words)) or TYPES["null"]


def _limits(schema: Schema) -> List[str]:
    spelt = (
        ("minimum", "at least {}"),
        ("exclusiveMinimum", "more than {}"),
        ("maximum", "at most {}"),
        ("exclusiveMaximum", "less than {}"),
        ("multipleOf", "a multiple of {}"),
        ("minLength", "at least {} characters"),
        ("maxLength", "at most {} characters"),
        ("minItems", "at least {} items"),
        ("maxItems", "at most {} items"),
    )
    return [
        words.format(schema[key])
        for key, words in spelt
        if key in schema and not (key == "minLength" and schema[key] <= 1)
    ]

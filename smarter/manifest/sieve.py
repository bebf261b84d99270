"""Tells quickly that a value is surely valid: a schema compiled to plain functions.

It errs on one side only. True means that jsonschema would find nothing; False means "look closer", for whatever the
sieve does not know too. So it needs no messages, no paths and no second opinion on what is wrong.
"""

# ruff: noqa: C419 - all() over a list takes half the time of all() over a generator

from __future__ import annotations

import re
from typing import Any, Callable, Dict, FrozenSet, List, Mapping, Optional, Tuple

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]

# type(True) is bool, so that True is no number here, as JSON has it. That 1.0 is an integer is left to a closer look.
_TYPES: Dict[str, Tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_EXACT_TYPES = frozenset(("string", "boolean", "array", "object", "null"))
# Words about a schema, not about values, and words that another one's function takes care of.
_SILENT = frozenset((
    "$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "deprecated", "readOnly",
    "writeOnly", "then", "else", "additionalProperties", "enumDescriptions",
))  # fmt: skip
# Words that the sieve of a schema is right about when it says False, too.
_EXACT_WORDS = (_SILENT - {"$id", "additionalProperties"}) | {"required", "minLength", "maxLength", "pattern"}


def sieve(schema: Schema) -> Check:
    """A function that says of a plain value whether it is surely valid against `schema`."""
    return _Compiler(schema).compile(schema)


def _never(value: Any) -> bool:
    return False


def _always(value: Any) -> bool:
    return True


class _Compiler:
    def __init__(self, root: Schema) -> None:
        self.root = root
        self.known: Dict[str, Optional[Check]] = {}

    def compile(self, schema: Any) -> Check:
        if schema is True:
            return _always
        if not isinstance(schema, dict):
            return _never
        if "$id" in schema and schema is not self.root:
            return _never  # references in it start from there
        if "additionalProperties" in schema and "properties" not in schema:
            schema = {**schema, "properties": {}}
        checks: List[Check] = []
        for word in schema:
            if word in _SILENT or word.startswith("x-"):
                continue
            make = _KEYWORDS.get(word)
            if make is None:
                return _never
            checks.append(make(self, schema))
        return _all(checks)

    def reference(self, pointer: str) -> Check:
        if pointer not in self.known:
            self.known[pointer] = None  # while it is compiled: a schema may contain itself
            target = self.find(pointer)
            self.known[pointer] = _never if target is None else self.compile(target)
        known = self.known[pointer]
        return known if known is not None else lambda value: (self.known[pointer] or _never)(value)

    def find(self, pointer: str) -> Any:
        """The schema at `pointer`; None for one that is elsewhere, or named in a way that is not worth following."""
        if (pointer != "#" and not pointer.startswith("#/")) or "%" in pointer:
            return None
        target: Any = self.root
        for part in pointer.split("/")[1:]:
            if not isinstance(target, dict):
                return None
            target = target.get(part.replace("~1", "/").replace("~0", "~"))
        return target


def _all(checks: List[Check]) -> Check:
    if not checks:
        return _always
    if len(checks) == 1:
        return checks[0]
    if len(checks) == 2:
        first, second = checks
        return lambda value: first(value) and second(value)

    def check(value: Any) -> bool:
        for each in checks:  # noqa: SIM110 - a generator costs half as much again
            if not each(value):
                return False
        return True

    return check


def _type(compiler: _Compiler, schema: Schema) -> Check:
    types = frozenset(_named_types(schema))
    return lambda value: type(value) in types


def _named_types(schema: Schema) -> List[type]:
    named = schema["type"]
    return [kind for name in ([named] if isinstance(named, str) else named) for kind in _TYPES[name]]


def _one_of(values: List[Any]) -> Check:
    """Numbers and nested values compare by rules of their own (1 is 1.0, but not True): they want a closer look."""
    allowed = frozenset(value for value in values if value is None or isinstance(value, str))
    return lambda value: (value is None or type(value) is str) and value in allowed


def _limit(types: Tuple[type, ...], word: str, holds: Callable[[Any, Any], bool]) -> Callable[..., Check]:
    def make(compiler: _Compiler, schema: Schema) -> Check:
        limit = schema[word]
        return lambda value: not isinstance(value, types) or holds(value, limit)

    return make


def _pattern(compiler: _Compiler, schema: Schema) -> Check:
    pattern = schema["pattern"]
    search: Any = None  # compiled when first used: a manifest rarely has all the fields of its kind

    def check(value: Any) -> bool:
        nonlocal search
        if not isinstance(value, str):
            return True
        if search is None:
            search = re.compile(pattern).search
        return search(value) is not None

    return check


def _format(compiler: _Compiler, schema: Schema) -> Check:
    from smarter.manifest.formats import FORMATS

    accepts: Check = FORMATS.get(schema["format"], _always)
    return lambda value: not isinstance(value, str) or accepts(value)


def _items(compiler: _Compiler, schema: Schema) -> Check:
    item = compiler.compile(schema["items"])
    return lambda value: not isinstance(value, list) or all([item(each) for each in value])


def _names(compiler: _Compiler, schema: Schema) -> Check:
    name = compiler.compile(schema["propertyNames"])
    return lambda value: not isinstance(value, dict) or all([name(each) for each in value])


def _required(compiler: _Compiler, schema: Schema) -> Check:
    needed = tuple(schema["required"])
    return lambda value: not isinstance(value, dict) or all([name in value for name in needed])


def _properties(compiler: _Compiler, schema: Schema) -> Check:
    properties = schema["properties"]
    known = {name: compiler.compile(child) for name, child in properties.items()}
    other = compiler.compile(schema.get("additionalProperties", True))
    enough = {name: _types_that_do(compiler, child) for name, child in properties.items()}
    types_of, find = enough.get, known.get

    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for name, child in value.items():
            if type(child) not in types_of(name, ()) and not find(name, other)(child):
                return False
        return True

    return check


def _types_that_do(compiler: _Compiler, schema: Any) -> FrozenSet[type]:
    """The types whose every value is valid, so that no function need be called for it."""
    if not isinstance(schema, dict):
        return frozenset()
    if "anyOf" in schema and not any(_says(word) for word in schema if word != "anyOf"):
        return frozenset().union(*[_types_that_do(compiler, branch) for branch in schema["anyOf"]])
    if "type" not in schema:
        return frozenset()
    bound = {kind for word in schema if _says(word) for kind in _BOUND.get(word, _ANY)}
    return frozenset(_named_types(schema)) - bound


def _says(word: str) -> bool:
    return word in _BOUND or (word != "type" and word not in _SILENT and not word.startswith("x-"))


def _any_of(compiler: _Compiler, schema: Schema) -> Check:
    branches = [compiler.compile(branch) for branch in schema["anyOf"]]
    return lambda value: any([branch(value) for branch in branches])


def _one_branch(compiler: _Compiler, schema: Schema) -> Check:
    if not all(_exact(branch) for branch in schema["oneOf"]):
        return _never
    branches = [compiler.compile(branch) for branch in schema["oneOf"]]
    return lambda value: sum([branch(value) for branch in branches]) == 1


def _if(compiler: _Compiler, schema: Schema) -> Check:
    holds = compiler.compile(schema["if"])
    then = compiler.compile(schema.get("then", True))
    other = compiler.compile(schema.get("else", True))
    if _exact(schema["if"]):
        return lambda value: then(value) if holds(value) else other(value)
    # What is not surely valid against `if` may be valid all the same: then both must let it through.
    return lambda value: then(value) and (holds(value) or other(value))


def _exact(schema: Any) -> bool:
    """Whether the sieve of `schema` is right when it says False too."""
    if not isinstance(schema, Mapping):
        return isinstance(schema, bool)
    for word, value in schema.items():
        if word == "properties":
            exact = all(_exact(child) for child in value.values())
        elif word == "type":
            exact = {value} <= _EXACT_TYPES if isinstance(value, str) else set(value) <= _EXACT_TYPES
        elif word in ("const", "enum"):
            choices = value if word == "enum" else [value]
            exact = all(choice is None or isinstance(choice, str) for choice in choices)
        else:
            exact = word in _EXACT_WORDS
        if not exact:
            return False
    return True


_TEXT, _NUMBER, _LIST, _MAPPING = (str,), (int, float), (list,), (dict,)
_ANY = tuple(kind for types in _TYPES.values() for kind in types)
# The words that have something to say of values of these types only.
_BOUND: Dict[str, Tuple[type, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), _TEXT),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBER),
    **dict.fromkeys(("items", "minItems", "maxItems"), _LIST),
    **dict.fromkeys(
        ("properties", "additionalProperties", "required", "propertyNames", "minProperties", "maxProperties"), _MAPPING
    ),
}  # fmt: skip
_KEYWORDS: Dict[str, Callable[[_Compiler, Schema], Check]] = {
    "type": _type,
    "$ref": lambda compiler, schema: compiler.reference(schema["$ref"]),
    "enum": lambda compiler, schema: _one_of(schema["enum"]),
    "const": lambda compiler, schema: _one_of([schema["const"]]),
    "minLength": _limit(_TEXT, "minLength", lambda value, limit: len(value) >= limit),
    "maxLength": _limit(_TEXT, "maxLength", lambda value, limit: len(value) <= limit),
    "pattern": _pattern,
    "format": _format,
    "minimum": _limit(_NUMBER, "minimum", lambda value, limit: bool(value >= limit)),
    "maximum": _limit(_NUMBER, "maximum", lambda value, limit: bool(value <= limit)),
    "exclusiveMinimum": _limit(_NUMBER, "exclusiveMinimum", lambda value, limit: bool(value > limit)),
    "exclusiveMaximum": _limit(_NUMBER, "exclusiveMaximum", lambda value, limit: bool(value < limit)),
    "items": _items,
    "minItems": _limit(_LIST, "minItems", lambda value, limit: len(value) >= limit),
    "maxItems": _limit(_LIST, "maxItems", lambda value, limit: len(value) <= limit),
    "propertyNames": _names,
    "required": _required,
    "minProperties": _limit(_MAPPING, "minProperties", lambda value, limit: len(value) >= limit),
    "maxProperties": _limit(_MAPPING, "maxProperties", lambda value, limit: len(value) <= limit),
    "properties": _properties,
    "allOf": lambda compiler, schema: _all([compiler.compile(branch) for branch in schema["allOf"]]),
    "anyOf": _any_of,
    "oneOf": _one_branch,
    "if": _if,
}

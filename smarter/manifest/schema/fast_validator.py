"""Fast validation: a schema compiled to plain functions, sound but incomplete.

True guarantees that jsonschema finds no error. False means "run jsonschema", also for keywords that are not supported
here.
"""

# ruff: noqa: C419 - all() over a list takes half the time of all() over a generator

from __future__ import annotations

import re
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from smarter.kinds.fields import find_reference

Check = Callable[[Any], object]  # a true result means valid
Schema = Mapping[str, Any]

# type(True) is bool, so that True is not a number, as in JSON.
_TYPES: Dict[str, Tuple[type, ...]] = {
    "string": (str,),
    "integer": (int, float),  # a float must be a whole number as well
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
# Keywords that do not concern values, and those that another keyword's function covers.
_SILENT = frozenset((
    "$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "deprecated", "readOnly",
    "writeOnly", "type", "then", "else", "enumDescriptions",
))  # fmt: skip
# Keywords whose False is a guarantee, too.
_EXACT_WORDS = (_SILENT - {"$id"}) | {
    "required", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
}  # fmt: skip


# Nearly all manifests are valid, and jsonschema takes 1.8 ms for each, as much as everything else together. So a schema
# is compiled to one function a field and type, and only values that these do not accept go to jsonschema, which also
# has the messages. "Sound but incomplete" is what keeps this simple: whatever is hard answers False
# (tests/manifest/schema/test_fast_validator.py compares both on generated schemas and values).
def compile_schema(schema: Schema) -> Callable[[Any], bool]:
    """Return a function returning True only for values valid against `schema`."""
    checks = _Checks(_Compiler(schema), schema)
    return lambda value: bool(checks[type(value)](value))


def never(value: Any) -> bool:
    """Accept no value."""
    return False


def _always(value: Any) -> bool:
    return True


class _Checks(Dict[type, Check]):
    """The check of a schema for each type of value.

    It is compiled when the first such value comes: a manifest has few of the fields of its kind, and most keywords
    concern one type.
    """

    __slots__ = ("compiler", "schema")

    def __init__(self, compiler: _Compiler, schema: Any) -> None:
        self.compiler = compiler
        self.schema = schema

    def __missing__(self, kind: type) -> Check:
        check = self[kind] = self.compiler.compile(self.schema, kind)
        return check


class _Compiler:
    def __init__(self, root: Schema) -> None:
        self.root = root
        self.known: Dict[Tuple[str, type], Optional[Check]] = {}

    def compile(self, schema: Any, kind: type) -> Check:
        """Return the check for values of the type `kind`."""
        if schema is True:
            return _always
        if not isinstance(schema, dict) or ("type" in schema and kind not in _named_types(schema)):
            return never
        if "$id" in schema and schema is not self.root:
            return never  # references in it are relative to this `$id`
        checks: List[Check] = []
        if kind is float and not _takes_fractions(schema):
            checks.append(float.is_integer)
        for word in schema:
            if word in _SILENT or word.startswith("x-") or kind not in _BOUND.get(word, (kind,)):
                continue
            make = _KEYWORDS.get(word)
            if make is None:
                return never
            checks.append(make(self, schema, kind))
        return _all(checks)

    def reference(self, pointer: str, kind: type) -> Check:
        key = pointer, kind
        if key not in self.known:
            self.known[key] = None  # until it is compiled: a schema may contain itself
            # An escape such as `%24` is not supported here.
            target = None if "%" in pointer else find_reference(self.root, pointer)
            self.known[key] = never if target is None else self.compile(target, kind)
        known = self.known[key]
        return known if known is not None else lambda value: (self.known[key] or never)(value)


def _all(checks: List[Check]) -> Check:
    if never in checks:
        return never
    checks = [check for check in checks if check is not _always]
    if not checks:
        return _always
    if len(checks) == 1:
        return checks[0]
    first, rest = checks[0], _all(checks[1:])
    return lambda value: first(value) and rest(value)


def _takes_fractions(schema: Schema) -> bool:
    return "type" not in schema or "number" in schema["type"]  # a name, or a list of names


def _named_types(schema: Schema) -> List[type]:
    named = schema["type"]
    return [kind for name in ([named] if isinstance(named, str) else named) for kind in _TYPES[name]]


def _one_of(values: List[Any], kind: type) -> Check:
    """Return the check for strings, booleans and null; others compare by other rules."""
    if kind not in (str, bool, type(None)):
        return never
    return frozenset(value for value in values if type(value) is kind).__contains__


def _at_least(word: str) -> Callable[..., Check]:
    def make(compiler: _Compiler, schema: Schema, kind: type) -> Check:
        limit = schema[word]
        return len if limit == 1 else lambda value: len(value) >= limit

    return make


def _at_most(word: str) -> Callable[..., Check]:
    def make(compiler: _Compiler, schema: Schema, kind: type) -> Check:
        limit = schema[word]
        return lambda value: len(value) <= limit

    return make


def _number(word: str, holds: Callable[[Any, Any], object]) -> Callable[..., Check]:
    return lambda compiler, schema, kind: partial(holds, schema[word])


def _format(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    from smarter.manifest.schema.formats import FORMATS

    return FORMATS.get(schema["format"], _always)


def _each(compiler: _Compiler, schema: Any) -> Check:
    """Return the check for the items of a list."""
    checks = _Checks(compiler, schema)

    def check(value: Any) -> bool:
        for each in value:  # noqa: SIM110 - a generator costs half as much again
            if not checks[type(each)](each):
                return False
        return True

    return check


def _property_names(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    fits = compiler.compile(schema["propertyNames"], str)
    return lambda value: all(map(fits, value))


def _beside(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    return _always if "properties" in schema else _properties(compiler, schema, kind)


def _properties(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    known = {name: _Checks(compiler, child) for name, child in schema.get("properties", {}).items()}
    other = _Checks(compiler, schema.get("additionalProperties", True))
    needed = frozenset(schema.get("required", ()))
    find, always = known.get, _always

    def check(value: Any) -> bool:
        if not value.keys() >= needed:
            return False
        for name, child in value.items():
            fits = find(name, other)[type(child)]
            if fits is not always and not fits(child):
                return False
        return True

    return check


def _any_of(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    branches = [compiler.compile(branch, kind) for branch in schema["anyOf"]]
    if _always in branches:
        return _always
    return lambda value: any([branch(value) for branch in branches])


def _one_branch(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    if not all(_exact(branch) for branch in schema["oneOf"]):
        return never
    branches = [compiler.compile(branch, kind) for branch in schema["oneOf"]]
    return lambda value: sum([bool(branch(value)) for branch in branches]) == 1


def _not(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    if not _exact(schema["not"]):
        return never
    inner = compiler.compile(schema["not"], kind)
    return lambda value: not inner(value)


def _contains(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    checks = _Checks(compiler, schema["contains"])
    return lambda value: any([checks[type(each)](each) for each in value])


def _if(compiler: _Compiler, schema: Schema, kind: type) -> Check:
    holds = compiler.compile(schema["if"], kind)
    then = compiler.compile(schema.get("then", True), kind)
    other = compiler.compile(schema.get("else", True), kind)
    if _exact(schema["if"]):
        return lambda value: then(value) if holds(value) else other(value)
    # A value that `if` does not accept here may still be valid: then both branches must accept it.
    return lambda value: then(value) and (holds(value) or other(value))


def _exact(schema: Any) -> bool:
    """Return whether False guarantees that a value is invalid, too."""
    if not isinstance(schema, Mapping):
        return isinstance(schema, bool)
    for word, value in schema.items():
        if word == "properties":
            exact = all(_exact(child) for child in value.values())
        elif word in ("anyOf", "allOf"):
            exact = all(_exact(branch) for branch in value)
        elif word in ("const", "enum"):
            choices = value if word == "enum" else [value]
            exact = all(choice is None or isinstance(choice, (str, bool)) for choice in choices)
        else:
            exact = word in _EXACT_WORDS
        if not exact:
            return False
    return True


_TEXT, _NUMBER, _LIST, _MAPPING = (str,), (int, float), (list,), (dict,)
# Keywords that concern values of these types only.
_BOUND: Dict[str, Tuple[type, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), _TEXT),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _NUMBER),
    **dict.fromkeys(("items", "minItems", "maxItems", "contains"), _LIST),
    **dict.fromkeys(
        ("properties", "additionalProperties", "required", "propertyNames", "minProperties", "maxProperties"), _MAPPING
    ),
}  # fmt: skip
_KEYWORDS: Dict[str, Callable[[_Compiler, Schema, type], Check]] = {
    "$ref": lambda compiler, schema, kind: compiler.reference(schema["$ref"], kind),
    "enum": lambda compiler, schema, kind: _one_of(schema["enum"], kind),
    "const": lambda compiler, schema, kind: _one_of([schema["const"]], kind),
    "minLength": _at_least("minLength"),
    "maxLength": _at_most("maxLength"),
    "pattern": lambda compiler, schema, kind: re.compile(schema["pattern"]).search,
    "format": _format,
    "minimum": _number("minimum", le),  # called with the limit first
    "maximum": _number("maximum", ge),
    "exclusiveMinimum": _number("exclusiveMinimum", lt),
    "exclusiveMaximum": _number("exclusiveMaximum", gt),
    "items": lambda compiler, schema, kind: _each(compiler, schema["items"]),
    "minItems": _at_least("minItems"),
    "maxItems": _at_most("maxItems"),
    "propertyNames": _property_names,
    "required": _beside,
    "minProperties": _at_least("minProperties"),
    "maxProperties": _at_most("maxProperties"),
    "properties": _properties,
    "additionalProperties": _beside,
    "allOf": lambda compiler, schema, kind: _all(
        [compiler.compile(branch, kind) for branch in schema["allOf"]]
    ),
    "anyOf": _any_of,
    "oneOf": _one_branch,
    "not": _not,
    "contains": _contains,
    "if": _if,
}

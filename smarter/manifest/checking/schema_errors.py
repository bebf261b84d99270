"""Errors of jsonschema: their relevance, places and conditions."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from smarter.kinds.fields import resolve
from smarter.kinds.wire import respelled
from smarter.manifest.findings import PathParts
from smarter.manifest.schema.descriptions import choices, show_value, types_of

# Of several errors of one value the first of these counts; the rest follow from it.
_RANK = ("type", "const", "enum", "format", "pattern")
_UNION = ("anyOf", "oneOf")


class Guard(NamedTuple):
    """The `if` around an error; `depth` is that of the tested value."""

    schema: Mapping[str, Any]
    holds: bool
    depth: int


def path_of(error: Any) -> PathParts:
    return tuple(error.absolute_path)


def rank_of(error: Any) -> int:
    return _RANK.index(error.validator) if error.validator in _RANK else len(_RANK)


# jsonschema reports a union as one error with the errors of all its branches as context. Users mean one branch: "X or
# null" is X, and of several forms of a mapping it is the one that the value comes nearest to. Its errors replace the
# union's, so that a misspelt field in one form of `auth` is reported as that field (tests/manifest/test_loader.py,
# `test_errors_of_a_union_are_those_of_the_nearest_form`).
def leaf_errors(error: Any) -> Iterator[Any]:
    """Yield the relevant errors; of a union those of the likeliest branch."""
    if error.validator not in _UNION or not error.context:
        yield error
        return
    branches: Dict[int, List[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    if len(branches) > 1 and all(_is_missing_field(each) for found in branches.values() for each in found):
        yield error  # one of several groups of fields is needed
        return
    if len(branches) > 1:
        fitting = {n: found for n, found in branches.items() if not any(map(_wants_other_type, found))}
        wanted = {n: found for n, found in branches.items() if not _is_null(error.validator_value[n])}
        branches = fitting or wanted
    if len(branches) > 1 and isinstance(error.instance, dict):
        nearest = min(branches, key=lambda number: (len(branches[number]), number))
        branches = {nearest: branches[nearest]}
    if len(branches) == 1:
        for inner in next(iter(branches.values())):
            yield from leaf_errors(inner)
        return
    yield error


def guard_of(error: Any, root: Mapping[str, Any]) -> Optional[Guard]:
    """Return the innermost `if` around an error; jsonschema's paths leave it out."""
    schema: Any = root
    depth, found, before = 0, None, None
    for part in error.absolute_schema_path:
        if isinstance(schema, Mapping) and part not in schema:
            schema = resolve(schema, root)
        if part in ("then", "else") and before != "properties" and "if" in schema:
            found = Guard(schema["if"], part == "then", depth)
        depth += before == "properties" or part in ("items", "additionalProperties")
        before = None if before == "properties" else part
        schema = schema[part]
    return found


def condition_of(error: Any, root: Mapping[str, Any]) -> str:
    """Return ` when directive is ...` for an error under an `if`, else an empty text."""
    guard = guard_of(error, root)
    return _condition(guard.schema, guard.holds) if guard else ""


def _condition(schema: Mapping[str, Any], holds: bool) -> str:
    for name, wanted in schema.get("properties", {}).items():
        no = "" if holds else "not "
        if "const" in wanted:
            return f" when `{name}` is {no}{show_value(wanted['const'])}"
        if "enum" in wanted:
            return f" when `{name}` is {no}{choices(wanted['enum'])}"
        if "properties" in wanted:
            return _condition(wanted, holds)
    for name in schema.get("required", ()):
        return f" when `{name}` is {'set' if holds else 'not set'}"
    return ""


def missing_names(error: Any, root: Mapping[str, Any]) -> Iterator[Tuple[str, str]]:
    """Yield the missing fields of an error, each with its condition."""
    if error.validator == "dependentRequired":
        for given, needed in error.validator_value.items():
            if given in error.instance:
                yield from ((n, f" when `{given}` is set") for n in needed if n not in error.instance)
        return
    # jsonschema makes an error of each missing field, and names it in the message alone.
    match = re.match(r"'(.*)' is a required property\Z", error.message, re.DOTALL)
    missing = [match.group(1)] if match else [n for n in error.validator_value if n not in error.instance]
    yield from ((name, condition_of(error, root)) for name in missing)


def sentence_of(error: Any) -> Optional[str]:
    """Return the schema's own sentence about what `error` violates, if it has one."""
    found = error.schema.get("x-smarter-message") if isinstance(error.schema, Mapping) else None
    return found.rstrip(".") if isinstance(found, str) else None


def spelling_of(error: Any) -> Optional[str]:
    """Return the choice sent for a value of another case, if there is one."""
    spelled = respelled(error.instance, error.schema)
    return None if spelled == error.instance else str(spelled)


def groups_of_fields(error: Any) -> Optional[List[List[str]]]:
    """Return the required fields of each branch of a union of groups of fields."""
    if error.validator not in ("anyOf", "oneOf") or not isinstance(error.instance, dict):
        return None
    branches = [branch for branch in error.validator_value if isinstance(branch, Mapping)]
    groups = [list(branch.get("required", ())) for branch in branches]
    return groups if all(groups) and len(groups) > 1 else None


def _is_missing_field(error: Any) -> bool:
    return bool(error.validator == "required") and not error.relative_path


def _wants_other_type(error: Any) -> bool:
    """Return whether a branch rejects the value's type, as "or null" usually does."""
    return error.validator == "type" and not error.relative_path


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and types_of(schema) == ["null"]

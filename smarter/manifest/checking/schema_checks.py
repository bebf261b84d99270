"""Checks a document against its kind's schema and says in plain words what is wrong."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple

from smarter._suggest import find_typo, nearest
from smarter.kinds import Kind
from smarter.kinds.fields import resolve
from smarter.manifest.findings import ERROR, WARNING, Finding, PathParts, show_path
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.nodes import has_properties
from smarter.manifest.resource import values_at
from smarter.manifest.schema.descriptions import TYPES, choices, describe, show_value, type_of, types_of
from smarter.manifest.schema.kind_index import kind_index, validator_of

Written = Mapping[PathParts, str]

# Of several complaints about one value the first of these counts; the rest follow from it.
_RANK = ("type", "const", "enum", "format", "pattern")
_UNION = ("anyOf", "oneOf")
_BOOLEANS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def check(
    document: Document, kind: Kind, value: Any, written: Written, unresolved: Set[PathParts]
) -> List[Finding]:
    """What `kind`'s schema says against `value`, the document's data with its substitutions made.

    Args:
        written: path -> text as written, for each value that was substituted. Only that may be shown.
        unresolved: paths whose value is not known yet, so that nothing can be said against it.
    """
    return _Checker(document, kind, value, written, unresolved).findings()


class _Checker:
    def __init__(
        self, document: Document, kind: Kind, value: Any, written: Written, unresolved: Set[PathParts]
    ) -> None:
        self.document = document
        self.kind = kind
        self.value = value
        self.written = written
        self.unresolved = unresolved
        self.secrets = {field.path for field in kind_index(kind).leaves if field.secret or field.names_secret}
        self.misspelt: Set[PathParts] = set()  # fields that stand there under a misspelt name

    def findings(self) -> List[Finding]:
        everything = list(validator_of(self.kind).iter_errors(self.value))
        errors = self.relevant([leaf for error in everything for leaf in _leaves(error)])
        found: List[Finding] = []
        for error in errors:
            if error.validator in ("additionalProperties", "unevaluatedProperties"):
                found.extend(self.unknown_fields(error))
        named: Set[PathParts] = set()  # missing fields, each to be spoken of once
        for error in errors:
            if error.validator == "required":
                found.extend(self.missing(error, named))
        found.extend(self.wrong_values(errors))
        return found

    def relevant(self, errors: Sequence[Any]) -> List[Any]:
        """The errors without those that follow from another one, and those about what is stripped before sending."""
        wrong = {_path(error) for error in errors}
        kept = []
        for error in errors:
            guard = _guard(error, self.kind.schema)
            conditions = guard.schema.get("properties", {}) if guard else {}
            if guard and any((*_path(error)[: guard.depth], name) in wrong for name in conditions):
                continue
            if not self.server_owned(_path(error)):
                kept.append(error)
        return kept

    def server_owned(self, path: PathParts) -> bool:
        schema = self.field_schema(path[:1]) if path else None
        return schema is not None and bool(schema.get("readOnly"))

    def unknown_fields(self, error: Any) -> Iterator[Finding]:
        path = _path(error)
        known = list(error.schema.get("properties", {}))
        patterns = list(error.schema.get("patternProperties", {}))
        writable = [
            name
            for name in known
            if not resolve(error.schema["properties"][name], self.kind.schema).get("readOnly")
        ]
        free = [name for name in writable if name not in error.instance]
        for name in error.instance:
            if name in known or any(re.search(pattern, name) for pattern in patterns):
                continue
            where = show_path(path) or f"a {self.kind.name}"
            meant = find_typo(name, free) or find_typo(name, known)
            if meant is not None:
                self.misspelt.add((*path, meant))
                absent = meant not in error.instance
                yield self.finding(
                    "unknown-field", f"`{name}` is not a field of {where}.", (*path, name), key=True,
                    hint=f"Did you mean `{meant}`?" if absent else f"`{meant}` stands beside it already.",
                    respell=meant if absent and _same_letters(name, meant) else None,
                )  # fmt: skip
                continue
            yield self.finding(
                "unknown-field", f"`{name}` is not a field of {where}: the platform drops it.", (*path, name),
                key=True, severity=WARNING, hint=self.elsewhere(name, free),
            )  # fmt: skip

    def elsewhere(self, name: str, siblings: Sequence[str]) -> str:
        """What to do about a dropped field: where it belongs, what is like it, or leave it out."""
        for field in kind_index(self.kind).leaves:
            if field.path[-1] == name and "*" not in field.path:
                place = show_path(field.path)
                there = any(True for _ in values_at(self.value, field.path))
                return f"Leave it out; `{place}` is kept." if there else f"It belongs at `{place}`."
        close = nearest(name, siblings)
        return f"Leave it out, or do you mean `{close}`?" if close else "Leave it out."

    def missing(self, error: Any, named: Set[PathParts]) -> Iterator[Finding]:
        match = re.match(r"'(.*)' is a required property\Z", error.message, re.DOTALL)
        names = [match.group(1)] if match else [n for n in error.validator_value if n not in error.instance]
        for name in names:
            path = _path(error)
            if (*path, name) in self.misspelt or (*path, name) in named:
                continue
            named.add((*path, name))
            schema = self.field_schema((*path, name))
            where = f" in {show_path(path)}" if path else ""
            yield self.finding(
                "required", f"`{name}` is missing{where}{self.condition(error)}.", (*path, name), key=True,
                expected=describe(schema, self.kind.schema) if schema else None,
                hint=_add(name, schema),
            )  # fmt: skip

    def wrong_values(self, errors: Sequence[Any]) -> Iterator[Finding]:
        worst: Dict[PathParts, Any] = {}
        for error in errors:
            if error.validator in ("additionalProperties", "unevaluatedProperties", "required"):
                continue
            path = _path(error)
            if path not in worst or _rank(error) < _rank(worst[path]):
                worst[path] = error
        for path, error in worst.items():
            if any(path[:end] in self.unresolved for end in range(1, len(path) + 1)):
                continue
            yield self.wrong_value(path, error)

    def wrong_value(self, path: PathParts, error: Any) -> Finding:
        name = show_path(path) or "The manifest"
        shown = self.shown(path, error.instance)
        expected = describe(error.schema, self.kind.schema) if isinstance(error.schema, Mapping) else None
        rule = error.validator or "forbidden"
        if error.validator == "type":
            return self.wrong_type(path, error, name, shown, expected)
        hint = respell = None
        if error.validator in ("enum", "const"):
            rule, message = "enum", f"{name} cannot be {shown}."
            hint, respell = self.choice(error)
        elif error.validator in _UNION:
            rule, message = "type", f"{name} cannot be {shown}."
        elif error.validator == "format":
            message = f"{name} is {shown}, which is not {expected}."
        elif error.validator == "pattern":
            message = f"{name} is {shown}, which is not of the form that belongs there."
        elif error.validator is None or error.validator == "not":
            rule, message = "forbidden", f"{name} may not stand here{self.condition(error)}."
            expected, hint = None, "Leave it out."
        else:
            rule, message = "limit", f"{name} is {shown}{_beyond(error)}."
            if error.instance == "":
                given = f", since {shown} gives nothing" if path in self.written else ""
                message = f"{name} is empty{given}."
        return self.finding(rule, message, path, expected=expected, hint=hint, respell=respell)

    def wrong_type(
        self, path: PathParts, error: Any, name: str, shown: str, expected: Optional[str]
    ) -> Finding:
        wanted = types_of(error.schema)
        if wanted == ["null"]:
            message = f"{name} may not stand here{self.condition(error)}."
            return self.finding("forbidden", message, path, hint="Leave it out.")
        actual = type_of(error.instance)
        got = shown
        if actual in ("string", "integer", "number"):
            got = f"{TYPES[actual]} ({shown})" if shown.startswith("`") else TYPES[actual]
        hint = edit = None
        if error.instance is None:
            hint = "Give it a value." if self.required(path) else "Give it a value, or leave it out."
        elif path not in self.written:
            hint, edit = self.converted(path, error, wanted)
        return self.finding(
            "type",
            f"{name} is {got}, but must be {_types(wanted)}.",
            path,
            expected=expected,
            hint=hint,
            edit=edit,
        )

    def converted(
        self, path: PathParts, error: Any, wanted: Sequence[str]
    ) -> Tuple[Optional[str], Optional[str]]:
        """(hint, mend) for a scalar that is right but for its type."""
        value = error.instance
        if "string" in wanted and isinstance(value, (bool, int, float)):
            raw = self.document.raw(path)
            if has_properties(raw) or not self.fits(error, raw):
                return None, None
            return "Put it in quotes." if self.secret(path) else f'Put it in quotes: "{raw}".', f'"{raw}"'
        if not isinstance(value, str):
            return None, None
        word = value.strip().lower()
        if "boolean" in wanted and word in _BOOLEANS:
            return f"Write {_BOOLEANS[word]}.", _BOOLEANS[word]
        number = r"[-+]?[0-9]+" if "number" not in wanted else r"[-+]?[0-9]+(\.[0-9]+)?"
        if ("integer" in wanted or "number" in wanted) and re.match(number + r"\Z", word):
            return (f"Take the quotes away: {word}.", word) if self.fits(error, float(word)) else (None, None)
        if "array" in wanted:
            return "Write it as a list: a line `- ...` for each item.", None
        return None, None

    def fits(self, error: Any, value: Any) -> bool:
        """Whether `value` would do in place of what `error` complains about."""
        return bool(validator_of(self.kind).evolve(schema=error.schema).is_valid(value))

    def choice(self, error: Any) -> Tuple[Optional[str], Optional[str]]:
        allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
        texts = [value for value in allowed if isinstance(value, str)]
        if not isinstance(error.instance, str):
            return None, None
        meant = nearest(error.instance, texts)
        if meant is None:
            return f"Write {choices(allowed)}." if len(allowed) == 1 else None, None
        return f"Did you mean `{meant}`?", meant if _same_letters(error.instance, meant) else None

    def shown(self, path: PathParts, value: Any) -> str:
        """A value as a message may show it: what was substituted as it is written, a secret not at all."""
        if path in self.written:
            return f"`{self.written[path]}`"
        if self.secret(path) and isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return "(secret)"
        return show_value(value)

    def secret(self, path: PathParts) -> bool:
        """Whether a secret belongs at `path`, or into it: one that stands there is in the wrong place, and a secret."""
        pattern = tuple("*" if isinstance(part, int) else part for part in path)
        return any(
            pattern[: len(secret)] == secret or secret[: len(pattern)] == pattern for secret in self.secrets
        )

    def required(self, path: PathParts) -> bool:
        above = self.field_schema(path[:-1]) if path else None
        return above is not None and path[-1] in above.get("required", ())

    def field_schema(self, path: PathParts) -> Optional[Mapping[str, Any]]:
        """The schema of the field at `path`, as far as properties and items lead to it."""
        schema = resolve(self.kind.schema, self.kind.schema)
        for part in path:
            child = schema.get("items") if isinstance(part, int) else schema.get("properties", {}).get(part)
            if not isinstance(child, Mapping):
                return None
            schema = resolve(child, self.kind.schema)
        return schema

    def condition(self, error: Any) -> str:
        """` when directive is ...`, for what only holds under an `if`."""
        guard = _guard(error, self.kind.schema)
        return _condition(guard.schema, guard.holds) if guard else ""

    def finding(
        self, rule: str, message: str, path: PathParts, *, severity: str = ERROR, **more: Any
    ) -> Finding:
        found = self.document.finding(rule, severity, message, path, **more)
        if found.edit is not None and self.secret(path):
            found = found._replace(edit=found.edit._replace(secret=True))
        return found


class _Guard(NamedTuple):
    """The `if` that an error stands under: its schema, whether it holds, and the depth of the value it looks at."""

    schema: Mapping[str, Any]
    holds: bool
    depth: int


def _guard(error: Any, root: Mapping[str, Any]) -> Optional[_Guard]:
    # jsonschema leaves `$ref` and `if` out of its paths; `then` and `else` it names.
    schema: Any = root
    depth, found, before = 0, None, None
    for part in error.absolute_schema_path:
        if isinstance(schema, Mapping) and part not in schema:
            schema = resolve(schema, root)
        if part in ("then", "else") and before != "properties" and "if" in schema:
            found = _Guard(schema["if"], part == "then", depth)
        depth += before == "properties" or part in ("items", "additionalProperties")
        before = None if before == "properties" else part
        schema = schema[part]
    return found


def _leaves(error: Any) -> Iterator[Any]:
    """The errors that matter in `error`: a union is replaced by what its one meant branch complains about."""
    if error.validator not in _UNION or not error.context:
        yield error
        return
    branches: Dict[int, List[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    if len(branches) > 1:
        # A branch that does not even take this type of value ("or null" is the usual one) was not meant.
        branches = {
            i: found for i, found in branches.items() if not any(_wants_other_type(e) for e in found)
        } or {i: found for i, found in branches.items() if not _is_null(error.validator_value[i])}
    if len(branches) > 1 and isinstance(error.instance, dict):
        # Of several forms of a mapping the one is meant that it comes nearest to.
        nearest_one = min(branches, key=lambda i: (len(branches[i]), i))
        branches = {nearest_one: branches[nearest_one]}
    if len(branches) == 1:
        for inner in next(iter(branches.values())):
            yield from _leaves(inner)
        return
    yield error


def _wants_other_type(error: Any) -> bool:
    return error.validator == "type" and not error.relative_path


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and types_of(schema) == ["null"]


def _path(error: Any) -> PathParts:
    return tuple(error.absolute_path)


def _rank(error: Any) -> int:
    return _RANK.index(error.validator) if error.validator in _RANK else len(_RANK)


def _types(wanted: Sequence[str]) -> str:
    words = [TYPES[name] for name in wanted if name != "null"] or [TYPES["null"]]
    return " or ".join(words)


_LIMITS = {
    "minimum": ", less than {}",
    "exclusiveMinimum": ", not more than {}",
    "maximum": ", more than {}",
    "exclusiveMaximum": ", not less than {}",
    "multipleOf": ", not a multiple of {}",
    "minLength": ", shorter than {} characters",
    "maxLength": ", longer than {} characters",
    "minItems": " with fewer than {} items",
    "maxItems": " with more than {} items",
    "minProperties": " with fewer than {} fields",
    "maxProperties": " with more than {} fields",
    "uniqueItems": " that names one item twice",
}


def _beyond(error: Any) -> str:
    words = _LIMITS.get(error.validator, f", which breaks `{error.validator}`")
    if error.instance == "" and error.validator == "minLength":
        words = ""
    if error.instance in ([], {}) and error.validator_value == 1:
        words = " and empty"
    return words.format(error.validator_value)


def _condition(schema: Mapping[str, Any], holds: bool) -> str:
    for name, wanted in schema.get("properties", {}).items():
        if "const" in wanted:
            return f" when {name} is {'' if holds else 'not '}{show_value(wanted['const'])}"
        if "enum" in wanted:
            return f" when {name} is {'' if holds else 'not '}{choices(wanted['enum'])}"
        if "properties" in wanted:
            return _condition(wanted, holds)
    return ""


def _add(name: str, schema: Optional[Mapping[str, Any]]) -> str:
    schema = schema or {}
    likely = [schema[word] for word in ("const", "default") if schema.get(word) is not None]
    example = (schema.get("examples") or likely or [None])[0]
    return (
        f"Add `{name}:`."
        if example is None or isinstance(example, (list, dict))
        else f"Add `{name}: {example}`."
    )


def _same_letters(a: str, b: str) -> bool:
    """Whether two spellings differ in case, `_` and `-` alone, so that the mend is certain."""
    return re.sub(r"[-_]", "", a).lower() == re.sub(r"[-_]", "", b).lower()

"""Checks of a document against its kind's schema, with findings in plain words."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Tuple

from smarter._suggest import find_typo, has_same_letters, nearest
from smarter._text import escape_invisible, note_odd, odd_character
from smarter.kinds import Kind
from smarter.kinds.dialects import DIALECTS
from smarter.kinds.fields import resolve, schema_at
from smarter.kinds.paths import get
from smarter.manifest.checking.hints import choose, convert_text
from smarter.manifest.checking.placement import (
    accepts,
    find_free_section,
    find_place,
    find_taken_place,
    how_to_move,
    is_in_braces,
)
from smarter.manifest.checking.schema_errors import (
    condition_of,
    groups_of_fields,
    guard_of,
    leaf_errors,
    missing_names,
    path_of,
    rank_of,
    sentence_of,
    spelling_of,
)
from smarter.manifest.findings import ERROR, WARNING, Finding, PathParts, show_path
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.nodes import has_properties
from smarter.manifest.schema.descriptions import describe, describe_value, names, types_of
from smarter.manifest.schema.kind_index import kind_index, validator_of

if TYPE_CHECKING:
    from smarter.manifest.substitution import Substituted

_UNKNOWN_FIELDS = ("additionalProperties", "unevaluatedProperties")
_MISSING_FIELDS = ("required", "dependentRequired")


def check(
    document: Document,
    kind: Kind,
    value: Any,
    substituted: Optional[Substituted],
    unresolved: Set[PathParts],
    dialect: Optional[str] = None,
) -> List[Finding]:
    """Return the schema's findings; `value` is the data with its substitutions made.

    Args:
        substituted: the substitutions; of those that hold a secret, only the reference may be shown.
        unresolved: paths whose value is not known yet, and therefore not checked.
        dialect: the name of the platform's dialect, if it is known.
    """
    return _Checker(document, kind, value, substituted, unresolved, dialect).findings()


class _Checker:
    def __init__(
        self, document: Document, kind: Kind, value: Any, substituted: Optional[Substituted],
        unresolved: Set[PathParts], dialect: Optional[str],
    ) -> None:  # fmt: skip
        self.dialect = dialect
        self.document = document
        self.kind = kind
        self.value = value
        self.substituted = substituted
        self.unresolved = unresolved
        self.secrets = {field.path for field in kind_index(kind).leaves if field.secret or field.names_secret}
        self.explained: Set[PathParts] = set()  # missing fields whose misspelt or misplaced form is reported

    def findings(self) -> List[Finding]:
        found: List[Finding] = []
        errors = self.errors()
        spelled = [each for each in errors if each.validator == "enum" and spelling_of(each) is not None]
        if spelled:
            # Sent as the platform spells it, the choice takes part in the rules that name it.
            found.extend(self.wrong_values(spelled))
            self.value = copy.deepcopy(self.value)
            for error in spelled:
                *above, name = path_of(error)
                get(self.value, above)[name] = spelling_of(error)
            errors = self.errors()
        for error in errors:
            if error.validator in _UNKNOWN_FIELDS:
                found.extend(self.unknown_fields(error))
        for error in errors:
            if error.validator in _MISSING_FIELDS:
                found.extend(self.missing_fields(error))
        found.extend(self.wrong_values(errors))
        return found

    def errors(self) -> List[Any]:
        everything = list(validator_of(self.kind).iter_errors(self.value))
        return self.relevant([leaf for error in everything for leaf in leaf_errors(error)])

    def relevant(self, errors: Sequence[Any]) -> List[Any]:
        """Drop errors implied by others, or in sections stripped before sending.

        An error under an `if` follows from an error in a field that the `if` looks at.
        """
        wrong = {path_of(error) for error in errors}
        kept = []
        for error in errors:
            guard = guard_of(error, self.kind.schema)
            conditions = guard.schema.get("properties", {}) if guard else {}
            causes = {(*path_of(error)[: guard.depth], name) for name in conditions} if guard else set()
            if (causes & wrong) - {path_of(error)}:
                continue
            section = path_of(error)[:1]
            if not section or not schema_at(self.kind.schema, section).get("readOnly"):
                kept.append(error)
        return kept

    # --- fields

    # The platform drops unknown fields and reports success, so this finding is all that a user ever sees of them. The
    # advice has three sources, and the best fit must win: the name is a typo of a sibling, or the field belongs
    # to another section (a level too high or too low, or among a neighbour's fields), or it does not exist. A typo
    # counts only if its field takes the value: `header: x-api-key` is meant for `auth.header`, not for `headers`.
    # tests/manifest/checking/test_advice.py generates all of these from the schemas and counts the right advice.
    def unknown_fields(self, error: Any) -> Iterator[Finding]:
        path = path_of(error)
        properties = error.schema.get("properties", {})
        patterns = list(error.schema.get("patternProperties", {}))
        writable = [name for name in properties if not self.resolved(properties[name]).get("readOnly")]
        free = [name for name in writable if name not in error.instance]
        for name in error.instance:
            if name in properties or any(re.search(pattern, name) for pattern in patterns):
                continue
            yield self.unknown_field((*path, name), properties, free)

    def unknown_field(self, path: PathParts, properties: Mapping[str, Any], free: Sequence[str]) -> Finding:
        name, parent = str(path[-1]), path[:-1]
        article = "an" if self.kind.name[0] in "AEIOU" else "a"
        where = show_path(parent) if parent else f"{article} {self.kind.name}"
        message = f"unknown field `{escape_invisible(name)}` in {where}{note_odd(name)}"
        content = get(self.value, path)
        typo_of = find_typo(name, free)
        place = find_place(self.kind, self.value, path)
        fits = typo_of is not None and accepts(self.kind, self.resolved(properties[typo_of]), content)
        if place is not None and not fits and (typo_of is None or accepts(self.kind, place.schema, content)):
            section = bool(place.schema.get("properties"))
            self.explained.add(place.path)
            severity = ERROR if place.needed or section or self.kind.refuses_unknown else WARNING
            hint = how_to_move(self.document, path, place.path)
            return self.finding("unknown-field", message, path, key=True, severity=severity, hint=hint)
        if typo_of is not None:
            self.explained.add((*parent, typo_of))
            respell = typo_of if has_same_letters(name, typo_of) else None
            hint = f"Did you mean `{typo_of}`?"
            return self.finding("unknown-field", message, path, key=True, hint=hint, respell=respell)
        known = find_typo(name, properties)
        if known is not None:
            hint = f"It looks like `{known}`, which is there too: remove one of the two."
            return self.finding("unknown-field", message, path, key=True, hint=hint)
        taken = find_taken_place(self.kind, self.value, path)
        if taken is not None:
            hint = f"Remove it; `{show_path(taken)}` is set already."
            severity = ERROR if self.kind.refuses_unknown else WARNING
            return self.finding("unknown-field", message, path, key=True, severity=severity, hint=hint)
        close = nearest(name, free)
        hint = f"Remove it, or did you mean `{close}`?" if close else "Remove it."
        free_section = find_free_section(self.kind, self.value, path) if not close else None
        if free_section is not None and not is_in_braces(self.document, parent):
            moved = how_to_move(self.document, path, (*free_section, name)).rpartition(": ")[2]
            hint = f"Remove it, or {moved[:-1]}, into `{show_path(free_section)}`."
        rejected = (ERROR, "; the platform rejects the manifest")
        severity, effect = rejected if self.kind.refuses_unknown else _effect(self.dialect)
        return self.finding("unknown-field", message + effect, path, key=True, severity=severity, hint=hint)

    def missing_fields(self, error: Any) -> Iterator[Finding]:
        path = path_of(error)
        for name, condition in missing_names(error, self.kind.schema):
            if (*path, name) in self.explained:
                continue
            self.explained.add((*path, name))
            sentence = sentence_of(error)
            if sentence is not None:
                yield self.finding("field-rule", sentence, (*path, name), key=True)
                continue
            schema = schema_at(self.kind.schema, (*path, name))
            where = f" in {show_path(path)}" if path else ""
            yield self.finding(
                "required", f"missing field `{name}`{where}{condition}", (*path, name), key=True,
                expected=describe(schema, self.kind.schema) if schema else None, hint=self.addition(path, name, schema),
            )  # fmt: skip

    def addition(self, path: PathParts, name: str, schema: Mapping[str, Any]) -> str:
        """Return the advice to add a field, as YAML or JSON writes it."""
        likely = [schema[word] for word in ("const", "default") if schema.get(word) is not None]
        example = (schema.get("examples") or likely or [None])[0]
        known = example is not None and not isinstance(example, (list, dict))
        if self.document.is_json:
            return f"Add `{json.dumps(name)}: {json.dumps(example) if known else '...'}`."
        return f"Add `{name}: {example}`." if known else f"Add `{name}:`."

    # --- values

    def wrong_values(self, errors: Sequence[Any]) -> Iterator[Finding]:
        worst: Dict[PathParts, Any] = {}
        for error in errors:
            if error.validator in (*_UNKNOWN_FIELDS, *_MISSING_FIELDS):
                continue
            path = path_of(error)
            if path not in worst or rank_of(error) < rank_of(worst[path]):
                worst[path] = error
        for path, error in worst.items():
            if error.instance is None and any(place[: len(path)] == path for place in self.explained):
                continue  # its fields stand elsewhere, which is reported
            missing = {(*path, name) for group in groups_of_fields(error) or () for name in group}
            if missing & self.explained:
                continue  # one of them is misspelt or misplaced, which is reported
            if not any(path[:end] in self.unresolved for end in range(1, len(path) + 1)):
                yield self.wrong_value(path, error)

    def wrong_value(self, path: PathParts, error: Any) -> Finding:
        name = show_path(path) or "the manifest"
        sentence = None if error.validator == "type" else sentence_of(error)
        if sentence is not None:
            return self.finding("field-rule", f"{name}: {sentence}", path)
        if error.validator is None or error.validator == "not" or types_of(error.schema) == ["null"]:
            return self.forbidden(path, error, name)
        groups = groups_of_fields(error)
        if groups is not None:
            return self.wrong_group(path, error, name, groups)
        expected = describe(error.schema, self.kind.schema)
        message = f"{name} must be {expected}; got {self.shown(path, error.instance)}"
        if error.instance == "" and error.validator == "minLength":
            given = f"; {self.shown(path, '')} is empty" if self.reference(path) else ""
            message = f"{name} must not be empty{given}"
        elif error.validator == "uniqueItems":
            message = f"{name} must not repeat an item"
        elif error.validator == "propertyNames":
            message = f"{name} must have other keys than {describe_value(error.instance)}"
        rule, hint, edit, respell = "limit", None, None, None
        if error.validator in ("enum", "const"):
            rule = "enum"
            hint, respell = choose(error)
            if not self.reference(path) and not self.is_secret(path):
                message += note_odd(error.instance)
            spelled = spelling_of(error)
            if spelled is not None:
                message = f"{name} is {self.shown(path, error.instance)}, which is sent as `{spelled}`"
                return self.finding(rule, message, path, severity=WARNING, hint=hint, respell=respell)
        elif error.validator in ("anyOf", "oneOf", "type"):
            rule = "type"
            hint, edit = self.conversion(path, error, types_of(error.schema))
        elif error.validator in ("pattern", "format"):
            rule = str(error.validator)
            odd = odd_character(error.instance) if isinstance(error.instance, str) else None
            hint = f"It has {odd}." if odd and not self.reference(path) and not self.is_secret(path) else None
        return self.finding(rule, message, path, expected=expected, hint=hint, edit=edit, respell=respell)

    def forbidden(self, path: PathParts, error: Any, name: str) -> Finding:
        """Report a field that another value rules out, or mutually exclusive fields."""
        forbidden = error.validator_value if error.validator == "not" else None
        if isinstance(forbidden, Mapping) and forbidden.get("required"):
            return self.exclusion(path, forbidden["required"], name)
        condition = condition_of(error, self.kind.schema) or " here"
        return self.finding("forbidden", f"{name} is not allowed{condition}", path, hint="Remove it.")

    def exclusion(self, path: PathParts, fields: Sequence[str], name: str) -> Finding:
        message = f"{names(fields)} exclude each other in {name}"
        return self.finding("forbidden", message, (*path, fields[-1]), key=True, hint="Remove one of them.")

    def wrong_group(self, path: PathParts, error: Any, name: str, groups: List[List[str]]) -> Finding:
        """Report that a mapping has none of several groups of fields, or more than one."""
        present = [group for group in groups if all(field in error.instance for field in group)]
        if len(present) > 1:
            return self.exclusion(path, [field for group in present for field in group], name)
        needed = ", or ".join(names(group) for group in groups)
        return self.finding("required", f"{name} needs {needed}", path, key=True, hint=f"Add {needed}.")

    def conversion(
        self, path: PathParts, error: Any, wanted: Sequence[str]
    ) -> Tuple[Optional[str], Optional[str]]:
        """Return the hint and the edit for a value that is right but for its type."""
        value = error.instance
        if value is None:
            above = schema_at(self.kind.schema, path[:-1])
            needed = bool(path) and path[-1] in above.get("required", ())
            return "Add a value." if needed else "Add a value, or remove the field.", None
        if self.reference(path):
            # A secret is text.
            is_wrong = self.is_tainted(path) and "string" not in wanted
            hint = "`${env:}` is always text; `${var:NAME}` keeps the type of its value."
            return hint if is_wrong else None, None
        if "string" in wanted and isinstance(value, (bool, int, float)):
            raw = self.document.raw(path)
            if has_properties(raw) or not self.fits(error, raw):
                return None, None
            return "Put it in quotes." if self.is_secret(path) else f'Put it in quotes: "{raw}".', f'"{raw}"'
        if isinstance(value, str):
            in_braces = is_in_braces(self.document, path[:-1])
            return convert_text(value, wanted, lambda each: self.fits(error, each), in_braces)
        return None, None

    def fits(self, error: Any, value: Any) -> bool:
        """Return whether `value` would be valid in place of the error's value."""
        return accepts(self.kind, error.schema, value)

    # --- the document and the schema

    def shown(self, path: PathParts, value: Any) -> str:
        """Return a value for a message: a substituted secret as written, others masked."""
        reference = self.reference(path)
        if reference is not None:
            hidden = self.is_tainted(path) or self.is_secret(path)
            return f"`{reference}`" if hidden else f"{describe_value(value)} from `{reference}`"
        if self.is_secret(path) and isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return "a secret"
        return describe_value(value)

    def reference(self, path: PathParts) -> Optional[str]:
        """Return the written text of a substituted value or the value around it."""
        written = self.substituted.written if self.substituted is not None else {}
        return next((written[path[:end]] for end in range(len(path), 0, -1) if path[:end] in written), None)

    def is_tainted(self, path: PathParts) -> bool:
        return self.substituted is not None and path in self.substituted.tainted

    def is_secret(self, path: PathParts) -> bool:
        """Return whether a value at `path` may be a secret, even a misplaced one."""
        pattern = tuple("*" if isinstance(part, int) else part for part in path)
        return any(
            pattern[: len(secret)] == secret or secret[: len(pattern)] == pattern for secret in self.secrets
        )

    def resolved(self, schema: Any) -> Mapping[str, Any]:
        return resolve(schema, self.kind.schema)

    def finding(
        self, rule: str, message: str, path: PathParts, *, severity: str = ERROR, **more: Any
    ) -> Finding:
        found = self.document.finding(rule, severity, message, path, **more)
        if found.edit is not None and self.is_secret(path):
            found = found._replace(edit=found.edit._replace(secret=True))
        return found


def _effect(dialect: Optional[str]) -> Tuple[str, str]:
    """Return the severity of an unknown field on a platform, and its effect there."""
    if dialect is None:
        first = min(each.first for each in DIALECTS.values() if each.refuses_unknown)
        version = ".".join(map(str, first))
        return WARNING, f"; the platform drops it, or rejects the manifest (from {version} on)"
    if DIALECTS[dialect].refuses_unknown:
        return ERROR, "; the platform rejects the manifest"
    return WARNING, "; the platform drops it"

"""Checks of one resource beyond its schema: names, files, secrets, dialect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Mapping, Optional, Set, Tuple

from smarter._text import enumerate_words, note_odd
from smarter.kinds import Field, Kind
from smarter.kinds.dialects import DIALECTS, platform_words, since_words
from smarter.kinds.fields import schema_at
from smarter.kinds.names import NO_NAME, OURS, looks_like_key, reworded
from smarter.kinds.paths import get, has
from smarter.kinds.wire import is_null
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding, PathParts, show_path
from smarter.manifest.resource import KEEP, Resource, leaves_in, values_at
from smarter.manifest.schema.descriptions import show_value, types_of
from smarter.manifest.schema.kind_index import kind_index

if TYPE_CHECKING:
    from smarter.manifest.substitution import Substituted

_SECRET_NAME = r"(?i)auth|cookie|credential|key|passw|secret|session|token"
_PLACEHOLDER = r"(?s)<.*>\Z|\*+\Z"


def check_resource(
    resource: Resource, value: Any, substituted: Optional[Substituted] = None
) -> List[Finding]:
    """Return the findings beyond the schema; `value` has its substitutions made."""
    index = kind_index(resource.kind)
    found: List[Finding] = []
    if resource.written_name != resource.name:
        found.extend(_name(resource, substituted))
    for field, path, inside in leaves_in(resource.document.value, index.marked):
        if field.secret and not field.references:
            found.extend(_clear_secret(resource, path, inside))
            found.extend(_shown_secret(resource, path, inside))
        if field.schema.get("deprecated"):
            found.append(_deprecated(resource, field, path))
    for field, path, _ in leaves_in(resource.document.value, index.naming) if resource.tainted else ():
        for tainted in resource.tainted:
            if tainted[: len(path)] == path:
                found.append(_secret_as_name(resource, field, tainted))
    found.extend(_keys_as_names(resource, index.secret_names))
    found.extend(_secret_item_names(resource, index.secrets))
    for move, path, inside in leaves_in(resource.document.value, index.moved):
        found.extend(_said_twice(resource, move, path, inside))
    found.extend(_annotations(resource))
    if "x-smarter-rules" in resource.kind.schema:
        from smarter.manifest.checking.field_rules import check_rules

        found.extend(check_rules(resource, value))
    if resource.kind.deprecated:
        found.append(_deprecated_kind(resource))
    return found


def kept_parts(resource: Resource, kept: Iterable[Tuple[PathParts, str]]) -> Iterator[Finding]:
    """Report each `${keep}` in part of a field: it would be sent as text."""
    leaves = [leaf.path for leaf in kind_index(resource.kind).leaves]
    moves = [(move["from"], move["to"]) for moves in resource.kind.moved.values() for move in moves]
    for path, text in kept:
        whole = next((leaf for leaf in leaves if len(leaf) < len(path) and path[: len(leaf)] == leaf), None)
        shown = show_path(path)
        if whole is not None and text == KEEP and _is_told_apart(resource.kind, whole, path):
            continue
        if whole is not None:
            hint = f"Write `${{keep}}` in place of all of {show_path(whole)}, or write the value."
        elif path == ("metadata", "name"):
            hint = "Write the name."
        elif any(to.startswith(f"{shown}.") and not source.startswith(f"{shown}.") for source, to in moves):
            hint = "Write `${keep}` for each field below it."  # some of them belong to another place
        elif text != text.strip():
            hint = "Write `${keep}` on the line of its field, with no spaces or line breaks around it."
        else:
            continue
        message = f"{shown} cannot be kept: only a whole field can"
        yield resource.document.finding("kept-part", ERROR, message, path, hint=hint)


def _is_told_apart(kind: Kind, field: Tuple[str, ...], path: PathParts) -> bool:
    """Return whether a part of a field can be kept: a free object's key, or a secret."""
    types = types_of(schema_at(kind.schema, field))
    if "array" not in types and all(isinstance(key, str) for key in path[len(field) :]):
        return True
    return any(secret.path[: len(field)] == field for secret in kind_index(kind).secrets)


def _said_twice(
    resource: Resource, move: Mapping[str, Any], path: PathParts, value: Any
) -> Iterator[Finding]:
    """Report a field written in its old and its new place with different values."""
    for _, other in values_at(resource.document.value, tuple(move["from"].split("."))):
        if reworded(other, move.get("values", ())) != value:
            yield resource.document.finding(
                "said-twice", ERROR,
                f"{move['to']} and {move['from']} are one field, but have two values here", path,
                hint="Remove one of them.",
            )  # fmt: skip


def _annotations(resource: Resource) -> Iterator[Finding]:
    """Report smarter's own annotations, and those with a possibly lost dash."""
    metadata = resource.manifest.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    for number, entry in enumerate(annotations if isinstance(annotations, list) else ()):
        for key in list(entry)[1:] if isinstance(entry, dict) else ():
            yield resource.document.finding(
                "swallowed-item", NOTE, f"`{key}` is part of the annotation above, not an item of its own",
                ("metadata", "annotations", number, key), key=True, hint="Write `- ` before it.",
            )  # fmt: skip
        for key in entry if isinstance(entry, dict) else ():
            if str(key).lower().startswith(OURS):
                yield resource.document.finding(
                    "own-annotation", ERROR, f"annotation {key} is reserved for smarter",
                    ("metadata", "annotations"), hint="Remove it, as `smarter export` does.",
                )  # fmt: skip


def _name(resource: Resource, substituted: Optional[Substituted]) -> Iterator[Finding]:
    """Report names rewritten by the platform; it rewrites references differently."""
    written = resource.written_name
    if "${" in written:
        return
    finding = resource.document.finding
    path = ("metadata", "name")
    if not resource.name:
        message = f"the platform drops every character of the name {show_value(written)}"
        yield finding("name-folded", ERROR, message, path, hint="Use letters a to z, digits and `_`.")
        return
    message = f"the platform stores the name {show_value(written)} as `{resource.name}`{note_odd(written)}"
    written_out = substituted is None or path not in substituted.written
    yield finding(
        "name-folded", WARNING, message, path, expected="lower snake_case",
        hint=f"Write `{resource.name}`." if written_out else "Change the variable.",
        respell=resource.name if written_out else None,
    )  # fmt: skip


def _clear_secret(resource: Resource, path: PathParts, value: Any) -> Iterator[Finding]:
    if not isinstance(value, str) or not value or "${" in value or re.match(_PLACEHOLDER, value):
        return
    if _holds_secret(resource, path):
        message = f"{show_path(path)} is a secret in clear text"
        hint = f"Write `{_variable(resource, path)}` and set the variable."
        yield resource.document.finding("clear-secret", WARNING, message, path, hint=hint)


def _shown_secret(resource: Resource, path: PathParts, value: Any) -> Iterator[Finding]:
    """Report a variable in place of a secret: outputs and files show variables."""
    if isinstance(value, str) and "${var:" in value and "${env:" not in value:
        message = f"{show_path(path)} is a secret, but `${{var:...}}` is for values that are shown"
        hint = f"Write `{_variable(resource, path)}` or `${{secretfile:PATH}}`."
        yield resource.document.finding("clear-secret", WARNING, message, path, hint=hint)


def _secret_as_name(resource: Resource, field: Field, path: PathParts) -> Finding:
    """Report a secret in place of a name: names become part of URLs and are shown."""
    kinds = " or ".join(field.references)
    if field.names_secret:
        rule, reason = "secret-as-name", ", not the secret itself"
        hint = f"Put the value into a {kinds}, and write its name here."
    else:
        rule, reason = "substituted-name", ": it becomes part of URLs"
        hint = "Write the name itself, or `${var:NAME}`; `${env:...}` and `${file:...}` may hold secrets."
    message = f"{show_path(path)} takes the name of a {kinds}{reason}"
    return resource.document.finding(rule, ERROR, message, path, expected=f"the name of a {kinds}", hint=hint)


# The platform shows such a list whole, and an export names its items: only the values of the items are masked.
# Held by tests/manifest/checking/test_resource_checks.py.
def _secret_item_names(resource: Resource, secrets: Iterable[Field]) -> Iterator[Finding]:
    """Report each secret in the name of a list item, such as a header."""
    for leaf in secrets:
        for path in resource.tainted:
            beside = len(path) == len(leaf.path) and path[-1] != leaf.path[-1]
            if beside and "*" in leaf.path and all(map(_matches, path[:-1], leaf.path)):
                yield resource.document.finding(
                    "substituted-name", ERROR, f"{show_path(path)} is shown, so that it cannot hold a secret", path,
                    hint=f"Write the text itself, or `${{var:NAME}}`; `{leaf.path[-1]}` takes the secret.",
                )  # fmt: skip


def _matches(part: Any, pattern: str) -> bool:
    return isinstance(part, int) if pattern == "*" else part == pattern


def _keys_as_names(resource: Resource, leaves: Iterable[Field]) -> Iterator[Finding]:
    """Report, without its value, each secret in the place of a Secret's name."""
    for leaf in leaves:
        for path, value in values_at(resource.document.value, leaf.path):
            if not isinstance(value, str) or path in resource.tainted or "${" in value:
                continue
            if value and NO_NAME.search(value):
                yield _secret_as_name(resource, leaf, path)
            elif looks_like_key(value):
                kind = leaf.references[0]
                message = f"{show_path(path)} takes the name of a {kind}, but looks like the secret itself"
                hint = f"Put the value into a {kind}, and write its name here."
                yield resource.document.finding("clear-secret", WARNING, message, path, hint=hint)


def _holds_secret(resource: Resource, path: PathParts) -> bool:
    """Return whether a value is secret; in a list of named values by the item's name."""
    name = next((name for _, name in values_at(resource.document.value, (*path[:-1], "name"))), None)
    listed = any(isinstance(part, int) for part in path)
    return not listed or not isinstance(name, str) or re.search(_SECRET_NAME, name) is not None


def _variable(resource: Resource, path: PathParts) -> str:
    words = resource.name if path[-1] == "value" else f"{resource.name}_{path[-1]}"
    return "${env:" + re.sub(r"[^A-Z0-9]+", "_", words.upper()).strip("_") + "}"


def _deprecated(resource: Resource, field: Field, path: PathParts) -> Finding:
    instead = field.schema.get("x-smarter-replaced-by")
    moved = path[:-1] == tuple(str(instead).split(".")[:-1])
    message = f"deprecated field {show_path(path)}" + (f", replaced by {instead}" if instead else "")
    return resource.document.finding(
        "deprecated", WARNING, message, path, key=True,
        hint=f"Write `{instead}` instead." if instead else field.schema.get("description"),
        respell=str(instead).rsplit(".", 1)[-1] if instead and moved else None,
    )  # fmt: skip


def _deprecated_kind(resource: Resource) -> Finding:
    message = f"deprecated kind {resource.kind.name}"
    hint = resource.kind.schema["x-smarter-kind"].get("replacedBy")
    return resource.document.finding(
        "deprecated", WARNING, message, ("kind",), hint=f"Write `{hint}`." if hint else None
    )


# Newer platforms answer 400 to such a null, and so would another client's apply of the same file; this client leaves it
# out (kinds/wire.py). Held by tests/manifest/checking/test_nulls.py.
def omitted_null_notes(resource: Resource, value: Any, dialect: Optional[str]) -> Iterator[Finding]:
    """Yield a note for each null that is not sent, because newer platforms refuse it."""
    if dialect is not None and not DIALECTS[dialect].refuses_unknown:
        return
    kind = resource.kind.for_dialect(dialect) if dialect else resource.kind
    for field, path, inside in leaves_in(value, kind_index(kind).omitted):
        if not is_null(inside):
            continue
        refusing = dialect or min(name for name, each in DIALECTS.items() if each.refuses_unknown)
        words = platform_words(refusing) if dialect else since_words(refusing)
        default = field.get("default")
        shown = f" {show_value(default)}" if isinstance(default, (str, int, float)) else ""
        found = "null" if inside is None else show_value(inside)
        message = (
            f"{words} refuses {found} in {show_path(path)}: it is not sent, and the default{shown} holds"
        )
        yield resource.document.finding("omitted-null", NOTE, message, path, hint="Remove the field.")


def check_dialect(
    resource: Resource,
    value: Any,
    dialect: str,
    substituted: Optional[Substituted],
    unresolved: Set[PathParts],
) -> Iterator[Finding]:
    """Yield the findings that only platforms of `dialect` have."""
    kind, document = resource.kind, resource.document
    if not kind.is_served(dialect):
        hint = f"It needs {since_words(min(kind.wire))}." if kind.wire and min(kind.wire) > dialect else None
        message = f"{platform_words(dialect)} does not have the kind {kind.name}"
        yield document.finding("dialect", ERROR, message, ("kind",), hint=hint)
        return

    def errors_of(kind: Kind, dialect: Optional[str] = None) -> List[Finding]:
        if not unresolved and kind_index(kind).surely_valid(value):
            return []
        from smarter.manifest.checking.schema_checks import check

        return check(document, kind, value, substituted, unresolved, dialect)

    own = errors_of(kind.for_dialect(dialect), dialect)
    known = {(found.path, found.rule, found.severity) for found in errors_of(kind)} if own else ()
    for found in own:
        if (found.path, found.rule, found.severity) not in known:
            message = f"{platform_words(dialect)}: {found.message}"
            yield found._replace(rule="dialect", message=message, edit=None)
    if any(has(value, move["from"].split(".")) for move in kind.moved.get(dialect, ())):
        version = ".".join(map(str, DIALECTS[dialect].first))
        yield document.finding(
            "older-form", NOTE,
            f"{platform_words(dialect)} has some of these fields in other places, where they are sent", ("spec",),
            key=True, hint=f"`smarter convert --to {version}` rewrites the file.",
        )  # fmt: skip


def refusals_elsewhere(resource: Resource, value: Any) -> Iterator[Finding]:
    """Yield a note for each field rejected by some platforms; the version is unknown."""
    for path, rules in kind_index(resource.kind).varying:
        inside = get(value, path)
        if inside is None:
            continue
        is_reference = isinstance(inside, str) and "${" in inside
        refusing = [
            name
            for name, accepts in rules.items()
            if accepts is None or (not is_reference and not accepts(inside))
        ]
        if not refusing:
            continue
        if list(DIALECTS)[: len(refusing)] == refusing:  # newest first: those up to the newest are one range
            words = f"{since_words(refusing[-1])} rejects"
        else:
            words = enumerate_words([platform_words(name) for name in reversed(refusing)], "and")
            words += " rejects" if len(refusing) == 1 else " reject"
        hint = "`--dialect VERSION` checks for one version."
        message = f"{words} {show_path(path)}"
        yield resource.document.finding("other-platforms", NOTE, message, path, key=True, hint=hint)

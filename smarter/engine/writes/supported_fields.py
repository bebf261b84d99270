"""Fields lacked or restricted by a dialect, in the manifests to apply."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Iterable, Iterator, List, Tuple

from smarter.engine.desired import Desired
from smarter.engine.normalize import Path, get
from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.dialects import DIALECTS, expand_families, platform_words, since_words
from smarter.kinds.fields import Schema, resolve, schema_at
from smarter.kinds.wire import unknown_fields
from smarter.manifest.resource import KEEP, Resource
from smarter.manifest.schema.descriptions import describe
from smarter.manifest.schema.kind_index import kind_index
from smarter.platform import Platform
from smarter.platform.field_moves import to_wire


# A platform that lacks a field answers 200 and drops it, or answers 500 without a reason; so such fields are refused
# here. Held by tests/platform/test_dialects.py.
def require_supported(platform: Platform, desired: Iterable[Desired]) -> None:
    """Refuse manifests with fields that the platform's dialect does not support.

    Raises:
        UnsupportedError: with the place of each such field.
    """
    dialect = platform.dialect().name
    found: List[str] = []
    for each in desired:
        if each.resource is not None:
            found.extend(_unsupported(each, each.resource, dialect))
    if found:
        newer = "" if dialect == max(DIALECTS) else ", or apply to a newer platform"
        raise UnsupportedError(
            f"{platform_words(dialect).capitalize()} does not support {'; '.join(found)}.",
            dialect=dialect,
            hint=f"Remove or correct it{newer}.",
        )


def _unsupported(each: Desired, resource: Resource, dialect: str) -> Iterator[str]:
    kind, manifest = resource.kind, resource.manifest
    if each.kind.refuses_unknown:
        schema = each.kind.schema
        written = {name: each.manifest.get(name) for name in ("metadata", "spec")}
        for path in unknown_fields(written, schema, schema):
            yield f"{_place(each, tuple(map(str, path)))}, an unknown field"
    suspects = [
        path for path in _differing_fields(kind, dialect) if get(each.manifest, path) not in (None, [], {})
    ]
    sent = to_wire(each.kind, each.manifest, dialect)
    if not suspects and (not kind.moved or kind.moved.get(dialect) or each.manifest == manifest):
        return  # each form was checked when the manifest was read; only a translated one was not
    whole = {**manifest, **sent, "kind": each.kind.name}
    too_new = [path for path in suspects if _since(kind, path) > dialect]
    if not too_new and kind_index(each.kind).surely_valid(whole):
        return
    from jsonschema import Draft202012Validator

    for path in too_new:
        yield f"{_place(each, path)} (needs {since_words(_since(kind, path))})"
    for error in Draft202012Validator(each.kind.schema).iter_errors(whole):
        if error.validator != "additionalProperties" and error.instance != KEEP:
            # The message leaves the value out: it may be a substituted secret.
            path = tuple(str(part) for part in error.absolute_path)
            yield _place(each, path) + _expected(error, each.kind)


def _expected(error: Any, kind: Kind) -> str:
    """Return the right values for a wrong one; empty if the platform lacks the field."""
    sentence = error.schema.get("x-smarter-message")
    if sentence:
        return f": {sentence.rstrip('.')}"
    if error.schema.get("type") == "null":
        return ""
    return f", which must be {describe(error.schema, kind.schema)}"


def _place(each: Desired, path: Path) -> str:
    assert each.resource is not None
    line, _ = each.resource.position(path)
    return f"{'.'.join(path)} of {each} ({each.resource.file}:{line})"


@lru_cache(maxsize=None)
def _since(kind: Kind, path: Path) -> str:
    """Return the oldest dialect that has the field; empty if all have it."""
    return str(schema_at(kind.schema, path).get("x-smarter-since", ""))


@lru_cache(maxsize=None)
def _differing_fields(kind: Kind, dialect: str) -> Tuple[Path, ...]:
    """Return the fields lacked or specially restricted by `dialect`."""
    return tuple(
        path
        for section in ("metadata", "spec")
        for path in _differing(schema_at(kind.schema, (section,)), (section,), kind.schema, dialect)
    )


def _differing(schema: Schema, path: Path, root: Schema, dialect: str) -> Iterator[Path]:
    for name, child in (schema.get("properties") or {}).items():
        if str(child.get("x-smarter-since", "")) > dialect:
            yield (*path, name)
            continue
        child = resolve(child, root)
        own = expand_families(child.get("x-smarter-dialects", {})).get(dialect, {})
        if any(not word.startswith("x-") and word != "default" for word in own):
            yield (*path, name)
        yield from _differing(child, (*path, name), root, dialect)

"""Refuses, before anything is sent, what a manifest says and the platform's dialect has no place for.

Such a platform would answer 200 and drop it in silence, or answer 500.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Iterable, Iterator, List, Mapping, Tuple

from smarter.engine.desired import Desired
from smarter.engine.normalize import get
from smarter.errors import UnsupportedError
from smarter.kinds import Kind
from smarter.kinds.dialects import expand_families, platform_words, since_words
from smarter.kinds.fields import Schema, resolve, schema_at
from smarter.manifest.resource import KEEP
from smarter.manifest.schema.kind_index import kind_index
from smarter.platform import Platform
from smarter.platform.field_moves import to_wire

Path = Tuple[str, ...]


def require_supported(platform: Platform, wanted: Iterable[Desired]) -> None:
    """Refuse manifests that mean something which the platform's dialect cannot say.

    Raises:
        UnsupportedError: each such field with its place.
    """
    dialect = platform.dialect().name
    found: List[str] = []
    for each in wanted:
        if each.resource is not None:
            found.extend(_unspoken(each, each.resource.kind, dialect))
    if found:
        raise UnsupportedError(
            f"{platform_words(dialect).capitalize()} does not support {'; '.join(found)}.",
            dialect=dialect,
            hint="Remove it, or apply to a newer platform.",
        )


def _unspoken(each: Desired, kind: Kind, dialect: str) -> Iterator[str]:
    written: Mapping[str, Any] = each.resource.manifest if each.resource else {}
    suspects = [path for path in differing(kind, dialect) if get(each.manifest, path) not in (None, [], {})]
    sent = to_wire(each.kind, each.manifest, dialect)
    if not suspects and (not kind.moved or kind.moved.get(dialect) or each.manifest == written):
        return  # each form was checked when the manifest was read; only a translated one was not
    whole = {**written, **sent, "kind": each.kind.name}
    if not any(since(kind, path) > dialect for path in suspects) and kind_index(each.kind).surely_valid(
        whole
    ):
        return
    from jsonschema import Draft202012Validator

    errors = list(Draft202012Validator(each.kind.schema).iter_errors(whole))
    for path in suspects:
        if since(kind, path) > dialect:
            yield f"{_place(each, path)} (needs {since_words(since(kind, path))})"
    for error in errors:
        if error.validator != "additionalProperties" and error.instance != KEEP:
            # The value itself is not shown: it may be a substituted one.
            path = tuple(str(part) for part in error.absolute_path)
            yield f"{_place(each, path)} must fit {error.validator} {json.dumps(error.validator_value)[:100]}"


def _place(each: Desired, path: Path) -> str:
    assert each.resource is not None
    line, _ = each.resource.position(path)
    return f"{'.'.join(path)} of {each} ({each.resource.file}:{line})"


@lru_cache(maxsize=None)
def since(kind: Kind, path: Path) -> str:
    """The oldest dialect that has the field; empty where all have."""
    return str(schema_at(kind.schema, path).get("x-smarter-since", ""))


@lru_cache(maxsize=None)
def differing(kind: Kind, dialect: str) -> Tuple[Path, ...]:
    """The fields that `dialect` lacks, or has otherwise than the schema says by itself."""
    found: List[Path] = []
    for section in ("metadata", "spec"):
        schema = kind.schema.get("properties", {}).get(section)
        if schema is not None:
            found.extend(_differing(resolve(schema, kind.schema), (section,), kind.schema, dialect))
    return tuple(found)


def _differing(schema: Schema, path: Path, root: Schema, dialect: str) -> Iterator[Path]:
    for name, child in (schema.get("properties") or {}).items():
        if str(child.get("x-smarter-since", "")) > dialect:
            yield (*path, name)
            continue
        child = resolve(child, root)
        by_dialect = expand_families(child.get("x-smarter-dialects", {}))
        own = by_dialect.get(dialect, {})
        if any(not word.startswith("x-") and word != "default" for word in own):
            yield (*path, name)
        yield from _differing(child, (*path, name), root, dialect)

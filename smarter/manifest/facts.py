"""What the checks want to know of a kind, worked out once: its sieve, its secrets, its references, its old fields."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, FrozenSet, Iterator, Mapping, NamedTuple, Tuple

from smarter.kinds import Field, Kind
from smarter.kinds.fields import resolve
from smarter.manifest.sieve import Check, sieve


class Facts(NamedTuple):
    """Of one kind, on all dialects.

    `secrets` are the fields that hold a secret itself, not the name of a Secret; `read_only` the sections that are
    stripped before a manifest is sent.
    """

    surely_valid: Check
    secrets: Tuple[Field, ...]
    references: Tuple[Field, ...]
    deprecated: Tuple[Field, ...]
    read_only: FrozenSet[str]


@lru_cache(maxsize=None)
def facts_of(kind: Kind) -> Facts:
    fields = [field for field in fields_of(kind) if not field.read_only]
    sections = kind.schema.get("properties", {})
    return Facts(
        surely_valid=sieve(kind.schema),
        secrets=tuple(field for field in fields if field.secret and not field.references),
        references=tuple(field for field in fields if field.references),
        deprecated=tuple(field for field in fields if field.schema.get("deprecated")),
        read_only=frozenset(
            name for name in sections if resolve(sections[name], kind.schema).get("readOnly")
        ),
    )


@lru_cache(maxsize=None)
def fields_of(kind: Kind) -> Tuple[Field, ...]:
    """The fields of `kind`, those included that only newer dialects have."""
    newest = max(_since(kind.schema), default=None)
    known = {field.path for field in kind.fields}
    newer = kind.on(newest).fields if newest is not None else ()
    return (*kind.fields, *(field for field in newer if field.path not in known))


def _since(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if "x-smarter-since" in schema:
            yield str(schema["x-smarter-since"])
        for child in schema.values():
            yield from _since(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from _since(child)


@lru_cache(maxsize=None)
def validator_of(kind: Kind) -> Any:
    """The jsonschema validator of `kind`. It fetches nothing and takes the schema for valid."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    from smarter.manifest.formats import FORMATS

    formats = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        formats.checks(name)(_of_text(accepts))
    return Draft202012Validator(kind.schema, format_checker=formats, registry=Registry())


def _of_text(accepts: Any) -> Any:
    return lambda value: not isinstance(value, str) or accepts(value)

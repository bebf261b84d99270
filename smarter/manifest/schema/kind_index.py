"""Index of a kind's fields for the checks: secrets, references, deprecated and moved fields; made once a kind."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, Mapping, NamedTuple, Optional, Tuple

from smarter.kinds import Field, Kind
from smarter.kinds.dialects import DIALECTS
from smarter.kinds.fields import resolve, walk
from smarter.kinds.wire import fields_without_null
from smarter.manifest.schema.fast_validator import Check, compile_schema

Pattern = Tuple[str, ...]
Tree = Dict[Any, Any]


class KindIndex(NamedTuple):
    """The fields of one kind, in all dialects.

    `secrets` are the fields that hold a secret itself, `secret_names` those that hold the name of a Secret; `read_only`
    are the sections that are stripped before a manifest is sent. `naming` has the references, `marked` the secrets and
    what is deprecated, `omitted` the fields whose null is not sent, and `moved` the other places of fields as trees, to
    look for all of them at once: field name -> what is below, and None -> the leaf itself, or how it moved. `varying`
    are the paths of fields that platforms check differently, each with the checks by dialect.
    """

    surely_valid: Check
    leaves: Tuple[Field, ...]
    secrets: Tuple[Field, ...]
    secret_names: Tuple[Field, ...]
    references: Tuple[Field, ...]
    read_only: FrozenSet[str]
    naming: Tree
    marked: Tree
    omitted: Tree
    moved: Tree
    varying: Tuple[Tuple[Pattern, Mapping[str, Optional[Check]]], ...]


@lru_cache(maxsize=None)
def kind_index(kind: Kind) -> KindIndex:
    sections = kind.schema.get("properties", {}).items()
    read_only = frozenset(name for name, part in sections if resolve(part, kind.schema).get("readOnly"))
    leaves = [field for field in walk(kind.schema, newer=True) if not field.read_only]
    secrets = tuple(leaf for leaf in leaves if leaf.secret and not leaf.references)
    references = tuple(leaf for leaf in leaves if leaf.references)
    deprecated = tuple(leaf for leaf in leaves if leaf.schema.get("deprecated"))
    return KindIndex(
        surely_valid=compile_schema(kind.schema),
        leaves=tuple(leaves),
        secrets=secrets,
        secret_names=tuple(leaf for leaf in references if leaf.names_secret),
        references=references,
        read_only=read_only,
        naming=_tree([(leaf.path, leaf) for leaf in references]),
        marked=_tree([(leaf.path, leaf) for leaf in (*secrets, *deprecated)]),
        omitted=_tree(fields_without_null(kind.schema, kind.schema)),
        moved=_tree(
            [(tuple(move["to"].split(".")), move) for moves in kind.moved.values() for move in moves]
        ),
        varying=tuple(
            (leaf.path, rules)
            for leaf in leaves
            if "*" not in leaf.path and (rules := _rules_by_dialect(leaf))
        ),
    )


def _rules_by_dialect(field: Field) -> Dict[str, Optional[Check]]:
    """Return the check of a field's values on each platform that has another one; None if it rejects the field."""
    until = field.schema.get("x-smarter-until")
    changes = field.schema.get("x-smarter-dialects", {})
    rules: Dict[str, Optional[Check]] = {}
    for name, dialect in DIALECTS.items():
        own = {**changes.get(dialect.family, {}), **changes.get(name, {})}
        if (
            until
            and dialect.family > until
            and dialect.refuses_unknown
            and not field.schema.get("deprecated")
        ):
            rules[name] = None
        elif own.keys() & {"maxLength", "pattern"}:
            rules[name] = compile_schema({**field.schema, **own})
    return rules


def _tree(leaves: Iterable[Tuple[Pattern, Any]]) -> Tree:
    root: Tree = {}
    for path, leaf in leaves:
        here = root
        for part in path:
            here = here.setdefault(part, {})
        here[None] = leaf
    return root


@lru_cache(maxsize=None)
def validator_of(kind: Kind) -> Any:
    """Return the jsonschema validator of `kind`. It fetches nothing, and does not check the schema itself."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    from smarter.manifest.schema.formats import FORMATS

    formats = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        formats.checks(name)(_of_text(accepts))
    return Draft202012Validator(kind.schema, format_checker=formats, registry=Registry())


def _of_text(accepts: Any) -> Any:
    return lambda value: not isinstance(value, str) or accepts(value)

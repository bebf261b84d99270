"""Index of a kind's fields for the checks: secrets, references, deprecated and moved fields; made once a kind."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any, Dict, FrozenSet, Iterable, Mapping, Optional, Tuple

from smarter.kinds import Field, Kind
from smarter.kinds.dialects import DIALECTS
from smarter.kinds.fields import resolve, walk
from smarter.kinds.wire import fields_without_null
from smarter.manifest.schema.fast_validator import Check, compile_schema

Pattern = Tuple[str, ...]
Tree = Dict[Any, Any]


class KindIndex:
    """The fields of one kind, in all dialects; each part is made at its first use, since a command needs few of them.

    `secrets` are the fields that hold a secret itself, `secret_names` those that hold the name of a Secret; `read_only`
    are the sections that are stripped before a manifest is sent. `naming` has the references, `marked` the secrets and
    what is deprecated, `omitted` the fields whose null is not sent, and `moved` the other places of fields as trees, to
    look for all of them at once: field name -> what is below, and None -> the leaf itself, or how it moved. `varying`
    are the paths of fields that platforms check differently, each with the checks by dialect.
    """

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._schema = kind.schema

    @cached_property
    def surely_valid(self) -> Check:
        return compile_schema(self._schema)

    @cached_property
    def leaves(self) -> Tuple[Field, ...]:
        return tuple(field for field in walk(self._schema, newer=True) if not field.read_only)

    @cached_property
    def secrets(self) -> Tuple[Field, ...]:
        return tuple(leaf for leaf in self.leaves if leaf.secret and not leaf.references)

    @cached_property
    def secret_names(self) -> Tuple[Field, ...]:
        return tuple(leaf for leaf in self.references if leaf.names_secret)

    @cached_property
    def references(self) -> Tuple[Field, ...]:
        return tuple(leaf for leaf in self.leaves if leaf.references)

    @cached_property
    def read_only(self) -> FrozenSet[str]:
        sections = self._schema.get("properties", {}).items()
        return frozenset(name for name, part in sections if resolve(part, self._schema).get("readOnly"))

    @cached_property
    def naming(self) -> Tree:
        return _tree((leaf.path, leaf) for leaf in self.references)

    @cached_property
    def marked(self) -> Tree:
        deprecated = [leaf for leaf in self.leaves if leaf.schema.get("deprecated")]
        return _tree((leaf.path, leaf) for leaf in (*self.secrets, *deprecated))

    @cached_property
    def omitted(self) -> Tree:
        return _tree(fields_without_null(self._schema, self._schema))

    @cached_property
    def moved(self) -> Tree:
        moves = (move for moves in self._kind.moved.values() for move in moves)
        return _tree((tuple(move["to"].split(".")), move) for move in moves)

    @cached_property
    def varying(self) -> Tuple[Tuple[Pattern, Mapping[str, Optional[Check]]], ...]:
        return tuple(
            (leaf.path, rules)
            for leaf in self.leaves
            if "*" not in leaf.path and (rules := _rules_by_dialect(leaf))
        )


@lru_cache(maxsize=None)
def kind_index(kind: Kind) -> KindIndex:
    return KindIndex(kind)


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

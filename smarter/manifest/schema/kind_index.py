"""What the checks want to know of a kind, worked out once: its sieve, its secrets, its references, its old fields."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, Iterator, List, NamedTuple, Tuple

from smarter.kinds import Kind
from smarter.kinds.fields import Schema, names_secret, resolve
from smarter.manifest.schema.fast_validator import Check, sieve

Pattern = Tuple[str, ...]
Tree = Dict[Any, Any]


class Leaf(NamedTuple):
    """A field that holds no other fields, in any dialect. In its path `*` stands for the items of a list."""

    path: Pattern
    schema: Schema
    secret: bool

    @property
    def references(self) -> Tuple[str, ...]:
        """The kinds of which it may name a resource."""
        return tuple(self.schema.get("x-smarter-references", ()))

    @property
    def names_secret(self) -> bool:
        """Whether the name of a Secret belongs here, where people put the secret itself by mistake."""
        return names_secret(self.schema, self.secret)


class KindIndex(NamedTuple):
    """Of one kind, in all dialects.

    `secrets` are the fields that hold a secret itself, `secret_names` those that hold the name of a Secret; `read_only`
    are the sections that are stripped before a manifest is sent. `naming` has the references, `marked` the secrets and
    what is deprecated, and `moved` the other places of fields as trees, to look for all of them at once: field name ->
    what is below, and None -> the leaf itself, or how it moved.
    """

    surely_valid: Check
    leaves: Tuple[Leaf, ...]
    secrets: Tuple[Leaf, ...]
    secret_names: Tuple[Leaf, ...]
    references: Tuple[Leaf, ...]
    read_only: FrozenSet[str]
    naming: Tree
    marked: Tree
    moved: Tree


@lru_cache(maxsize=None)
def kind_index(kind: Kind) -> KindIndex:
    leaves: List[Leaf] = []
    read_only = set()
    for name, schema in kind.schema.get("properties", {}).items():
        section = resolve(schema, kind.schema)
        if section.get("readOnly"):
            read_only.add(name)
        elif "properties" in section:
            leaves.extend(_leaves(section, (name,), kind.schema, False))
    secrets = tuple(leaf for leaf in leaves if leaf.secret and not leaf.references)
    references = tuple(leaf for leaf in leaves if leaf.references)
    deprecated = tuple(leaf for leaf in leaves if leaf.schema.get("deprecated"))
    return KindIndex(
        surely_valid=sieve(kind.schema),
        leaves=tuple(leaves),
        secrets=secrets,
        secret_names=tuple(leaf for leaf in references if leaf.names_secret),
        references=references,
        read_only=frozenset(read_only),
        naming=_tree([(leaf.path, leaf) for leaf in references]),
        marked=_tree([(leaf.path, leaf) for leaf in (*secrets, *deprecated)]),
        moved=_tree(
            [(tuple(move["to"].split(".")), move) for moves in kind.moved.values() for move in moves]
        ),
    )


def _tree(leaves: Iterable[Tuple[Pattern, Any]]) -> Tree:
    root: Tree = {}
    for path, leaf in leaves:
        here = root
        for part in path:
            here = here.setdefault(part, {})
        here[None] = leaf
    return root


def _leaves(schema: Schema, path: Pattern, root: Schema, secret: bool) -> Iterator[Leaf]:
    """Like `kind.fields`, but with the fields that only newer dialects have, and with no word about reading back."""
    if schema.get("readOnly"):
        return
    secret = bool(schema.get("writeOnly", secret))
    properties = schema.get("properties")
    if properties:
        for name, child in properties.items():
            yield from _leaves(resolve(child, root), (*path, name), root, secret)
        return
    yield Leaf(path, schema, secret)
    items = schema.get("items")
    if isinstance(items, dict) and items:
        item = resolve(items, root)
        if "properties" in item or "writeOnly" in item:
            yield from _leaves(item, (*path, "*"), root, secret)


@lru_cache(maxsize=None)
def validator_of(kind: Kind) -> Any:
    """The jsonschema validator of `kind`. It fetches nothing and takes the schema for valid."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    from smarter.manifest.schema.formats import FORMATS

    formats = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        formats.checks(name)(_of_text(accepts))
    return Draft202012Validator(kind.schema, format_checker=formats, registry=Registry())


def _of_text(accepts: Any) -> Any:
    return lambda value: not isinstance(value, str) or accepts(value)

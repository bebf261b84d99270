"""Index of a kind's fields for the checks: secrets, references, moved fields."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, lru_cache
from typing import Any, DefaultDict, Dict, FrozenSet, Iterable, Iterator, List, Mapping, Optional, Tuple

from smarter.kinds import Field, Kind
from smarter.kinds.dialects import DIALECTS
from smarter.kinds.fields import resolve, walk
from smarter.kinds.names import NO_NAME, OURS, looks_like_key
from smarter.kinds.wire import fields_without_null, is_null
from smarter.manifest.schema.fast_validator import Check, compile_schema, never

Pattern = Tuple[str, ...]
Tree = Dict[Any, Any]


class KindIndex:
    """The fields of one kind, in all dialects; each part is made at its first use.

    Trees serve to look for all their fields at once: field name -> subtree, and None -> the leaf itself, or its move.

    Attributes:
        surely_valid: returns True only for data that is valid against the schema.
        surely_clean: returns True only for such data without substitutions in which no check beyond the schema finds
            anything.
        secrets: the fields that hold a secret itself.
        secret_names: the fields that hold the name of a Secret.
        read_only: the sections that are stripped before a manifest is sent.
        naming: tree of the references.
        marked: tree of the secrets and the deprecated fields.
        omitted: tree of the fields whose null is not sent.
        moved: tree of the other places of fields.
        varying: the paths of fields that platforms check differently, each with the checks by dialect.
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

    @cached_property
    def surely_clean(self) -> Check:
        has_own_checks = self._kind.deprecated or "x-smarter-rules" in self._schema
        return never if has_own_checks else _clean_check(self)


@lru_cache(maxsize=None)
def kind_index(kind: Kind) -> KindIndex:
    return KindIndex(kind)


# The checks beyond the schema take a third of a manifest's time, and most manifests have no field that these report. So
# one walk over all these fields comes first (tests/manifest/checking/test_quick_check.py compares both).
def _clean_check(index: KindIndex) -> Check:
    tests: DefaultDict[Pattern, List[Check]] = defaultdict(list)
    tests["metadata", "annotations"].append(_has_plain_annotations)
    for path, leaf in _leaves(index.marked):
        tests[path].append(never if leaf.schema.get("deprecated") else _is_no_text)
    for leaf in index.secret_names:
        tests[leaf.path].append(_is_sure_name)
    for path, _ in _leaves(index.moved):
        tests[path].append(never)
    for path, _ in _leaves(index.omitted):
        tests[path].append(lambda value: not is_null(value))
    for leaf in index.leaves:
        changes = _changes_by_dialect(leaf).values() if "*" not in leaf.path else ()
        for own in {repr(each): each for each in changes}.values():  # most platforms share theirs
            tests[leaf.path].append((lambda value: value is None) if own is None else compile_schema(own))
    return _all_of(_tree(tests.items()))


def _all_of(tests: Tree) -> Check:
    """Return the check of a value and of its parts by all checks in `tests`."""
    own = tuple(tests.get(None, ()))
    items = _all_of(tests["*"]) if "*" in tests else None
    below = [(part, _all_of(inner)) for part, inner in tests.items() if part not in (None, "*")]
    if not below and items is None:
        return own[0] if len(own) == 1 else lambda value: all(accepts(value) for accepts in own)

    def check(value: Any) -> bool:
        for accepts in own:
            if not accepts(value):
                return False
        if isinstance(value, dict):
            for part, accepts in below:
                if part in value and not accepts(value[part]):
                    return False
        elif items is not None and isinstance(value, list):
            return all(map(items, value))
        return True

    return check


def _is_no_text(value: Any) -> bool:
    return not value or not isinstance(value, str)


def _is_sure_name(value: Any) -> bool:
    return _is_no_text(value) or not (NO_NAME.search(value) or looks_like_key(value))


def _has_plain_annotations(value: Any) -> bool:
    notes = value if isinstance(value, list) else [value]
    if isinstance(value, list) and any(isinstance(note, dict) and len(note) > 1 for note in notes):
        return False
    return not any(OURS in str(key).lower() for note in notes if isinstance(note, dict) for key in note)


def _leaves(tree: Tree, path: Pattern = ()) -> Iterator[Tuple[Pattern, Any]]:
    for part, below in tree.items():
        if part is None:
            yield path, below
        else:
            yield from _leaves(below, (*path, part))


def _rules_by_dialect(field: Field) -> Dict[str, Optional[Check]]:
    """Return the check of each platform with its own; None if it rejects the field."""
    return {
        name: None if own is None else compile_schema({**field.schema, **own})
        for name, own in _changes_by_dialect(field).items()
    }


def _changes_by_dialect(field: Field) -> Dict[str, Optional[Dict[str, Any]]]:
    """Return each deviating platform's keywords; None if it rejects the field."""
    until = field.schema.get("x-smarter-until")
    changes = field.schema.get("x-smarter-dialects", {})
    found: Dict[str, Optional[Dict[str, Any]]] = {}
    for name, dialect in DIALECTS.items():
        own = {**changes.get(dialect.family, {}), **changes.get(name, {})}
        is_gone = until is not None and dialect.family > until and not field.schema.get("deprecated")
        if is_gone and dialect.refuses_unknown:
            found[name] = None
        elif own.keys() & {"maxLength", "pattern"}:
            found[name] = own
    return found


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
    """Return the jsonschema validator of `kind`; it fetches and checks no schema."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry

    from smarter.manifest.schema.formats import FORMATS

    formats = FormatChecker(formats=())
    for name, accepts in FORMATS.items():
        formats.checks(name)(_of_text(accepts))
    return Draft202012Validator(kind.schema, format_checker=formats, registry=Registry())


def _of_text(accepts: Any) -> Any:
    return lambda value: not isinstance(value, str) or accepts(value)

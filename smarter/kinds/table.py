"""The table of kinds: finds them by any spelling, reads schemas on demand."""

from __future__ import annotations

import json
import os
import re
from functools import cached_property, lru_cache
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from smarter._suggest import find_typo
from smarter.errors import ConfigurationError, UnknownKindError
from smarter.kinds.dialects import DEFAULT_DIALECT, DIALECTS, expand_families
from smarter.kinds.fields import Field, walk
from smarter.kinds.names import fold_name, normalize_key

if TYPE_CHECKING:
    from pathlib import Path

    Folder = Union[str, Path]

_SUFFIX = ".schema.json"

_FOLDERS = "Besides the shipped schemas, those of the folders in $SMARTER_SCHEMAS are read."
# Blanks, `-` and `_` may vary in the name of a kind; other punctuation makes it another word, such as a path.
_SPELLING = r"[\w\s-]+\Z"
_WORD = r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z"

# Returns the schema of the kind that a word means, or None.
Fetch = Callable[[str], Optional[Mapping[str, Any]]]

Moves = Sequence[Mapping[str, Any]]


class Kind:
    """A kind of resource; `dialect` is set where the schema is one dialect's."""

    def __init__(
        self, schema: Mapping[str, Any], dialect: Optional[str] = None, uniform: bool = False
    ) -> None:
        self.schema = schema
        self._uniform = uniform  # no keyword about dialects is in the schema
        self.dialect = dialect
        about = schema["x-smarter-kind"]
        self.name: str = about["name"]
        self.canonical: str = about.get("canonical", self.name)
        self.singular: str = about.get("singular", self.name.lower())
        self.loses: Tuple[str, ...] = tuple(about.get("loses", ()))
        self.usual: str = about.get("usual", self.name)
        self.administrative: bool = about.get("administrative", False)
        self.plural: str = about.get("plural", self.singular + "s")
        self.aliases: Tuple[str, ...] = tuple(about.get("aliases", ()))
        self.served: str = about.get("served", "manifest")
        self.moved: Mapping[str, Moves] = _moves_by_dialect(schema.get("x-smarter-moved"))
        self.wire: Mapping[str, str] = expand_families(about.get("wire", {}))
        self.identity: Optional[str] = about.get("identity")
        self.deprecated: bool = bool(schema.get("deprecated", False))
        self._verbs: Mapping[str, str] = about.get("verbs", {})
        self._verbs_by: Mapping[str, Mapping[str, str]] = expand_families(about.get("verbsBy", {}))
        self._writes: Mapping[str, Mapping[str, Any]] = expand_families(about.get("writes", {}))
        self._by_dialect: Dict[str, Kind] = {}

    def verb(self, verb: str, dialect: str = DEFAULT_DIALECT) -> str:
        """Return a dialect's support of `verb`: `yes`, `no`, or a quirk's name."""
        if not self.is_served(dialect):
            return "no"
        table = self._verbs_by.get(dialect, self._verbs)
        return table.get(verb, "no")

    def is_document_of(self, name: str, manifest: str) -> bool:
        """Tell whether `name` is a document in the folder of this kind's `manifest`."""
        return self.served == "files" and name.startswith(f"{manifest}/")

    def fold(self, name: str) -> str:
        """Return the name that the platform keeps for a resource of this kind.

        A document of a folder keeps its path behind the name of its manifest: `manuals/bikes/chains.md`.
        """
        manifest, _, path = name.partition("/") if self.served == "files" else (name, "", "")
        return f"{fold_name(manifest)}/{path}" if path else fold_name(name)

    def is_served(self, dialect: str) -> bool:
        """Tell whether a platform of `dialect` has this kind."""
        return self.served != "manifest" or dialect in self.wire

    def is_listable(self, dialect: str) -> bool:
        """Tell whether a platform of `dialect` lists all resources of this kind."""
        return self.served == "files" or self.verb("list", dialect) == "all"

    def lane(self, dialect: str) -> Optional[str]:
        """Return the dialect's lane for writes, one at a time; None without a limit."""
        lane: Optional[str] = self._writes.get(dialect, {}).get("lane")
        return lane

    def confuses_rows(self, dialect: str) -> bool:
        """Tell whether an update may write into another resource in `dialect`."""
        return bool(self._writes.get(dialect, {}).get("confusesRows"))

    def overwrites_users(self, dialect: str) -> bool:
        """Tell whether users overwrite each other's resources of one name in `dialect`."""
        return bool(self._writes.get(dialect, {}).get("overwritesUsers"))

    @property
    def verbs(self) -> Tuple[str, ...]:
        """The verbs that at least one dialect supports for this kind."""
        tables = [self._verbs, *self._verbs_by.values()]
        return tuple(dict.fromkeys(v for table in tables for v, how in table.items() if how != "no"))

    @cached_property
    def fields(self) -> Tuple[Field, ...]:
        """Every leaf of `metadata`, `spec` and `status`, in the schema's order.

        A value that moves on this kind's dialect is a field at the place that it moves from only.
        """
        targets = {move["to"] for move in self.moved.get(self.dialect or "", ())}
        return tuple(field for field in walk(self.schema) if str(field) not in targets)

    @cached_property
    def fields_of_all_dialects(self) -> Tuple[Field, ...]:
        """Every leaf that some platform has, as a live resource of any may show it."""
        return tuple(walk(self.schema, newer=True))

    @property
    def names(self) -> List[str]:
        """Every spelling of this kind, normalized: no case, no `-`, no `_`."""
        return [normalize_key(word) for word in (self.name, self.singular, self.plural, *self.aliases)]

    @property
    def refuses_unknown(self) -> bool:
        """True if every platform with manifests of this kind refuses unknown fields."""
        dialects = [self.dialect] if self.dialect else [n for n in DIALECTS if self.verb("apply", n) != "no"]
        return bool(dialects) and all(DIALECTS[name].refuses_unknown for name in dialects)

    def for_dialect(self, dialect: str) -> Kind:
        """Return this kind with the schema that platforms of `dialect` have. Made once."""
        if dialect == self.dialect:
            return self
        if dialect not in self._by_dialect:
            schema = self.schema if self._uniform else _for_dialect(self.schema, dialect)
            self._by_dialect[dialect] = Kind(schema, dialect, self._uniform)
        return self._by_dialect[dialect]

    def __repr__(self) -> str:
        return f"<Kind {self.name}>"


def _moves_by_dialect(table: Optional[Mapping[str, Moves]]) -> Mapping[str, Moves]:
    """Return the moves by dialect; a family's older ones hold for newer forms."""
    moves: Dict[str, List[Mapping[str, Any]]] = {}
    for since, each in (table or {}).items():
        for name, dialect in DIALECTS.items():
            if since[:3] == dialect.family and since <= name:
                moves.setdefault(name, []).extend(each)
    return moves


# Keywords about fields that differ by dialect.
_BY_DIALECT = ('"x-smarter-dialects"', '"x-smarter-since"', '"x-smarter-until"')
# Keywords whose value is a schema, a list of schemas, or a mapping of names to schemas.
_ONE = ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains")
_SEVERAL = ("allOf", "anyOf", "oneOf")
_NAMED = ("properties", "$defs", "patternProperties", "dependentSchemas")


# This runs for each kind of each apply. A kind has some 700 nodes of JSON and about 5 that differ by dialect, so only
# keywords that hold schemas are followed, and a part without a difference is shared, not copied
# (tests/kinds/test_table.py, `test_parts_that_all_dialects_share_are_not_copied`).
def _for_dialect(schema: Any, dialect: str) -> Any:
    """Return `schema` in a dialect, by `x-smarter-dialects` and `x-smarter-since`."""
    if not isinstance(schema, dict):
        return schema
    changes: Dict[str, Any] = {}
    if "x-smarter-dialects" in schema:
        by_dialect = schema["x-smarter-dialects"]
        changes.update({**by_dialect.get(DIALECTS[dialect].family, {}), **by_dialect.get(dialect, {})})
    for word, value in {**schema, **changes}.items() if changes else schema.items():
        if word in _ONE:
            new = _for_dialect(value, dialect)
        elif word in _SEVERAL:
            parts = [_for_dialect(part, dialect) for part in value]
            new = value if _all_same(parts, value) else parts
        elif word in _NAMED:
            named = {k: _for_dialect(v, dialect) for k, v in value.items() if not _lacks(dialect, v)}
            new = value if len(named) == len(value) and _all_same(named.values(), value.values()) else named
        else:
            continue
        if new is not value:
            changes[word] = new
    if not changes and "x-smarter-since" not in schema:
        return schema
    result = {**schema, **changes}
    result.pop("x-smarter-since", None)
    return result


def _all_same(new: Iterable[Any], old: Iterable[Any]) -> bool:
    return all(one is other for one, other in zip(new, old))


def _lacks(dialect: str, schema: Any) -> bool:
    """Return True for a field newer than `dialect`, or gone from it."""
    if not isinstance(schema, dict):
        return False
    until = schema.get("x-smarter-until", "P99")
    return bool(schema.get("x-smarter-since", "") > dialect or DIALECTS[dialect].family > until)


class KindTable:
    """The kinds of some schema folders; a later folder's file replaces its namesake."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        self._fetch: Optional[Fetch] = None
        self._base: Optional[KindTable] = None
        self._asked: Dict[str, Optional[Kind]] = {}
        self._files: Dict[str, str] = {}
        for folder in folders:
            if not os.path.isdir(folder):
                raise ConfigurationError(f"There is no folder of schemas {os.fspath(folder)}.", hint=_FOLDERS)
            for name in sorted(os.listdir(folder)):
                if name.endswith(_SUFFIX):
                    self._files[normalize_key(name[: -len(_SUFFIX)])] = os.path.join(os.fspath(folder), name)
        self._kinds: Dict[str, Kind] = {}
        self._spellings: Optional[Dict[str, Kind]] = None

    def with_lookup(self, fetch: Fetch) -> KindTable:
        """Return a table with `fetch` as its source of unknown kinds, once a word.

        The tables of all clients read a schema file once.
        """
        table = KindTable(())
        table._fetch, table._base = fetch, self
        table._files, table._kinds = self._files, dict(self._kinds)
        return table

    def add(self, schema: Mapping[str, Any]) -> Kind:
        """Add the kind of a schema already read, such as a served one."""
        kind = Kind(schema)
        self._kinds[normalize_key(kind.name)] = kind
        self._spellings = None
        return kind

    def _ask(self, word: str) -> Optional[Kind]:
        key = normalize_key(word)
        if self._fetch is None or not re.match(_WORD, word):
            return None
        if key not in self._asked:
            self._asked[key] = None  # Cache the miss first: the lookup may call `get` again.
            schema = self._fetch(word)
            self._asked[key] = None if schema is None else self.add(schema)
        return self._asked[key]

    def get(self, word: str) -> Kind:
        """Return the kind of `word`: `chatbot`, `chatbots`, `Chatbot`, `llm-client`, ...

        Raises:
            UnknownKindError: no kind has this spelling; `suggestion` has the nearest one.
        """
        key = _to_key(word)
        if key in self._files or key in self._kinds:
            return self._load(key)
        if self._spellings is None:
            self._spellings = {spelling: kind for kind in self.all() for spelling in kind.names}
        if key in self._spellings:
            return self._spellings[key]
        asked = self._ask(word)
        if asked is not None:
            return asked
        # A similar word means another thing: `pods` is not `providers`. A part of a name is a match: `connections`.
        near = find_typo(key, self._spellings) or next(
            (known for known in self._spellings if len(key) > 3 and key in known), None
        )
        suggestion = _spelt_like(word, near, self._spellings[near]) if near else None
        raise UnknownKindError(
            f"There is no kind {word!r}.",
            word=word,
            suggestion=suggestion,
            hint=f"Did you mean {suggestion}?" if suggestion else "`smarter api-resources` lists the kinds.",
        )

    def find(self, word: str) -> Optional[Kind]:
        """Return the kind that `word` means, or None."""
        try:
            return self.get(word)
        except UnknownKindError:
            return None

    def usual(self, canonical: str) -> Kind:
        """Return a canonical kind under the name that people use: Chatbot, not LLMClient.

        Raises:
            UnknownKindError: no kind has this name.
        """
        kind = self.get(canonical)
        return self.find(kind.usual) or kind

    def all(self) -> List[Kind]:
        """Return every kind, sorted by name. Reads every schema file once."""
        for key in self._files:
            self._load(key)
        return sorted(self._kinds.values(), key=lambda kind: kind.name)

    def words(self) -> List[str]:
        """Return a word for each kind, from file names: reads take ten times as long."""
        return sorted(os.path.basename(file)[: -len(_SUFFIX)] for file in self._files.values())

    def _load(self, key: str) -> Kind:
        if key not in self._kinds:
            base = self._base
            self._kinds[key] = base._load(key) if base is not None else _read_kind(self._files[key])
        return self._kinds[key]


def _read_kind(path: str) -> Kind:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        uniform = not any(word in text for word in _BY_DIALECT)
        return Kind(json.loads(text), uniform=uniform)
    except (ValueError, KeyError, TypeError) as error:
        what = "it has no x-smarter-kind" if isinstance(error, KeyError) else str(error)
        raise ConfigurationError(f"{path} is not the schema of a kind: {what}.", hint=_FOLDERS) from error


@lru_cache(maxsize=256)
def _to_key(word: str) -> str:
    return normalize_key(word) if re.match(_SPELLING, word) else word


def _spelt_like(word: str, spelling: str, kind: Kind) -> str:
    """Return the kind in the form of `word`: its manifest name, plural or singular."""
    if word[:1].isupper():
        return kind.name
    return kind.plural if spelling == normalize_key(kind.plural) else kind.singular


def schema_folder() -> str:
    """Return the folder of shipped schemas: in the package, or atop a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    installed = os.path.join(package, "schemas")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "schemas")


def load_kinds(extra: Iterable[Folder] = ()) -> KindTable:
    """Return the shipped kinds, overridden by `$SMARTER_SCHEMAS` (paths) and `extra`."""
    given = [part for part in os.environ.get("SMARTER_SCHEMAS", "").split(os.pathsep) if part]
    return _table((schema_folder(), *given, *(os.fspath(folder) for folder in extra)))


@lru_cache(maxsize=8)
def _table(folders: Tuple[str, ...]) -> KindTable:
    return KindTable(folders)

"""Finds a kind by any spelling of its name; reads one schema file at a time, when it is needed."""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
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

from smarter._suggest import nearest
from smarter.errors import ConfigurationError, UnknownKindError
from smarter.kinds.fields import Field, walk
from smarter.kinds.names import normalize_key

if TYPE_CHECKING:
    from pathlib import Path

    Folder = Union[str, Path]

_SUFFIX = ".schema.json"

_FOLDERS = "Besides the shipped schemas, those of the folders in $SMARTER_SCHEMAS are read."
_WORD = r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z"

# Finds the schema of a kind by a word for it; None where there is none.
Elsewhere = Callable[[str], Optional[Mapping[str, Any]]]


class Kind:
    """One kind of resource, as its schema says it."""

    def __init__(self, schema: Mapping[str, Any], dialect: Optional[str] = None) -> None:
        self.schema = schema
        self.dialect = dialect
        about = schema["x-smarter-kind"]
        self.name: str = about["name"]
        self.canonical: str = about.get("canonical", self.name)
        self.singular: str = about.get("singular", self.name.lower())
        self.plural: str = about.get("plural", self.singular + "s")
        self.aliases: Tuple[str, ...] = tuple(about.get("aliases", ()))
        self.served: str = about.get("served", "manifest")
        self.moved: Mapping[str, Sequence[Mapping[str, Any]]] = schema.get("x-smarter-moved", {})
        self.wire: Mapping[str, str] = about.get("wire", {})
        self.identity: Optional[str] = about.get("identity")
        self.deprecated: bool = bool(schema.get("deprecated", False))
        self._verbs: Mapping[str, str] = about.get("verbs", {})
        self._verbs_by: Mapping[str, Mapping[str, str]] = about.get("verbsBy", {})
        self._fields: Optional[Tuple[Field, ...]] = None
        self._on: Dict[str, Kind] = {}

    def verb(self, verb: str, dialect: str = "P14") -> str:
        """How `verb` goes for this kind on a platform of `dialect`: `yes`, `no`, or a quirk by its name."""
        if self.served == "manifest" and dialect not in self.wire:
            return "no"
        table = self._verbs_by.get(dialect, self._verbs)
        return table.get(verb, "no")

    @property
    def verbs(self) -> Tuple[str, ...]:
        """The verbs that some platform can do for this kind."""
        tables = [self._verbs, *self._verbs_by.values()]
        return tuple(dict.fromkeys(v for table in tables for v, how in table.items() if how != "no"))

    @property
    def fields(self) -> Tuple[Field, ...]:
        """Every leaf of `metadata`, `spec` and `status`, in the schema's order.

        Places that values move to on this kind's dialect are no fields of their own: the places they come from are.
        """
        if self._fields is None:
            elsewhere = {move["to"] for move in self.moved.get(self.dialect or "", ())}
            self._fields = tuple(field for field in walk(self.schema) if str(field) not in elsewhere)
        return self._fields

    @property
    def names(self) -> List[str]:
        """Every spelling that means this kind, squashed: no case, no `-`, no `_`."""
        return [normalize_key(word) for word in (self.name, self.singular, self.plural, *self.aliases)]

    def for_dialect(self, dialect: str) -> Kind:
        """This kind as platforms of `dialect` know it: where a field differs there, its schema says how."""
        if dialect not in self._on:
            self._on[dialect] = Kind(_for_dialect(self.schema, dialect), dialect)
        return self._on[dialect]

    def __repr__(self) -> str:
        return f"<Kind {self.name}>"


def _for_dialect(schema: Any, dialect: str) -> Any:
    """`schema` as `dialect` has it: `x-smarter-dialects` says what differs, `x-smarter-since` what is newer."""
    if isinstance(schema, Mapping):
        own = schema.get("x-smarter-dialects", {}).get(dialect, {})
        spoken = {**schema, **own}
        spoken.pop("x-smarter-since", None)
        return {
            key: _for_dialect(value, dialect) for key, value in spoken.items() if not _newer(value, dialect)
        }
    if isinstance(schema, list):
        return [_for_dialect(item, dialect) for item in schema]
    return schema


def _newer(schema: Any, dialect: str) -> bool:
    return isinstance(schema, Mapping) and str(schema.get("x-smarter-since", "")) > dialect


class KindTable:
    """The kinds of one or more schema folders; a later folder's file replaces an earlier one of the same name."""

    def __init__(self, folders: Iterable[Folder]) -> None:
        self._elsewhere: Optional[Elsewhere] = None
        self._asked: Dict[str, Optional[Kind]] = {}
        self._files: Dict[str, str] = {}
        for folder in folders:
            if not os.path.isdir(folder):
                raise ConfigurationError(f"There is no folder of schemas {os.fspath(folder)}.", hint=_FOLDERS)
            names = sorted(os.listdir(folder))
            for name in names:
                if name.endswith(_SUFFIX):
                    self._files[normalize_key(name[: -len(_SUFFIX)])] = os.path.join(os.fspath(folder), name)
        self._kinds: Dict[str, Kind] = {}
        self._spellings: Optional[Dict[str, Kind]] = None

    def with_lookup(self, elsewhere: Elsewhere) -> KindTable:
        """The same kinds; a word that means none of them is asked of `elsewhere` before it is refused, once."""
        table = KindTable(())
        table._elsewhere = elsewhere
        table._files, table._kinds = dict(self._files), dict(self._kinds)
        return table

    def add(self, schema: Mapping[str, Any]) -> Kind:
        """Take in one more kind, from a schema that is already read (one fetched from the platform)."""
        kind = Kind(schema)
        self._kinds[normalize_key(kind.name)] = kind
        self._spellings = None
        return kind

    def _ask(self, word: str) -> Optional[Kind]:
        key = normalize_key(word)
        if self._elsewhere is None or not re.match(_WORD, word):
            return None
        if key not in self._asked:
            self._asked[key] = None  # asked in vain so far: the asking may itself look for kinds
            schema = self._elsewhere(word)
            self._asked[key] = None if schema is None else self.add(schema)
        return self._asked[key]

    def get(self, word: str) -> Kind:
        """The kind that `word` means: `chatbot`, `chatbots`, `Chatbot`, `llm-client`, `cb`, ...

        Raises:
            UnknownKindError: no kind is spelt so; `suggestion` has the nearest that is.
        """
        key = normalize_key(word)
        if key in self._files or key in self._kinds:
            return self._load(key)
        if self._spellings is None:
            self._spellings = {spelling: kind for kind in self.all() for spelling in kind.names}
        if key in self._spellings:
            return self._spellings[key]
        asked = self._ask(word)
        if asked is not None:
            return asked
        near = nearest(key, self._spellings)
        suggestion = _spelt_like(word, near, self._spellings[near]) if near else None
        raise UnknownKindError(
            f"There is no kind {word!r}.",
            word=word,
            suggestion=suggestion,
            hint=f"Did you mean {suggestion}?" if suggestion else "`smarter api-resources` lists the kinds.",
        )

    def find(self, word: str) -> Optional[Kind]:
        """Like `get`, but None where no kind is spelt so."""
        try:
            return self.get(word)
        except UnknownKindError:
            return None

    def all(self) -> List[Kind]:
        """Every kind, sorted by name. Reads every schema file once."""
        for key in self._files:
            self._load(key)
        return sorted(self._kinds.values(), key=lambda kind: kind.name)

    def words(self) -> List[str]:
        """Return one word for each kind, from the schemas' file names: reading the files takes ten times as long."""
        return sorted(os.path.basename(file)[: -len(_SUFFIX)] for file in self._files.values())

    def _load(self, key: str) -> Kind:
        if key not in self._kinds:
            path = self._files[key]
            try:
                with open(path, encoding="utf-8") as file:
                    self._kinds[key] = Kind(json.load(file))
            except (ValueError, KeyError, TypeError) as error:
                what = "it has no x-smarter-kind" if isinstance(error, KeyError) else str(error)
                raise ConfigurationError(f"{path} is no schema of a kind: {what}.", hint=_FOLDERS) from error
        return self._kinds[key]


def _spelt_like(word: str, spelling: str, kind: Kind) -> str:
    """The kind as somebody who wrote `word` would write it: as manifests do, or a plural or a singular."""
    if word[:1].isupper():
        return kind.name
    return kind.plural if spelling == normalize_key(kind.plural) else kind.singular


def schema_folder() -> str:
    """Where the shipped schemas lie: in the installed package, or at the top of a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    installed = os.path.join(package, "schemas")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "schemas")


def load_kinds(extra: Iterable[Folder] = ()) -> KindTable:
    """The shipped kinds; those of `$SMARTER_SCHEMAS` (a path list) and of the `extra` folders come on top."""
    given = [part for part in os.environ.get("SMARTER_SCHEMAS", "").split(os.pathsep) if part]
    return _table((schema_folder(), *given, *(os.fspath(folder) for folder in extra)))


@lru_cache(maxsize=8)
def _table(folders: Tuple[str, ...]) -> KindTable:
    return KindTable(folders)

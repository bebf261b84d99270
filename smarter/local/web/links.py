"""References between the stored resources, from the schemas of their kinds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Iterator, List, NamedTuple, Tuple

from smarter.kinds import load_kinds
from smarter.kinds.names import is_record
from smarter.kinds.paths import leaves_of, values_at
from smarter.local.base_platform import BasePlatform
from smarter.local.store import Record

# Chatbots are stored under the newer word for them.
_DISPLAYED = {"LLMClient": "Chatbot"}


class Link(NamedTuple):
    """A field of a resource that names another one, which exists."""

    path: Tuple[Any, ...]
    target: Record


def displayed(kind: str) -> str:
    """Return the word for a kind that users read."""
    return _DISPLAYED.get(kind, kind)


def label(record: Record) -> Dict[str, str]:
    """Return the kind and name of a resource as the page shows them."""
    return {"kind": displayed(record.kind), "name": record.name}


def user_resources(platform: BasePlatform) -> List[Record]:
    """Return the resources without the records that clients keep for themselves."""
    return [record for record in platform.resources() if not is_record(record.kind, record.name)]


class Links:
    """The references between all resources at one moment."""

    def __init__(self, platform: BasePlatform) -> None:
        self._dialect = platform.dialect
        self.records = user_resources(platform)
        self._by_name = {(record.kind, record.name.lower()): record for record in self.records}

    def of(self, record: Record) -> Iterator[Link]:
        """Yield the references of a resource."""
        for pattern, targets in _reference_fields(record.kind, self._dialect):
            for path, value in values_at(record.manifest, pattern):
                for place, name in leaves_of(value, path):
                    target = self._find(targets, name)
                    if target is not None:
                        yield Link(place, target)

    def to(self, record: Record) -> List[Record]:
        """Return the resources that refer to a resource."""
        mine = (record.kind, record.id)
        return [
            other
            for other in self.records
            if any((link.target.kind, link.target.id) == mine for link in self.of(other))
        ]

    def _find(self, kinds: List[str], name: Any) -> Any:
        if not isinstance(name, str):
            return None
        found = (self._by_name.get((kind, name.lower())) for kind in kinds)
        return next((record for record in found if record is not None), None)


@lru_cache(maxsize=None)
def _reference_fields(word: str, dialect: str) -> List[Tuple[Tuple[str, ...], List[str]]]:
    """Return the path of each naming field of a kind, and the stored kinds it names."""
    kinds = load_kinds()
    kind = kinds.find(word)
    fields = kind.for_dialect(dialect).fields if kind else ()
    return [
        (field.path, [found.canonical for found in map(kinds.find, field.references) if found is not None])
        for field in fields
        if field.references
    ]

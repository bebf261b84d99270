"""Apply sets: which resources belong together, kept on the platform itself, since most kinds cannot be listed.

A member carries the set's name in an annotation of ours. The inventory, which names all members, is the data of a
static plugin `smarter_set_NAME`: a resource that can be described by name and gives its data back exactly. Where
plugins cannot be listed, one more of them, `smarter_sets`, names all sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, Iterable, Mapping, Optional, Set

from smarter.engine.desired import Identity
from smarter.engine.normalize import get
from smarter.errors import ConfigurationError
from smarter.kinds import Kind, KindTable
from smarter.platform import LiveResource

MARK = "set"
PREFIX = "smarter_set_"
INDEX = "smarter_sets"

_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*\Z")
_LONGEST = 50 - len(PREFIX)

_KEEPER = "Plugin"


@dataclass(frozen=True)
class Inventory:
    """A set as it was read: its members, by identity. `stored` is False where there is no inventory yet."""

    name: str
    members: FrozenSet[Identity] = frozenset()
    stored: bool = False


def check_name(name: str) -> str:
    """`name`, if a set may be called so.

    Raises:
        ConfigurationError: it may not.
    """
    if not _NAME.match(name) or len(name) > _LONGEST:
        raise ConfigurationError(
            f"A set cannot be called {name!r}.",
            hint=f"Use up to {_LONGEST} lower-case letters and digits, with single underscores between them.",
        )
    return name


def hidden(name: str) -> bool:
    """Whether a resource of this name is an inventory or the list of them, which lists leave out."""
    return name.startswith(PREFIX) or name == INDEX


def inventory_kind(kinds: KindTable) -> Kind:
    """The kind whose resources keep inventories."""
    return kinds.get(_KEEPER)


def read_inventory(name: str, live: Optional[LiveResource], kinds: KindTable) -> Inventory:
    """The set's inventory as the platform has it."""
    if live is None:
        return Inventory(name)
    listed = get(live.manifest, ("spec", "data", "staticData", "members")) or []
    members: Set[Identity] = set()
    for entry in listed:
        word, _, member = str(entry).partition("/")
        kind = kinds.find(word)
        if kind is not None and member:
            members.add((kind.canonical, member))
    return Inventory(name, frozenset(members), stored=True)


def inventory_manifest(name: str, members: Iterable[Identity]) -> Dict[str, Any]:
    """The manifest that keeps these members."""
    listed = sorted(f"{kind}/{member}" for kind, member in members)
    return _kept(PREFIX + name, "Inventory of an apply set.", {"set": name, "members": listed})


def index_manifest(names: Iterable[str]) -> Dict[str, Any]:
    """The manifest that keeps the names of all sets."""
    return _kept(INDEX, "Names of the apply sets.", {"sets": sorted(names)})


def read_index(live: Optional[LiveResource]) -> Set[str]:
    """The names of all sets, of which some may be gone or not yet be there."""
    listed = get(live.manifest, ("spec", "data", "staticData", "sets")) if live is not None else None
    return {name for name in listed or () if isinstance(name, str) and _NAME.match(name)}


def _kept(name: str, description: str, data: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "metadata": {
            "name": name,
            "description": description,
            "version": "1.0.0",
            "pluginClass": "static",
        },
        "spec": {
            "selector": {"directive": "always"},
            "prompt": {"systemRole": "This is kept for apply sets. It is not for chatbots."},
            "data": {"staticData": data},
        },
    }


def keeps_marks(kind: Kind) -> bool:
    """Whether resources of this kind give their annotations back; where not, only the inventory knows of them."""
    return not any(f.path == ("metadata", "annotations") and "lost" in f.readback for f in kind.fields)


def some(texts: Iterable[str], joint: str = ", ") -> str:
    """The first ten, and how many more there are."""
    listed = list(texts)
    more = f"{joint}and {len(listed) - 10} more" if len(listed) > 10 else ""
    return joint.join(listed[:10]) + more

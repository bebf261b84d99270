"""Read apply sets from the platform."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Dict, Iterable, List, Optional, Set

from smarter.engine.concurrency import PARALLELISM, map_concurrently
from smarter.engine.desired import Identity
from smarter.engine.sets.apply_sets import (
    MARK,
    SET_NAME,
    Index,
    Inventory,
    inventory_name,
    keeps_marks,
    own_name,
    parse_index,
    parse_inventory,
    parse_outdated,
    parse_outdated_index,
)
from smarter.errors import NotFoundError
from smarter.kinds.names import INDEX, KEEPER, KEEPER_BEFORE, PREFIX
from smarter.platform import LiveResource, Platform


def read_set(platform: Platform, name: str) -> Inventory:
    """Read the inventory of one of the user's sets, one of version 0.1 included."""
    kinds = platform.kinds
    live = platform.read(kinds.get(KEEPER), inventory_name(name, platform.username()))
    if live is not None:
        return parse_inventory(name, live, kinds)
    if "-" in name:  # 0.1 took no such names, and the platform folds this one to another
        return Inventory(name)
    live = platform.read(kinds.get(KEEPER_BEFORE), PREFIX + name)
    return Inventory(name) if live is None else parse_outdated(name, live, kinds)


def read_existing_set(platform: Platform, name: str) -> Inventory:
    """Read the inventory of a set.

    Raises:
        NotFoundError: there is no such set.
    """
    inventory = read_set(platform, name)
    if not inventory.exists:
        raise NotFoundError(f"There is no set {name}.", hint="smarter sets")
    return inventory


def read_set_index(platform: Platform) -> Index:
    """Read the names of the user's sets, including unmoved ones of version 0.1."""
    live = platform.read(platform.kinds.get(KEEPER), own_name(INDEX, platform.username()))
    index = Index() if live is None else parse_index(live)
    if index.stored and not index.outdated:
        return index
    live = platform.read(platform.kinds.get(KEEPER_BEFORE), INDEX)
    before = Index() if live is None else parse_outdated_index(live)
    return replace(index, names=index.names | before.names, outdated=before.outdated)


def find_sets(platform: Platform, *, parallelism: int = PARALLELISM) -> List[Inventory]:
    """Find the user's apply sets by listing inventories, or else by the index."""
    listed = lists_inventories(platform)
    names = _listed_sets(platform, parallelism) if listed else read_set_index(platform).names
    inventories = map_concurrently(lambda name: read_set(platform, name), sorted(names), parallelism)
    return [each for each in inventories if each.exists]


def lists_inventories(platform: Platform) -> bool:
    """Tell whether the platform lists all inventories, so that no index is needed."""
    return platform.kinds.get(KEEPER).is_listable(platform.dialect().name)


def _listed_sets(platform: Platform, parallelism: int) -> Set[str]:
    keeper, before = platform.kinds.get(KEEPER), platform.kinds.get(KEEPER_BEFORE)
    listed = [str(row.get("name")) for row in platform.list(keeper).rows]
    candidates = [name for name in listed if name.startswith(PREFIX)]
    found = map_concurrently(lambda name: platform.read(keeper, name), candidates, parallelism)
    names = {live.marks.get(SET_NAME) for live in found if live is not None}
    if before.is_listable(platform.dialect().name):
        rows = [str(row.get("name")) for row in platform.list(before).rows]
        names |= {name[len(PREFIX) :] for name in rows if name.startswith(PREFIX)}
    return {name for name in names if name}


def claims(
    platform: Platform, own: Optional[Inventory], identities: Iterable[Identity]
) -> Dict[Identity, str]:
    """Find other sets' claims on unmarked resources (a User drops annotations)."""
    dialect = platform.dialect().name
    unmarked = {
        each for each in identities if not keeps_marks(platform.kinds.get(each[0]).for_dialect(dialect))
    }
    others = other_sets(platform, own) if unmarked else ()
    return {identity: other.name for other in others for identity in unmarked & other.members}


def other_sets(platform: Platform, own: Optional[Inventory]) -> List[Inventory]:
    """Return the user's sets but for `own`."""
    return [each for each in find_sets(platform) if own is None or each.name != own.name]


# Held by tests/engine/sets/test_orphans.py and tests/engine/sets/test_adopt.py.
class Owners:
    """Owner sets of resources: both the mark and the set's inventory must agree.

    A mark alone is left behind by a release, by a rename of the set, and by a delete of the whole set.
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._read = lru_cache(maxsize=None)(partial(read_set, platform))
        self._find_all = lru_cache(maxsize=None)(partial(find_sets, platform))

    def find(self, live: LiveResource, own: Optional[Inventory] = None) -> Optional[str]:
        """Return the owner set of a marked resource; None if it is `own`, or no set."""
        mark = live.marks.get(MARK)
        if mark is None or (own is not None and own.marks(live) and live.identity in own.members):
            return None
        named = self._read(mark)
        if live.identity in named.members:
            return None if own is not None and mark == own.name else mark
        for other in self._find_all():
            if other.marks(live) and live.identity in other.members:
                return other.name
        if (own is not None and own.marks(live)) or named.exists:
            return None
        # A set that is not found may be another user's.
        return None if live.status.get("username") == self.platform.username() else mark

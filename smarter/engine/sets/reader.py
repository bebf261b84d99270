"""Read apply sets and lists of resources from the platform."""

from __future__ import annotations

from typing import Dict, Iterable, List

from smarter.engine.concurrency import PARALLELISM, map_concurrently
from smarter.engine.desired import Identity
from smarter.engine.sets.apply_sets import (
    INDEX,
    PREFIX,
    Inventory,
    inventory_kind,
    keeps_marks,
    read_index,
    read_inventory,
)
from smarter.kinds import Kind
from smarter.platform import LiveResource, Platform


def read_set(platform: Platform, name: str) -> Inventory:
    """Read the inventory of one set."""
    live = platform.read(inventory_kind(platform.kinds), PREFIX + name)
    return read_inventory(name, live, platform.kinds)


def find_sets(platform: Platform, *, parallelism: int = PARALLELISM) -> List[Inventory]:
    """Find the apply sets of the platform: by listing inventories where possible, else by the index of sets."""
    keeper = inventory_kind(platform.kinds)
    if keeper.verb("list", platform.dialect().name) == "all":
        listed = [str(row.get("name")) for row in platform.list(keeper).rows]
        names = {name[len(PREFIX) :] for name in listed if name.startswith(PREFIX)}
    else:
        names = read_index(platform.read(keeper, INDEX))
    inventories = map_concurrently(lambda name: read_set(platform, name), sorted(names), parallelism)
    return [each for each in inventories if each.stored]


def claims(platform: Platform, own: Inventory, identities: Iterable[Identity]) -> Dict[Identity, str]:
    """Find other sets that name resources which carry no mark (a User drops annotations), by their inventories."""
    dialect = platform.dialect().name
    unmarked = {
        each for each in identities if not keeps_marks(platform.kinds.get(each[0]).for_dialect(dialect))
    }
    others = [each for each in find_sets(platform) if each.name != own.name] if unmarked else []
    return {identity: other.name for other in others for identity in unmarked & other.members}


def read_listed(platform: Platform, kind: Kind, parallelism: int) -> List[LiveResource]:
    """List the resources of a kind and read each."""
    names = [str(row["name"]) for row in platform.list(kind).rows if row.get("name")]
    found = map_concurrently(lambda name: platform.read(kind, name), names, parallelism)
    return [live for live in found if live is not None]

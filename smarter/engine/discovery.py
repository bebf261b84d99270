"""Which apply sets there are, as far as the platform can be asked."""

from __future__ import annotations

from typing import List, NamedTuple, Set

from smarter.engine.observe import PARALLELISM, concurrently
from smarter.engine.sets import MARK, PREFIX, Inventory, inventory_kind, read_inventory
from smarter.kinds import Kind
from smarter.platform import Platform


class Found(NamedTuple):
    """The sets that were found. `complete` is False where a set may exist that left no trace in what can be listed."""

    sets: List[Inventory]
    complete: bool


def find_sets(platform: Platform, *, parallelism: int = PARALLELISM) -> Found:
    """The apply sets on the platform: by their inventories where these can be listed, else by the marks of members."""
    dialect = platform.dialect().name
    keeper = inventory_kind(platform.kinds)
    complete = keeper.verb("list", dialect) == "all"
    if complete:
        rows = platform.list(keeper).rows
        names = {
            str(row["name"])[len(PREFIX) :] for row in rows if str(row.get("name", "")).startswith(PREFIX)
        }
    else:
        names = set()
        for kind in platform.kinds.all():
            if kind.name == kind.canonical and kind.verb("list", dialect) == "all":
                names |= _marks(platform, kind, parallelism)
    return Found([inventory(platform, name) for name in sorted(names)], complete)


def inventory(platform: Platform, name: str) -> Inventory:
    """One set's inventory, as the platform has it."""
    live = platform.read(inventory_kind(platform.kinds), PREFIX + name)
    return read_inventory(name, live, platform.kinds)


def _marks(platform: Platform, kind: Kind, parallelism: int) -> Set[str]:
    """The sets that resources of this kind say they belong to."""
    if kind.verb("describe", platform.dialect().name) == "no":
        return set()
    names = [str(row["name"]) for row in platform.list(kind).rows if row.get("name")]
    found = concurrently(lambda name: platform.read(kind, name), names, parallelism)
    return {live.marks[MARK] for live in found if live is not None and MARK in live.marks}

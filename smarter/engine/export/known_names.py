"""Which apply sets and which names there are, as far as the platform can be asked."""

from __future__ import annotations

from typing import Dict, Iterable, List, NamedTuple, Set

from smarter.engine.desired import Identity
from smarter.engine.live_state import PARALLELISM, concurrently
from smarter.engine.normalize import get
from smarter.engine.sets.apply_sets import (
    INDEX,
    PREFIX,
    Inventory,
    hidden,
    inventory_kind,
    keeps_marks,
    read_index,
    read_inventory,
)
from smarter.kinds import Kind, fold_reference
from smarter.platform import LiveResource, Platform


def find_sets(platform: Platform, *, parallelism: int = PARALLELISM) -> List[Inventory]:
    """The apply sets on the platform: by their inventories where these can be listed, else by the list kept of them."""
    keeper = inventory_kind(platform.kinds)
    if keeper.verb("list", platform.dialect().name) == "all":
        listed = [str(row.get("name")) for row in platform.list(keeper).rows]
        names = {name[len(PREFIX) :] for name in listed if name.startswith(PREFIX)}
    else:
        names = read_index(platform.read(keeper, INDEX))
    found = concurrently(lambda name: inventory(platform, name), sorted(names), parallelism)
    return [each for each in found if each.stored]


def claims(platform: Platform, own: Inventory, identities: Iterable[Identity]) -> Dict[Identity, str]:
    """The other set that names a resource, of those that keep no mark, so that only inventories tell."""
    dialect = platform.dialect().name
    unmarked = {
        each for each in identities if not keeps_marks(platform.kinds.get(each[0]).for_dialect(dialect))
    }
    others = [found for found in find_sets(platform) if found.name != own.name] if unmarked else []
    return {identity: other.name for other in others for identity in unmarked & other.members}


def read_listed(platform: Platform, kind: Kind, parallelism: int) -> List[LiveResource]:
    """All resources of a kind that the platform lists, each read."""
    names = [str(row["name"]) for row in platform.list(kind).rows if row.get("name")]
    found = concurrently(lambda name: platform.read(kind, name), names, parallelism)
    return [live for live in found if live is not None]


class Known(NamedTuple):
    """Names of one kind. `complete` is False where there may be more that nothing tells of."""

    names: List[str]
    complete: bool


def known_names(platform: Platform, kind: Kind, *, parallelism: int = PARALLELISM) -> Known:
    """The names of a kind's resources, inventories of sets left out: by listing where the platform can, else those that
    members of sets have and that listed resources refer to, each looked up."""
    dialect = platform.dialect().name
    if kind.served == "files" or kind.verb("list", dialect) == "all":
        listing = platform.list(kind)
        names = {str(row.get("name") or row.get(kind.identity or "name")) for row in listing.rows}
        return Known(sorted(name for name in names if not hidden(name)), listing.complete)
    guesses = {name for found in find_sets(platform, parallelism=parallelism) for name in _of(kind, found)}
    for other in platform.kinds.all():
        if (
            other.name == other.canonical
            and other.verb("list", dialect) == "all"
            and other.served == "manifest"
        ):
            guesses |= _referred(platform, other, kind, parallelism)
    candidates = sorted(guesses)
    found = concurrently(lambda name: platform.read(kind, name), candidates, parallelism)
    return Known([name for name, live in zip(candidates, found) if live is not None], complete=False)


def _of(kind: Kind, found: Inventory) -> Set[str]:
    return {name for canonical, name in found.members if canonical == kind.canonical}


def _referred(platform: Platform, other: Kind, kind: Kind, parallelism: int) -> Set[str]:
    """What resources of `other` say they refer to; in lists the platform respells names, which often can be undone."""
    fields = [f for f in other.fields if kind.name in f.references and "resolved" not in f.readback]
    if not fields or other.verb("describe", platform.dialect().name) == "no":
        return set()
    lives = read_listed(platform, other, parallelism)
    values = [get(live.manifest, each.path) for live in lives for each in fields]
    flat = [name for value in values for name in (value if isinstance(value, list) else [value])]
    return {fold_reference(name) for name in flat if isinstance(name, str)}


def inventory(platform: Platform, name: str) -> Inventory:
    """One set's inventory, as the platform has it."""
    live = platform.read(inventory_kind(platform.kinds), PREFIX + name)
    return read_inventory(name, live, platform.kinds)

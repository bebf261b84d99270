"""Apply sets: which resources belong together, kept on the platform itself, since most kinds cannot be listed.

A member carries the set's name in an annotation of ours. The inventory, which names all members, is the data of a
static plugin `smarter_set_NAME`: a resource that can be described by name and gives its data back exactly. Where
plugins cannot be listed, one more of them, `smarter_sets`, names all sets.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    Collection,
    Dict,
    FrozenSet,
    Iterable,
    List,
    Mapping,
    Optional,
    Set,
    Tuple,
)

from smarter.engine import digests
from smarter.engine.desired import Identity, label
from smarter.engine.normalize import Path, get, squashed
from smarter.errors import ConfigurationError, GuardError
from smarter.kinds import Kind, KindTable
from smarter.platform import LiveResource

if TYPE_CHECKING:
    from smarter.engine.plan import Step

MARK = "set"
PREFIX = "smarter_set_"
INDEX = "smarter_sets"

# The share of a set that one prune may delete, unless it is told otherwise.
PRUNE_LIMIT = 0.2

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


def check_set_ownership(inventory: Inventory, steps: Iterable[Step], claimed: Mapping[Identity, str]) -> None:
    """Refuse to take what another set owns: by its mark, or, where it keeps none, as `claimed` by an inventory.

    Raises:
        GuardError: it names each such resource and its set.
    """
    foreign: List[str] = []
    for step in steps:
        owner = step.live.marks.get(MARK) if step.live else None
        if owner is None and step.live is not None and step.identity not in inventory.members:
            owner = claimed.get(step.identity)
        if owner and owner != inventory.name:
            foreign.append(f"{step.desired} belongs to {owner}")
    if foreign:
        raise GuardError(
            f"Another set owns what these manifests name: {some(sorted(foreign), '; ')}.",
            hint="Take them out of one of the two sets; `smarter adopt` moves a resource to another set.",
        )


def check_reserved_names(wanted: Iterable[Identity], kinds: KindTable) -> None:
    """Refuse manifests of what keeps the sets: whoever wrote it by hand would lose track of members.

    Raises:
        GuardError: it names each such resource.
    """
    keeper = inventory_kind(kinds).canonical
    kept = [label(each) for each in wanted if each[0] == keeper and hidden(each[1])]
    if kept:
        raise GuardError(
            f"Apply sets are kept in {some(sorted(kept))}, which no manifest may describe.",
            hint="Give it another name.",
        )


def check_prune_limit(inventory: Inventory, doomed: Collection[Identity], wanted: int, limit: float) -> None:
    """Refuse to prune on empty input, or more of the set than `limit`, a share of 1.

    Raises:
        GuardError: says what would have been deleted.
    """
    if not doomed:
        return
    number, size = len(doomed), max(1, len(inventory.members))
    if not wanted:
        raise GuardError(
            f"There is no manifest, and --prune would delete all {number} of the set {inventory.name}.",
            hint="Check the path; to delete a set on purpose, use `smarter delete`.",
        )
    if number / size > limit:
        raise GuardError(
            f"--prune would delete {number} of {size} resources of the set {inventory.name}, "
            f"which is {number / size:.0%} and more than the limit of {limit:.0%}: "
            f"{some(map(label, sorted(doomed)))}.",
            hint=f"If that is what you want, use --prune-limit {math.ceil(100 * number / size)}.",
        )


def some(texts: Iterable[str], joint: str = ", ") -> str:
    """The first ten, and how many more there are."""
    listed = list(texts)
    more = f"{joint}and {len(listed) - 10} more" if len(listed) > 10 else ""
    return joint.join(listed[:10]) + more


def live_references(
    live: LiveResource, only: Optional[Collection[Path]] = None
) -> Set[Tuple[str, str, bool]]:
    """What a live resource refers to, in all fields or `only` in some: (kind, squashed name, whether its deletion takes
    this one along).

    Names are squashed, since the platform respells them in lists. Where it shows something else in place of a name, the
    name is that which was applied.
    """
    found: Set[Tuple[str, str, bool]] = set()
    applied = digests.read_names(live.marks.get(digests.NAMES))
    for each in live.kind.fields:
        if (
            not each.references
            or each.read_only
            or each.in_list
            or (only is not None and each.path not in only)
        ):
            continue
        resolved = "resolved" in each.readback
        value = applied.get(digests.field_key(each.path)) if resolved else get(live.manifest, each.path)
        cascades = bool(each.schema.get("x-smarter-cascade"))
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str):
                found.update((kind, squashed(name), cascades) for kind in each.references)
    return found

"""Read and select the resources that `get` shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple

from smarter.cli.actions.selectors import SelectorError, matches, parse_selector
from smarter.cli.output import resource_view
from smarter.cli.output.jsonpath import find, parse_path, shown
from smarter.errors import APIError, UnsupportedError
from smarter.kinds.names import is_record

if TYPE_CHECKING:
    from smarter.cli.actions.targets import Target
    from smarter.kinds import Kind
    from smarter.platform import Platform


@dataclass(frozen=True)
class Item:
    """A resource: its row for tables, and its manifest if it was read whole."""

    kind: Kind
    name: str
    row: Mapping[str, Any]
    manifest: Optional[Dict[str, Any]] = None


@dataclass
class Collected:
    """The resources of one target.

    `missing` names those that do not exist. `complete` is False if there may be more; `listed` is False if the platform
    cannot list the kind.

    `unread` names those that the platform lists and does not show, or that were deleted meanwhile.

    `texts` is False if the texts of a long list are left out. `error` is the platform's error for this kind, if other
    kinds are shown.
    """

    kind: Kind
    items: List[Item] = field(default_factory=list)
    missing: List[str] = field(default_factory=list)
    unread: List[str] = field(default_factory=list)
    complete: bool = True
    listed: bool = True
    texts: bool = True
    error: Optional[Exception] = None


# A list does not tell which of its texts came from a variable; only the annotations of a resource do. So the rows of a
# short list are masked by a read of each resource, and those of a long one lose their texts.
# Held by tests/acceptance/test_substituted_values.py.
_SHORT_LIST = 25


def collect(
    platform: Platform, target: Target, *, whole: bool, texts: bool = True, everything: bool = False
) -> Collected:
    """Read the resources of a target.

    If the platform cannot list the kind, the result has the resources that apply sets and references name.

    Args:
        whole: read every manifest, one request each; for a table the rows of a list are enough.
        texts: the texts of the rows are wanted, not only names.
        everything: include the inventories of apply sets.

    Raises:
        UnsupportedError: the platform cannot describe the kind, or does not serve it.
    """
    from smarter import engine
    from smarter.engine.concurrency import read_all

    kind, result = target.kind, Collected(target.kind)
    names = target.names
    if not names and kind.is_listable(platform.dialect().name):
        listing = platform.list(kind)
        result.complete = listing.complete
        rows = [
            row
            for row in listing.rows
            if everything or not is_record(kind.canonical, resource_view.name_of(row))
        ]
        rows.sort(key=resource_view.name_of)
        if not whole:
            result.items = [Item(kind, resource_view.name_of(row), row) for row in rows]
            if texts:
                result.items, result.texts = _without_secrets(platform, kind, result.items)
            return result
        names = [resource_view.name_of(row) for row in rows]
    elif not names:
        described = kind.verb("describe", platform.dialect().name) != "no"
        platform.require(kind, "describe" if described else "list")  # without either, the list was asked for
        result.complete, result.listed = False, False
        names = engine.known_names(platform, kind)
    if not names:
        return result
    listed: Dict[str, Mapping[str, Any]] = {}
    if (
        target.names
        and not whole
        and resource_view.untrue_keys(kind)
        and kind.is_listable(platform.dialect().name)
    ):
        listed = {resource_view.name_of(row): row for row in platform.list(kind).rows}
    for name, live in zip(names, read_all(platform, kind, names)):
        if live is None and result.listed and not target.names:
            result.unread.append(name)
        elif live is None:
            result.missing.append(name)
        else:
            masked = engine.mask_resource(live)
            row = resource_view.live_row(live, masked, listed.get(live.name, {}))
            result.items.append(Item(kind, live.name, row, masked))
    return result


def _without_secrets(platform: Platform, kind: Kind, items: List[Item]) -> Tuple[List[Item], bool]:
    """Return the items without possible secrets, and whether no text is left out."""
    from smarter import engine
    from smarter.engine.concurrency import PARALLELISM, map_concurrently

    describable = kind.served == "files" or kind.verb("describe", platform.dialect().name) == "yes"
    if len(items) > _SHORT_LIST or not describable:
        bare = [replace(item, row=resource_view.row_without_texts(item.row)) for item in items]
        return bare, all(item.row.keys() == before.row.keys() for item, before in zip(bare, items))

    def masked(item: Item) -> Item:
        try:
            live = platform.read(kind, kind.fold(item.name) or item.name)
        except (APIError, UnsupportedError):  # a half-made resource: the others are shown
            live = None
        if live is None:
            return replace(item, row=resource_view.row_without_texts(item.row))
        return replace(item, row=resource_view.live_row(live, engine.mask_resource(live), item.row))

    platform.share_reads()
    return map_concurrently(masked, items, PARALLELISM), True


def select(collected: Collected, selector: str) -> None:
    """Keep the matching resources; raise `SelectorError` for a malformed selector."""
    terms = parse_selector(selector)
    collected.items = [item for item in collected.items if item.manifest and matches(terms, item.manifest)]


def select_fields(collected: Collected, selector: str) -> None:
    """Keep resources by `path=value` or `path!=value`; raise `SelectorError`."""
    for part in selector.split(","):
        path, sign, value = part.partition("=")
        if not sign or not path.rstrip("!="):
            raise SelectorError(f"malformed field selector {part!r}", hint="Use metadata.name=faq.")
        steps, wanted = parse_path(path.rstrip("!=")), value.lstrip("=")
        collected.items = [
            item
            for item in collected.items
            if (wanted in [shown(each) for each in find(item.manifest, steps)]) != path.endswith("!")
        ]


def add_tags(collected: Collected) -> None:
    """Add the tags to the rows."""
    for number, item in enumerate(collected.items):
        tags = ((item.manifest or {}).get("metadata") or {}).get("tags") or ()
        collected.items[number] = replace(item, row={**item.row, "tags": ",".join(map(str, tags))})


def sort(collected: Collected, by: str) -> None:
    """Sort by a path (`.metadata.name`), missing values last; raise `PathError`."""
    steps = parse_path(by)

    def key(item: Item) -> Any:
        values = find(item.manifest, steps)
        if not values or values[0] is None:
            return (2, 0.0, "")
        value = values[0]
        if isinstance(value, (int, float)):
            return (0, float(value), "")
        return (1, 0.0, shown(value))

    collected.items.sort(key=key)

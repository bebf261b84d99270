"""Plugins with data rows confused by the platform: updatable, or to be replaced.

A plugin has a row with an id M and a data row with an id D. Platforms up to 0.14 evaluate plugin M by the data row
whose own id is M, whichever plugin owns it, and an update writes there. M and D part when two clients create plugins
at the same time, and after a failed apply of a SqlPlugin or ApiPlugin. Whether they agree is fixed at creation, and
only the answer to that apply tells it. So the ids that agreed are recorded in a Secret of the user; a plugin that is
not among them is never updated, but deleted and created.
"""

# Held by tests/engine/writes/test_data_rows.py, the laws and the kill matrix, with the platform's fault switched on.

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import AbstractSet, FrozenSet, Iterable, Iterator, Optional, Tuple

from smarter.engine.desired import Identity, spell
from smarter.engine.sets.apply_sets import keeper_manifest, own_name, pack_words, parse_identities, read_words
from smarter.errors import ConflictError
from smarter.kinds.names import KEEPER, ROWS
from smarter.platform import DataRow, LiveResource, Platform

# The annotation with a plugin's own identity: another one shows that the plugin holds the content of another.
OWN = "resource"
# The annotation of a plugin that was replaced while resources outside the manifests referred to it.
DETACHED = "detached"

_AGREED = "agreed"
_DETACHED = "detached"
_TRIES = 3
_MOST = 100_000  # ids in one range

# A user of a plugin, and the plugin that must be attached to it again.
Detached = Tuple[Identity, Identity]


@dataclass(frozen=True)
class Rows:
    """Record of a user: `agreed` ids, and resources `detached` by a replacement."""

    agreed: FrozenSet[int] = frozenset()
    detached: FrozenSet[Detached] = frozenset()


def read_rows(platform: Platform) -> Rows:
    """Read the record of the user."""
    live = platform.read(platform.kinds.get(KEEPER), own_name(ROWS, platform.username()))
    if live is None:
        return Rows()
    pairs = (word.split(">") for word in read_words(live.marks, _DETACHED))
    detached = (tuple(parse_identities(pair, platform.kinds)) for pair in pairs)
    return Rows(
        frozenset(_expand(read_words(live.marks, _AGREED))),
        frozenset((pair[0], pair[1]) for pair in detached if len(pair) == 2),
    )


# As with inventories there is no compare-and-swap: merge with the live record, write, and read again.
def update_rows(
    platform: Platform,
    agreed: AbstractSet[int] = frozenset(),
    detached: AbstractSet[Detached] = frozenset(),
    attached: AbstractSet[Detached] = frozenset(),
) -> None:
    """Record ids that agree, and resources that were detached or attached again.

    Raises:
        ConflictError: another client undoes the change again and again.
    """
    for _ in range(_TRIES):
        found = read_rows(platform)
        wanted = Rows(found.agreed | agreed, (found.detached | detached) - attached)
        if wanted == found:
            return
        marks = {
            **pack_words(_AGREED, _compress(wanted.agreed)),
            **pack_words(
                _DETACHED, sorted(f"{'/'.join(user)}>{'/'.join(used)}" for user, used in wanted.detached)
            ),
        }
        manifest = keeper_manifest(own_name(ROWS, platform.username()), "Ids of plugins.", marks)
        platform.write(platform.kinds.get(KEEPER), manifest)
    raise ConflictError(
        "Another client writes the record of plugin ids at the same time.", hint="Run the same command again."
    )


def _compress(numbers: AbstractSet[int]) -> Iterator[str]:
    """Write ids as ranges: `110-112 115`."""
    # In a row of ids, each one differs from its position by the same number.
    for _, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        row = [number for _, number in group]
        yield f"{row[0]}-{row[-1]}" if len(row) > 1 else str(row[0])


def _expand(words: Iterable[str]) -> Iterator[int]:
    for word in words:
        start, _, end = word.partition("-")
        if start.isdecimal() and (end or start).isdecimal() and int(end or start) - int(start) < _MOST:
            yield from range(int(start), int(end or start) + 1)


def agrees(row: Optional[DataRow]) -> bool:
    """Tell whether a creation's answer shows equal ids of plugin and data row."""
    return row is not None and row.id == row.owner


def foreign_content(live: LiveResource) -> Optional[str]:
    """Return the name of the plugin whose content a plugin holds, if it is another's."""
    owner = live.marks.get(OWN)
    return owner if owner is not None and owner != spell(*live.identity) else None

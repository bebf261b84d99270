"""Reading several resources at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional, Sequence

if TYPE_CHECKING:
    from smarter.kinds import Kind
    from smarter.platform import LiveResource, Platform

__all__ = ["read_all"]


def read_all(
    platform: Platform, kind: Kind, names: Sequence[str], parallelism: int = 10
) -> List[Optional[LiveResource]]:
    """The resources of these names, in their order; None for each that is not there."""
    from smarter.kinds import fold_name

    folded = [fold_name(name) or name for name in names]
    if len(folded) == 1:
        return [platform.read(kind, folded[0])]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(parallelism) as pool:
        return list(pool.map(lambda name: platform.read(kind, name), folded))

"""Values of wrong types for each place of a response, without chance."""

from __future__ import annotations

import copy
from typing import Any, Iterator, NamedTuple, Tuple, Union

Path = Tuple[Union[str, int], ...]

REMOVED: Any = "(removed)"
VALUES: Tuple[Any, ...] = (None, True, 1, 1e308, "x", [], {}, [1], {"a": 1}, "\ud800", REMOVED)


class Change(NamedTuple):
    """Another value at one place of an answer."""

    path: Path
    value: Any

    def applied(self, data: Any) -> Any:
        """Return a copy of `data` with this change."""
        if not self.path:
            return copy.deepcopy(self.value)
        whole = copy.deepcopy(data)
        owner = whole
        for part in self.path[:-1]:
            owner = owner[part]
        if self.value is REMOVED:
            del owner[self.path[-1]]
        else:
            owner[self.path[-1]] = copy.deepcopy(self.value)
        return whole


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each value in `data`, of lists those of the first item."""
    yield path
    for key in data if isinstance(data, dict) else range(min(1, len(data)) if isinstance(data, list) else 0):
        yield from places(data[key], (*path, key))


def changes(data: Any) -> Iterator[Change]:
    """Yield each place of `data` with each of `VALUES`."""
    for path in places(data):
        for value in VALUES:
            if path or value is not REMOVED:
                yield Change(path, value)

"""Values of wrong types, put in each place of an answer in turn: no chance decides what is tried."""

from __future__ import annotations

import copy
from typing import Any, Iterator, NamedTuple, Tuple, Union

Path = Tuple[Union[str, int], ...]

REMOVED: Any = "(removed)"
VALUES: Tuple[Any, ...] = (None, True, 1, 1e308, "x", [], {}, [1], {"a": 1}, "\ud800")


class Change(NamedTuple):
    """One place of an answer with another value; `answer` is the whole."""

    path: Path
    value: Any
    answer: Any


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each value in `data`, of lists those of the first item."""
    yield path
    for key in data if isinstance(data, dict) else range(min(1, len(data)) if isinstance(data, list) else 0):
        yield from places(data[key], (*path, key))


def changed(data: Any, path: Path, value: Any) -> Any:
    """Return a copy of `data` with another value at `path`, or without it for `REMOVED`."""
    if not path:
        return copy.deepcopy(value)
    whole = copy.deepcopy(data)
    owner = whole
    for part in path[:-1]:
        owner = owner[part]
    if value is REMOVED:
        del owner[path[-1]]
    else:
        owner[path[-1]] = copy.deepcopy(value)
    return whole


def changes(data: Any) -> Iterator[Change]:
    """Yield `data` with each of its values replaced by each of `VALUES`, or removed."""
    for path in places(data):
        for value in VALUES if not path else (*VALUES, REMOVED):
            yield Change(path, value, changed(data, path, value))

"""A value of a wrong type in any place is a finding and never a crash."""

from __future__ import annotations

import json
from typing import Any, Iterator, List, Optional, Sequence, Tuple

import pytest

from smarter.kinds import KindTable, load_kinds
from smarter.manifest import Options, validate
from tests.manifest.conftest import Write

WRONG: List[Any] = [7, ["x"], {"x": 1}]
MORE: List[Any] = [None, True, 1.5, "", "x", [], {}, [None], [[1]], {"": None}]


def places(value: Any, path: Tuple[Any, ...] = ()) -> Iterator[Tuple[Any, ...]]:
    if isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from places(below, (*path, key))


NAMES = [kind.name for kind in load_kinds().all()]


@pytest.mark.sampled(14)
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_type_in_any_place_is_a_finding(name: str, write: Write, kinds: KindTable) -> None:
    try_types(name, WRONG, [None], write, kinds)


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_no_wrong_type_in_any_place_raises_an_error(name: str, write: Write, kinds: KindTable) -> None:
    try_types(name, [*WRONG, *MORE], [None, "P10", "P14", "P15C"], write, kinds)


def try_types(
    name: str, values: Sequence[Any], dialects: Sequence[Optional[str]], write: Write, kinds: KindTable
) -> None:
    example = kinds.get(name).schema["examples"][0]
    documents = []
    for path in places(example):
        for wrong in values:
            changed = json.loads(json.dumps(example))
            parent = changed
            for part in path[:-1]:
                parent = parent[part]
            parent[path[-1]] = wrong
            documents.append(changed)
    file = write("\n---\n".join(map(json.dumps, documents)) + "\n", "all.yaml")
    for dialect in dialects:
        assert validate([file], kinds, Options({}, dialect=dialect)).findings

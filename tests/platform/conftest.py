"""Worlds with an embedded platform of any dialect."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest

from tests.engine.conftest import World


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Return a function that makes worlds of any dialect."""
    made: List[World] = []

    def make(**options: Any) -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(World(folder, **options))
        return made[-1]

    yield make
    for world in made:
        world.local.close()


@pytest.fixture
def world(worlds: Callable[..., World]) -> World:
    """Make a world of the recorded dialect."""
    return worlds()

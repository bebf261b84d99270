"""Worlds of every dialect for the tests of sets."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.engine.conftest import World


@pytest.fixture(params=["P10", "P14", "P15A", "P15B", "P15C"])
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, dialect=request.param)
    yield made
    made.local.close()

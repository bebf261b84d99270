"""Worlds with an embedded platform of any dialect."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Iterator, List

import pytest

from tests.acceptance.conftest import Command
from tests.acceptance.server import Server
from tests.engine.conftest import World

KEY = "k" * 64


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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Serve the newest platform over HTTP."""
    with Server(tmp_path / "server.db", api_key=KEY, dialect="0.36") as running:
        yield running


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """Make the command without any flag, in a folder with the key of `server`."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "key").write_text(KEY + "\n", encoding="utf-8")
    return Command(folder, tmp_path / "home", [])


@pytest.fixture
def command(bare: Command, server: Server) -> Command:
    """Make the command for `server`."""
    return bare.with_flags("--base-url", server.url, "--api-key-file", str(bare.folder / "key"))

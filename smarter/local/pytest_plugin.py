"""The pytest fixtures `smarter_local`, a platform, and `smarter_ask`, a prompt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Callable, Iterator

import pytest

if TYPE_CHECKING:
    from smarter import types
    from smarter.local.server import LocalServer


@pytest.fixture
def smarter_local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """Return an empty embedded platform that clients and the command use.

    `smarter_local.faults.add("status", verb="apply", nth=2, status=503)` makes it fail.
    """
    from smarter.local.prompting.model import Model
    from smarter.local.server import LocalServer

    home = tmp_path / "smarter-home"
    with LocalServer(home / "local.db", model=Model()) as server:
        monkeypatch.setenv("SMARTER_HOME", str(home))
        monkeypatch.delenv("SMARTER_CONTEXT", raising=False)
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def smarter_ask() -> Iterator[Callable[..., types.Reply]]:
    """Return `ask(chatbot, text, session=None)`, for the environment's platform.

    Beside `smarter_local` that is the platform of the test. `assert smarter_ask("bike_shop", "Prices?").called("faq")`.
    """
    from smarter import Smarter

    with Smarter() as client:
        yield client.resources.chatbots.prompt

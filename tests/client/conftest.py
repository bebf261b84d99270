"""Fixtures that run each test with both clients, sync and async."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, Callable, Iterator

import pytest

from smarter import AsyncSmarter, Smarter
from smarter.client import retry
from tests.client.wire import Reply, Server

KEY = "k" * 64
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Hide the developer's own configuration."""
    for name in (
        "API_KEY",
        "BASE_URL",
        "CONTEXT",
        "ENVIRONMENT",
        "LOG",
        "TIMEOUT",
        "MAX_RETRIES",
        "ROOT_DOMAIN",
    ):
        monkeypatch.delenv(f"SMARTER_{name}", raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry without delay."""
    monkeypatch.setattr(retry, "INITIAL_DELAY", 0.001)


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Return a function that calls a server's client: `ask(server, call)`."""

    def sync(server: Any, call: Callable[[Any], Any], **options: Any) -> Any:
        base_url = server if isinstance(server, str) else server.base_url
        with Smarter(**{"api_key": KEY, "base_url": base_url, **options}) as client:
            result = call(client)
            return list(result) if inspect.isgenerator(result) else result

    def asynchronous(server: Any, call: Callable[[Any], Any], **options: Any) -> Any:
        base_url = server if isinstance(server, str) else server.base_url

        async def main() -> Any:
            async with AsyncSmarter(**{"api_key": KEY, "base_url": base_url, **options}) as client:
                value = call(client)
                return await value if inspect.isawaitable(value) else value

        return asyncio.run(main())

    return sync if request.param == "sync" else asynchronous


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Return a function that starts a server: `serve(Answer(...), ...)`."""
    servers = []

    def start(*replies: Reply, **options: Any) -> Server:
        servers.append(Server(*replies, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__()

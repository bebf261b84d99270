"""Fixtures for four runs: both clients, with an embedded and a served platform."""

from __future__ import annotations

import asyncio
import inspect
from pathlib import Path
from typing import Any, Callable, Iterator, List

import httpx
import pytest
from pydantic import BaseModel

from smarter import AsyncSmarter, Smarter
from smarter.client.http._async.handler_transport import AsyncHandlerTransport
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.local import Platform
from smarter.local.server import LocalServer

Ask = Callable[..., Any]


class Price(BaseModel):
    """Ask for a price."""

    job: str
    amount: int


class Bench:
    """An embedded platform with a client; `ask(call)` returns `call(client)`."""

    def __init__(self, way: str, platform: Platform, **options: Any) -> None:
        self.way = way
        self.platform = platform
        self.options = {"api_key": "k" * 64, "base_url": "http://localhost:9357/api/v1", **options}

    @property
    def is_async(self) -> bool:
        return self.way.startswith("async")

    @property
    def in_process(self) -> bool:
        return self.way.endswith("process")

    def __call__(self, call: Callable[[Any], Any], **options: Any) -> Any:
        options = {**self.options, **options}
        if not self.is_async:
            if self.in_process:
                options["http_client"] = httpx.Client(transport=HandlerTransport(self.platform.handle))
            with Smarter(**options) as client:
                result = call(client)
                return list(result) if inspect.isgenerator(result) else result

        async def main() -> Any:
            if self.in_process:
                options["http_client"] = httpx.AsyncClient(
                    transport=AsyncHandlerTransport(self.platform.handle)
                )
            async with AsyncSmarter(**options) as client:
                return await everything(call(client))

        return asyncio.run(main())


async def everything(value: Any) -> Any:
    """Await `value`; of a list, return all its items."""
    if inspect.isawaitable(value) and not hasattr(value, "__aiter__"):
        value = await value
    if hasattr(value, "__aiter__"):
        return [each async for each in value]
    return value


def items(ask: Bench, call: Callable[[Any], Any]) -> Any:
    """Return all items of a list or a stream, by either client."""
    return ask(lambda client: call(client) if ask.is_async else list(call(client)))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "BASE_URL", "CONTEXT", "LOCAL_LLM_URL"):
        monkeypatch.delenv(f"SMARTER_{name}", raising=False)
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "home"))


@pytest.fixture(params=["sync-process", "async-process", "sync-http", "async-http"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param.endswith("http"):
        with LocalServer(tmp_path / "served.db") as server:
            yield Bench(request.param, server.platform, api_key=server.api_key, base_url=server.base_url)
        return
    platform = Platform()
    yield Bench(request.param, platform)
    platform.close()


@pytest.fixture(params=["sync-process", "async-process"])
def inside(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Run without HTTP, for tests in which it makes no difference."""
    platform = Platform()
    yield Bench(request.param, platform)
    platform.close()


@pytest.fixture(params=["P10", "P14", "P15C"])
def dialect(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Make a platform of each generation, with a sync client."""
    platform = Platform(dialect=request.param)
    yield Bench("sync-process", platform, base_url=f"http://{request.param.lower()}.localhost/api/v1")
    platform.close()


@pytest.fixture
def embedded() -> Iterator[Callable[..., Platform]]:
    """Return a function that makes a platform in memory: `embedded(dialect="P15C")`."""
    made: List[Platform] = []

    def make(**options: Any) -> Platform:
        made.append(Platform(**options))
        return made[-1]

    yield make
    for platform in made:
        platform.close()

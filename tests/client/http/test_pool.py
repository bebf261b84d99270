"""Connections are reused, limited, and closed when they cannot be used again."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any, Callable, List

import httpcore
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.http._async import pool as async_pool
from smarter.client.http._sync import pool
from tests.client.conftest import KEY
from tests.client.wire import Answer, Raw, Received, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep idle connections between two requests on a loaded machine."""
    for module in (pool, async_pool):
        monkeypatch.setattr(module, "KEEPALIVE_SECONDS", 600.0)


def in_groups(size: int) -> Callable[[Received], Answer]:
    """Answer requests only when `number` are in flight."""
    barrier = threading.Barrier(size)

    def answer(request: Received) -> Answer:
        barrier.wait(60)
        return Answer(200, MODEL)

    return answer


def idle(client: Any) -> int:
    """Count the idle connections."""
    return sum(len(each) for each in client._http._transport._plain._pool._idle.get().by_origin.values())


def free(client: Any) -> int:
    """Count the connections that may still be opened."""
    gate = client._http._transport._plain._pool._idle.get().gate
    return int(getattr(gate, "_value", None) or gate.value)


def test_sequential_requests_share_one_connection(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))

    async def asynchronous(client: Any) -> None:
        for _ in range(5):
            await client.models.retrieve("m")
        assert idle(client) == 1
        assert free(client) == async_pool.MAX_CONNECTIONS

    def call(client: Any) -> Any:
        if isinstance(client, AsyncSmarter):
            return asynchronous(client)
        for _ in range(5):
            client.models.retrieve("m")
        assert idle(client) == 1
        assert free(client) == pool.MAX_CONNECTIONS
        return None

    ask(server, call)
    assert server.connections == 1


def test_concurrent_tasks_have_separate_connections(serve: Serve) -> None:
    server = serve(script=in_groups(8))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            await asyncio.gather(*(client.models.retrieve("m") for _ in range(8)))
            assert idle(client) == 8
            await asyncio.gather(*(client.models.retrieve("m") for _ in range(8)))
            assert idle(client) == 8

    asyncio.run(main())
    assert server.connections == 8


def test_concurrent_threads_have_separate_connections(serve: Serve) -> None:
    server = serve(script=in_groups(6))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        for _ in range(2):
            threads = [threading.Thread(target=client.models.retrieve, args=("m",)) for _ in range(6)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert idle(client) == 6
    assert server.connections == 6


def test_no_more_connections_than_the_limit_are_opened(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_pool, "MAX_CONNECTIONS", 3)
    monkeypatch.setattr(pool, "MAX_CONNECTIONS", 1)
    server = serve(script=in_groups(3))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            await asyncio.gather(*(client.models.retrieve("m") for _ in range(9)))
            assert idle(client) == 3

    asyncio.run(main())
    assert server.connections == 3


def test_waiting_for_a_connection_can_time_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_pool, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(pool, "MAX_CONNECTIONS", 1)
    server = serve(script=lambda request: Answer(200, MODEL) if request.path.endswith("quick") else None)
    timeout = smarter.Timeout(60, pool=0.05)
    with Smarter(api_key=KEY, base_url=server.base_url, timeout=timeout, max_retries=0) as client:
        with client.models.with_streaming_response.retrieve("quick"):
            with pytest.raises(smarter.APITimeoutError) as caught:
                client.models.retrieve("quick")
            assert not caught.value.sent
        assert client.models.retrieve("quick").id == "m"

    async def main() -> None:
        async with AsyncSmarter(
            api_key=KEY, base_url=server.base_url, timeout=timeout, max_retries=0
        ) as other:
            async with other.models.with_streaming_response.retrieve("quick"):
                with pytest.raises(smarter.APITimeoutError):
                    await other.models.retrieve("quick")
            assert (await other.models.retrieve("quick")).id == "m"

    asyncio.run(main())


def test_a_connection_that_the_server_ended_is_not_used(serve: Serve, ask: Any) -> None:
    closing = b"HTTP/1.1 200 OK\r\ncontent-length: 29\r\n\r\n" + b'{"id": "m","object": "model"}'
    server = serve(Raw(closing), Raw(closing))

    def ended(client: Any) -> bool:
        origins = client._http._transport._plain._pool._idle.get().by_origin.values()
        return all(connection.http.has_expired() for waiting in origins for connection in waiting)

    async def asynchronous(client: Any) -> None:
        await client.models.retrieve("m")
        while not ended(client):
            await asyncio.sleep(0.01)
        await client.models.retrieve("m")

    def call(client: Any) -> Any:
        if isinstance(client, AsyncSmarter):
            return asynchronous(client)
        client.models.retrieve("m")
        while not ended(client):
            time.sleep(0.01)
        return client.models.retrieve("m")

    ask(server, call, max_retries=0)
    assert server.connections == 2


def test_a_connection_with_a_close_header_is_closed(serve: Serve) -> None:
    server = serve(Answer(200, MODEL, {"connection": "close"}))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        client.models.retrieve("m")
        assert idle(client) == 0
        assert free(client) == pool.MAX_CONNECTIONS


def test_idle_connections_are_closed_after_a_time(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    real, later = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + later[0])
    together = in_groups(6)
    server = serve(script=lambda request: Answer(200, MODEL) if later[0] else together(request))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            await asyncio.gather(*(client.models.retrieve("m") for _ in range(6)))
            assert idle(client) == 6
            later[0] = 601
            for _ in range(12):
                await client.models.retrieve("m")
            assert idle(client) < 3

    asyncio.run(main())


def test_no_more_idle_connections_than_the_limit_are_kept(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_pool, "MAX_IDLE", 2)
    server = serve(script=in_groups(6))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            await asyncio.gather(*(client.models.retrieve("m") for _ in range(6)))
            assert idle(client) == 2

    asyncio.run(main())


def test_a_cancelled_request_leaves_no_connection(serve: Serve) -> None:
    server = serve(script=lambda request: Answer(200, MODEL) if request.path.endswith("quick") else None)

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            await client.models.retrieve("quick")
            waiting = [asyncio.ensure_future(client.models.retrieve("slow")) for _ in range(5)]
            await asyncio.sleep(0.05)
            for each in waiting:
                each.cancel()
            assert all(
                isinstance(e, asyncio.CancelledError)
                for e in await asyncio.gather(*waiting, return_exceptions=True)
            )
            assert free(client) == async_pool.MAX_CONNECTIONS
            assert (await client.models.retrieve("quick")).id == "m"

    asyncio.run(main())


def test_a_failed_request_leaves_no_connection(serve: Serve, ask: Any) -> None:
    server = serve(Raw(b""))

    async def asynchronous(client: Any) -> None:
        with pytest.raises(smarter.APIConnectionError):
            await client.models.retrieve("m")
        assert free(client) == async_pool.MAX_CONNECTIONS
        assert idle(client) == 0

    def call(client: Any) -> Any:
        if isinstance(client, AsyncSmarter):
            return asynchronous(client)
        with pytest.raises(smarter.APIConnectionError):
            client.models.retrieve("m")
        assert free(client) == pool.MAX_CONNECTIONS
        assert idle(client) == 0
        return None

    ask(server, call, max_retries=0)


def test_a_connection_in_use_is_closed_after_its_request(serve: Serve) -> None:
    client = Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url)
    inner = client._http._transport._plain._pool  # type: ignore[union-attr]
    with client.models.with_streaming_response.retrieve("m") as response:
        client.close()
        response.read()
    assert not any(inner._idle.get().by_origin.values())


def test_a_race_for_a_connection_is_run_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection may end between its selection and its use."""
    server = serve(Answer(200, MODEL))
    handle = httpcore.HTTPConnection.handle_request
    refused: List[Any] = []

    def once(self: Any, request: Any) -> Any:
        if not refused:
            refused.append(request)
            raise httpcore.ConnectionNotAvailable
        return handle(self, request)

    monkeypatch.setattr(httpcore.HTTPConnection, "handle_request", once)
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        assert client.models.retrieve("m").id == "m"


def test_origins_have_their_own_connections(serve: Serve) -> None:
    one, two = serve(Answer(200, MODEL)), serve(Answer(200, MODEL))
    with Smarter(api_key=KEY, base_url=one.base_url) as client:
        client.models.retrieve("m")
        client.with_options(base_url=two.base_url).models.retrieve("m")
        assert len(client._http._transport._plain._pool._idle.get().by_origin) == 2  # type: ignore[union-attr]
    received: List[Received] = one.received + two.received
    assert len(received) == 2

"""Transports that call a function instead of a server."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Tuple

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.http._async.handler_transport import AsyncHandlerTransport
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.local_transport import Tenancy
from smarter.client.request import Request
from smarter.local import Platform
from tests.client.conftest import KEY

Handled = Tuple[int, List[Tuple[str, str]], Any]


def both(handle: Any, request: Request, **options: Any) -> List[Any]:
    """Send `request` with the sync and with the async client; return both responses."""
    settings = {"api_key": KEY, "base_url": "http://h", **options}

    async def main() -> Any:
        http_client = httpx.AsyncClient(transport=AsyncHandlerTransport(handle))
        async with AsyncSmarter(http_client=http_client, **settings) as client:
            return await client.send(request)

    with Smarter(http_client=httpx.Client(transport=HandlerTransport(handle)), **settings) as client:
        return [client.send(request), asyncio.run(main())]


def test_a_handler_gets_the_request_and_its_answer_is_returned() -> None:
    seen = []

    def handle(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Handled:
        seen.append((method, target, headers["Authorization"], body))
        return (
            200,
            [("content-type", "application/json"), ("x-request-id", "r"), ("x-a", "1"), ("x-a", "2")],
            b'{"a": 1}',
        )

    for response in both(handle, Request("POST", "x/y", query={"q": "a b"}, json={"b": 2})):
        assert response.json() == {"a": 1}
        assert response.request_id == "r"
        assert response.headers["x-a"] == "1, 2"
    assert seen == [("POST", "/api/v1/x/y?q=a+b", f"Token {KEY}", b'{"b":2}')] * 2


def test_a_handler_can_answer_in_chunks() -> None:
    closed = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b'{"a":'
            yield b" 1}"
        finally:
            closed.append(True)

    for response in both(lambda *request: (200, [], pieces()), Request("GET", "x")):
        assert response.json() == {"a": 1}
    assert closed == [True, True]


@pytest.mark.parametrize(
    ("raised", "expected", "sent"),
    [
        (ConnectionResetError("cut"), smarter.APIConnectionError, True),
        (BrokenPipeError(), smarter.APIConnectionError, True),
        (ConnectionRefusedError("down"), smarter.APIConnectionError, False),
        (TimeoutError("slow"), smarter.APITimeoutError, True),
    ],
)
def test_a_handler_can_break_the_connection(raised: OSError, expected: Any, sent: bool) -> None:
    def now(*request: Any) -> Handled:
        raise raised

    def pieces() -> Iterator[bytes]:
        yield b"{"
        raise raised

    for handle in (now, lambda *request: (200, [], pieces())):
        with pytest.raises(expected) as caught:
            both(handle, Request("GET", "x"), max_retries=0)
        assert caught.value.sent is sent


def test_a_handlers_own_failure_is_not_hidden() -> None:
    def handle(*request: Any) -> Handled:
        raise ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        both(handle, Request("GET", "x"))


def test_an_async_client_does_not_wait_in_the_event_loop() -> None:
    threads = set()
    all_at_once = threading.Barrier(4)

    def handle(*request: Any) -> Handled:
        threads.add(threading.get_ident())
        all_at_once.wait(60)
        return 200, [], b"{}"

    async def main() -> None:
        http_client = httpx.AsyncClient(transport=AsyncHandlerTransport(handle))
        async with AsyncSmarter(api_key=KEY, base_url="http://h", http_client=http_client) as client:
            await asyncio.gather(*(client.send(Request("GET", "x")) for _ in range(4)))

    asyncio.run(main())
    assert threading.get_ident() not in threads


def test_the_local_context_needs_no_key_and_no_server(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    with Smarter(context="local") as client:
        assert client.context == "local"
        assert client.api_key is None
        client.files.create(file=b"x", purpose="assistants", name="kept")
    assert (tmp_path / "local.db").exists()
    with Smarter(context="local") as client:
        assert [file.name for file in client.files.list()] == ["kept"]

    async def main() -> None:
        async with AsyncSmarter(context="local") as other:
            assert [file.name async for file in other.files.list()] == ["kept"]
            assert (await other.whoami()).user is not None

    asyncio.run(main())
    assert not Tenancy._platforms
    one, two = Smarter(context="local"), Smarter(context="local")
    one.close()
    one.close()
    assert [file.name for file in two.files.list()] == ["kept"]
    two.close()
    assert not Tenancy._platforms
    monkeypatch.setenv("SMARTER_CONTEXT", "local")
    with Smarter() as client:
        assert client.context == "local"


def test_a_client_may_be_collected_while_another_one_opens_its_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "first"))
    first = Tenancy()

    def collect_and_open(path: Path) -> Platform:
        first.close()  # like its client's finalizer, which a garbage collection may run anywhere
        return Platform(path)

    monkeypatch.setenv("SMARTER_HOME", str(tmp_path / "second"))
    monkeypatch.setattr("smarter.local.Platform", collect_and_open)
    opened: List[Tenancy] = []
    # A daemon, so that a deadlock does not stop the exit.
    opening = threading.Thread(target=lambda: opened.append(Tenancy()), daemon=True)
    opening.start()
    opening.join(60)
    assert len(opened) == 1
    opened[0].close()
    assert not Tenancy._platforms

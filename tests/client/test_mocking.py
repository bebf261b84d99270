"""Users' tests mock HTTP by respx, pytest-httpx or `MockTransport`."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
import respx

import smarter
from smarter import AsyncSmarter, Smarter

BASE = "https://platform.example.com/api/v1"
MODEL = {"id": "m", "object": "model"}
OPTIONS: Any = {"api_key": "k" * 20, "base_url": BASE, "max_retries": 0}


def names(**more: Any) -> Any:
    """Retrieve a model by both clients."""

    async def main() -> Any:
        async with AsyncSmarter(**OPTIONS, http_client=more.get("asynchronous")) as client:
            return (await client.models.retrieve("m")).id

    with Smarter(**OPTIONS, http_client=more.get("synchronous")) as client:
        return [client.models.retrieve("m").id, asyncio.run(main())]


def test_respx_answers_both_clients() -> None:
    with respx.mock(base_url=BASE) as mock:
        route = mock.get("/models/m").respond(json=MODEL)
        assert names() == ["m", "m"]
        assert route.call_count == 2
        assert route.calls.last.request.headers["authorization"] == "Token " + "k" * 20


def test_an_error_raised_by_respx_is_a_connection_error() -> None:
    with respx.mock(base_url=BASE) as mock:
        mock.get("/models/m").mock(side_effect=httpx.ConnectError("down"))
        with pytest.raises(smarter.APIConnectionError):
            names()


def test_a_mock_transport_answers_both_clients() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=MODEL))
    clients = {
        "synchronous": httpx.Client(transport=transport),
        "asynchronous": httpx.AsyncClient(transport=transport),
    }
    assert names(**clients) == ["m", "m"]


def test_pytest_httpx_answers_both_clients(request: pytest.FixtureRequest) -> None:
    pytest.importorskip("pytest_httpx")
    mock = request.getfixturevalue("httpx_mock")
    for _ in range(2):
        mock.add_response(url=f"{BASE}/models/m", json=MODEL)
    assert names() == ["m", "m"]
    assert len(mock.get_requests()) == 2


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (TimeoutError("slow"), smarter.APITimeoutError),
        (ConnectionResetError("cut"), smarter.APIConnectionError),
        (ConnectionRefusedError("down"), smarter.APIConnectionError),
    ],
)
def test_a_mock_may_raise_the_errors_of_sockets(raised: Exception, expected: Any) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise raised

    client = Smarter(**OPTIONS, http_client=httpx.Client(transport=httpx.MockTransport(fail)))
    with client, pytest.raises(expected) as caught:
        client.models.retrieve("m")
    assert caught.value.__cause__ is raised


def test_an_empty_404_of_a_mock_is_not_found() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(404))
    for each in ("synchronous", "asynchronous"):
        kind = httpx.Client if each == "synchronous" else httpx.AsyncClient
        clients = {"synchronous": httpx.Client(transport=transport), each: kind(transport=transport)}
        with pytest.raises(smarter.NotFoundError):
            names(**clients)

"""`DefaultAioHttpClient` sends its options with each request, also changed ones."""

from __future__ import annotations

import asyncio
from typing import Any, Callable, Dict, List

import httpx
import pytest

import smarter
from smarter import AsyncSmarter
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

pytest.importorskip("httpx_aiohttp")

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


def get(server: Server, *, base_url: str = "", change: Any = None, **options: Any) -> Dict[str, str]:
    """Return a request's headers by a client with `options`, changed by `change`."""

    async def main() -> None:
        async with smarter.DefaultAioHttpClient(**options) as own:
            if change is not None:
                change(own)
            client = AsyncSmarter(api_key=KEY, base_url=base_url or server.base_url, http_client=own)
            await client.models.retrieve("m")

    asyncio.run(main())
    return {**server.received[-1].headers, "target": server.received[-1].target}


def test_headers_cookies_parameters_and_authentication_are_sent(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    assert get(server)["authorization"] == f"Token {KEY}"
    assert get(server, headers={"X-Own": "1"})["x-own"] == "1"
    assert get(server, change=lambda own: own.headers.update({"X-Own": "2"}))["x-own"] == "2"
    assert get(server, cookies={"a": "b"})["cookie"] == "a=b"
    assert get(server, change=lambda own: own.cookies.set("a", "c"))["cookie"] == "a=c"
    assert get(server, params={"a": "b"})["target"].endswith("?a=b")
    assert get(server, auth=("user", "word"))["authorization"].startswith("Basic ")
    mounts = {"http://nowhere.test": httpx.MockTransport(lambda request: httpx.Response(200, json=MODEL))}
    before = len(server.received)
    get(server, base_url="http://nowhere.test/api/v1", mounts=mounts)
    assert len(server.received) == before


def test_hooks_are_called_and_a_closed_client_sends_nothing(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    seen: List[Any] = []

    async def note(subject: Any) -> None:
        seen.append(type(subject))

    get(server, event_hooks={"request": [note], "response": [note]})
    assert seen == [httpx.Request, httpx.Response]

    async def main() -> None:
        own = smarter.DefaultAioHttpClient()
        client = AsyncSmarter(api_key=KEY, base_url=server.base_url, http_client=own)
        await client.close()
        with pytest.raises(smarter.ConfigurationError, match="closed"):
            await client.models.retrieve("m")

    asyncio.run(main())
    assert len(server.received) == 1


def test_a_replaced_transport_is_used(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    mock = httpx.MockTransport(lambda request: httpx.Response(200, json=MODEL))

    async def main() -> None:
        own: Any = smarter.DefaultAioHttpClient()
        own._transport = mock
        client = AsyncSmarter(api_key=KEY, base_url=server.base_url, http_client=own)
        assert (await client.models.retrieve("m")).id == "m"
        await client.close()

    asyncio.run(main())
    assert not server.received

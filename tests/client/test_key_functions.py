"""API keys that a function returns, such as short-lived tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Callable

import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


def counted() -> Callable[[], str]:
    """Return a function that returns another key each time."""
    keys = iter(range(1, 100))
    return lambda: f"{KEY}-{next(keys)}"


def test_each_attempt_has_a_key_of_its_own_and_the_same_idempotency_key(serve: Serve) -> None:
    server = serve(Answer(500, {}, {"retry-after-ms": "1"}), Answer(200, MODEL))
    with Smarter(api_key=counted(), base_url=server.base_url) as client:
        client.post("models", cast_to=object, body={})
        client.models.retrieve("m")
        assert client.api_key == ""
        assert client.auth_headers == {}
        assert "Authorization" not in client.default_headers
    sent = [each.headers["authorization"] for each in server.received]
    assert sent == [f"Token {KEY}-{number}" for number in (1, 2, 3)]
    assert server.received[0].headers["idempotency-key"] == server.received[1].headers["idempotency-key"]


@pytest.mark.parametrize("asynchronous", [True, False])
def test_an_async_client_takes_both_kinds_of_functions(serve: Serve, asynchronous: bool) -> None:
    server = serve(Answer(200, MODEL))
    key = counted()

    async def later() -> str:
        await asyncio.sleep(0)
        return key()

    async def run() -> None:
        given: Any = later if asynchronous else key
        async with AsyncSmarter(api_key=given, base_url=server.base_url) as client:
            await client.models.retrieve("m")
            await client.with_options(api_key=KEY).models.retrieve("m")
            client.api_key = lambda: "set-later"
            await client.models.retrieve("m")

    asyncio.run(run())
    sent = [each.headers["authorization"] for each in server.received]
    assert sent == [f"Token {KEY}-1", f"Token {KEY}", "Token set-later"]


def test_headers_of_a_caller_win_over_the_function(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    with Smarter(api_key=counted(), base_url=server.base_url) as client:
        client.models.retrieve("m", extra_headers={"authorization": "Basic x"})
        client.models.retrieve("m", extra_headers={"Authorization": None})
    assert server.received[0].headers["authorization"] == "Basic x"
    assert "authorization" not in server.received[1].headers


@pytest.mark.parametrize("key", ["", "qq ww", None, 7, "k\n\nk"])
def test_a_malformed_key_from_a_function_is_refused_without_showing_it(serve: Serve, key: Any) -> None:
    server = serve(Answer(200, MODEL))
    client = Smarter(api_key=lambda: key, base_url=server.base_url, max_retries=0)
    with client, pytest.raises(smarter.ConfigurationError, match="key") as caught:
        client.models.retrieve("m")
    assert not server.received
    assert "qq" not in str(caught.value)


def test_a_sync_client_refuses_an_async_function(serve: Serve) -> None:
    async def later() -> str:
        return KEY

    given: Any = later
    client = Smarter(api_key=given, base_url=serve().base_url)
    with client, pytest.raises(smarter.ConfigurationError, match="but returned coroutine"):
        client.models.retrieve("m")


def test_an_error_of_the_function_reaches_the_caller(serve: Serve) -> None:
    def fail() -> str:
        raise LookupError("vault is sealed")

    client = Smarter(api_key=fail, base_url=serve().base_url)
    with client, pytest.raises(LookupError, match="vault is sealed"):
        client.models.retrieve("m")


def test_manifests_of_an_async_client_use_the_key_of_the_function(tmp_path: Path) -> None:
    asked = []

    async def later() -> str:
        asked.append(1)
        return KEY

    async def run() -> None:
        async with AsyncSmarter(context="local", api_key=later) as client:
            manifest = {"apiVersion": "smarter.sh/v1", "kind": "Plugin", "metadata": {"name": "p"}}
            with pytest.raises(smarter.ManifestError):
                await client.manifests.plan(manifest)
            assert (await client.whoami()).user

    asyncio.run(run())
    assert len(asked) >= 2

"""The SDK of a provider through a Proxy of the platform, with the platform's key."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from smarter import AsyncSmarter, InvalidArgumentError, Smarter
from smarter.client.http._sync.transports import DefaultHttpxClient
from smarter.local import Platform as LocalPlatform
from smarter.local.server import LocalServer
from tests.acceptance.server import Server

KEY = "k" * 64


def test_a_stock_openai_client_works_through_a_proxy(tmp_path: Path) -> None:
    openai = pytest.importorskip("openai")
    with Server(tmp_path / "server.db", api_key=KEY) as running:
        running.platform.close()
        running.platform = LocalPlatform(":memory:", dialect="0.36", api_key=KEY)
        with Smarter(base_url=running.url, api_key=KEY) as client:
            stock = openai.OpenAI(base_url=client.proxy("openai"), api_key=KEY, max_retries=0)
            answer = stock.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}]
            )
        assert answer.choices[0].message.content
        chunks = stock.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "hello"}], stream=True
        )
        streamed = "".join(each.choices[0].delta.content or "" for each in chunks)
        assert streamed == answer.choices[0].message.content
        nothing = openai.OpenAI(base_url=client.proxy("nothing"), api_key=KEY, max_retries=0)
        with pytest.raises(openai.NotFoundError, match="no proxy 'nothing'"):
            nothing.models.list()
        wrong = openai.OpenAI(base_url=client.proxy("openai"), api_key="wrong", max_retries=0)
        with pytest.raises(openai.AuthenticationError):
            wrong.models.list()


def test_a_stock_async_openai_client_works_through_a_proxy(tmp_path: Path) -> None:
    openai = pytest.importorskip("openai")

    async def ask(url: str) -> str:
        async with openai.AsyncOpenAI(base_url=url, api_key=KEY, max_retries=0) as stock:
            response = await stock.responses.create(model="gpt-4o-mini", input="hello")
            return str(response.output_text)

    with LocalServer(tmp_path / "server.db", api_key=KEY, dialect="0.36") as server:
        url = AsyncSmarter(base_url=server.base_url, api_key=KEY).proxy("openai")
        assert "You said: hello" in asyncio.run(ask(url))


def test_the_url_of_a_proxy_is_below_the_base_url() -> None:
    with Smarter(
        base_url="https://platform.example/api/v1", api_key="k", http_client=DefaultHttpxClient()
    ) as client:
        assert client.proxy("my proxy") == "https://platform.example/api/v1/proxy/my%20proxy/"
        with pytest.raises(InvalidArgumentError):
            client.proxy("")

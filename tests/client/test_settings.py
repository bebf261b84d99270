"""Clients: settings, copies, closing."""

from __future__ import annotations

import asyncio
import gc
import pickle
import ssl
import subprocess
import sys
import weakref
from copy import deepcopy
from typing import Any, Callable

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.request import Request
from tests.client.conftest import KEY
from tests.client.wire import Answer, Raw, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


@pytest.fixture(params=[Smarter, AsyncSmarter])
def make(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_client_has_documented_defaults(make: Any) -> None:
    client = make(api_key=KEY)
    assert client.base_url == "https://platform.smarter.sh/api/v1"
    assert client.api_key == KEY
    assert client.max_retries == 2 == smarter.DEFAULT_MAX_RETRIES
    assert client.timeout == smarter.Timeout(600.0, connect=5.0)


def test_no_key_is_an_error_before_any_request(make: Any) -> None:
    with pytest.raises(smarter.SmarterError) as caught:
        make()
    assert isinstance(caught.value, smarter.MissingKeyError)
    assert caught.value.hint is not None
    assert "SMARTER_API_KEY" in caught.value.hint


def test_variables_set_key_address_timeout_and_retries(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "API_KEY": KEY,
        "BASE_URL": "http://h:1/v9",
        "TIMEOUT": "7.5",
        "MAX_RETRIES": "5",
    }.items():
        monkeypatch.setenv(f"SMARTER_{name}", value)
    client = make()
    assert (client.api_key, client.base_url, client.timeout, client.max_retries) == (
        KEY,
        "http://h:1/v9",
        7.5,
        5,
    )
    client = make(api_key="other" * 8, base_url="https://other.example", timeout=1, max_retries=0)
    assert (client.base_url, client.timeout, client.max_retries) == ("https://other.example/api/v1", 1, 0)


def test_variables_of_the_vendor_are_read(make: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SMARTER_API_KEY", KEY)
    monkeypatch.setenv("SMARTER_ENVIRONMENT", "beta")
    assert make().base_url == "https://beta.platform.smarter.sh/api/v1"
    monkeypatch.setenv("SMARTER_ROOT_DOMAIN", "platform.example.com")
    assert make().base_url == "https://beta.platform.example.com/api/v1"
    monkeypatch.delenv("SMARTER_API_KEY")
    config = tmp_path / "elsewhere.yaml"
    config.write_text("config: {environment: prod}\nprod: {api_key: from-the-file-0123456789}\n")
    monkeypatch.setenv("SMARTER_CONFIG_FILE", str(config))
    monkeypatch.delenv("SMARTER_ENVIRONMENT")
    assert make().api_key == "from-the-file-0123456789"


@pytest.mark.parametrize(
    "options",
    [
        {"api_key": "a\nb"},
        {"api_key": "a b"},
        {"api_key": "schlüssel"},
        {"base_url": "platform.example.com"},
        {"base_url": "ftp://platform.example.com"},
        {"base_url": "http://"},
        {"base_url": "http://h/x?y=1"},
        {"timeout": 0},
        {"timeout": -1},
        {"timeout": float("nan")},
        {"timeout": "5"},
        {"timeout": True},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": "2"},
        {"max_retries": None},
        {"max_retries": True},
        {"http_client": object()},
        {"context": "nowhere"},
        {"api_key": b"bytes"},
        {"api_key": " "},
        {"base_url": ""},
        {"base_url": "http://[::1"},
        {"base_url": "http://a..b"},
        {"timeout": float("inf")},
        {"timeout": 10**400},
        {"timeout": object()},
        {"timeout": [5]},
        {"default_headers": "X-A: 1"},
        {"default_query": "a=1"},
        {"base_url": "http://h:99999999"},
    ],
)
def test_invalid_settings_are_refused(make: Any, options: Any) -> None:
    with pytest.raises(smarter.ConfigurationError) as caught:
        make(**{"api_key": KEY, **options})
    assert "a\nb" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIMEOUT", "soon"),
        ("TIMEOUT", "-1"),
        ("MAX_RETRIES", "many"),
        ("MAX_RETRIES", "inf"),
        ("MAX_RETRIES", "1.7"),
        ("LOG", "loud"),
        ("ROOT_DOMAIN", "https://example.com"),
    ],
)
def test_invalid_variables_are_refused(
    make: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SMARTER_{name}", value)
    with pytest.raises(smarter.ConfigurationError):
        make(api_key=KEY)


def test_the_wrong_kind_of_http_client_is_refused() -> None:
    with pytest.raises(smarter.ConfigurationError, match=r"httpx\.Client"):
        Smarter(api_key=KEY, http_client=httpx.AsyncClient())  # type: ignore[arg-type]
    with httpx.Client() as client, pytest.raises(smarter.ConfigurationError, match=r"httpx\.AsyncClient"):
        AsyncSmarter(api_key=KEY, http_client=client)  # type: ignore[arg-type]


def test_a_copy_has_its_own_options_and_shares_the_connections(make: Any) -> None:
    client = make(api_key=KEY, default_headers={"X-A": "1"}, default_query={"a": "1"})
    copy = client.with_options(
        timeout=5.0, max_retries=7, default_headers={"X-B": "2"}, default_query={"b": "2"}
    )
    assert type(copy) is make
    assert (copy.timeout, copy.max_retries, copy.api_key) == (5.0, 7, KEY)
    assert (client.max_retries, client.timeout) == (2, smarter.Timeout(600.0, connect=5.0))
    assert copy._core.settings.default_headers == {"X-A": "1", "X-B": "2"}
    assert copy._core.settings.default_query == {"a": "1", "b": "2"}
    assert copy._http is client._http
    replaced = client.copy(set_default_headers={"X-C": "3"}, set_default_query={})
    assert replaced._core.settings.default_headers == {"X-C": "3"}
    assert replaced._core.settings.default_query == {}
    assert client.copy(api_key="n" * 40, base_url="http://h:1").base_url == "http://h:1/api/v1"


def test_options_of_a_copy_are_checked(make: Any) -> None:
    client = make(api_key=KEY)
    for options in ({"timeout": 0}, {"max_retries": -1}, {"api_key": "a\nb"}, {"base_url": "h"}):
        with pytest.raises(smarter.ConfigurationError):
            client.with_options(**options)
    with pytest.raises(smarter.ConfigurationError, match="http_client"):
        client.copy(http_client=object())


@pytest.mark.parametrize("headers", [{1: "x"}, {"X-A": "é"}, {"X A": "1"}])
def test_malformed_default_headers_are_refused(make: Any, headers: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError):
        make(api_key=KEY, default_headers=headers)


def test_a_malformed_proxy_is_refused(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "foo://x")
    with pytest.raises(smarter.ConfigurationError, match="proxy"):
        make(api_key=KEY)


def test_a_socks_proxy_without_its_package_is_an_error(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(smarter.ConfigurationError, match="SOCKS") as caught:
        make(api_key=KEY)
    assert caught.value.hint == 'pip install "httpx[socks]"'


def test_an_unreachable_proxy_is_named(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(Answer()) as server:
        gone = server.base_url
    for proxy, told in ((None, False), (gone, True)):
        if proxy:
            monkeypatch.setenv("http_proxy", proxy)
            monkeypatch.delenv("no_proxy", raising=False)
        with pytest.raises(smarter.APIConnectionError) as caught:
            ask(gone, lambda client: client.models.retrieve("m"), max_retries=0)
        assert ("proxy" in str(caught.value.hint)) == told


def test_a_timeout_of_none_disables_the_timeout(serve: Serve, ask: Any) -> None:
    assert ask(serve(Answer(200, MODEL)), lambda client: client.models.retrieve("m"), timeout=None).id == "m"


def test_timeouts_by_phase_reach_httpx(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    timeout = httpx.Timeout(60.0, read=5.0, write=10.0, connect=2.0)
    raw = ask(server, lambda client: client.models.with_raw_response.retrieve("m"), timeout=timeout)
    expected = {"connect": 2.0, "read": 5.0, "write": 10.0, "pool": 60.0}
    assert raw.http_response.request.extensions["timeout"] == expected
    raw = ask(server, lambda client: client.models.with_raw_response.retrieve("m", timeout=3))
    assert set(raw.http_response.request.extensions["timeout"].values()) == {3}
    raw = ask(server, lambda client: client.models.with_raw_response.retrieve("m"))
    assert raw.http_response.request.extensions["timeout"]["connect"] == 5.0


def test_a_call_can_have_its_own_timeout(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.APITimeoutError):
        ask(serve(None), lambda client: client.models.retrieve("m", timeout=0.05, max_retries=0))


def test_a_client_closes_with_its_block() -> None:
    with Smarter(api_key=KEY) as client:
        assert not client.is_closed()
    assert client.is_closed()
    with pytest.raises(smarter.ConfigurationError, match="closed"):
        client.models.retrieve("m")

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY) as other:
            assert not other.is_closed()
        assert other.is_closed()
        with pytest.raises(smarter.ConfigurationError, match="closed"):
            await other.models.retrieve("m")

    asyncio.run(main())


def test_a_client_closes_before_its_first_request_with_its_copies() -> None:
    client = Smarter(api_key=KEY)
    copy = client.with_options(max_retries=0)
    client.close()
    assert copy.is_closed()
    with pytest.raises(smarter.ConfigurationError, match="closed"):
        copy.models.list()

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY) as unused:
            pass
        assert unused.is_closed()
        with pytest.raises(smarter.ConfigurationError, match="closed"):
            await unused.models.list()

    asyncio.run(main())


def test_a_copy_made_before_the_first_request_shares_the_connections(serve: Serve) -> None:
    with Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url) as client:
        copy = client.with_options(max_retries=0)
        copy.models.retrieve("m")
        client.models.retrieve("m")
        pool = client._http._transport._plain._pool  # type: ignore[union-attr]
        assert [len(idle) for idle in pool._idle.get().by_origin.values()] == [1]


@pytest.mark.parametrize("duplicate", [pickle.dumps, deepcopy])
def test_a_client_cannot_be_pickled_used_or_not(make: Any, duplicate: Any) -> None:
    with pytest.raises(TypeError, match="pickle"):
        duplicate(make(api_key=KEY))


def test_closing_twice_does_no_harm() -> None:
    client = Smarter(api_key=KEY)
    client.close()
    client.close()
    assert client.is_closed()


def test_an_unreferenced_client_closes_its_connections(serve: Serve) -> None:
    client = Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url)
    client.models.retrieve("m")
    inner = client._http
    gone = weakref.ref(client)
    copy = client.with_options(max_retries=0)
    del client
    gc.collect()
    assert gone() is None
    assert not inner.is_closed
    copy.models.retrieve("m")
    closed = inner._transport._plain  # type: ignore[union-attr]
    del copy, inner
    gc.collect()
    assert not any(closed._pool._idle.get().by_origin.values())


def test_a_given_http_client_is_used_and_not_closed(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    seen = []
    with httpx.Client(headers={"X-Own": "1"}, event_hooks={"request": [seen.append]}) as own:
        client = Smarter(api_key=KEY, base_url=server.base_url, http_client=own)
        assert client.models.retrieve("m").id == "m"
        assert server.received[0].headers["x-own"] == "1"
        assert len(seen) == 1
        assert client.with_options(http_client=own)._http is own

    async def main() -> None:
        async with httpx.AsyncClient(headers={"X-Own": "2"}) as own:
            client = AsyncSmarter(api_key=KEY, base_url=server.base_url, http_client=own)
            assert (await client.models.retrieve("m")).id == "m"
            assert client.timeout == smarter.Timeout(600, connect=5)
        async with httpx.AsyncClient(timeout=7) as own:
            assert AsyncSmarter(api_key=KEY, http_client=own).timeout == own.timeout
            assert AsyncSmarter(api_key=KEY, http_client=own, timeout=9).timeout == 9

    asyncio.run(main())
    assert server.received[1].headers["x-own"] == "2"


def test_default_http_clients_accept_the_options_of_httpx(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    transport = httpx.HTTPTransport(local_address="0.0.0.0")
    with smarter.DefaultHttpxClient(transport=transport, headers={"X-Own": "1"}) as own:
        assert own.timeout == smarter.Timeout(600.0, connect=5.0)
        assert Smarter(api_key=KEY, base_url=server.base_url, http_client=own).models.retrieve("m").id == "m"
    with smarter.DefaultHttpxClient() as own:
        assert Smarter(api_key=KEY, base_url=server.base_url, http_client=own).models.retrieve("m").id == "m"
    with smarter.DefaultHttpxClient(proxy=server.origin, timeout=60) as own:
        Smarter(api_key=KEY, base_url="http://nowhere.example", http_client=own).models.retrieve("m")
        assert own.timeout == smarter.Timeout(60)
    assert server.received[-1].target == "http://nowhere.example/api/v1/models/m"


@pytest.mark.parametrize("make_http", [smarter.DefaultAsyncHttpxClient, smarter.DefaultAioHttpClient])
def test_default_async_http_clients_work(serve: Serve, make_http: Any) -> None:
    if make_http is smarter.DefaultAioHttpClient:
        pytest.importorskip("httpx_aiohttp")
    server = serve(Answer(200, MODEL, {"x-request-id": "r"}))

    async def main() -> None:
        client = AsyncSmarter(api_key=KEY, base_url=server.base_url, http_client=make_http())
        async with client:
            found = await client.models.retrieve("m")
            assert found._request_id == "r"
            many = await asyncio.gather(*(client.models.retrieve("m") for _ in range(20)))
            assert len(many) == 20
        with Server(Answer()) as stopped:
            gone = stopped.base_url
        async with make_http() as own:
            client = AsyncSmarter(api_key=KEY, base_url=gone, http_client=own, max_retries=0)
            with pytest.raises(smarter.APIConnectionError):
                await client.models.retrieve("m")

    asyncio.run(main())


def test_a_possibly_received_request_is_not_retried_over_aiohttp(serve: Serve) -> None:
    pytest.importorskip("httpx_aiohttp")
    server = serve(Raw(b""))
    once = Request("POST", "turn", json={}, repeat="unsent")

    async def main() -> None:
        async with smarter.DefaultAioHttpClient() as own:
            client = AsyncSmarter(api_key=KEY, base_url=server.base_url, http_client=own)
            with pytest.raises(smarter.APIConnectionError) as caught:
                await client.send(once)
            assert caught.value.sent
            assert not isinstance(caught.value, smarter.APITimeoutError)

    asyncio.run(main())
    assert len(server.received) == 1


def test_a_proxy_of_the_environment_is_used(serve: Serve, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(Answer(200, MODEL))
    monkeypatch.setenv("http_proxy", proxy.origin)
    found = ask("http://nowhere.example", lambda client: client.models.retrieve("m"))
    assert found.id == "m"
    assert proxy.received[0].target == "http://nowhere.example/api/v1/models/m"


def test_tls_is_made_when_it_is_needed(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    made = []
    monkeypatch.setattr(
        "smarter.client.http._sync.transports.tls_context",
        lambda: made.append(1) or ssl.create_default_context(),
    )
    with Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url) as client:
        client.models.retrieve("m")
        assert not made
        secure = client.with_options(base_url="https://127.0.0.1:9", max_retries=0, timeout=1)
        with pytest.raises(smarter.APIConnectionError):
            secure.models.retrieve("m")
        assert made == [1]


def test_repr_of_a_client_hides_the_key() -> None:
    client = Smarter(api_key=KEY, base_url="http://user:pass@h/x")
    assert repr(client) == "Smarter(base_url='http://h/x')"
    assert KEY not in repr(client._core.settings)


def test_names_of_the_package_are_imported_lazily() -> None:
    script = (
        "import sys, smarter\n"
        "heavy = {'httpx', 'pydantic', 'asyncio', 'anyio', 'ssl'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "smarter.Smarter(api_key='k' * 20)\n"
        "assert not {'pydantic', 'asyncio', 'httpx'} & set(sys.modules)\n"
        "assert smarter.types.FileObject and smarter.NotFoundError\n"
    )
    subprocess.run([sys.executable, "-S", "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_the_public_names_are_one_sorted_list() -> None:
    assert smarter.__all__ == sorted(set(smarter.__all__))
    assert {"Smarter", "AsyncSmarter", "APIError", "DefaultHttpxClient", "types", "__version__"} <= set(
        smarter.__all__
    )
    for name in smarter.__all__:
        assert getattr(smarter, name) is not None
    assert set(smarter.__all__) <= set(dir(smarter))
    assert smarter.types.__all__ == sorted(smarter.types.__all__)
    for name in smarter.types.__all__:
        assert getattr(smarter.types, name) is not None
    for module in (smarter, smarter.types, smarter.client):
        with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
            _ = module.nonsense

"""Private names of httpx and httpcore that this library uses, and no others.

A new version that moves one of them fails here, with the name of the module to change.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest

PACKAGE = Path(__file__).resolve().parents[3] / "smarter"
POOL = "smarter/client/http/_async/pool.py"
TRANSPORTS = "smarter/client/http/_async/transports.py"
AIOHTTP = "smarter/client/http/aiohttp_client.py"
ERRORS = "smarter/errors.py"
READER = "smarter/client/http/_async/body_reader.py"
ORIGIN = httpcore.Origin(b"http", b"x.test", 80)
CONNECTIONS = [httpcore.HTTPConnection, httpcore.AsyncHTTPConnection]


def moved(owner: Any, name: str, user: str) -> str:
    of = getattr(owner, "__module__", type(owner).__module__).split(".")[0]
    module = {"httpx": httpx, "httpcore": httpcore}[of]
    return f"{of} {module.__version__} has no `{name}` where {user} needs it: adapt that module, or pin {of} lower"


@pytest.mark.parametrize("kind", [httpx.HTTPTransport, httpx.AsyncHTTPTransport])
def test_a_transport_of_httpx_sends_through_its_pool(kind: Any) -> None:
    transport = kind()
    assert hasattr(transport, "_pool"), moved(kind, "_pool", TRANSPORTS)
    for method in ("handle_request", "handle_async_request"):
        if method in vars(kind):
            source = inspect.getsource(getattr(kind, method))
            assert f"self._pool.{method}(" in source, moved(kind, f"_pool.{method}()", TRANSPORTS)


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_a_connection_of_httpcore_knows_its_origin(kind: Any) -> None:
    assert getattr(kind(ORIGIN), "_origin", None) == ORIGIN, moved(kind, "_origin", POOL)


@pytest.mark.parametrize("kind", CONNECTIONS)
def test_a_connection_of_httpcore_works_without_a_pool(kind: Any) -> None:
    connection = kind(ORIGIN, ssl_context=None, keepalive_expiry=5.0)
    send = "handle_request" if kind is httpcore.HTTPConnection else "handle_async_request"
    close = "close" if kind is httpcore.HTTPConnection else "aclose"
    for name in (send, close, "has_expired", "is_idle"):
        assert callable(getattr(connection, name, None)), moved(kind, name, POOL)
    assert not connection.is_idle(), moved(kind, "is_idle()", POOL)
    assert isinstance(httpcore.ConnectionNotAvailable("x"), Exception)


def test_a_response_of_httpx_tells_its_request_without_raising() -> None:
    response = httpx.Response(200)
    assert getattr(response, "_request", 0) is None, moved(httpx.Response, "_request", ERRORS)


def test_a_response_of_httpx_keeps_its_content_in_the_expected_attribute() -> None:
    response = httpx.Response(200, stream=httpx.ByteStream(b"a"))
    assert not hasattr(response, "_content"), moved(httpx.Response, "_content", READER)
    assert response.read() == b"a"
    response._content = b"b"
    assert response.content == b"b", moved(httpx.Response, "_content", READER)


def test_a_client_of_httpx_keeps_its_transports_in_the_expected_attributes() -> None:
    transport = httpx.AsyncHTTPTransport()
    client = httpx.AsyncClient(transport=transport, mounts={"all://x.test": httpx.AsyncHTTPTransport()})
    assert getattr(client, "_transport", None) is transport, moved(httpx.AsyncClient, "_transport", AIOHTTP)
    assert len(getattr(client, "_mounts", ())) == 1, moved(httpx.AsyncClient, "_mounts", AIOHTTP)


def test_no_module_imports_a_private_module_of_httpx_or_httpcore() -> None:
    private = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in ("httpx", "httpcore")
        and ("._" in (node.module or "") or any(name.name.startswith("_") for name in node.names))
    ]
    assert not private

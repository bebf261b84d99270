"""Threads that share a client share its connections, but not their headers."""

from __future__ import annotations

import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, Callable, Iterator, List, Set, Tuple

import pytest

from smarter import APIConnectionError, AsyncSmarter, ConfigurationError, Smarter
from smarter.client.core import Outgoing
from smarter.client.http._sync.light_client import LightClient
from smarter.client.http._sync.transports import EnvironmentTransport, PooledTransport
from smarter.client.http.bounds import Bounds
from smarter.client.http.request_builder import build_request
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server


@pytest.fixture
def hasty() -> Iterator[None]:
    """Switch between threads as often as possible."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_each_request_has_its_own_headers_however_many_are_made_at_once() -> None:
    client = LightClient()
    kinds = ("application/json", "text/plain", "application/x-yaml")
    outgoing = [
        Outgoing(method="POST", url="http://localhost/x", headers=[("Content-Type", kind)], body=b"{}")
        for kind in kinds
    ]

    def build(number: int) -> Tuple[str, str]:
        request = build_request(client, outgoing[number % 3], {}, iter, Bounds())
        return kinds[number % 3], request.headers["Content-Type"]

    with ThreadPoolExecutor(8) as pool:
        found: Set[Tuple[str, str]] = set(pool.map(build, range(6000)))
    client.close()
    assert found == {(kind, kind) for kind in kinds}


THREADS = 8


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> List[Any]:
    """Return the transport of each request."""
    found: List[Any] = []
    for transport in (EnvironmentTransport, PooledTransport):

        def record(self: Any, request: Any, send: Any = transport.handle_request) -> Any:
            found.append(self)
            return send(self, request)

        monkeypatch.setattr(transport, "handle_request", record)
    return found


def send_at_once(client: Smarter) -> None:
    """Send a client's first requests from several threads; it may have no answer."""
    barrier = Barrier(THREADS)

    def send(_: int) -> None:
        barrier.wait()
        with contextlib.suppress(APIConnectionError):
            client.get("models", cast_to=dict)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(send, range(THREADS)))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_first_requests_of_several_threads_share_the_connections(
    used: List[Any], serve: Callable[..., Server], scheme: str
) -> None:
    base_url = serve(Answer(200, {})).base_url.replace("http:", f"{scheme}:")
    for _ in range(5):
        used.clear()
        with Smarter(api_key=KEY, base_url=base_url, max_retries=0) as client:
            send_at_once(client)
        assert len(used) == 2 * THREADS
        assert len({id(transport) for transport in used}) == 2


@pytest.mark.parametrize("make", [Smarter, AsyncSmarter])
def test_a_client_closed_by_another_thread_opens_no_connections(make: Any) -> None:
    client = make(api_key=KEY)
    client._http.is_closed = True
    with pytest.raises(ConfigurationError, match="closed"):
        _ = client._http._transport

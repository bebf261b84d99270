"""Threads that share a client do not get each other's headers."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Iterator, Set, Tuple

import pytest

from smarter.client.core import Outgoing
from smarter.client.http._sync.light_client import LightClient
from smarter.client.http.bounds import Bounds


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads that take turns as often as they can."""
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
        request = client.build_request(outgoing[number % 3], None, None, Bounds())
        return kinds[number % 3], request.headers["Content-Type"]

    with ThreadPoolExecutor(8) as pool:
        found: Set[Tuple[str, str]] = set(pool.map(build, range(6000)))
    client.close()
    assert found == {(kind, kind) for kind in kinds}

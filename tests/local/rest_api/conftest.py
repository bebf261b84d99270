"""Platforms of the newest form, and clients of them in this process."""

from __future__ import annotations

from typing import Any, Iterator

import httpx
import pytest

from smarter import Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.local import Platform
from tests.local.conftest import Clock


def connect(platform: Platform, **options: Any) -> Smarter:
    """Make a client of a platform."""
    http = httpx.Client(transport=HandlerTransport(platform.handle))
    options = {"api_key": "k" * 64, "base_url": "http://localhost:9357/api/v1", "max_retries": 0, **options}
    return Smarter(http_client=http, **options)


@pytest.fixture
def platform(clock: Clock) -> Iterator[Platform]:
    platform = Platform(dialect="P15C", clock=clock)
    yield platform
    platform.close()


@pytest.fixture
def client(platform: Platform) -> Iterator[Smarter]:
    with connect(platform) as client:
        yield client

"""Clients of one platform at the same time, in step on any machine.

The platform has no compare-and-swap: a client that has read the inventory writes it a moment later. If that moment is
longer than the whole run of another client, the members of that one are lost, and on a loaded machine a thread may
stop for so long. So here no client gets far ahead of another, and a pause between two checks of the inventory ends
once every other client has written the inventory that it read.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import Any, Callable, Iterator, List, Mapping, Optional, Sequence

from smarter import Smarter
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.httpx_classes import HttpxClient
from smarter.engine.sets import inventory
from smarter.kinds import load_kinds
from smarter.local import Platform as LocalPlatform
from smarter.platform import Platform

KINDS = load_kinds()
# Requests by which a client may be ahead of another.
_AHEAD = 3
# The client that runs in this thread.
_here = threading.local()
_sleep = time.sleep


class Killed(BaseException):
    """Ends a client as a signal would: nothing after it runs."""


class Client:
    """One client of a shared platform; it is killed before request number `dies`.

    Attributes:
        beside: the clients that work at the same time.
        sent: the number of its requests beside them.
        settled: whether it is between two checks of the inventory, or does not work.
    """

    def __init__(self, local: LocalPlatform, dialect: str, dies: Optional[int] = None) -> None:
        self.local = local
        self.left = dies
        self.beside: List[Client] = []
        self.sent = 0
        self.settled = True
        smarter = Smarter(
            api_key="0" * 64,
            base_url="http://localhost:9357/api/v1",
            http_client=HttpxClient(transport=HandlerTransport(self.handle)),
            max_retries=0,
        )
        self.platform = Platform(smarter, KINDS, dialect=dialect)

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: Any = b"") -> Any:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed
        _wait_until(
            lambda: (
                self.settled or all(other.settled or self.sent < other.sent + _AHEAD for other in self.beside)
            )
        )
        answer = self.local.handle(method, target, headers, body)
        self.sent += 1
        return answer

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let the others keep step with this client until the end of the block."""
        _here.client, self.settled = self, False
        try:
            yield
        finally:
            _here.client, self.settled = None, True


def start_together(clients: Sequence[Client]) -> None:
    """Let clients begin at the same time."""
    for client in clients:
        client.beside = [other for other in clients if other is not client]
        client.sent, client.settled = 0, False


def pause(seconds: float) -> None:
    """Take the place of `time.sleep` in the module of inventories."""
    client: Optional[Client] = getattr(_here, "client", None)
    if seconds != inventory._LATER or client is None:
        _sleep(seconds)
        return
    client.settled = True
    before = [(other, other.sent) for other in client.beside]
    _wait_until(lambda: all(other.settled or other.sent >= sent + 3 for other, sent in before))
    client.settled = False


def _wait_until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not met() and time.monotonic() < end:
        _sleep(0.002)

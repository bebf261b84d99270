"""Targets of a replay: the embedded platform, or any platform over HTTP."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple
from urllib.parse import urlsplit

from scripts.conformance.initial_state import (
    administrator_of,
    dial_of,
    domain_of,
    seeds_of,
    switches_of,
    users_of,
)
from scripts.conformance.recording import Exchange
from smarter.local.platform import Platform
from smarter.local.seed import Seed

Answer = Tuple[int, Dict[str, str], Any]
Keys = Mapping[str, str]


def decoded(headers: Mapping[str, str], content: bytes) -> Any:
    """Parse a JSON body; return any other as text."""
    text = content.decode("utf-8", "replace")
    if "json" in headers.get("content-type", "") and text:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


class EmbeddedTarget:
    """The embedded platform, strictly faithful, with a clock of its own.

    The clock advances 0.2 seconds an exchange.

    `users` are the keys of the recording, placeholder to username.
    """

    STEP = 0.2
    resets = True

    def __init__(
        self,
        seeds: Sequence[Seed],
        users: Keys,
        domain: str,
        dial: Callable[[Mapping[str, Any]], bool],
        administrator: str,
        dialect: str = "P14",
        default_switches: bool = False,
    ) -> None:
        self._seeds = seeds
        self._users = users
        self._domain = domain
        self._dial = dial
        self._administrator = administrator
        self._dialect = dialect
        self._default_switches = default_switches
        self._now = 1_800_000_000.0
        self._platform: Optional[Platform] = None
        self.reset()

    def reset(self) -> None:
        """Restore the platform's initial state."""
        self.close()
        self._now += 3600
        self._platform = Platform(
            ":memory:",
            self._dialect,
            strict_faithful=True,
            dial=self._dial,
            clock=lambda: self._now,
            seeds=self._seeds,
            administrator=self._administrator,
            default_switches=self._default_switches,
        )
        self._platform.keys.update(self._users)
        self._platform.domain = self._domain

    def wait(self, seconds: float) -> None:
        """Let time pass, by moving the clock."""
        self._now += seconds

    def send(self, exchange: Exchange) -> Answer:
        """Return the answer to a recorded request."""
        assert self._platform is not None
        self._now += self.STEP
        status, headers, body = self._platform.handle(
            exchange.method, exchange.target, exchange.headers, exchange.sent()
        )
        content = body if isinstance(body, bytes) else b"".join(body)
        named = {name.lower(): value for name, value in headers}
        return status, named, decoded(named, content)

    def close(self) -> None:
        """Forget the platform."""
        if self._platform is not None:
            self._platform.close()
            self._platform = None


class RemoteTarget:
    """A platform at a base URL, with the user's own keys.

    Its initial state cannot be restored.

    Requests go to the base URL's host and name it in `Host`, so that a recording made elsewhere can be replayed.
    """

    resets = False

    def __init__(self, base_url: str, keys: Keys, timeout: float = 60.0) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError(f"{base_url!r} is not an http or https URL")
        self._secure = parts.scheme == "https"
        self._netloc = parts.netloc
        self._prefix = parts.path.rstrip("/")
        self._keys = keys
        self._timeout = timeout

    def reset(self) -> None:
        """Do nothing: the state of a remote platform cannot be restored."""

    def wait(self, seconds: float) -> None:
        """Let time pass, by waiting."""
        time.sleep(seconds)

    def send(self, exchange: Exchange) -> Answer:
        """Return the answer to a recorded request. Raises OSError."""
        connect = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = connect(self._netloc, timeout=self._timeout)
        headers = {name: self._real(value) for name, value in exchange.headers.items() if name != "host"}
        target = exchange.target
        if self._prefix and target.startswith("/api/v1"):
            target = self._prefix + target[len("/api/v1") :]
        try:
            connection.request(exchange.method, target, exchange.sent() or None, headers)
            response = connection.getresponse()
            named = {name.lower(): value for name, value in response.getheaders()}
            return response.status, named, decoded(named, response.read())
        finally:
            connection.close()

    def _real(self, value: str) -> str:
        for placeholder, key in self._keys.items():
            value = value.replace(placeholder, key)
        return value

    def close(self) -> None:
        """Do nothing: no connection is held open."""


def embedded(exchanges: Sequence[Exchange], dialect: str = "P14") -> EmbeddedTarget:
    """Return the embedded platform with the initial state of the recorded one."""
    return EmbeddedTarget(
        seeds_of(exchanges),
        users_of(exchanges),
        domain_of(exchanges),
        dial_of(exchanges),
        administrator_of(exchanges),
        dialect,
        switches_of(exchanges),
    )

"""HTTP server of the embedded platform: key, socket, uvicorn."""

from __future__ import annotations

import contextlib
import ipaddress
import secrets
import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple, Union

from smarter._files import write_atomic
from smarter.local.admin_api import ShiftedClock
from smarter.local.asgi import Application
from smarter.local.faults import ConnectionCut, Faults

if TYPE_CHECKING:
    from smarter.local.platform import Platform

INSTALL = "pip install uvicorn"


class ServerMissing(Exception):
    """uvicorn, which the extra `local` installs, is missing."""

    def __init__(self) -> None:
        super().__init__(
            f"Serving over HTTP needs uvicorn, which is not installed. Install it with: {INSTALL}"
        )


def local_key(home: Path) -> Tuple[str, Path]:
    """Return the key in `local.key` under `home`, and that file.

    It is created at the first call, with mode 0600.
    """
    path = home / "local.key"
    key = ""
    if path.exists():
        path.chmod(0o600)
        key = path.read_text().strip()
    if not key:
        key = secrets.token_hex(32)
        write_atomic(path, f"{key}\n".encode(), private=True)
    return key, path


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends each piece at once only where a socket names its protocol; else an answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the origin of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_public(listener: socket.socket) -> bool:
    """Tell whether other machines can reach a listening socket."""
    return not ipaddress.ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def usable_urls(listener: socket.socket, only_localhost: bool = False) -> List[str]:
    """Return origins that work: this machine's first, then one for other machines.

    With `only_localhost` the platform refuses any other host name.
    """
    host, port = listener.getsockname()[:2]
    if only_localhost:
        return [f"http://localhost:{port}"]
    address = ipaddress.ip_address(host.partition("%")[0])
    if not address.is_unspecified:
        return [url_of(listener)]
    own = "127.0.0.1" if address.version == 4 else "[::1]"
    return [f"http://{own}:{port}", *(f"http://{one}:{port}" for one in _network_addresses())]


def _network_addresses() -> List[str]:
    """Return this machine's address on the network, if it has one."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: this only chooses the interface
            found = str(probe.getsockname()[0])
        except OSError:
            return []
    return [] if found.startswith("127.") or found == "0.0.0.0" else [found]


def server(platform: Platform) -> Any:
    """Return a uvicorn server for the platform, not running. Raises ServerMissing."""
    try:
        import uvicorn
    except ModuleNotFoundError:
        raise ServerMissing from None
    config = uvicorn.Config(
        Application(platform),
        log_level="warning",
        access_log=False,
        # The platform sends its own, by its own clock.
        date_header=False,
        server_header=False,
        # Cutting a connection reaches for the transport, which this layer would hide.
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


class LocalServer:
    """An embedded platform over HTTP on a thread, for tests; a context manager.

    Attributes:
        api_key: the key for requests.
        faults: the fault rules; `kill` in a rule stops the server as if its process had died, until `restart()`.
        platform: the platform that answers.
    """

    def __init__(self, path: Union[str, Path], api_key: Optional[str] = None, **options: Any) -> None:
        """Start the server over the SQLite file `path`, with options of `Platform`."""
        self.api_key = api_key or secrets.token_hex(32)
        self.faults = Faults(kill=self._die, admin=True)
        self._path = path
        self._options = options
        self._port = 0
        self._clock = ShiftedClock(options.pop("clock", time.time))
        self._start()

    @property
    def url(self) -> str:
        """The origin, `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """The base URL for clients."""
        return f"{self.url}/api/v1"

    @property
    def environ(self) -> Dict[str, str]:
        """Environment variables that make clients and the command use this server."""
        return {"SMARTER_BASE_URL": self.base_url, "SMARTER_API_KEY": self.api_key}

    def advance(self, seconds: float) -> None:
        """Advance the platform's clock."""
        self._clock.ahead += seconds

    def restart(self) -> None:
        """Stop, and start again on the same port over the same file."""
        self.stop()
        self._start()

    def stop(self) -> None:
        """Stop the server; its file stays."""
        self._end()
        self._thread.join()
        self._listener.close()
        self.platform.close()

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def _start(self) -> None:
        from smarter.local.platform import Platform

        self.platform = Platform(self._path, api_key=self.api_key, clock=self._clock, **self._options)
        self.platform.faults = self.faults
        self.faults.dead = False
        self._server = server(self.platform)
        self._listener = bind("127.0.0.1", self._port)
        self._port = self._listener.getsockname()[1]
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )
        # No wait is needed: the socket listens already, and connections are answered once the server runs.
        self._thread.start()

    def _end(self) -> None:
        self._server.should_exit = self._server.force_exit = True

    def _die(self) -> None:
        self.faults.dead = True
        self._end()
        raise ConnectionCut("killed by a rule")

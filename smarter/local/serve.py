"""Serves the embedded platform over HTTP: its key, its socket, and uvicorn around it."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Tuple

from smarter.local.asgi import Application

if TYPE_CHECKING:
    from smarter.local.platform import Platform

INSTALL = "pip install 'smarter-api[local]'"


class ServerMissing(Exception):
    """uvicorn, which the extra `local` brings, is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"Serving over HTTP needs uvicorn, which is not installed. Install it with: {INSTALL}"
        )


def local_key(home: Path) -> Tuple[str, Path]:
    """The key kept in `local.key` under `home`, and that file; made at the first call, mode 0600."""
    path = home / "local.key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text().strip()
        if key:
            return key, path
        handle = os.open(str(path), os.O_WRONLY | os.O_TRUNC)
    key = secrets.token_hex(32)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
    return key, path


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """The origin that a listening socket is reached at."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server(platform: Platform) -> Any:
    """A uvicorn server for the platform, not yet running. Raises ServerMissing."""
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


@contextmanager
def in_background(platform: Platform, host: str = "127.0.0.1", port: int = 0) -> Iterator[Tuple[str, Any]]:
    """Serve on a thread while the block runs; gives the origin and the server. Raises ServerMissing."""
    instance = server(platform)
    listener = bind(host, port)
    thread = threading.Thread(target=instance.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        # The socket listens already: what connects now waits until the server accepts it.
        yield url_of(listener), instance
    finally:
        instance.should_exit = True
        thread.join(timeout=10)
        listener.close()

"""A small HTTP server with scripted answers, to the byte; it records requests."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Union


class Received(NamedTuple):
    """A received request."""

    method: str
    target: str
    headers: Dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.split("?")[0]

    def json(self) -> Any:
        return json.loads(self.body)


class Raw(NamedTuple):
    """Bytes to send unchanged before the connection is closed."""

    data: bytes


class Answer(NamedTuple):
    """A proper answer. `body` is JSON unless it is bytes."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}

    def encode(self) -> bytes:
        body = (
            self.body
            if isinstance(self.body, bytes)
            else b""
            if self.body is None
            else json.dumps(self.body).encode()
        )
        headers = {"content-type": "application/json", "content-length": str(len(body)), **self.headers}
        lines = [
            f"HTTP/1.1 {self.status} X",
            *(f"{name}: {value}" for name, value in headers.items()),
            "",
            "",
        ]
        return "\r\n".join(lines).encode("latin-1") + body


Reply = Union[Answer, Raw, None]  # None: send nothing until the client gives up
Script = Callable[[Received], Reply]


class Server:
    """Listens on 127.0.0.1; sends `replies`, repeating the last, or asks `script`."""

    def __init__(self, *replies: Reply, script: Optional[Script] = None) -> None:
        self.received: List[Received] = []
        self._replies = list(replies)
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: List[socket.socket] = []
        self.closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/v1"

    @property
    def connections(self) -> int:
        return len(self._open)

    def wait_for(self, requests: int) -> None:
        """Wait for `number` requests: a client may give up before its request is read."""
        end = time.monotonic() + 60
        while len(self.received) < requests and time.monotonic() < end:
            time.sleep(0.01)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.closing.set()
        # On Linux, closing a listener does not wake up a thread in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            each.close()

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as stream:
                while self._one(connection, stream):
                    pass
        except (OSError, ValueError):
            return

    def _one(self, connection: socket.socket, stream: Any) -> bool:
        first = stream.readline().decode("latin-1").split()
        if len(first) < 2:
            return False
        headers: Dict[str, str] = {}
        for line in iter(stream.readline, b"\r\n"):
            if not line:
                return False
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(iter(lambda: self._chunk(stream), b""))
        request = Received(first[0], first[1], headers, body)
        self.received.append(request)
        reply = self._script(request) if self._script else self._next()
        if reply is None:
            self.closing.wait(120)
            return False
        if isinstance(reply, Raw):
            connection.sendall(reply.data)
            connection.shutdown(socket.SHUT_RDWR)
            return False
        connection.sendall(reply.encode())
        return headers.get("connection", "").lower() != "close"

    @staticmethod
    def _chunk(stream: Any) -> bytes:
        size = int(stream.readline(), 16)
        data = bytes(stream.read(size))
        stream.readline()
        return data

    def _next(self) -> Reply:
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def events(*data: Any, name: Optional[str] = None, done: bool = True) -> Answer:
    """Make a stream of server-sent events."""
    head = f"event: {name}\n" if name else ""
    text = "".join(f"{head}data: {json.dumps(each)}\n\n" for each in data) + (
        "data: [DONE]\n\n" if done else ""
    )
    return Answer(200, text.encode(), {"content-type": "text/event-stream"})

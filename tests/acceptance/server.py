"""The embedded platform over HTTP; it records requests and may replace answers."""

from __future__ import annotations

import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Callable, Iterable, List, Mapping, Optional, Tuple, Type, Union

from smarter.local import Platform

Answer = Tuple[int, List[Tuple[str, str]], bytes]
Spoil = Callable[[str, str], Optional[Answer]]


def collected(content: Union[bytes, Iterable[bytes]]) -> Tuple[bytes, bool]:
    """Return the body of a response, and whether it is complete."""
    if isinstance(content, bytes):
        return content, True
    pieces: List[bytes] = []
    try:
        pieces.extend(content)
    except ConnectionError:
        return b"".join(pieces), False
    return b"".join(pieces), True


def _as_text(line: str, headers: Mapping[str, str], body: bytes) -> bytes:
    fields = "".join(f"{key}: {value}\n" for key, value in headers.items())
    return f"{line}\n{fields}\n".encode("utf-8", "surrogateescape") + body


class Server:
    """Serves `path` on a free port of 127.0.0.1 within a `with` block.

    Attributes:
        requests: "METHOD /path?query" of every request, in order.
        errors: exceptions of the handler; `__exit__` raises the first.
        received: every request with headers (a line each, names in lower case) and body.
        spoil: called first with method and target; an answer that it returns replaces the platform's.
    """

    def __init__(
        self,
        path: Path,
        api_key: Optional[str] = None,
        tls: Optional[ssl.SSLContext] = None,
        dialect: str = "P14",
    ) -> None:
        self.platform = Platform(path, api_key=api_key, dialect=dialect, write_faults=True)
        self.requests: List[str] = []
        self.errors: List[BaseException] = []
        self.received: List[bytes] = []
        self.spoil: Spoil = lambda method, target: None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body are two writes: with Nagle's algorithm, each answer would wait 40 ms for an acknowledgement.
            disable_nagle_algorithm = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.requests.append(f"{self.command} {self.path}")
                headers = {key.lower(): value for key, value in self.headers.items()}
                outer.received.append(_as_text(outer.requests[-1], headers, body))
                spoilt = outer.spoil(self.command, self.path)
                try:
                    status, fields, content = spoilt or outer.platform.handle(
                        self.command, self.path, headers, body
                    )
                except ConnectionError:  # a fault: nothing is answered
                    self.close_connection = True
                    return
                data, whole = collected(content)
                promised = dict(fields).get("Content-Length") if not whole else None
                self.send_response(status)
                for key, value in fields:
                    if key.lower() not in ("content-length", "connection", "date", "server"):
                        self.send_header(key, value)
                self.send_header("Content-Length", promised or str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.close_connection = self.close_connection or not whole

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

            def handle(self) -> None:
                try:
                    super().handle()
                except ssl.SSLError:  # no handshake: one side does not trust the other
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                return None

        class Listener(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                """Keep the error for `__exit__`, unless the client hung up."""
                error = sys.exc_info()[1]
                if error is not None and not isinstance(error, ConnectionError):
                    outer.errors.append(error)

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self._scheme = "https" if tls else "http"
        if tls:
            self._listener.socket = tls.wrap_socket(
                self._listener.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Return the origin, without a path."""
        return f"{self._scheme}://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def writes(self) -> List[str]:
        """Return the requests that change something."""
        return [
            request
            for request in self.requests
            if any(f"/cli/{verb}/" in request for verb in ("apply", "delete", "deploy", "undeploy"))
            or ("/files" in request and not request.startswith("GET"))
        ]

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self.platform.close()
        if self.errors and error is None:
            raise self.errors[0]

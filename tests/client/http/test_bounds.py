"""Limits of a response: bytes in memory, and seconds until it is complete."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from typing import Any, Callable, Iterator

import httpx
import pytest

import smarter
from smarter import Smarter
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

Serve = Callable[..., Server]
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"


@pytest.fixture
def drip() -> Iterator[Callable[[bytes, bytes], str]]:
    """Return a function that sends `head`, then `chunk` every 50 ms."""
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def start(head: bytes, chunk: bytes) -> str:
        def answer(connection: socket.socket) -> None:
            with connection:
                connection.recv(65536)
                try:
                    connection.sendall(head)
                    for _ in range(1200):
                        if ended.wait(0.05):
                            return
                        connection.sendall(chunk)
                except OSError:
                    pass

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"

    yield start
    ended.set()
    listener.close()


@pytest.mark.parametrize(
    ("head", "chunk"),
    [(HEAD, b"1\r\n \r\n"), (b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n")],
    ids=["body", "headers"],
)
@pytest.mark.parametrize("own", [False, True])
def test_a_timeout_bounds_the_whole_response(
    drip: Any, ask: Any, head: bytes, chunk: bytes, own: bool
) -> None:
    if own and head != HEAD:
        pytest.skip("the headers are read by httpx, which bounds each read")
    url = drip(head, chunk)
    began = time.monotonic()
    options: Any = {"timeout": 0.4, "max_retries": 0}
    with httpx.Client() as http_client:
        client = Smarter(api_key=KEY, base_url=url, http_client=http_client, **options)
        with pytest.raises(smarter.APITimeoutError):
            _ = (
                client.get("/x", cast_to=dict)
                if own
                else ask(url, lambda c: c.get("/x", cast_to=dict), **options)
            )
    assert time.monotonic() - began > 0.3


def test_the_longest_phase_of_a_detailed_timeout_bounds_the_response(drip: Any, ask: Any) -> None:
    timeout = smarter.Timeout(2.5, read=1)
    url = drip(HEAD, b"1\r\n \r\n")
    # A chunk comes every 0.05 s, but on a loaded machine sometimes after more than a second: try again.
    for _ in range(10):
        began = time.monotonic()
        with pytest.raises(smarter.APITimeoutError):
            ask(url, lambda client: client.get("/x", cast_to=dict), timeout=timeout, max_retries=0)
        if time.monotonic() - began > 2:
            return
    raise AssertionError("the time for one read bounds the response")


def test_a_stream_may_last_longer_than_the_timeout(drip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real, later = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + later[0])
    url = drip(HEAD, b"4\r\n:\n\n\n\r\n")
    client = Smarter(api_key=KEY, base_url=url, timeout=60, max_retries=0)
    with client, client.models.with_streaming_response.retrieve("m") as response:
        for number, _ in enumerate(response.iter_bytes()):
            later[0] += 50
            if number == 3:
                break
    assert later[0] > 60


@pytest.mark.parametrize("encoded", [False, True])
def test_a_response_larger_than_allowed_is_refused(serve: Serve, ask: Any, encoded: bool) -> None:
    body = b'"' + b" " * 200_000 + b'"'
    headers = {"content-encoding": "gzip"} if encoded else {}
    server = serve(Answer(200, gzip.compress(body) if encoded else body, headers))
    with pytest.raises(smarter.APIResponseValidationError, match="larger than 100,000 bytes") as caught:
        ask(server, lambda client: client.get("/x", cast_to=str), max_response_size=100_000)
    assert "SMARTER_MAX_RESPONSE_SIZE" in str(caught.value.hint)
    assert len(server.received) == 1
    got = ask(server, lambda client: client.get("/x", cast_to=str), max_response_size=300_000)
    assert len(got) == 200_002


def test_the_response_limit_is_64_mb_or_set_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Smarter(api_key=KEY).max_response_size == 64 * 1024 * 1024
    monkeypatch.setenv("SMARTER_MAX_RESPONSE_SIZE", "1000")
    client = Smarter(api_key=KEY)
    assert client.max_response_size == 1000
    assert client.with_options(max_response_size=5).max_response_size == 5
    for wrong in ("x", "0", "-1"):
        monkeypatch.setenv("SMARTER_MAX_RESPONSE_SIZE", wrong)
        with pytest.raises(smarter.ConfigurationError):
            Smarter(api_key=KEY)


def test_a_download_may_be_larger(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, b"x" * 5000))
    got = ask(server, lambda client: client.files.content("f"), max_response_size=1000)
    assert len(got.read()) == 5000


def test_an_event_larger_than_allowed_ends_the_stream(serve: Serve) -> None:
    endless = b"data: " + b"x" * 3_000_000
    server = serve(Answer(200, endless, {"content-type": "text/event-stream"}))
    with Smarter(api_key=KEY, base_url=server.base_url, max_response_size=1_000_000) as client:
        stream = client.chat.completions.create(model="m", messages=[], stream=True)
        with pytest.raises(smarter.APIResponseValidationError, match="larger than"):
            list(stream)

"""The request log: its lines, without secrets."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any, Callable

import pytest

import smarter
from smarter.client import request_log
from smarter.client.request import Request
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

Serve = Callable[..., Server]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h/x", "https://h/x"),
        ("https://user:pass@h/x", "https://h/x"),
        ("https://h/x?name=a&after=b", "https://h/x?name=a&after=b"),
        ("https://h/x?api_key=a&Token=b&session_key=c&x", "https://h/x?api_key=(secret)&Token=(secret)&session_key=(secret)&x"),
        ("https://h/x@y?a=b@c", "https://h/x@y?a=b@c"),
    ],
)  # fmt: skip
def test_logged_urls_hide_secrets(url: str, shown: str) -> None:
    assert request_log.safe_url(url) == shown


def test_logged_headers_hide_secrets() -> None:
    given = [
        ("Authorization", "Token x"),
        ("Cookie", "x"),
        ("X-Api-Key", "x"),
        ("Accept", "a"),
        ("Idempotency-Key", "i"),
        ("Location", "http://me:x@h/?token=x"),
    ]
    expected = (
        "Authorization: (secret), Cookie: (secret), X-Api-Key: (secret), Accept: a, Idempotency-Key: i, "
        "Location: http://h/?token=(secret)"
    )
    assert request_log.safe_headers(given) == expected


def test_a_request_and_its_retry_are_logged(
    serve: Serve, ask: Any, quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(
        Answer(500, {"secret": "body-1"}),
        Answer(200, {"id": "m", "object": "o"}, {"x-request-id": "req_1", "set-cookie": "c00kie"}),
    )
    with caplog.at_level(logging.DEBUG, "smarter"):
        ask(
            server,
            lambda client: client.send(
                Request("POST", "x", json={"value": "body-2"}, query={"token": "t0ken"})
            ),
        )
    text = "\n".join(record.getMessage() for record in caplog.records if record.name == "smarter")
    assert f"POST {server.base_url}/x?token=(secret): 500 in " in text
    assert ": retry 1 in 0.00 s" in text
    assert ": 200 in " in text
    assert "request id req_1" in text
    for secret in (KEY, "body-1", "body-2", "t0ken", "c00kie"):
        assert secret not in text


def test_a_key_that_the_server_repeats_in_any_header_is_not_logged(
    serve: Serve, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(
        Answer(307, {}, {"location": f"/api/v1/models/n?echo={KEY}"}),
        Answer(200, {"id": "m", "object": "o"}, {"x-echo": f"Token {KEY}", "x-request-id": f"req-{KEY}"}),
    )
    with caplog.at_level(logging.DEBUG, "smarter"):
        ask(server, lambda client: client.models.retrieve("m"))
    text = "\n".join(record.getMessage() for record in caplog.records if record.name == "smarter")
    assert "x-echo: (secret)" in text
    assert "request id req-(secret)" in text
    assert KEY not in text


def test_a_failed_request_is_logged(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    with Server(Answer()) as server:
        gone = server.base_url
    with caplog.at_level(logging.INFO, "smarter"), pytest.raises(smarter.APIConnectionError):
        ask(gone, lambda client: client.models.retrieve("m"), max_retries=0)
    assert f"GET {gone}/models/m: APIConnectionError in" in caplog.text


def test_nothing_is_logged_unless_asked_for(serve: Serve, ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    ask(serve(Answer(200, {"id": "m", "object": "o"})), lambda client: client.models.retrieve("m"))
    assert not caplog.records


SCRIPT = """
import sys
import smarter
client = smarter.Smarter(api_key="s3cr3t" * 8, base_url=sys.argv[1])
client.models.retrieve("m")
"""


@pytest.mark.parametrize(("level", "lines"), [("", 0), ("info", 1), ("debug", 3), ("INFO", 1)])
def test_the_environment_turns_it_on(serve: Serve, level: str, lines: int) -> None:
    server = serve(Answer(200, {"id": "m", "object": "o"}))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, server.base_url],
        env={"SMARTER_LOG": level, "PYTHONPATH": ":".join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert len(done.stderr.splitlines()) == lines, done.stderr
    assert "httpx" not in done.stderr
    assert "httpcore" not in done.stderr
    assert "s3cr3t" not in done.stderr


def test_a_programs_own_handlers_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest has handlers at the root logger, so only the level is set."""
    monkeypatch.setenv("SMARTER_LOG", "info")
    # Another test may have run the command, which adds a handler.
    monkeypatch.setattr(request_log.log, "handlers", [])
    monkeypatch.setattr(request_log.log, "propagate", True)
    before = request_log.log.level
    try:
        request_log.configure()
        assert request_log.log.level == logging.INFO
        assert not request_log.log.handlers
    finally:
        request_log.log.setLevel(before)

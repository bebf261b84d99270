"""Retries: conditions and delays."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any, Callable, Mapping, Optional

import pytest

import smarter
from smarter.client import retry
from smarter.client.request import Request, Verdict
from smarter.client.retry import Outcome, backoff, retry_after, retry_delay
from tests.client.wire import Answer, Raw, Server

NOW = 1_700_000_000.0
MODEL = {"id": "m", "object": "model"}
Serve = Callable[..., Server]


def delay(
    outcome: Outcome, attempt: int = 0, max_retries: int = 2, repeat: str = "always"
) -> Optional[float]:
    return retry_delay(attempt, max_retries, outcome, repeat, jitter=0.0, now=NOW)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_temporary_statuses_are_retried(status: int) -> None:
    assert delay(Outcome(status, {})) == 0.5


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 405, 422])
def test_other_statuses_are_not_retried(status: int) -> None:
    assert delay(Outcome(status, {})) is None


def test_the_delay_doubles_up_to_eight_seconds_with_jitter() -> None:
    assert [backoff(attempt, 0.0) for attempt in range(6)] == [0.5, 1, 2, 4, 8, 8]
    assert backoff(1, 0.999) == pytest.approx(0.75, abs=0.01)
    assert backoff(5000, 0.0) == 8


def test_there_are_at_most_max_retries() -> None:
    outcome = Outcome(500, {})
    assert [delay(outcome, attempt) is None for attempt in range(3)] == [False, False, True]
    assert delay(outcome, max_retries=0) is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after": "20"}, 20),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "120"}, 120),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "20"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "20"}, 20),
        ({"retry-after": formatdate(NOW + 20, usegmt=True)}, 20),
        # Invalid values are ignored.
        ({"retry-after": "0"}, 0.5),
        ({"retry-after": "-10"}, 0.5),
        ({"retry-after": ""}, 0.5),
        ({"retry-after": "soon"}, 0.5),
        ({"retry-after": "nan"}, 0.5),
        ({"retry-after": formatdate(NOW - 20, usegmt=True)}, 0.5),
        ({"retry-after": "Zun, 29 Sep 2015 12:26:27 GMT"}, 0.5),
        ({"retry-after": "99999999999999999999999999999999999"}, None),
        # After more than two minutes the caller has to decide.
        ({"retry-after": "121"}, None),
        ({"retry-after-ms": "120001"}, None),
        ({"retry-after": formatdate(NOW + 3600, usegmt=True)}, None),
    ],
)
def test_a_retry_after_header_sets_the_delay(headers: Mapping[str, str], expected: Optional[float]) -> None:
    assert delay(Outcome(429, headers)) == expected


@pytest.mark.parametrize(
    ("status", "said", "retried"),
    [
        (500, "false", False),
        (500, "FALSE", False),
        (400, "true", True),
        (400, "maybe", False),
        (200, "true", True),
    ],
)
def test_a_should_retry_header_decides_about_retries(status: int, said: str, retried: bool) -> None:
    assert (delay(Outcome(status, {"x-should-retry": said})) is not None) is retried


def test_a_verdict_on_the_answer_wins_over_its_status() -> None:
    assert delay(Outcome(503, {}, retry=False)) is None
    assert delay(Outcome(400, {}, retry=True)) == 0.5


@pytest.mark.parametrize(
    ("sent", "repeat", "retried"), [(True, "always", True), (True, "unsent", False), (False, "unsent", True)]
)
def test_a_possibly_received_request_is_retried_only_if_safe(sent: bool, repeat: str, retried: bool) -> None:
    assert (delay(Outcome(None, {}, sent=sent), repeat=repeat) is not None) is retried


@pytest.mark.parametrize("status", [429, 503])
def test_an_unrepeatable_request_is_not_retried_after_a_response(status: int) -> None:
    assert delay(Outcome(status, {"x-should-retry": "true"}), repeat="unsent") is None


def test_no_retry_header_means_no_delay() -> None:
    assert retry_after({}, NOW) is None


def test_a_request_is_sent_again_until_it_works(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(503), Answer(429), Answer(200, MODEL))
    assert ask(server, lambda client: client.models.retrieve("m")).id == "m"
    assert len(server.received) == 3


def test_the_last_failure_is_raised(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(500), Answer(502), Answer(503))
    with pytest.raises(smarter.InternalServerError) as caught:
        ask(server, lambda client: client.models.retrieve("m"))
    assert caught.value.status_code == 503
    assert len(server.received) == 3


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_the_client_sets_the_number_of_retries(serve: Serve, ask: Any, quick: None, retries: int) -> None:
    server = serve(Answer(500))
    with pytest.raises(smarter.InternalServerError):
        ask(server, lambda client: client.models.retrieve("m"), max_retries=retries)
    assert len(server.received) == retries + 1


def test_a_call_sets_the_number_of_retries(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(500))
    with pytest.raises(smarter.InternalServerError):
        ask(server, lambda client: client.models.retrieve("m", max_retries=0))
    with pytest.raises(smarter.InternalServerError):
        ask(server, lambda client: client.with_options(max_retries=3).models.retrieve("m"))
    assert len(server.received) == 1 + 4


def test_the_idempotency_key_of_a_post_stays_the_same(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(500), Answer(500), Answer(200, {}))
    ask(server, lambda client: client.post("things", cast_to=dict, body={}))
    ask(server, lambda client: client.post("things", cast_to=dict, body={}))
    keys = [request.headers["idempotency-key"] for request in server.received]
    assert len(set(keys[:3])) == 1
    assert keys[3] != keys[0]


def test_the_idempotency_key_can_be_given(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    ask(server, lambda client: client.post("things", cast_to=dict, options={"idempotency_key": "mine"}))
    ask(server, lambda client: client.send(Request("POST", "things", headers={"idempotency-KEY": "yours"})))
    assert [request.headers["idempotency-key"] for request in server.received] == ["mine", "yours"]


def test_a_get_has_no_idempotency_key(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    ask(server, lambda client: client.models.retrieve("m"))
    assert "idempotency-key" not in server.received[0].headers


def test_a_connection_that_breaks_is_retried(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Raw(b""), Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"), Answer(200, MODEL))
    assert ask(server, lambda client: client.models.retrieve("m")).id == "m"


def test_a_timeout_is_retried_and_then_raised(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(None)
    timeout = smarter.Timeout(60, read=0.05)
    with pytest.raises(smarter.APITimeoutError) as caught:
        ask(server, lambda client: client.models.retrieve("m"), timeout=timeout, max_retries=1)
    server.wait_for(2)
    assert len(server.received) == 2
    assert caught.value.sent
    assert caught.value.__cause__ is not None


def test_a_refused_connection_is_retried_and_then_raised(ask: Any, quick: None) -> None:
    with Server(Answer()) as server:
        gone = server.base_url
    with pytest.raises(smarter.APIConnectionError) as caught:
        ask(gone, lambda client: client.models.retrieve("m"), max_retries=1)
    assert not caught.value.sent
    assert "Cannot connect to http://127.0.0.1" in str(caught.value)
    assert not isinstance(caught.value, smarter.APITimeoutError)


def test_an_unrepeatable_request_is_sent_once(serve: Serve, ask: Any, quick: None) -> None:
    once = Request("POST", "turn", json={}, repeat="unsent")
    for failure in (Answer(503), Raw(b"")):
        server = serve(failure)
        with pytest.raises(smarter.APIError):
            ask(server, lambda client: client.send(once))
        assert len(server.received) == 1


def test_a_final_verdict_is_not_retried(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(503, {"error": {"errorClass": "NotReady"}}))
    final = Request(
        "GET", "x", classify=lambda *answer: Verdict(error=smarter.NotFoundError, message="Gone.")
    )
    with pytest.raises(smarter.NotFoundError, match=r"^Gone\.$"):
        ask(server, lambda client: client.send(final))
    assert len(server.received) == 1


def test_the_delay_is_the_one_from_the_server(
    serve: Serve, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "INITIAL_DELAY", 60.0)
    server = serve(Answer(429, {}, {"retry-after-ms": "20"}), Answer(200, MODEL))
    assert ask(server, lambda client: client.models.retrieve("m")).id == "m"


def test_a_response_has_its_number_of_retries(serve: Serve, ask: Any, quick: None) -> None:
    server = serve(Answer(500), Answer(200, MODEL))
    assert ask(server, lambda client: client.models.with_raw_response.retrieve("m")).retries_taken == 1

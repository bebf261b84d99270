"""Exceptions for error responses, broken responses and broken connections."""

from __future__ import annotations

import pickle
from typing import Any, Callable, Type
from urllib.parse import quote_plus

import httpx
import pytest

import smarter
from smarter import errors
from smarter.client.request import Request, Verdict
from tests.client.wire import Answer, Raw, Server

Serve = Callable[..., Server]
ONCE = {"max_retries": 0}

TREE = {
    smarter.APIError: smarter.SmarterError,
    smarter.APIConnectionError: smarter.APIError,
    smarter.APITimeoutError: smarter.APIConnectionError,
    smarter.APIStatusError: smarter.APIError,
    smarter.APIResponseValidationError: smarter.APIError,
    smarter.PromptError: smarter.APIError,
    smarter.BadRequestError: smarter.APIStatusError,
    smarter.AuthenticationError: smarter.APIStatusError,
    smarter.PermissionDeniedError: smarter.APIStatusError,
    smarter.NotFoundError: smarter.APIStatusError,
    smarter.ConflictError: smarter.APIStatusError,
    smarter.UnprocessableEntityError: smarter.APIStatusError,
    smarter.RateLimitError: smarter.APIStatusError,
    smarter.InternalServerError: smarter.APIStatusError,
    smarter.ConfigurationError: smarter.SmarterError,
    smarter.MissingKeyError: smarter.ConfigurationError,
    smarter.InvalidArgumentError: ValueError,
    smarter.ManifestError: smarter.SmarterError,
    smarter.ApplyError: smarter.SmarterError,
    smarter.UnknownKindError: smarter.SmarterError,
    smarter.UnsupportedError: smarter.SmarterError,
    smarter.GuardError: smarter.SmarterError,
}


@pytest.mark.parametrize(("child", "parent"), TREE.items())
def test_every_error_class_has_its_parent(child: Type[Exception], parent: Type[Exception]) -> None:
    assert issubclass(child, parent)
    assert issubclass(child, smarter.SmarterError)


def test_every_error_is_exported() -> None:
    ours = (each for each in vars(errors).values() if getattr(each, "__module__", "") == errors.__name__)
    classes = {each.__name__ for each in ours if isinstance(each, type)}
    assert {name for name in classes if not name.startswith("_")} <= set(smarter.__all__)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, smarter.BadRequestError),
        (401, smarter.AuthenticationError),
        (403, smarter.PermissionDeniedError),
        (404, smarter.NotFoundError),
        (409, smarter.ConflictError),
        (422, smarter.UnprocessableEntityError),
        (429, smarter.RateLimitError),
        (500, smarter.InternalServerError),
        (503, smarter.InternalServerError),
        (599, smarter.InternalServerError),
        (418, smarter.APIStatusError),
        (302, smarter.APIStatusError),
    ],
)
def test_a_status_has_a_class(
    serve: Serve, ask: Any, status: int, expected: Type[smarter.APIStatusError]
) -> None:
    body = {"error": {"message": "No.", "type": "t", "code": "c", "param": "p"}}
    server = serve(Answer(status, body, {"x-request-id": "req_1"}))
    with pytest.raises(smarter.APIStatusError) as caught:
        ask(server, lambda client: client.models.retrieve("m"), **ONCE)
    error = caught.value
    assert type(error) is expected
    host = f"127.0.0.1:{error.request.url.port}"  # type: ignore[union-attr]  # it was sent
    assert str(error) == (f"Invalid API key (401 from {host})." if status == 401 else f"No (HTTP {status}).")
    assert error.description == "No."
    assert error.status_code == status
    assert isinstance(error.response, httpx.Response)
    assert error.response.status_code == status
    assert isinstance(error.request, httpx.Request)
    assert error.body == body
    assert error.request_id == "req_1"
    assert (error.type, error.code, error.param) == ("t", "c", "p")


def test_a_rejected_key_is_named_by_its_origin(
    serve: Serve, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(Answer(401, {"detail": "Invalid token."}))
    with pytest.raises(smarter.AuthenticationError) as given:
        ask(server, lambda client: client.models.retrieve("m"), **ONCE)
    assert given.value.hint == "The key came from the api_key argument; `smarter login` stores a new one."
    monkeypatch.setenv("SMARTER_API_KEY", "k" * 20)
    client = smarter.Smarter(base_url=server.base_url, max_retries=0)
    with client, pytest.raises(smarter.AuthenticationError, match="401 from 127") as of_environment:
        client.models.retrieve("m")
    assert "came from SMARTER_API_KEY" in str(of_environment.value.hint)


TRACEBACK = "Traceback (most recent call last): ..."
TEXT_HTML = {"content-type": "text/html"}
TEXT_PLAIN = {"content-type": "text/plain"}
PLATFORM = {
    "error": {
        "errorClass": "SAMBrokerErrorNotReady",
        "stacktrace": TRACEBACK,
        "description": "\x1b[1;31mSecret\x1b[0m not ready\n\tfor\x07 use",
        "status": "503",
        "args": "url=http://elsewhere/",
    },
    "api": "smarter.sh/v1",
    "metadata": {"command": "describe"},
}


@pytest.mark.parametrize(
    ("answer", "text", "error_class", "traceback"),
    [
        (Answer(503, PLATFORM), "Secret not ready for use (HTTP 503).", "SAMBrokerErrorNotReady", TRACEBACK),
        (Answer(404, {"error": {"stacktrace": None}, "message": "no"}), "no (HTTP 404).", None, None),
        (Answer(405, {"detail": "Method not allowed."}), "Method not allowed (HTTP 405).", None, None),
        (Answer(400, {"error": "went wrong", "trace": "File x"}), "went wrong (HTTP 400).", None, "File x"),
        (Answer(500, {"message": "went wrong"}), "went wrong (HTTP 500).", None, None),
        (Answer(404, {"detail": "Not found."}), "GET ...: not found (HTTP 404).", None, None),
        (Answer(404, b"<p>", TEXT_HTML), "GET ...: HTTP 404 with a web page (HTML).", None, None),
        (Answer(403, b"Slow.", TEXT_PLAIN), "GET ...: HTTP 403: Slow.", None, None),
        (Answer(500, b""), "GET ...: HTTP 500.", None, None),
        (Answer(500, []), "GET ...: HTTP 500.", None, None),
        (Answer(500, {"error": None}), "GET ...: HTTP 500.", None, None),
    ],
)  # fmt: skip
def test_the_message_of_the_server_is_found_in_any_shape(
    serve: Serve, ask: Any, answer: Answer, text: str, error_class: Any, traceback: Any
) -> None:
    with pytest.raises(smarter.APIStatusError) as caught:
        ask(serve(answer), lambda client: client.get("things/m", cast_to=dict), **ONCE)
    error = caught.value
    assert str(error).replace("/api/v1/things/m", "...") == text
    assert error.error_class == error_class
    assert error.server_traceback == traceback
    assert "Traceback" not in repr(error)


def test_a_long_text_is_cut(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.BadRequestError) as caught:
        ask(serve(Answer(400, {"detail": "x" * 100_000})), lambda client: client.models.retrieve("m"))
    assert len(str(caught.value)) < 600
    assert len(caught.value.body["detail"]) == 100_000


def test_a_classifier_decides_before_the_status(serve: Serve, ask: Any) -> None:
    def classify(status: int, headers: Any, body: Any, text: str) -> Any:
        assert (status, body, text) == (500, {"a": 1}, '{"a": 1}')
        assert headers["Content-Type"] == "application/json"
        return Verdict(error=smarter.NotFoundError, message="There is no such thing.", hint="Look elsewhere.")

    with pytest.raises(smarter.NotFoundError) as caught:
        ask(serve(Answer(500, {"a": 1})), lambda client: client.send(Request("POST", "x", classify=classify)))
    assert str(caught.value) == "There is no such thing."
    assert caught.value.hint == "Look elsewhere."
    assert caught.value.status_code == 500


def test_a_classifier_may_call_an_error_a_success(serve: Serve, ask: Any) -> None:
    done = Request("POST", "x", classify=lambda *answer: Verdict(error=None))
    response = ask(serve(Answer(500, {"a": 1})), lambda client: client.send(done))
    assert response.status_code == 500
    assert response.json() == {"a": 1}


def test_a_classifier_may_call_a_success_an_error(serve: Serve, ask: Any) -> None:
    refused = Request(
        "POST", "x", classify=lambda *answer: Verdict(error=smarter.BadRequestError, message="No.")
    )
    with pytest.raises(smarter.BadRequestError) as caught:
        ask(serve(Answer(200, {})), lambda client: client.send(refused))
    assert caught.value.status_code == 200


def test_a_classifier_without_a_verdict_leaves_it_to_the_status(serve: Serve, ask: Any) -> None:
    silent = Request("GET", "x", classify=lambda *answer: None)
    with pytest.raises(smarter.NotFoundError):
        ask(serve(Answer(404)), lambda client: client.send(silent))
    assert ask(serve(Answer(200, [1])), lambda client: client.send(silent)).json() == [1]


def test_errors_can_be_pickled(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.NotFoundError) as caught:
        ask(serve(Answer(404, PLATFORM, {"x-request-id": "r"})), lambda client: client.models.retrieve("m"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert (again.status_code, again.request_id, again.error_class) == (404, "r", "SAMBrokerErrorNotReady")


HTML = b"<!DOCTYPE html><html><body>Welcome</body></html>"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Answer(200, b"{not json"), "is not valid JSON (9 bytes)"),
        (Answer(200, b'{"id": "m", "obj'), "is not valid JSON (16 bytes)"),
        (Answer(200, b""), "is empty"),
        (Answer(204, None), "is empty"),
        (Answer(200, HTML, {"content-type": "text/html; charset=utf-8"}), "is a web page (HTML)"),
        (Answer(200, HTML), "is a web page (HTML)"),
        (Answer(200, b"hello", {"content-type": "text/plain"}), "is text/plain"),
        (Answer(200, b"\xff\xfe\x00"), "is not valid JSON (3 bytes)"),
        (Answer(200, []), "has the wrong shape: a list instead of an object"),
        (Answer(200, b"null"), "has the wrong shape: null instead of an object"),
        (Answer(200, "text"), "has the wrong shape: a string instead of an object"),
    ],
)
def test_a_successful_response_of_another_shape_is_an_error(
    serve: Serve, ask: Any, answer: Answer, text: str
) -> None:
    with pytest.raises(smarter.APIResponseValidationError) as caught:
        ask(serve(answer), lambda client: client.models.retrieve("m"))
    assert text in str(caught.value)
    assert caught.value.status_code == answer.status
    assert isinstance(caught.value.response, httpx.Response)


def test_a_web_page_instead_of_json_is_named(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.APIResponseValidationError, match="is a web page"):
        ask(serve(Answer(200, HTML)), lambda client: client.get("x", cast_to=dict))
    response = ask(serve(Answer(200, HTML)), lambda client: client.send(Request("GET", "x")))
    with pytest.raises(smarter.APIResponseValidationError, match="is a web page"):
        response.json()


def test_a_truncated_body_is_an_error(serve: Serve, ask: Any) -> None:
    cut = Raw(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"id": "m"')
    with pytest.raises(smarter.APIConnectionError) as caught:
        ask(serve(cut), lambda client: client.models.retrieve("m"), **ONCE)
    assert "failed" in str(caught.value)


def test_a_broken_content_encoding_is_an_error(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, b"not gzip at all", {"content-encoding": "gzip"}))
    with pytest.raises(smarter.APIResponseValidationError, match="encoding is broken"):
        ask(server, lambda client: client.models.retrieve("m"))
    assert len(server.received) == 1


def test_a_server_without_http_is_a_connection_error(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.APIConnectionError):
        ask(serve(Raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")), lambda client: client.models.retrieve("m"), **ONCE)


def test_no_error_shows_the_key(serve: Serve, ask: Any) -> None:
    key = "s3cr3t-" + "k" * 57
    for reply in (Answer(401, {"detail": "no"}), Raw(b""), Answer(200, HTML)):
        with pytest.raises(smarter.SmarterError) as caught:
            ask(serve(reply), lambda client: client.models.retrieve("m"), api_key=key, **ONCE)
        assert key not in str(caught.value) + repr(caught.value) + repr(caught.value.__dict__)


def test_a_pickled_error_has_no_password_of_the_address() -> None:
    client = smarter.Smarter(
        api_key="k" * 20, base_url="http://bob:hunter2@127.0.0.1:1/api/v1", max_retries=0
    )
    with client, pytest.raises(errors.APIConnectionError) as caught:
        client.get("/x", cast_to=dict)
    assert b"hunter2" not in pickle.dumps(caught.value)


def test_an_error_has_no_key_that_the_server_repeats(serve: Serve, ask: Any) -> None:
    key, token = "s3cr3t-" + "k" * 30, "t0ken+" + "q" * 30
    said = f"no access for Token {key} to /x?token={quote_plus(token)} ({token})"
    page = Answer(200, f"<html>{said}</html>".encode(), {"content-type": "text/html"})
    answers = [
        Answer(status, {"detail": said}, {"x-seen": f"{key} \xe9"})
        for status in (400, 401, 403, 404, 429, 500)
    ]
    for reply in (*answers, Answer(502, said.encode(), {"content-type": "text/plain"}), page):
        with pytest.raises(smarter.SmarterError) as caught:
            ask(
                serve(reply),
                lambda client: client.models.retrieve("m"),
                api_key=key,
                default_query={"token": token},
                **ONCE,
            )
        error = caught.value
        shown = (
            str(error) + repr(error) + repr(error.body) + repr(error.response.headers) + error.response.text
        )
        for secret in (key, token, quote_plus(token)):
            assert secret not in shown
            assert secret.encode() not in pickle.dumps(error)


def test_the_message_of_a_classifier_has_no_key_that_the_server_repeats(serve: Serve, ask: Any) -> None:
    key = "s3cr3t-" + "k" * 30
    judged = Request(
        "GET", "x", classify=lambda *answer: Verdict(smarter.PermissionDeniedError, answer[2]["detail"])
    )
    with pytest.raises(smarter.PermissionDeniedError, match=r"no access for \(secret\)"):
        ask(
            serve(Answer(200, {"detail": f"no access for {key}"})),
            lambda client: client.send(judged),
            api_key=key,
        )


def test_a_masked_number_leaves_an_error_without_json(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.PermissionDeniedError) as caught:
        ask(serve(Answer(403, {"detail": "no", "key": 1234567890})), lambda client: client.models.list(),
            api_key="1234567890", **ONCE)  # fmt: skip
    assert "1234567890" not in str(caught.value) + str(caught.value.body)


def test_a_pickled_error_has_no_cookies_and_no_query(serve: Serve, ask: Any) -> None:
    reply = Answer(500, {"detail": "no"}, {"set-cookie": "sessionid=s3cr3t", "x-request-id": "r"})
    with pytest.raises(smarter.InternalServerError) as caught:
        ask(serve(reply), lambda client: client.models.list(), default_query={"sig": "s1gned"}, **ONCE)
    stored = pickle.dumps(caught.value)
    assert b"s3cr3t" not in stored
    assert b"s1gned" not in stored
    assert pickle.loads(stored).response.headers["x-request-id"] == "r"
    assert caught.value.response.headers["set-cookie"] == "sessionid=s3cr3t"
    assert caught.value.request.url.params["sig"] == "s1gned"


@pytest.mark.parametrize(
    "url",
    [
        "http://bob:hunter2#/x@h/api",
        "http://h/api?token=hunter2",
        "http://bob:hunter2@h:x",
        "bob:hunter2@h",
        "h#hunter2",
    ],
)
def test_a_malformed_address_is_shown_without_keys(url: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        smarter.Smarter(api_key="k" * 20, base_url=url)
    assert "hunter2" not in str(caught.value)

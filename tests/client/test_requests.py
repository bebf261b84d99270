"""Requests on the wire: method, path, query, headers and body."""

from __future__ import annotations

import datetime
from typing import Any, Callable

import httpx
import pytest

import smarter
from smarter.client.core import Core, encode_json, encode_query, origin, segment
from smarter.client.request import NOT_GIVEN, Request
from smarter.client.settings import Settings
from tests.client.conftest import KEY
from tests.client.wire import Answer, Raw, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


def core(**settings: Any) -> Core:
    return Core(Settings(**{"base_url": "https://api.example.com/api/v1", "api_key": "k", **settings}))


def test_a_request_has_the_headers_of_the_client(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    ask(server, lambda client: client.models.retrieve("m"))
    request = server.received[0]
    assert (request.method, request.target) == ("GET", "/api/v1/models/m")
    assert request.headers["authorization"] == f"Token {KEY}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == f"smarter-python/{smarter.__version__}"
    assert request.headers["host"] == server.origin.split("//")[1]
    assert "content-type" not in request.headers


def test_a_post_without_a_body_has_a_length(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    ask(server, lambda client: client.send(Request("POST", "cli/whoami/")))
    assert server.received[0].headers["content-length"] == "0"
    assert "content-type" not in server.received[0].headers


def test_a_body_is_json_in_utf8(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    ask(server, lambda client: client.send(Request("POST", "x", json={"text": "Grüße 🚲"})))
    assert server.received[0].body == '{"text":"Grüße 🚲"}'.encode()
    assert server.received[0].headers["content-type"] == "application/json"


def test_options_of_a_call_are_sent(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {"id": "c", "choices": [], "created": 1, "model": "m", "object": "o"}))
    ask(
        server,
        lambda client: client.chat.completions.create(
            model="m",
            messages=[],
            extra_headers={"X-Mine": "1", "user-agent": "me/1", "Accept": None},
            extra_query={"q": "a b"},
            extra_body={"model": "other", "unknown": [1]},
        ),
    )
    request = server.received[0]
    assert request.headers["x-mine"] == "1"
    assert request.headers["user-agent"] == "me/1"
    assert "application/json" not in request.headers.get("accept", "")
    assert request.target.endswith("/chat/completions?q=a+b")
    assert request.json() == {"messages": [], "model": "other", "unknown": [1]}


def test_headers_and_query_of_a_call_win_over_defaults_of_the_client(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    defaults = {"default_headers": {"X-A": "1", "X-B": "1"}, "default_query": {"a": "1", "b": "1"}}
    ask(
        server,
        lambda client: client.models.retrieve("m", extra_headers={"x-b": "2"}, extra_query={"b": "2"}),
        **defaults,
    )
    request = server.received[0]
    assert (request.headers["x-a"], request.headers["x-b"]) == ("1", "2")
    assert request.target.endswith("?a=1&b=2")


def test_the_caller_may_set_the_authorization_header(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    ask(server, lambda client: client.models.retrieve("m"), default_headers={"authorization": "Bearer x"})
    assert server.received[0].headers["authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"a": 1, "b": None, "c": NOT_GIVEN}, "a=1"),
        ({"a": True, "b": False}, "a=true&b=false"),
        ({"a": ["x", 2]}, "a=x&a=2"),
        ({"a": {"b": {"c": 1}}}, "a%5Bb%5D%5Bc%5D=1"),
        ({"a": "ü &="}, "a=%C3%BC+%26%3D"),
        ({}, ""),
    ],
)
def test_query_parameters_are_encoded(query: Any, text: str) -> None:
    assert encode_query(query) == text


def test_a_query_value_of_another_type_is_refused() -> None:
    with pytest.raises(
        smarter.InvalidArgumentError, match="a must be text, a number or a boolean, not object"
    ):
        encode_query({"a": object()})


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("files", "https://api.example.com/api/v1/files"),
        ("/files", "https://api.example.com/api/v1/files"),
        ("cli/apply/", "https://api.example.com/api/v1/cli/apply/"),
        ("https://api.example.com/other", "https://api.example.com/other"),
        ("https://API.example.com:443/other?x=1", "https://API.example.com:443/other?x=1"),
    ],
)
def test_a_path_is_joined_to_the_base_url(path: str, url: str) -> None:
    assert core().url(Request("GET", path)) == url
    assert core(base_url="https://api.example.com/api/v1/").url(Request("GET", path)) == url


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://api.example.com/x",
        "https://api.example.com:8443/x",
        "ftp://api.example.com/",
    ],
)
def test_a_url_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(smarter.ConfigurationError, match="the key is not sent there"):
        core().url(Request("GET", url))


def test_a_query_is_added_to_an_existing_one() -> None:
    url = core().url(Request("GET", "https://api.example.com/x?a=1", query={"b": 2}))
    assert url == "https://api.example.com/x?a=1&b=2"


def test_origins_are_compared_by_scheme_host_and_port() -> None:
    assert origin("https://Example.com:443/x") == origin("https://example.com")
    assert origin("http://example.com:8080") == "http://example.com:8080"
    assert origin("http://example.com:99999999") != origin("http://example.com")


@pytest.mark.parametrize("bad", ["", " ", ".", "..", None, 7])
def test_a_malformed_name_is_refused_before_anything_is_sent(serve: Serve, ask: Any, bad: Any) -> None:
    server = serve(Answer(200, MODEL))
    with pytest.raises(smarter.InvalidArgumentError, match="model must"):
        ask(server, lambda client: client.models.retrieve(bad))
    assert not server.received


def test_a_name_cannot_leave_its_place() -> None:
    assert segment("x", "../../etc") == "..%2F..%2Fetc"
    assert segment("x", "a b?c#d/ü") == "a%20b%3Fc%23d%2F%C3%BC"


def test_an_unknown_or_missing_argument_is_a_type_error(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    with pytest.raises(TypeError, match="unexpected keyword argument 'tempature'"):
        ask(server, lambda client: client.chat.completions.create(model="m", messages=[], tempature=1))
    with pytest.raises(TypeError, match="required keyword-only argument"):
        ask(server, lambda client: client.chat.completions.create(model="m"))
    with pytest.raises(TypeError, match="unknown option 'header'"):
        ask(server, lambda client: client.get("x", cast_to=dict, options={"header": {}}))
    assert not server.received


def test_omitted_arguments_are_not_sent(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {"id": "c", "choices": [], "created": 1, "model": "m", "object": "o"}))
    ask(
        server,
        lambda client: client.chat.completions.create(
            model="m", messages=[], temperature=NOT_GIVEN, seed=None
        ),
    )
    assert server.received[0].json() == {"messages": [], "model": "m", "seed": None}


@pytest.mark.parametrize("value", [object(), float("nan"), float("inf"), {1: {2}, "x": NOT_GIVEN}, "\ud800"])
def test_a_body_without_a_json_form_is_refused(value: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="no JSON form"):
        encode_json({"a": value})


def test_a_body_that_contains_itself_is_refused() -> None:
    body: Any = {}
    body["self"] = body
    with pytest.raises(smarter.InvalidArgumentError, match="no JSON form"):
        encode_json(body)


def test_python_values_are_encoded_as_json() -> None:
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    given = {"a": (1, 2), "b": iter("xy"), "c": moment, "d": {"e"}}
    assert encode_json(given) == b'{"a":[1,2],"b":["x","y"],"c":"2026-01-02T03:04:05+00:00","d":["e"]}'


def test_a_message_of_a_response_can_be_sent(serve: Serve, ask: Any) -> None:
    message = {"role": "assistant", "content": None, "novelty": {"x": 1}}
    whole = {
        "id": "c",
        "choices": [{"index": 0, "message": message}],
        "created": 1,
        "model": "m",
        "object": "o",
    }
    server = serve(Answer(200, whole))
    first = ask(server, lambda client: client.chat.completions.create(model="m", messages=[]))
    ask(server, lambda client: client.chat.completions.create(model="m", messages=[first.choices[0].message]))
    assert server.received[1].json()["messages"] == [message]


def test_extras_of_the_wrong_type_are_refused(serve: Serve, ask: Any) -> None:
    for name in ("extra_headers", "extra_query", "extra_body"):
        with pytest.raises(smarter.InvalidArgumentError, match=f"{name} must be a mapping, not str"):
            ask(
                serve(Answer(200, MODEL)),
                lambda client, name=name: client.models.retrieve("m", **{name: "x"}),
            )


def test_undocumented_endpoints_can_be_called(serve: Serve, ask: Any) -> None:
    server = serve(
        script=lambda request: Answer(200, {"method": request.method, "body": request.body.decode()})
    )
    options = {
        "headers": {"X-A": "1"},
        "params": {"p": 1},
        "extra_json": {"b": 2},
        "max_retries": 0,
        "timeout": 5,
    }
    assert ask(server, lambda client: client.get("/x", cast_to=dict)) == {"method": "GET", "body": ""}
    for method in ("post", "put", "patch", "delete"):
        got = ask(
            server,
            lambda client, method=method: getattr(client, method)(
                "/x", cast_to=dict, body={"a": 1}, options=options
            ),
        )
        assert got == {"method": method.upper(), "body": '{"a":1,"b":2}'}
        assert server.received[-1].headers["x-a"] == "1"
        assert server.received[-1].target == "/api/v1/x?p=1"
    assert ask(server, lambda client: client.post("/x", cast_to=dict, body=b"raw"))["body"] == "raw"


def test_undocumented_endpoints_return_the_requested_type(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    assert isinstance(ask(server, lambda client: client.get("x", cast_to=httpx.Response)), httpx.Response)
    assert isinstance(ask(server, lambda client: client.get("x", cast_to=smarter.Response)), smarter.Response)
    assert ask(server, lambda client: client.get("x", cast_to=smarter.types.Model)).id == "m"
    assert ask(server, lambda client: client.get("x", cast_to=str)) == '{"id": "m", "object": "model"}'
    assert ask(server, lambda client: client.get("x", cast_to=bytes)) == b'{"id": "m", "object": "model"}'
    assert ask(server, lambda client: client.get("x", cast_to=object)) == MODEL
    assert ask(server, lambda client: client.get("x", cast_to=type(None))) is None


@pytest.mark.parametrize(
    ("content_type", "body", "value"),
    [
        (None, b'{"a": 1}', {"a": 1}),
        (None, b"plain", "plain"),
        (None, b"", ""),
        ("text/plain", b'{"a": 1}', '{"a": 1}'),
        ("application/json", b'{"a": 1}', {"a": 1}),
    ],
)
def test_without_a_requested_type_json_is_returned_as_data(
    ask: Any, content_type: Any, body: bytes, value: Any
) -> None:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n" % len(body)
    if content_type:
        head += b"content-type: %s\r\n" % content_type.encode()
    with Server(Raw(head + b"\r\n" + body)) as server:
        assert ask(server, lambda client: client.get("x", cast_to=object)) == value


def test_files_can_be_uploaded_to_undocumented_endpoints(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    ask(server, lambda client: client.post("x", cast_to=dict, body={"a": "1"}, files={"f": b"content"}))
    assert b'name="a"\r\n\r\n1\r\n' in server.received[0].body
    assert b"\r\n\r\ncontent\r\n" in server.received[0].body


def redirecting(status: int, to: str) -> Any:
    def script(request: Any) -> Answer:
        if request.path.endswith("/new"):
            return Answer(200, {"method": request.method, "body": request.body.decode()})
        return Answer(status, None, {"location": to})

    return script


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["new", "/api/v1/new"])
def test_a_get_follows_a_redirect_within_the_origin(serve: Serve, ask: Any, status: int, to: str) -> None:
    server = serve(script=redirecting(status, to))
    assert ask(server, lambda client: client.get("old", cast_to=dict))["method"] == "GET"
    assert server.received[1].headers["authorization"] == f"Token {KEY}"


@pytest.mark.parametrize(
    ("status", "followed"), [(301, False), (302, False), (303, False), (307, True), (308, True)]
)
def test_a_post_follows_only_one_that_keeps_it_a_post(
    serve: Serve, ask: Any, status: int, followed: bool
) -> None:
    server = serve(script=redirecting(status, "/api/v1/new"))
    if followed:
        got = ask(server, lambda client: client.post("old", cast_to=dict, body={"a": 1}))
        assert got == {"method": "POST", "body": '{"a":1}'}
        return
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.post("old", cast_to=dict, body={"a": 1}))
    assert len(server.received) == 1


def test_no_redirect_leaves_the_origin(serve: Serve, ask: Any) -> None:
    elsewhere = serve(Answer(200, {}))
    server = serve(Answer(302, None, {"location": f"{elsewhere.origin}/api/v1/new?next=x"}))
    with pytest.raises(smarter.APIStatusError) as caught:
        ask(server, lambda client: client.get("old", cast_to=dict))
    assert caught.value.status_code == 302
    assert caught.value.hint is not None
    assert f"{elsewhere.origin}/api/v1/new" in caught.value.hint
    assert not elsewhere.received


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_manifest_verbs_are_never_redirected(serve: Serve, ask: Any, method: str, status: int) -> None:
    server = serve(script=redirecting(status, "/api/v1/new"))
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.send(Request(method, "cli/apply/")))
    assert len(server.received) == 1


def test_a_request_can_refuse_redirects(serve: Serve, ask: Any) -> None:
    server = serve(script=redirecting(302, "/api/v1/new"))
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.get("old", cast_to=dict, options={"follow_redirects": False}))


def test_redirects_in_a_circle_end(serve: Serve, ask: Any) -> None:
    server = serve(Answer(302, None, {"location": "/api/v1/old"}))
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.get("old", cast_to=dict))
    assert len(server.received) < 20


@pytest.mark.parametrize("to", ["http://[bad", "//[", "/api/v1/n\x01ew", "http://h:99999999/"])
def test_a_redirect_to_a_malformed_url_is_not_followed(serve: Serve, ask: Any, to: str) -> None:
    server = serve(Answer(302, None, {"location": to}))
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.get("old", cast_to=dict))


def test_a_body_that_can_be_read_once_is_not_redirected_empty(serve: Serve, ask: Any) -> None:
    server = serve(script=redirecting(307, "/api/v1/new"))
    with pytest.raises(smarter.APIStatusError, match="redirect"):
        ask(server, lambda client: client.post("old", cast_to=dict, body=iter([b"content"])))
    assert [request.body for request in server.received] == [b"content"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Secret": "hush\r\nX-B: 2"},
        {"X Secret": "hush"},
        {"X-Sécret": "hush"},
        {"X:Secret": "hush"},
        {"X-Secret": "hush\x00"},
        {"X-Secret": "hush\x1b[0m"},
        {"X-Secret": " hush"},
        {"X(Secret)": "hush"},
        {"": "hush"},
        {"X-Secret": b"hush"},
    ],
)
def test_a_malformed_header_is_refused_without_showing_its_value(
    serve: Serve, ask: Any, headers: Any
) -> None:
    server = serve(Answer(200, MODEL))
    with pytest.raises(smarter.InvalidArgumentError) as caught:
        ask(server, lambda client: client.models.retrieve("m", extra_headers=headers))
    assert "hush" not in str(caught.value)
    assert not server.received


def test_a_query_that_has_no_text_form_is_refused(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="query"):
        ask(serve(Answer()), lambda client: client.models.list(extra_query={"a": "\ud800"}))


def test_a_url_refused_by_httpx_is_an_argument_error(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.InvalidArgumentError, match="Invalid URL"):
        ask(serve(Answer()), lambda client: client.get("a\x00b", cast_to=dict))


def test_a_url_of_another_origin_is_shown_without_its_password(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.ConfigurationError, match=r"http://elsewhere\.example/x") as caught:
        ask(serve(Answer()), lambda client: client.get("http://me:hush@elsewhere.example/x", cast_to=dict))
    assert "hush" not in str(caught.value)

"""Behaviour that users of openai-python expect."""

from __future__ import annotations

import copy
import inspect
import operator
import pickle
from typing import Any, Callable, Dict

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter, Stream
from smarter.types import ChatCompletionChunk, Model
from tests.client.conftest import KEY
from tests.client.wire import Answer, Received, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model", "unknown": 1}


def test_a_raw_response_has_its_request(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    raw = ask(server, lambda client: client.models.with_raw_response.retrieve("m"))
    assert (raw.method, raw.url.path, raw.is_closed) == ("GET", "/api/v1/models/m", True)
    assert isinstance(raw.http_request, httpx.Request)
    assert raw.parse(to=dict) == MODEL
    assert raw.parse().id == "m"


def test_a_streamed_response_has_its_request(serve: Serve) -> None:
    with Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url) as client:
        with client.models.with_streaming_response.retrieve("m") as raw:
            assert (raw.method, raw.url.path, raw.is_closed) == ("GET", "/api/v1/models/m", False)
            assert isinstance(raw.http_request, httpx.Request)
        assert raw.is_closed


def test_settings_can_be_set_and_read(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))
    client = Smarter(api_key=KEY, base_url=httpx.URL(server.base_url), default_headers={"X-A": "1"})
    other = client.with_options(max_retries=1)
    client.api_key, client.timeout, client.max_retries = "new-key", 7, 0
    client.models.retrieve("m")
    assert server.received[0].headers["authorization"] == "Token new-key"
    assert client.default_headers["X-A"] == "1"
    assert client.default_headers["Authorization"] == "Token new-key"
    assert (client.timeout, client.max_retries, other.api_key) == (7, 0, KEY)
    assert smarter.Timeout(600, connect=5) == smarter.DEFAULT_TIMEOUT
    with pytest.raises(smarter.ConfigurationError):
        client.api_key = "a b"
    with pytest.raises(smarter.ConfigurationError):
        client.timeout = -1
    client.close()


def test_omitted_arguments_and_nones_of_a_list_are_not_sent(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {"object": "list", "data": []}))
    options = {
        "params": {"a": [1, None, smarter.omit], "b": smarter.not_given},
        "headers": {"User-Agent": smarter.omit},
    }
    ask(server, lambda client: client.get("/x", cast_to=object, options=options))
    assert server.received[0].target == "/api/v1/x?a=1"
    assert "user-agent" not in server.received[0].headers


def test_the_type_of_events_may_be_given_as_a_stream(serve: Serve) -> None:
    body = b'data: {"id": "c", "choices": [], "created": 1, "model": "m", "object": "o"}\n\ndata: [DONE]\n\n'
    server = serve(Answer(200, body, {"content-type": "text/event-stream"}))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        stream: Any = client.post("/x", cast_to=object, stream=True, stream_cls=Stream[ChatCompletionChunk])
        assert [type(event) for event in stream] == [ChatCompletionChunk]


def test_models_print_with_their_class_and_keep_their_request_id(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL, {"x-request-id": "req_1"}))
    model = ask(server, lambda client: client.models.retrieve("m"))
    assert str(model).startswith("Model(id='m'")
    for same in (
        pickle.loads(pickle.dumps(model)),
        copy.copy(model),
        copy.deepcopy(model),
        model.model_copy(),
    ):
        assert (same._request_id, same, same.unknown) == ("req_1", model, 1)
    assert "_from_request" not in model.to_dict()


def test_pages_can_be_iterated_and_pickled(serve: Serve) -> None:
    server = serve(
        Answer(200, {"object": "list", "has_more": True, "data": [MODEL]}),
        Answer(200, {"object": "list", "data": [{**MODEL, "id": "n"}]}),
    )
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        page = client.models.list()
        assert [[model.id for model in each.data] for each in page.iter_pages()] == [["m"], ["n"]]
    same = pickle.loads(pickle.dumps(page))
    assert type(same) is type(page)
    assert isinstance(same.data[0], Model)
    with pytest.raises(smarter.SmarterError, match="unpickled"):
        same.get_next_page()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_pages_in_a_circle_end(serve: Serve, ask: Any, length: int) -> None:
    def next_page(request: Received) -> Answer:
        number = int(request.target.partition("after=f")[2] or 0) % length + 1
        item = {
            "id": f"f{number}",
            "object": "file",
            "bytes": 1,
            "created_at": 1,
            "filename": "f",
            "purpose": "p",
        }
        return Answer(200, {"object": "list", "has_more": True, "data": [item]})

    async def asynchronous(client: AsyncSmarter) -> Any:
        return [file async for file in client.files.list()]

    def call(client: Any) -> Any:
        return asynchronous(client) if isinstance(client, AsyncSmarter) else list(client.files.list())

    with pytest.raises(smarter.APIResponseValidationError, match="does not end"):
        ask(serve(script=next_page), call)


@pytest.mark.parametrize("answer", [Answer(204, None), Answer(200, b""), Answer(200, b" \n")])
def test_an_empty_success_of_a_delete_is_a_success(serve: Serve, ask: Any, answer: Answer) -> None:
    answer = answer._replace(headers={"x-request-id": "req_1", "content-type": "text/plain"})
    for call in ("files", "models", "responses"):
        gone = ask(serve(answer), lambda client, call=call: getattr(client, call).delete("x"))
        assert (gone.id, gone.deleted, gone._request_id) == ("x", True, "req_1")
    for wanted, empty in (
        (object, (answer.body or b"").decode()),
        (dict, {}),
        (Dict[str, int], {}),
        (list, []),
        (str, (answer.body or b"").decode()),
        (type(None), None),
    ):
        assert ask(serve(answer), lambda client, w=wanted: client.delete("/x", cast_to=w)) == empty
    assert ask(serve(answer), lambda client: client.delete("/x", cast_to=Model)).id is None


def test_a_misspelt_argument_is_named_with_its_method_and_the_right_one(ask: Any) -> None:
    url = "http://127.0.0.1:1"
    with pytest.raises(TypeError, match=r"Completions\.create\(\).*'temprature'.*'temperature'"):
        ask(url, lambda client: client.chat.completions.create(model="m", messages=[], temprature=1))
    with pytest.raises(TypeError, match=r"Files\.create\(\).*'metdata'.*'metadata'"):
        ask(url, lambda client: client.files.create(file=b"", purpose="p", metdata={}))
    with pytest.raises(TypeError, match=r"Models\.retrieve\(\).*'zzz'$"):
        ask(url, lambda client: client.models.retrieve("m", zzz=1))
    with pytest.raises(TypeError, match=r"Chatbots\.get\(\).*'timeot'.*'timeout'"):
        ask(url, lambda client: client.resources.chatbots.get("m", timeot=1))


def test_a_misspelt_argument_of_any_method_is_named(ask: Any) -> None:
    url = "http://127.0.0.1:1"
    with pytest.raises(TypeError, match=r"Smarter\.__init__\(\).*'api_kye'. Did you mean 'api_key'"):
        Smarter(api_kye="k")  # type: ignore[call-arg]
    for made in (Smarter(api_key=KEY), AsyncSmarter(api_key=KEY)):
        with pytest.raises(TypeError, match=r"Smarter\.copy\(\).*'timeot'. Did you mean 'timeout'"):
            made.with_options(timeot=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"Smarter\.post\(\).*'stream_clz'. Did you mean 'stream_cls'"):
        ask(url, lambda client: client.post("x", cast_to=object, stream_clz=1))
    with pytest.raises(TypeError, match=r"Manifests\.plan\(\).*'prun'. Did you mean 'prune'"):
        ask(url, lambda client: client.manifests.plan([], prun=True))
    # The error names the method that the user called, not an inner one.
    with pytest.raises(TypeError, match=r"Smarter\.whoami\(\).*'timeot'. Did you mean 'timeout'"):
        ask(url, lambda client: client.whoami(timeot=1))
    with pytest.raises(TypeError, match=r"Secrets\.find\(\).*'timeot'. Did you mean 'timeout'"):
        ask(url, lambda client: client.secrets.find("x", timeot=1))


def test_objects_and_lists_of_a_form_are_spelt_as_openai_does(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    body = {"after": {"anchor": "created_at", "seconds": 3600}, "tags": ["a", "b"], "on": True, "none": None}
    ask(
        server,
        lambda client: client.post("/x", cast_to=object, body=body, files=[("file", b"x"), ("file", b"y")]),
    )
    form = server.received[0].body.decode()
    for line in (
        '"after[anchor]"\r\n\r\ncreated_at\r\n',
        '"after[seconds]"\r\n\r\n3600\r\n',
        '"on"\r\n\r\ntrue\r\n',
    ):
        assert line in form
    assert form.count('name="tags[]"') == form.count('name="file"') == 2
    assert "none" not in form
    with pytest.raises(smarter.InvalidArgumentError, match=r"after\[x\] must be text"):
        ask(
            server,
            lambda client: client.post(
                "/x", cast_to=object, body={"after": {"x": object()}}, files={"f": b""}
            ),
        )


def test_the_address_can_be_set_on_a_client(serve: Serve) -> None:
    """No server listens at the first address."""
    server = serve(Answer(200, {"id": "m"}))
    with Smarter(api_key=KEY, base_url="http://127.0.0.1:9/api/v1", max_retries=0) as client:
        copied = client.copy()
        client.base_url = server.base_url
        assert client.models.retrieve("m").id == "m"
        assert copied.base_url == "http://127.0.0.1:9/api/v1"


def test_a_form_has_the_boundary_that_the_caller_wrote_into_its_content_type(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    headers = {"content-type": 'multipart/form-data; boundary="own-boundary"'}
    given = {"cast_to": object, "body": {"a": "1"}, "files": {"f": b"x"}, "options": {"headers": headers}}
    ask(server, lambda client: client.post("upload", **given))
    assert server.received[0].headers["content-type"] == headers["content-type"]
    assert server.received[0].body.startswith(b"--own-boundary\r\n")
    assert server.received[0].body.endswith(b"--own-boundary--\r\n")


def test_objects_in_a_list_of_a_query_are_spelt_as_openai_does(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {}))
    params = {"in": ["foo", {"b": {"c": ["d", "e"]}}, None]}
    ask(server, lambda client: client.get("x", cast_to=object, options={"params": params}))
    assert server.received[0].target.partition("?")[2] == "in=foo&in%5Bb%5D%5Bc%5D=d&in%5Bb%5D%5Bc%5D=e"


@pytest.mark.parametrize("timeout", [(1, 2), (1, 2, 3, -4), (1, 2, 3, "4"), ()])
def test_a_timeout_of_other_than_four_phases_is_refused(timeout: Any) -> None:
    with pytest.raises(smarter.ConfigurationError, match="timeout must be"):
        Smarter(api_key=KEY, timeout=timeout)


def test_a_timeout_may_be_the_four_phases_of_httpx(serve: Serve, ask: Any) -> None:
    given: Any = (1.5, 2, None, 3)
    server = serve(Answer(200, MODEL))
    client = Smarter(api_key=KEY, base_url=server.base_url, timeout=given, http_client=httpx.Client())
    with client:
        raw = client.models.with_raw_response.retrieve("m")
        assert raw.http_request.extensions["timeout"] == {"connect": 1.5, "read": 2, "write": None, "pool": 3}
        assert client.models.retrieve("m", timeout=given).id == "m"


def test_the_defaults_that_help_shows_can_be_passed(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {**MODEL, "data": [], "choices": [], "output": []}))
    required = {"file": b"x", "messages": []}

    def call_each(method: Any) -> Any:
        parameters = inspect.signature(method).parameters.values()
        empty = inspect.Parameter.empty
        return {
            each.name: required.get(each.name, "x") if each.default is empty else smarter.omit
            for each in parameters
        }

    for path in (
        "files.create",
        "files.list",
        "chat.completions.create",
        "chat.completions.list",
        "responses.create",
        "responses.retrieve",
        "fine_tuning.jobs.create",
        "resources.chatbots.list",
    ):
        method = operator.attrgetter(path)

        def call(client: Any, method: Any = method) -> Any:
            return method(client)(**call_each(method(client)))

        if path.startswith("resources"):
            with Smarter(context="local") as client:
                call(client)
        else:
            ask(server, call)
            assert b"NOT_GIVEN" not in server.received[-1].body

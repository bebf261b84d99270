"""Names of openai-python: on the package, on a client, on files and models."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, AsyncIterator, Callable, List, Union

import httpx
import pytest
from typing_extensions import Annotated

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.types import ChatCompletion, Model
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}


def test_names_of_openai_exist(serve: Serve, tmp_path: Path) -> None:
    assert smarter.__version__ == smarter.VERSION
    assert (smarter.Client, smarter.AsyncClient) == (Smarter, AsyncSmarter)
    (tmp_path / "a.txt").write_bytes(b"text")
    assert smarter.file_from_path(tmp_path / "a.txt") == ("a.txt", b"text")
    assert smarter.file_from_path(str(tmp_path / "a.txt")) == ("a.txt", b"text")
    with Smarter(api_key=KEY, base_url=serve(Answer(200, MODEL)).base_url) as client:
        assert client.auth_headers == {"Authorization": f"Token {KEY}"}
        assert (
            client.default_headers["User-Agent"] == client.user_agent == f"smarter-python/{smarter.VERSION}"
        )
    with Smarter(context="local") as client:
        assert client.auth_headers == {}


def test_settings_of_a_wrong_type_are_type_errors() -> None:
    client = Smarter(api_key=KEY)
    for wrong in ({"max_retries": None}, {"http_client": httpx.AsyncClient()}):
        for make in (Smarter, client.copy):
            with pytest.raises(TypeError, match=next(iter(wrong))) as raised:
                make(**{"api_key": KEY, **wrong})
            assert isinstance(raised.value, smarter.ConfigurationError)
    for name in ("headers", "query"):
        both: Any = {f"default_{name}": {"a": "1"}, f"set_default_{name}": {}}
        with pytest.raises(smarter.InvalidArgumentError, match="mutually exclusive"):
            client.copy(**both)
    client.close()


def test_a_body_of_bytes_is_sent_unchanged(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL))
    options: Any = {"headers": {"Content-Type": "application/x-ndjson"}}
    for verb in ("post", "put", "patch"):
        for content in (b"a\nb", [b"a\n", b"b"], (part for part in (b"a\n", b"b"))):
            call = {"cast_to": dict, "content": content, "options": options}
            ask(server, lambda client, verb=verb, call=call: getattr(client, verb)("/x", **call))
    assert {request.body for request in server.received} == {b"a\nb"}
    assert {request.headers["content-type"] for request in server.received} == {"application/x-ndjson"}
    assert len(server.received) == 9
    for wrong in ("text", {"a": 1}, 7):
        with pytest.raises(smarter.InvalidArgumentError, match="content must be bytes"):
            ask(server, lambda client, wrong=wrong: client.post("/x", cast_to=dict, content=wrong))
    with pytest.raises(TypeError, match="content goes alone"):
        ask(server, lambda client: client.post("/x", cast_to=dict, content=b"", body={}))


def test_chunks_that_come_asynchronously_are_sent_by_the_async_client_alone(serve: Serve) -> None:
    server = serve(Answer(200, MODEL))

    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def main(**options: Any) -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url, **options) as client:
            await client.post("/x", cast_to=dict, content=chunks())

    asyncio.run(main())
    asyncio.run(main(http_client=httpx.AsyncClient()))
    assert [request.body for request in server.received] == [b"ab", b"ab"]
    client = Smarter(api_key=KEY, base_url=server.base_url)
    with pytest.raises(smarter.InvalidArgumentError, match="asynchronous"):
        client.post("/x", cast_to=dict, content=chunks())
    client.close()


def test_a_wait_for_a_file_ends_with_its_processing_or_its_time(serve: Serve, ask: Any) -> None:
    file = {"id": "f", "object": "file", "bytes": 1, "created_at": 1, "filename": "f", "purpose": "p"}
    for states, last in (
        (["uploaded", "processed"], "processed"),
        (["uploaded", "error"], "error"),
        ([None], None),
    ):
        server = serve(*(Answer(200, {**file, "status": state}) for state in states))
        found = ask(server, lambda client: client.files.wait_for_processing("f", poll_interval=0.001))
        assert (found.status, len(server.received)) == (last, len(states))
    server = serve(Answer(200, {**file, "status": "processed"}))
    raw = ask(server, lambda client: client.files.with_raw_response.wait_for_processing("f"))
    assert (raw.status_code, raw.parse().id) == (200, "f")
    server = serve(Answer(200, {**file, "status": "uploaded"}))
    with pytest.raises(smarter.WaitTimeoutError, match="uploaded") as raised:
        ask(server, lambda c: c.files.wait_for_processing("f", poll_interval=9, max_wait_seconds=1))
    assert raised.value.last == "uploaded"


def test_objects_are_constructed_as_if_a_server_had_sent_them() -> None:
    for construct in (ChatCompletion.construct, ChatCompletion.model_construct):
        made = construct(
            id=7, choices=[{"index": 0, "message": {"role": "assistant", "content": "Hi"}}], new=1
        )
        assert (made.id, made.choices[0].message.content, made.model, made.new) == (7, "Hi", None, 1)
        assert made.model_fields_set == {"id", "choices", "new"}
        assert "model" not in made.to_dict()


class Text(smarter.BaseModel):
    text: str


class Number(smarter.BaseModel):
    number: int


class Both(smarter.BaseModel):
    part: Union[Text, Number]
    more: List[Annotated[Union[Text, Number], "no discriminator"]]


def test_data_of_a_union_becomes_the_most_similar_model() -> None:
    made = Both.construct(part={"text": "a"}, more=[{"number": 1}, {"text": "b"}], new=1)
    assert (made.part, made.more) == (Text(text="a"), [Number(number=1), Text(text="b")])
    unlike: Any = Both.construct(part={"number": "one"})
    assert (type(unlike.part), unlike.part.number) == (Text, "one")


def test_a_raw_response_is_parsed_to_the_requested_type(serve: Serve, ask: Any) -> None:
    for text, wanted in ((b"true", True), (b"False", False)):
        raw = ask(serve(Answer(200, text)), lambda client: client.models.with_raw_response.retrieve("m"))
        assert raw.parse(to=bool) is wanted
    raw = ask(serve(Answer(200, MODEL)), lambda client: client.models.with_raw_response.retrieve("m"))
    with pytest.raises(smarter.InvalidArgumentError, match="Server"):
        raw.parse(to=Server)
    body = b'data: {"id": "m"}\n\ndata: [DONE]\n\n'
    server = serve(Answer(200, body, {"content-type": "text/event-stream"}))
    question: Any = {"model": "m", "messages": [], "stream": True}
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        response: Any = client.chat.completions.with_raw_response.create(**question)
        assert [type(event) for event in response.parse(to=smarter.Stream[Model])] == [Model]


def test_parameters_of_openai_are_sent(serve: Serve, ask: Any) -> None:
    chat: Any = {
        "modalities": ["text"],
        "prediction": {"type": "content", "content": "a"},
        "functions": [{"name": "f"}],
        "web_search_options": {"search_context_size": "low"},
    }
    server = serve(Answer(200, {"id": "c", "choices": []}))
    ask(server, lambda client: client.chat.completions.create(model="m", messages=[], **chat))
    assert {name: server.received[0].json()[name] for name in chat} == chat
    response: Any = {"prompt": {"id": "pmpt_1"}, "conversation": "conv_1", "prompt_cache_retention": "24h"}
    server = serve(Answer(200, {"id": "r"}))
    ask(server, lambda client: client.responses.create(model="m", input="Hi", **response))
    assert {name: server.received[0].json()[name] for name in response} == response
    server = serve(Answer(200, {"id": "f"}))
    expires: Any = {"anchor": "created_at", "seconds": 3600}
    ask(server, lambda client: client.files.create(file=b"x", purpose="p", expires_after=expires))
    assert b'name="expires_after[seconds]"\r\n\r\n3600\r\n' in server.received[0].body

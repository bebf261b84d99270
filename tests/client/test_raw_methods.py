"""Raw responses, and responses read in a stream."""

from __future__ import annotations

import asyncio
import copy
import datetime
import pickle
from pathlib import Path
from typing import Any, Callable

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.client.request import Request
from tests.client.conftest import KEY
from tests.client.wire import Answer, Raw, Server, events

Serve = Callable[..., Server]
MODEL = {"id": "m", "object": "model"}
HEADERS = {"x-request-id": "req_1", "X-Mine": "1"}


def test_a_raw_response_has_status_headers_content_and_model(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL, HEADERS))
    raw = ask(server, lambda client: client.models.with_raw_response.retrieve("m"))
    assert isinstance(raw, smarter.APIResponse)
    assert raw.status_code == 200
    assert raw.headers["x-mine"] == "1"
    assert raw.request_id == "req_1"
    assert raw.content == b'{"id": "m", "object": "model"}'
    assert raw.text == raw.content.decode()
    assert raw.json() == MODEL
    assert raw.retries_taken == 0
    assert raw.elapsed > datetime.timedelta(0)
    assert isinstance(raw.http_response, httpx.Response)
    assert raw.http_response.request.url == f"{server.base_url}/models/m"
    assert repr(raw) == "<Response 200>"
    parsed = raw.parse()
    assert type(parsed) is smarter.types.Model
    assert parsed._request_id == "req_1"


def test_a_raw_response_is_pickled_without_the_key(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, MODEL, {**HEADERS, "set-cookie": "c00kie"}))
    raw = ask(
        server, lambda client: client.models.with_raw_response.retrieve("m", extra_query={"token": "t0ken"})
    )
    plain = ask(server, lambda client: client.send(Request("GET", "models/m")))
    for each in (raw, plain):
        pickled = pickle.dumps(each)
        for secret in (KEY, "c00kie", "t0ken"):
            assert secret.encode() not in pickled
        same = pickle.loads(pickled)
        assert type(same) is type(each)
        assert (same.status_code, same.request_id, same.content) == (200, "req_1", each.content)
        assert (same.method, same.url) == ("GET", f"{server.base_url}/models/m")
    for same in (pickle.loads(pickle.dumps(raw)), copy.deepcopy(raw), copy.copy(raw)):
        assert same.parse() == raw.parse()
        assert same.parse()._request_id == "req_1"
        assert same.parse(to=dict) == MODEL


def test_a_raw_list_is_parsed_to_a_page(serve: Serve, ask: Any) -> None:
    server = serve(Answer(200, {"object": "list", "data": [MODEL], "has_more": False}))
    raw = ask(server, lambda client: client.models.with_raw_response.list())
    page = raw.parse()
    assert isinstance(page, (smarter.CursorPage, smarter.AsyncCursorPage))
    assert page.data[0].id == "m"


def test_an_error_status_is_raised_for_a_raw_response(serve: Serve, ask: Any) -> None:
    with pytest.raises(smarter.NotFoundError):
        ask(
            serve(Answer(404, {"error": {"message": "Gone."}})),
            lambda client: client.models.with_raw_response.retrieve("m"),
        )


def test_a_raw_stream_is_parsed_to_its_events(serve: Serve) -> None:
    chunk = {"id": "c", "object": "x", "created": 1, "model": "m", "choices": []}
    server = serve(events(chunk, chunk))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        raw = client.chat.completions.with_raw_response.create(model="m", messages=[], stream=True)  # type: ignore[call-overload]
        assert raw.status_code == 200
        assert len(list(raw.parse())) == 2


def test_every_resource_has_raw_and_streaming_methods(serve: Serve) -> None:
    with Smarter(api_key=KEY) as client:
        for resource in (
            client.files,
            client.models,
            client.fine_tuning.jobs,
            client.chat.completions,
            client.responses,
        ):
            plain = {n for n in dir(type(resource)) if not n.startswith("_")} - {
                "with_raw_response",
                "with_streaming_response",
                "stream",
            }
            for view in (resource.with_raw_response, resource.with_streaming_response):
                assert set(vars(view)) == plain
            assert resource.with_raw_response is resource.with_raw_response


def test_the_names_of_the_methods_stay(serve: Serve) -> None:
    with Smarter(api_key=KEY) as client:
        assert client.files.with_raw_response.create.__doc__ == client.files.create.__doc__
        assert client.files.with_raw_response.create.__name__ == "create"


def test_a_streaming_response_is_read_in_chunks(serve: Serve) -> None:
    text = b"one\ntwo\nthree"
    server = serve(Answer(200, text, HEADERS))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        files = client.files.with_streaming_response
        with files.content("f") as response:
            assert (response.status_code, response.headers["x-mine"], response.request_id) == (
                200,
                "1",
                "req_1",
            )
            assert response.retries_taken == 0
            assert not response.http_response.is_stream_consumed
            assert list(response.iter_lines()) == ["one", "two", "three"]
        with files.content("f") as response:
            assert list(response.iter_bytes(4)) == [b"one\n", b"two\n", b"thre", b"e"]
        with files.content("f") as response:
            assert "".join(response.iter_text()) == text.decode()
        with files.content("f") as response:
            assert response.read() == text
            assert response.text() == text.decode()
        with files.content("f") as response:
            pass
        assert response.http_response.is_closed
        with files.content("f") as response:
            response.close()
            assert response.http_response.is_closed
        with files.content("f") as response, pytest.raises(smarter.APIResponseValidationError):
            response.json()


def test_a_streaming_response_is_read_in_chunks_async(serve: Serve, tmp_path: Path) -> None:
    server = serve(Answer(200, MODEL, HEADERS))

    async def main() -> None:
        async with AsyncSmarter(api_key=KEY, base_url=server.base_url) as client:
            models = client.models.with_streaming_response
            async with models.retrieve("m") as response:
                assert response.request_id == "req_1"
                assert (await response.parse()).id == "m"
                assert await response.json() == MODEL
            async with models.retrieve("m") as response:
                assert (
                    b"".join([piece async for piece in response.iter_bytes()])
                    == b'{"id": "m", "object": "model"}'
                )
            async with models.retrieve("m") as response:
                assert [line async for line in response.iter_lines()] == ['{"id": "m", "object": "model"}']
            async with models.retrieve("m") as response:
                assert [piece async for piece in response.iter_text()] == ['{"id": "m", "object": "model"}']
                with pytest.raises(smarter.APIError, match="already read"):
                    await response.read()
            async with client.files.with_streaming_response.content("f") as download:
                await download.stream_to_file(tmp_path / "x", chunk_size=5)
            assert (tmp_path / "x").read_bytes() == b'{"id": "m", "object": "model"}'

    asyncio.run(main())


def test_a_streamed_list_and_a_streamed_stream(serve: Serve) -> None:
    chunk = {"id": "c", "object": "x", "created": 1, "model": "m", "choices": []}
    page = Answer(200, {"object": "list", "data": [MODEL], "has_more": False})
    server = serve(script=lambda request: events(chunk) if request.method == "POST" else page)
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        with client.models.with_streaming_response.list() as response:
            assert response.parse().data[0].id == "m"
        create = client.chat.completions.with_streaming_response.create
        with create(model="m", messages=[], stream=True) as response:  # type: ignore[call-overload]
            assert [each.id for each in response.parse()] == ["c"]


def test_an_error_status_is_raised_on_entering(serve: Serve) -> None:
    server = serve(Answer(404, {"error": {"message": "Gone."}}))
    with Smarter(api_key=KEY, base_url=server.base_url) as client:
        context = client.files.with_streaming_response.content("f")
        assert not server.received
        with pytest.raises(smarter.NotFoundError, match="Gone"), context:
            pass


def test_a_truncated_streaming_response_is_an_error(serve: Serve) -> None:
    cut = Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
    with Smarter(api_key=KEY, base_url=serve(cut).base_url, max_retries=0) as client:
        files = client.files.with_streaming_response
        for read in (
            lambda r: r.read(),
            lambda r: list(r.iter_bytes()),
            lambda r: list(r.iter_lines()),
            lambda r: list(r.iter_text()),
        ):
            with files.content("f") as response, pytest.raises(smarter.APIConnectionError):
                read(response)

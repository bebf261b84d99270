"""The SDK's promises, by both clients, against the embedded platform."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any, List

import httpx
import pytest

import smarter
from smarter import AsyncSmarter, DefaultHttpxClient, Smarter
from tests.resources.conftest import Bench, items

MESSAGES: Any = [{"role": "user", "content": "Say this is a test"}]


def chatbot(client: Any, name: str = "my-chatbot") -> Any:
    config = {"defaultSystemRole": "You are helpful.", "deployed": False}
    return client.resources.chatbots.create(name, spec={"config": config, "plugins": [], "functions": []})


def training_file(client: Any) -> Any:
    line = json.dumps({"messages": MESSAGES})
    return client.files.create(file="\n".join([line] * 12).encode(), purpose="fine-tune")


def test_a_chatbot_is_found_and_prompted(ask: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    ask(chatbot)

    def sync(client: Any) -> Any:
        found = client.resources.chatbots.get(name="my-chatbot")
        chat = found.prompt("Hello, World!")
        print(chat)

    async def asynchronous(client: Any) -> Any:
        found = await client.resources.chatbots.get(name="my-chatbot")
        chat = await found.prompt("Hello, World!")
        print(chat)

    ask(asynchronous if ask.is_async else sync)
    assert "You said: Hello, World!" in capsys.readouterr().out


def test_models_convert_to_json_and_dictionaries(ask: Bench) -> None:
    model = ask(lambda client: client.models.retrieve("gpt-4o"))
    assert json.loads(model.to_json()) == model.to_dict()
    assert model.to_dict()["id"] == "gpt-4o"


def jobs(ask: Bench, count: int) -> None:
    file = ask(training_file)
    for _ in range(count):
        ask(lambda client: client.fine_tuning.jobs.create(model="gpt-4o", training_file=file.id))


def test_pages_are_followed_automatically(ask: Bench) -> None:
    jobs(ask, 5)
    all_jobs = items(ask, lambda client: client.fine_tuning.jobs.list(limit=2))
    assert len({job.id for job in all_jobs}) == 5


def test_pages_are_followed_one_at_a_time(ask: Bench) -> None:
    jobs(ask, 3)

    def sync(client: Any) -> Any:
        first_page = client.fine_tuning.jobs.list(limit=2)
        if first_page.has_next_page():
            assert (
                f"{first_page.next_page_info()}"
                == f"PageInfo(params={{'after': '{first_page.data[-1].id}'}})"
            )
            return first_page, first_page.get_next_page()
        raise AssertionError

    async def asynchronous(client: Any) -> Any:
        first_page = await client.fine_tuning.jobs.list(limit=2)
        if first_page.has_next_page():
            return first_page, await first_page.get_next_page()
        raise AssertionError

    first, following = ask(asynchronous if ask.is_async else sync)
    assert (len(first.data), len(following.data)) == (2, 1)
    for job in first.data:
        assert job.id.startswith("ftjob-")


def test_nested_parameters_are_sent(ask: Bench) -> None:
    response = ask(
        lambda client: client.chat.responses.create(
            input=[{"role": "user", "content": "How much ?"}],
            model="gpt-4o",
            response_format={"type": "json_object"},
        )
    )
    assert json.loads(response.output_text)["you_said"] == "How much ?"


def test_a_file_is_uploaded(ask: Bench, tmp_path: Path) -> None:
    path = tmp_path / "input.jsonl"
    path.write_text(json.dumps({"messages": MESSAGES}))
    file = ask(lambda client: client.files.create(file=path, purpose="fine-tune"))
    assert (file.filename, file.purpose, file.bytes) == ("input.jsonl", "fine-tune", path.stat().st_size)


def test_an_error_has_its_class_status_and_response(ask: Bench) -> None:
    with pytest.raises(smarter.APIStatusError) as caught:
        ask(lambda client: client.fine_tuning.jobs.create(model="gpt-4o", training_file="file-abc123"))
    assert not isinstance(caught.value, (smarter.APIConnectionError, smarter.RateLimitError))
    assert caught.value.status_code == 400
    assert isinstance(caught.value.response, httpx.Response)


def test_an_unreachable_server_is_a_connection_error(ask: Bench) -> None:
    if ask.in_process:
        pytest.skip("only a served platform has a connection")
    with pytest.raises(smarter.APIConnectionError) as caught:
        ask(lambda client: client.models.list(), base_url="http://127.0.0.1:9", max_retries=0)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)


def test_results_and_errors_have_a_request_id(ask: Bench) -> None:
    response = ask(lambda client: client.responses.create(model="gpt-4o-mini", input="Say 'this is a test'."))
    assert response._request_id.startswith("req_")
    with pytest.raises(smarter.APIStatusError) as caught:
        ask(lambda client: client.chat.completions.create(messages=MESSAGES, model="no-such-model"))
    assert caught.value.request_id is not None
    assert caught.value.request_id.startswith("req_")


def test_retries_can_be_set(ask: Bench) -> None:
    def call(client: Any) -> Any:
        return client.with_options(max_retries=5).chat.completions.create(messages=MESSAGES, model="gpt-4o")

    assert ask(call, max_retries=0).choices[0].message.role == "assistant"


def test_timeouts_can_be_set(ask: Bench) -> None:
    def call(client: Any) -> Any:
        return client.with_options(timeout=60.0).chat.completions.create(messages=MESSAGES, model="gpt-4o")

    assert ask(call, timeout=90.0).choices
    assert ask(call, timeout=httpx.Timeout(60.0, read=50.0, write=40.0, connect=30.0)).choices


def test_chat_completions_are_streamed(ask: Bench) -> None:
    def sync(client: Any) -> List[Any]:
        return list(client.chat.completions.create(messages=MESSAGES, model="gpt-4o", stream=True))

    async def asynchronous(client: Any) -> List[Any]:
        return [
            each
            async for each in await client.chat.completions.create(
                messages=MESSAGES, model="gpt-4o", stream=True
            )
        ]

    chunks = ask(asynchronous if ask.is_async else sync)
    text = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
    whole = ask(lambda client: client.chat.completions.create(messages=MESSAGES, model="gpt-4o"))
    assert text == whole.choices[0].message.content


def test_null_and_missing_fields_are_distinguished(ask: Bench) -> None:
    response = ask(lambda client: client.responses.create(model="gpt-4o", input="hi"))
    assert response.error is None
    assert "error" in response.model_fields_set
    assert response.output[0].content[0].refusal is None
    assert "refusal" not in response.output[0].content[0].model_fields_set


def test_a_given_http_client_is_used(smarter_local: Any) -> None:
    client = Smarter(
        base_url=smarter_local.base_url,
        http_client=DefaultHttpxClient(transport=httpx.HTTPTransport(local_address="0.0.0.0")),
    )
    with client:
        assert client.models.retrieve("gpt-4o").id == "gpt-4o"


def test_the_client_is_closed_by_its_block(smarter_local: Any) -> None:
    with Smarter() as client:
        client.models.list()
    assert client.is_closed()

    async def main() -> None:
        async with AsyncSmarter() as other:
            await other.models.list()
        assert other.is_closed()

    asyncio.run(main())


def test_the_package_has_a_version() -> None:
    assert smarter.__version__.count(".") == 2


def test_the_package_is_marked_as_typed() -> None:
    assert (Path(smarter.__file__).parent / "py.typed").exists()

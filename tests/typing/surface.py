"""Types that an editor infers; checked by mypy and pyright, never run."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Union

import httpx
import pydantic
from typing_extensions import assert_type

import smarter
from smarter import (
    APIResponse,
    AsyncCursorPage,
    AsyncPromptStream,
    AsyncSmarter,
    AsyncStream,
    CursorPage,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    PromptStream,
    Response,
    Smarter,
    Stream,
)
from smarter.resources._async.chatbots import AsyncChatbot
from smarter.resources._sync.chatbots import Chatbot
from smarter.resources._sync.resource import Resource
from smarter.types import (
    ChatCompletion,
    ChatCompletionChunk,
    FileObject,
    FineTuningJob,
    FineTuningJobEvent,
    Identity,
    Model,
    PromptToolCallEvent,
    Reply,
    ResponseStreamEvent,
    Row,
)
from smarter.types.responses import Response as ModelResponse
from smarter.types.specs import ChatbotSpec


class ParsedAs(pydantic.BaseModel):
    """The form of an answer."""

    price: int


def sync(client: Smarter, path: Path, flag: bool) -> None:
    assert_type(client.api_key, Optional[str])
    assert_type(client.base_url, str)
    assert_type(client.max_retries, int)
    assert_type(client.with_options(timeout=5, max_retries=0), Smarter)
    with client as entered:
        assert_type(entered, Smarter)

    bot = client.resources.chatbots.get(name="my-chatbot")
    assert_type(bot, Chatbot)
    assert_type(bot.name, str)
    assert_type(bot.spec, Dict[str, Any])
    reply = bot.prompt("Hello", session=None, timeout=5.0)
    assert_type(reply, Reply)
    assert_type(reply.text, str)
    assert_type(bot.prompt("More", session=reply), Reply)
    assert_type(client.resources.chatbots.prompt("bot", "Hi"), Reply)
    assert_type(bot.prompt("Hi", stream=True), PromptStream)
    with bot.stream("Hi") as turn:
        for step in turn:
            if step.type == "tool_call":
                assert_type(step, PromptToolCallEvent)
            elif step.type == "done":
                assert_type(step.reply, Reply)
        assert_type(turn.get_final_reply(), Reply)
    assert_type(client.llm_clients.stream(1, "Hi"), PromptStream)
    assert_type(client.llm_clients.chat(1).send("Hi"), Reply)
    assert_type(client.resources.chatbots.update("bot", description="x"), Chatbot)
    assert_type(client.resources.secrets.get("x"), Resource)
    assert_type(client.whoami(timeout=5), Identity)
    spec: ChatbotSpec = {"config": {"defaultTemperature": 0.5, "deployed": True}, "plugins": ["faq"]}
    made = client.resources.chatbots.create("bot", spec=spec, tags=["a"], timeout=5.0)
    assert_type(made, Chatbot)
    assert_type(client.resources.secrets.apply("key", spec={"config": {"value": "x"}}), Resource)
    client.resources.sql_plugins.update("figures", spec={"sqlData": {"limit": 5}}, extra_headers={"a": "b"})
    client.resources["Widget"].create("w", spec={"anything": 1})
    rows = client.resources.chatbots.list(limit=20, after="x", timeout=1)
    assert_type(rows, CursorPage[Row])
    assert_type(client.resources.chatbots.with_raw_response.get("x"), APIResponse[Chatbot])
    assert_type(client.resources.chatbots.with_raw_response.prompt("x", "Hi").parse(), Reply)
    assert_type(client.resources.secrets.with_raw_response.list().parse(), CursorPage[Row])
    with client.resources.secrets.with_streaming_response.get("x") as secret:
        assert_type(secret.parse(), Resource)

    file = client.files.create(file=path, purpose="fine-tune", name="x", extra_headers={"a": None})
    assert_type(file, FileObject)
    assert_type(file.bytes, int)
    assert_type(file._request_id, Optional[str])
    assert_type(file.to_json(), str)
    assert_type(file.to_dict(), Dict[str, object])
    client.files.create(file=b"x", purpose="p")
    client.files.create(file=("name", b"x", "text/plain"), purpose="p")
    client.files.create(file=("name", path), purpose="p")
    with path.open("rb") as opened:
        client.files.create(file=opened, purpose="p")
    assert_type(client.files.content("f").content, bytes)

    page = client.fine_tuning.jobs.list(limit=20)
    assert_type(page, CursorPage[FineTuningJob])
    assert_type(page.data, List[FineTuningJob])
    assert_type(page.get_next_page(), CursorPage[FineTuningJob])
    for job in page:
        assert_type(job, FineTuningJob)
    for event in client.fine_tuning.jobs.list_events("j"):
        assert_type(event, FineTuningJobEvent)

    completion = client.chat.completions.create(
        messages=[{"role": "user", "content": "hi"}, {"role": "assistant", "content": None}],
        model="m",
        temperature=0.5,
        response_format={"type": "json_object"},
        tools=[{"type": "function", "function": {"name": "f", "parameters": {}}}],
        timeout=httpx.Timeout(5),
    )
    assert_type(completion, ChatCompletion)
    assert_type(completion.choices[0].message.content, Optional[str])
    chunks = client.chat.completions.create(messages=[], model="m", stream=True)
    assert_type(chunks, Stream[ChatCompletionChunk])
    for chunk in chunks:
        assert_type(chunk, ChatCompletionChunk)
    either = client.chat.completions.create(messages=[], model="m", stream=flag)
    assert_type(either, Union[ChatCompletion, Stream[ChatCompletionChunk]])

    response = client.chat.responses.create(
        input=[{"role": "user", "content": "How much ?"}],
        model="gpt-4o",
        response_format={"type": "json_object"},
    )
    assert_type(response, ModelResponse)
    assert_type(response.output_text, str)
    for received in client.responses.create(input="hi", model="m", stream=True):
        assert_type(received, ResponseStreamEvent)
        if received.type == "response.output_text.delta":
            print(received)

    with client.responses.stream(input="hi", model="m", text_format=ParsedAs) as events:
        for happened in events:
            if happened.type == "response.output_text.done":
                print(happened)
        assert_type(events.get_final_response().output_parsed, Optional[ParsedAs])
    assert_type(client.responses.retrieve("r"), ModelResponse)
    assert_type(client.responses.retrieve("r", stream=True), Stream[ResponseStreamEvent])

    raw = client.models.with_raw_response.retrieve("m")
    assert_type(raw, APIResponse[Model])
    assert_type(raw.parse(), Model)
    assert_type(client.models.with_raw_response.list().parse(), CursorPage[Model])
    with client.files.with_streaming_response.retrieve("f") as streamed:
        assert_type(streamed.parse(), FileObject)
    assert_type(client.get("/x", cast_to=Model), Model)
    assert_type(
        client.post("/x", cast_to=httpx.Response, body={}, options={"headers": {"a": "b"}}), httpx.Response
    )
    assert_type(client.get("/x", cast_to=Response), Response)

    for outcome in client.manifests.apply("folder", on_outcome=lambda each: print(each.action)):
        assert_type(outcome.action, str)


async def asynchronous(client: AsyncSmarter) -> None:
    async with client as entered:
        assert_type(entered, AsyncSmarter)
    bot = await client.resources.chatbots.get(name="my-chatbot")
    assert_type(bot, AsyncChatbot)
    assert_type(await bot.prompt("Hello"), Reply)
    assert_type(await bot.prompt("Hi", stream=True), AsyncPromptStream)
    async with bot.stream("Hi") as turn:
        async for step in turn:
            if step.type == "text":
                assert_type(step.text, str)
        assert_type(await turn.get_final_reply(), Reply)
    raw_bot = await client.resources.chatbots.with_raw_response.get("x")
    assert_type(raw_bot.parse(), AsyncChatbot)
    assert_type((await client.resources.secrets.with_raw_response.list()).parse(), AsyncCursorPage[Row])
    page = await client.fine_tuning.jobs.list(limit=20)
    assert_type(page, AsyncCursorPage[FineTuningJob])
    assert_type(await page.get_next_page(), AsyncCursorPage[FineTuningJob])
    async for job in client.fine_tuning.jobs.list():
        assert_type(job, FineTuningJob)
    assert_type(await client.files.create(file=b"x", purpose="p"), FileObject)
    chunks = await client.chat.completions.create(messages=[], model="m", stream=True)
    assert_type(chunks, AsyncStream[ChatCompletionChunk])
    async for chunk in chunks:
        assert_type(chunk, ChatCompletionChunk)
    raw = await client.models.with_raw_response.retrieve("m")
    assert_type(raw, APIResponse[Model])
    assert_type((await client.models.with_raw_response.list()).parse(), AsyncCursorPage[Model])
    async with client.files.with_streaming_response.retrieve("f") as streamed:
        assert_type(await streamed.parse(), FileObject)
    plan = await client.manifests.plan({"kind": "Secret"})
    assert_type(plan.empty, bool)


def construction() -> None:
    Smarter(timeout=20.0, max_retries=0, default_headers={"a": "b"}, default_query={"q": 1})
    Smarter(
        timeout=httpx.Timeout(60.0, read=5.0, write=10.0, connect=2.0),
        http_client=DefaultHttpxClient(proxy="http://p"),
    )
    Smarter(timeout=None, context="local", api_key=None, base_url="http://h")
    AsyncSmarter(http_client=DefaultAsyncHttpxClient())
    AsyncSmarter(http_client=smarter.DefaultAioHttpClient())
    try:
        Smarter()
    except smarter.APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.response, httpx.Response)
        assert_type(error.request_id, Optional[str])
        assert_type(error.description, Optional[str])

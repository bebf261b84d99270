"""Responses parsed to a pydantic model, and the repr of objects."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
from dataclasses import dataclass
from typing import Any, Generic, List, Optional, TypeVar

import httpx
import pydantic
import pytest

import smarter
from smarter import AsyncSmarter, Smarter
from smarter.resources.structured import json_schema_format
from smarter.types import Reply

N = TypeVar("N")

KEY = "k" * 20


class Step(pydantic.BaseModel):
    text: str
    number: Optional[int] = None


class Answer(pydantic.BaseModel):
    steps: List[Step]


def completion(content: Optional[str]) -> Any:
    message = {"role": "assistant", "content": content}
    return {
        "id": "c",
        "object": "o",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message}],
    }


def both(send: Any, call: Any) -> List[Any]:
    options = {"api_key": KEY, "base_url": "http://x.test/v1"}

    async def main() -> Any:
        async with AsyncSmarter(
            http_client=httpx.AsyncClient(transport=httpx.MockTransport(send)), **options
        ) as client:
            return await call(client)

    with Smarter(http_client=httpx.Client(transport=httpx.MockTransport(send)), **options) as client:
        return [call(client), asyncio.run(main())]


def test_a_chat_completion_is_parsed() -> None:
    seen = []

    def send(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json=completion('{"steps": [{"text": "a", "number": null}]}'))

    for got in both(
        send, lambda c: c.chat.completions.parse(model="m", messages=[], response_format=Answer, n=1)
    ):
        assert got.choices[0].message.parsed == Answer(steps=[Step(text="a")])
    for raw in both(
        send,
        lambda c: c.chat.completions.with_raw_response.parse(model="m", messages=[], response_format=Answer),
    ):
        assert raw.parse().choices[0].message.parsed == Answer(steps=[Step(text="a")])
    form = seen[0]["response_format"]
    assert (form["type"], form["json_schema"]["name"], form["json_schema"]["strict"]) == (
        "json_schema",
        "Answer",
        True,
    )
    step = form["json_schema"]["schema"]["$defs"]["Step"]
    assert (step["additionalProperties"], step["required"]) == (False, ["text", "number"])
    assert seen[0]["n"] == 1


def test_a_response_is_parsed() -> None:
    part = {"type": "output_text", "text": '{"steps": []}', "annotations": []}
    output = [{"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part]}]

    def send(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)["text"]["format"]["name"] == "Answer"
        return httpx.Response(
            200, json={"id": "r", "object": "response", "created_at": 1, "model": "m", "output": output}
        )

    for got in both(send, lambda c: c.responses.parse(model="m", input="x", text_format=Answer)):
        assert got.output_parsed == Answer(steps=[])


@pytest.mark.parametrize("content", ['{"steps": 1}', '{"steps": [', "hello"])
def test_an_answer_of_another_form_is_an_error(content: str) -> None:
    def send(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=completion(content))

    with pytest.raises(smarter.APIResponseValidationError, match="is not a Answer"):
        both(send, lambda c: c.chat.completions.parse(model="m", messages=[], response_format=Answer))


@pytest.mark.parametrize(
    ("reason", "error"),
    [("length", smarter.LengthFinishReasonError), ("content_filter", smarter.ContentFilterFinishReasonError)],
)
def test_an_answer_that_was_cut_off_or_withheld_names_the_reason(reason: str, error: Any) -> None:
    answer = completion('{"steps": []}')
    answer["choices"][0]["finish_reason"] = reason

    def send(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answer)

    with pytest.raises(error, match="is not a Answer: the ") as caught:
        both(send, lambda c: c.chat.completions.parse(model="m", messages=[], response_format=Answer))
    assert caught.value.completion.choices[0].finish_reason == reason


def test_a_model_class_where_a_mapping_belongs_is_refused() -> None:
    wrong: Any = Answer
    client = Smarter(api_key=KEY)
    with pytest.raises(smarter.InvalidArgumentError) as caught:
        client.chat.completions.create(model="m", messages=[], response_format=wrong)
    assert caught.value.hint == "Use chat.completions.parse()."
    with pytest.raises(smarter.InvalidArgumentError, match="pydantic model class"):
        client.chat.completions.parse(model="m", messages=[], response_format=wrong(steps=[]))


def test_a_reply_has_the_names_of_its_plugins() -> None:
    call = {
        "function_name": "smarter_plugin_0000000001",
        "function_args": '{"q": "hours"}',
        "smarter_plugin": {"name": "faq"},
    }
    message = {"index": 0, "message": {"role": "assistant", "content": "Nine to five."}}
    reply = Reply.model_validate({"choices": [message], "metadata": {"tool_calls": [call]}, "session": "abc"})
    assert (reply.tool_calls[0].plugin, reply.tool_calls[0].arguments) == ("faq", {"q": "hours"})
    assert repr(reply) == "Reply('Nine to five.', tool_calls=[faq(q='hours')], session='abc')"
    assert str(reply) == "Nine to five."
    assert "- called `faq(q='hours')`" in reply._repr_markdown_()


def test_pages_resources_and_plans_have_a_short_repr(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMARTER_HOME", str(tmp_path))
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": "short", "description": "d", "version": "1.0.0"},
        "spec": {"config": {"value": "very-secret"}},
    }
    with Smarter(context="local") as client:
        plan = client.manifests.plan(manifest)
        assert repr(plan) == "<Plan of 1 steps: 1 create>"
        assert repr(plan.steps[0]).startswith("<create secret/short: metadata.description")
        assert "<td>secret/short</td>" in plan._repr_html_()
        assert repr(client.manifests.apply(plan)) == "[<secret/short created>]"
        assert client.manifests.plan(manifest)._repr_html_() == "<p>1 unchanged</p>"
        assert repr(client.manifests.validate(manifest)) == "<Bundle of 1 resources, 1 findings>"
        secret = client.resources.secrets.get("short")
        assert repr(secret).startswith("Resource(name='short', kind='Secret'")
        assert "<td>short</td>" in secret._repr_html_()
        for index in range(5):
            client.files.create(file=b"x", purpose="assistants", name=f"<b>{index}")
        page = client.files.list()
        assert "5 items" in repr(page)
        assert "..." in repr(page)
        assert "&lt;b&gt;0" in page._repr_html_()
        assert (
            "very-secret"
            not in repr(secret) + secret._repr_html_() + repr(plan) + repr(plan.steps) + plan._repr_html_()
        )


class Size(pydantic.BaseModel):
    width: int


class Order(pydantic.BaseModel):
    """An order of a part."""

    default: str
    size: Size = pydantic.Field(description="of the part")


def test_a_strict_schema_keeps_fields_named_like_keywords_and_inlines_described_references() -> None:
    function = smarter.pydantic_function_tool(Order)["function"]
    assert (function["name"], function["strict"], function["description"]) == (
        "Order",
        True,
        "An order of a part.",
    )
    schema: Any = function["parameters"]
    assert schema["required"] == ["default", "size"]
    assert schema["properties"]["size"] == {**schema["$defs"]["Size"], "description": "of the part"}
    other = smarter.pydantic_function_tool(Order, name="order", description="Order it.")["function"]
    assert (other["name"], other["description"]) == ("order", "Order it.")
    with pytest.raises(smarter.InvalidArgumentError):
        smarter.pydantic_function_tool(dict)  # type: ignore[arg-type]


def calling(name: str, text: str) -> Any:
    made = completion(None)
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
    made["choices"][0]["message"]["tool_calls"] = [call]
    return made


def test_arguments_of_strict_tools_are_parsed() -> None:
    text = '{"default": "a", "size": {"width": 2}}'
    plain = {"type": "function", "function": {"name": "plain", "strict": True, "parameters": {}}}
    loose = {"type": "function", "function": {"name": "loose", "parameters": {}}}
    for name, wanted in (
        ("Order", Order(default="a", size=Size(width=2))),
        ("plain", json.loads(text)),
        ("loose", None),
    ):
        tools: Any = [smarter.pydantic_function_tool(Order), plain, loose]
        for got in both(
            lambda request, name=name: httpx.Response(200, json=calling(name, text)),
            lambda client, tools=tools: client.chat.completions.parse(
                model="m", messages=[], tools=iter(tools)
            ),
        ):
            function = got.choices[0].message.tool_calls[0].function
            assert (function.parsed_arguments, function.arguments) == (wanted, text)
    for name in ("Order", "plain"):
        with pytest.raises(smarter.APIResponseValidationError):
            both(
                lambda request, name=name: httpx.Response(200, json=calling(name, "{")),
                lambda client: client.chat.completions.parse(model="m", messages=[], tools=tools),
            )


@dataclass
class Point:
    x: int


def test_a_dataclass_may_be_the_format_of_an_answer() -> None:
    for got in both(
        lambda request: httpx.Response(200, json=completion('{"x": 1}')),
        lambda client: client.chat.completions.parse(model="m", messages=[], response_format=Point),
    ):
        assert got.choices[0].message.parsed == Point(1)


def test_repr_of_groups_and_streams_names_their_client() -> None:
    with Smarter(context="local") as client:
        address = repr(client)
        groups = [
            client.files,
            client.chat.completions,
            client.fine_tuning.jobs,
            client.manifests,
            client.resources,
        ]
        assert [repr(group) for group in groups] == [
            f"<{name} of {address}>" for name in ("Files", "Completions", "Jobs", "Manifests", "Resources")
        ]
        question: Any = {"model": "gpt-4o", "input": "Hi"}
        with client.responses.create(**question, stream=True) as stream:
            assert repr(stream) == "<Stream of <Response [200 OK]>>"
        manager = client.responses.stream(**question)
        assert repr(manager) == "<TypedStreamManager: enter it with `with`>"
        with manager as events:
            assert repr(events) == "<ResponseStream of <Response [200 OK]>>"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<\u200bscript>alert(1)<\u200b/script>"),
        ("1 < 2, `List<String>`\t\x1b[31m", "1 < 2, `List<\u200bString>`\t\\x1b[31m"),
        ("```html\n<b>\n```\n<i>", "```html\n<b>\n```\n<\u200bi>"),
        ("- a\n  ```\nb <i>", "- a\n  ```\nb <\u200bi>"),
        ("```\n```js x\n```\n<i>\n```", "```\n```js x\n```\n<\u200bi>\n```"),
        ("```\n<i>", "```\n<\u200bi>"),
        ("~~~\n```\n~~~\n<i>\n```", "~~~\n```\n~~~\n<\u200bi>\n```"),
    ],
)
def test_html_of_a_reply_is_shown_in_a_notebook_and_does_not_run(text: str, shown: str) -> None:
    reply = Reply.model_construct(choices=[{"message": {"role": "assistant", "content": text}}])
    assert reply._repr_markdown_() == shown
    assert str(reply) == text


class Sum(pydantic.BaseModel):
    """The form of an answer; at module level for pickle."""

    total: int


def test_parsed_answers_can_be_pickled_and_copied() -> None:
    question: Any = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}
    with Smarter(context="local") as client:
        completion = client.chat.completions.parse(**question, response_format=Sum)
        response = client.responses.parse(model="gpt-4o", input="Hi", text_format=Sum)
    for made in (completion, response):
        for copied in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made), copy.copy(made)):
            assert copied == made
            assert type(copied) is type(made)
            assert copied._request_id == made._request_id is not None
    assert copy.deepcopy({"a": smarter.omit})["a"] is pickle.loads(pickle.dumps(smarter.omit)) is smarter.omit


def test_the_format_of_a_generic_model_has_a_legal_name_and_another_type_is_refused() -> None:
    class Page(pydantic.BaseModel, Generic[N]):
        items: List[N]

    assert json_schema_format(Page[int])["name"] == "Page_int"
    with Smarter(context="local") as client:
        for wrong in (int, "text", List[int]):
            with pytest.raises(TypeError, match="must be a pydantic model class"):
                client.responses.parse(model="m", input="Hi", text_format=wrong)  # type: ignore[arg-type]

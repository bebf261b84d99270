"""The built-in model is deterministic; an upstream model gets the request."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Dict, Iterator, List

import pytest

from smarter.local.prompting.model import Model, ModelError, UpstreamModel, chunks, from_environment
from smarter.local.prompting.tool_choice import choose_call, instance

TOPICS = {
    "type": "object",
    "properties": {"topic": {"enum": ["contact", "couponCodes"]}},
    "required": ["topic"],
}


def asking(text: str, parameters: Any = TOPICS, **more: Any) -> Dict[str, Any]:
    tool = {"type": "function", "function": {"name": "lookup", "parameters": parameters}}
    return {"model": "gpt-4o", "messages": [{"role": "user", "content": text}], "tools": [tool], **more}


def test_the_reply_names_prompt_model_and_tools() -> None:
    messages = [
        {"role": "system", "content": "The current date/time is Monday\nYou are a librarian."},
        {"role": "user", "content": [{"type": "text", "text": "Hello!"}]},
    ]
    completion = Model().complete({**asking(""), "messages": messages})
    text = completion["choices"][0]["message"]["content"]
    assert "You said: Hello!" in text
    assert "You are a librarian." in text
    assert "Monday" not in text
    assert "gpt-4o" in text
    assert "lookup" in text
    assert completion == Model().complete({**asking(""), "messages": messages})


def test_an_answer_stops_at_its_limit() -> None:
    completion = Model().complete({**asking("one two three"), "max_tokens": 3})
    assert completion["choices"][0]["message"]["content"] == "You said: one"
    assert completion["choices"][0]["finish_reason"] == "length"
    assert completion["usage"]["completion_tokens"] == 3


def test_several_choices_and_json_are_returned_on_request() -> None:
    completion = Model().complete({**asking("Hi"), "n": 2, "response_format": {"type": "json_object"}})
    assert [choice["index"] for choice in completion["choices"]] == [0, 1]
    assert json.loads(completion["choices"][1]["message"]["content"])["you_said"] == "Hi"
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer", "minimum": 3}, "b": {"type": "string"}},
        "required": ["a"],
    }
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    completion = Model().complete({**asking("Hi"), "response_format": form})
    assert json.loads(completion["choices"][0]["message"]["content"]) == {"a": 3}


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("Who is the contact?", {"topic": "contact"}),
        ("Any Coupon Codes?", {"topic": "couponCodes"}),
        ("any coupon-codes?", {"topic": "couponCodes"}),
        ("contacts", None),
        ("Hello", None),
    ],
)
def test_a_tool_is_called_when_the_message_names_its_choice(said: str, arguments: Any) -> None:
    call = choose_call(asking(said))
    assert (call and call.arguments) == arguments


def test_required_arguments_are_found_in_the_message() -> None:
    def properties(required: List[str], **about: Any) -> Dict[str, Any]:
        return {"type": "object", "properties": about, "required": required}

    number = properties(["cost"], cost={"type": "number"})
    text = properties(["title"], title={"type": "string"}, year={"type": "integer"})
    assert choose_call(asking("below $1,500.50.", number)).arguments == {"cost": 1500.5}  # type: ignore[union-attr]
    assert choose_call(asking("below anything", number)) is None
    call = choose_call(asking("find 'Moby Dick', year: 1851", text))
    assert call is not None
    assert call.arguments == {"title": "Moby Dick", "year": 1851}
    assert choose_call(asking("that isn't it, don't", text)) is None
    assert choose_call(asking("anything at all", properties([], cost={"type": "number"}))) is not None


def test_tool_choice_is_obeyed() -> None:
    assert choose_call(asking("contact", tool_choice="none")) is None
    required = choose_call(asking("Hello", tool_choice="required"))
    assert required is not None
    assert required.arguments == {"topic": "contact"}
    named = choose_call(asking("Hello", tool_choice={"type": "function", "function": {"name": "lookup"}}))
    assert named is not None


def test_after_a_tool_result_the_model_replies() -> None:
    payload = asking("contact")
    first = Model().complete(payload)
    message = first["choices"][0]["message"]
    assert first["choices"][0]["finish_reason"] == "tool_calls"
    result = {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "555-1234"}
    second = Model().complete({**payload, "messages": [*payload["messages"], message, result]})
    assert "555-1234" in second["choices"][0]["message"]["content"]


def test_a_generated_value_is_valid_for_its_schema() -> None:
    assert instance({"anyOf": [{"type": "array", "minItems": 2, "items": {"type": "boolean"}}]}) == [
        False,
        False,
    ]
    assert instance({"type": ["string", "null"], "default": None}) is None


def test_a_stream_holds_the_whole_answer() -> None:
    spoken = Model().complete(asking("Hello  there"))
    pieces = list(chunks(spoken, include_usage=True))
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in pieces[:-1])
    assert text == spoken["choices"][0]["message"]["content"]
    assert pieces[-2]["choices"][0]["finish_reason"] == "stop"
    assert (pieces[-1]["choices"], pieces[-1]["usage"]) == ([], spoken["usage"])
    called = Model().complete(asking("contact"))
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks(called)]
    arguments = "".join(
        call["function"]["arguments"] for delta in deltas for call in delta.get("tool_calls", [])
    )
    assert json.loads(arguments) == {"topic": "contact"}


class Upstream(BaseHTTPRequestHandler):
    """A model server with class attributes as its answer; it records its requests."""

    status = 200
    answer: Any = None
    asked: List[Any] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, self.headers.get("Authorization"), body))
        content = json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def upstream() -> Iterator[str]:
    Upstream.asked = []
    with HTTPServer(("127.0.0.1", 0), Upstream) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def test_an_upstream_request_has_its_key_and_model(upstream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = {
        "SMARTER_LOCAL_LLM_URL": upstream + "/",
        "SMARTER_LOCAL_LLM_KEY": "sk-of-the-upstream",
        "SMARTER_LOCAL_LLM_MODEL": "llama3",
    }
    monkeypatch.setattr(
        Upstream, "answer", {"id": "c1", "created": 1, "choices": [{"message": {"content": "hi"}}]}
    )
    model = from_environment(environ)
    assert model.complete({"model": "gpt-4o", "messages": [], "tools": None})["id"] == "c1"
    assert Upstream.asked == [
        ("/v1/chat/completions", "Bearer sk-of-the-upstream", {"model": "llama3", "messages": []})
    ]
    assert "sk-of" not in repr(vars(model)["url"]) + model.key_tail
    assert type(from_environment({})) is Model


def test_an_upstream_error_keeps_its_status_and_message(
    upstream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Upstream, "status", 429)
    monkeypatch.setattr(Upstream, "answer", {"error": {"message": "slow down", "type": "requests"}})
    with pytest.raises(ModelError, match="slow down") as caught:
        UpstreamModel(upstream).complete({"model": "m", "messages": []})
    assert caught.value.status == 429


def test_an_upstream_other_than_a_model_is_an_error(upstream: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upstream, "answer", {"hello": "world"})
    with pytest.raises(ModelError, match="as OpenAI") as caught:
        UpstreamModel(upstream).complete({"model": "m", "messages": []})
    assert caught.value.status == 502
    with pytest.raises(ModelError, match="could not be reached"):
        UpstreamModel("http://127.0.0.1:9/v1").complete({"model": "m", "messages": []})


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("What does a new chain cost?", "prices"),
        ("When are you open?", "hours"),
        ("And on Sundays?", "hours"),
        ("Where are you?", "address"),
        ("How can I call you?", "phone"),
        ("What do you lend?", "lends"),
        ("Tell me the address and the prices", "prices"),
        ("Hello", None),
    ],
)
def test_a_topic_is_found_by_related_words(said: str, topic: Any) -> None:
    topics = ["prices", "hours", "address", "phone", "lends"]
    properties = {"inquiry_type": {"type": "string", "enum": topics}}
    parameters = {"type": "object", "properties": properties, "required": ["inquiry_type"]}
    function = {"name": "smarter_plugin_0000000001", "parameters": parameters}
    tools = [{"type": "function", "function": function}]
    call = choose_call({"tools": tools, "messages": [{"role": "user", "content": said}]})
    assert (call and call.arguments["inquiry_type"]) == topic


def test_an_answer_in_a_form_follows_references_formats_and_limits() -> None:
    place = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    tree = {
        "type": "object",
        "properties": {"left": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]}},
        "required": ["left"],
    }
    fields = {
        "where": {"anyOf": [{"$ref": "#/$defs/Place"}, {"type": "null"}]},
        "on": {"type": "string", "format": "date"},
        "code": {"type": "string", "minLength": 6},
        "pair": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2},
        "above": {"type": "integer", "exclusiveMinimum": 3},
        "tree": {"$ref": "#/$defs/Tree"},
        "nowhere": {"$ref": "#/$defs/Missing"},
    }
    schema = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "$defs": {"Place": place, "Tree": tree},
    }
    assert instance(schema) == {
        "where": {"city": "text"},
        "on": "2030-01-01",
        "code": "textxx",
        "pair": [0, "text"],
        "above": 4,
        "tree": {"left": None},
        "nowhere": None,
    }

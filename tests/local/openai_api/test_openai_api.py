"""Chat completions, responses, fine-tuning jobs and models like OpenAI's API."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Mapping

import pytest

from smarter.local import Platform
from smarter.local.prompting.model import Completion, Model, ModelError, chunks
from tests.local.calling import Answer, call, events, upload
from tests.local.conftest import Clock

HI = [{"role": "user", "content": "Hi"}]
LOOKUP = {"type": "object", "properties": {"topic": {"enum": ["hours", "phone"]}}, "required": ["topic"]}


def chat(local: Platform, **body: Any) -> Answer:
    return call(local, "POST", "/api/v1/chat/completions", {"model": "gpt-4o", "messages": HI, **body})


def respond(local: Platform, **body: Any) -> Answer:
    return call(local, "POST", "/api/v1/responses", {"model": "gpt-4o-mini", "input": "Hi", **body})


def text_of(response: Mapping[str, Any]) -> str:
    text: str = response["output"][0]["content"][0]["text"]
    return text


def test_a_chat_completion_has_its_fields(local: Platform) -> None:
    answer = chat(local)
    assert answer.status == 200
    assert answer.headers["x-request-id"].startswith("req_")
    assert answer.data["object"] == "chat.completion"
    assert answer.data["created"] == 1_800_000_000
    assert answer.data["choices"][0]["message"]["role"] == "assistant"
    assert "You said: Hi" in answer.data["choices"][0]["message"]["content"]
    assert answer.data["id"] != chat(local).data["id"]


def test_a_streamed_chat_completion_ends_with_done(local: Platform) -> None:
    answer = chat(local, stream=True, stream_options={"include_usage": True})
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    found = events(answer)
    assert found[-1] == "[DONE]"
    assert found[-2]["usage"]["total_tokens"] > 0
    assert {chunk["id"] for chunk in found[:-1]} == {found[0]["id"]}
    said = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in found[:-2])
    assert said == chat(local).data["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("body", "status", "param", "code"),
    [
        ({"model": None}, 400, None, None),
        ({"model": "no-such-model"}, 404, None, "model_not_found"),
        ({"model": 4}, 400, "model", "invalid_type"),
        ({"messages": None}, 400, "messages", "missing_required_parameter"),
        ({"messages": "Hi"}, 400, "messages", "invalid_type"),
        ({"messages": []}, 400, "messages", "empty_array"),
        ({"messages": [1]}, 400, "messages[0]", "invalid_type"),
        ({"messages": [{"content": "Hi"}]}, 400, "messages[0].role", "missing_required_parameter"),
        ({"messages": [{"role": "king", "content": "Hi"}]}, 400, "messages[0].role", "invalid_value"),
        ({"messages": [{"role": "user"}]}, 400, "messages[0].content", "invalid_type"),
        ({"messages": [{"role": "tool", "tool_call_id": "x", "content": ""}]}, 400, "messages[0].role", None),
        ({"temperature": 3}, 400, "temperature", "integer_above_max_value"),
        ({"temperature": -0.5}, 400, "temperature", "decimal_below_min_value"),
        ({"temperature": "hot"}, 400, "temperature", "invalid_type"),
        ({"n": 1.5}, 400, "n", "invalid_type"),
        ({"max_tokens": 0}, 400, "max_tokens", "integer_below_min_value"),
    ],
)
def test_a_bad_chat_request_is_refused(
    local: Platform, body: Dict[str, Any], status: int, param: str, code: str
) -> None:
    answer = chat(local, **body)
    assert answer.status == status
    assert (answer.data["error"]["param"], answer.data["error"]["code"]) == (param, code)
    assert answer.data["error"]["type"] == "invalid_request_error"


def test_a_body_other_than_a_json_object_is_refused(local: Platform) -> None:
    for body in (b"{oops", b"[]", b"\xff"):
        answer = call(local, "POST", "/v1/chat/completions", body, {"Content-Type": "application/json"})
        assert answer.status == 400


class Failing(Model):
    def __init__(self, after: int = 0) -> None:
        self.after = after

    def complete(self, payload: Mapping[str, Any]) -> Completion:
        raise ModelError(429, {"message": "slow down", "type": "requests", "code": "rate_limit_exceeded"})

    def stream(self, payload: Mapping[str, Any]) -> Iterator[Completion]:
        for number, chunk in enumerate(chunks(Model().complete(payload))):
            if number == self.after:
                self.complete(payload)
            yield chunk


def test_an_error_of_the_model_keeps_its_status(local: Platform) -> None:
    local.model = Failing()
    for answer in (chat(local), chat(local, stream=True), respond(local)):
        assert answer.status == 429
        assert answer.data["error"]["code"] == "rate_limit_exceeded"


def test_an_error_inside_a_stream_ends_it_as_an_event(local: Platform) -> None:
    local.model = Failing(after=3)
    found = events(chat(local, stream=True))
    assert len(found) == 4
    assert found[-1]["error"]["message"] == "slow down"


def test_a_response_has_its_fields_and_is_stored(local: Platform) -> None:
    answer = respond(local, instructions="Be kind.", metadata={"a": "b"}, temperature=0.3)
    response = answer.data
    assert (response["object"], response["status"], response["model"]) == (
        "response",
        "completed",
        "gpt-4o-mini",
    )
    assert "You said: Hi" in text_of(response)
    assert "Be kind." in text_of(response)
    assert (response["metadata"], response["temperature"]) == ({"a": "b"}, 0.3)
    assert response["usage"]["total_tokens"] == (
        response["usage"]["input_tokens"] + response["usage"]["output_tokens"]
    )
    path = f"/api/v1/responses/{response['id']}"
    assert call(local, "GET", path).data == response
    items = call(local, "GET", f"{path}/input_items").data["data"]
    assert items[0]["content"] == [{"type": "input_text", "text": "Hi"}]
    assert call(local, "POST", f"{path}/cancel").status == 400
    assert call(local, "DELETE", path).data["deleted"] is True
    assert call(local, "GET", path).status == 404
    unkept = respond(local, store=False).data
    assert call(local, "GET", f"/api/v1/responses/{unkept['id']}").status == 404


def test_a_response_follows_another(local: Platform) -> None:
    first = respond(local, instructions="Be kind.", input="one").data
    model = Remembering()
    local.model = model
    second = respond(local, input="two", previous_response_id=first["id"])
    assert second.status == 200
    asked = model.asked[0]["messages"]
    assert [message["role"] for message in asked] == ["user", "assistant", "user"]
    unknown = respond(local, previous_response_id="resp_none")
    assert (unknown.status, unknown.data["error"]["code"]) == (400, "previous_response_not_found")


class Remembering(Model):
    def __init__(self) -> None:
        self.asked: List[Mapping[str, Any]] = []

    def complete(self, payload: Mapping[str, Any]) -> Completion:
        self.asked.append(payload)
        return super().complete(payload)


def test_a_response_may_call_a_function_and_get_its_result(local: Platform) -> None:
    tool = {"type": "function", "name": "lookup", "parameters": LOOKUP}
    first = respond(local, input="your hours?", tools=[tool]).data
    called = first["output"][0]
    assert (called["type"], called["name"]) == ("function_call", "lookup")
    assert json.loads(called["arguments"]) == {"topic": "hours"}
    heard = {"type": "function_call_output", "call_id": called["call_id"], "output": "9 to 5"}
    second = respond(local, input=[heard], previous_response_id=first["id"], tools=[tool])
    assert "9 to 5" in text_of(second.data)


def test_a_response_in_json_format_is_json(local: Platform) -> None:
    """The format may also be set by the argument of chat completions."""
    for body in ({"response_format": {"type": "json_object"}}, {"text": {"format": {"type": "json_object"}}}):
        answer = respond(local, input=[{"role": "user", "content": "How much ?"}], **body)
        assert json.loads(text_of(answer.data))["you_said"] == "How much ?"


def test_a_response_that_is_cut_is_incomplete(local: Platform) -> None:
    response = respond(local, input=" ".join(["word"] * 50), max_output_tokens=16).data
    assert response["status"] == "incomplete"
    assert response["incomplete_details"] == {"reason": "max_output_tokens"}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": None}, "input"),
        ({"input": 4}, "input"),
        ({"input": [4]}, "input[0]"),
        ({"input": [{"content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "king", "content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "user"}]}, "input[0].content"),
        ({"input": [{"type": "dance"}]}, "input[0].type"),
        ({"input": [{"type": "function_call_output", "output": "x"}]}, "input[0].call_id"),
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"tools": [{"type": "function"}]}, "tools[0].name"),
        ({"max_output_tokens": 1}, "max_output_tokens"),
        ({"instructions": 1}, "instructions"),
    ],
)
def test_a_bad_response_request_is_refused(local: Platform, body: Dict[str, Any], param: str) -> None:
    answer = respond(local, **body)
    assert (answer.status, answer.data["error"]["param"]) == (400, param)


def test_a_refused_value_is_reported_with_the_supported_ones(local: Platform) -> None:
    one = respond(local, tools=[{"type": "web_search"}]).data["error"]["message"]
    assert one == "Invalid value: 'web_search'. Supported values are: 'function'."
    several = respond(local, input=[{"type": "x"}]).data["error"]["message"]
    assert several.endswith("Supported values are: 'message', 'function_call', and 'function_call_output'.")


def test_events_of_a_streamed_response_come_in_order(local: Platform) -> None:
    answer = respond(local, stream=True)
    found = events(answer)
    assert [event["sequence_number"] for event in found] == list(range(len(found)))
    story = [event["type"] for event in found if not event["type"].endswith(".delta")]
    assert story == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    said = "".join(event["delta"] for event in found if event["type"] == "response.output_text.delta")
    assert said == text_of(found[-1]["response"])
    assert b"event: response.created\ndata: " in answer.data


def test_a_streamed_response_may_be_a_call(local: Platform) -> None:
    tool = {"type": "function", "name": "lookup", "parameters": LOOKUP}
    found = events(respond(local, input="your hours?", tools=[tool], stream=True))
    arguments = [
        event["delta"] for event in found if event["type"] == "response.function_call_arguments.delta"
    ]
    assert json.loads("".join(arguments)) == {"topic": "hours"}


def training_file(local: Platform, examples: int = 10, line: str = '{"messages": [{"role": "user"}]}') -> str:
    identifier: str = upload(local, (line + "\n").encode() * examples, "t.jsonl", purpose="fine-tune").data[
        "id"
    ]
    return identifier


def start(local: Platform, file: str, **body: Any) -> Answer:
    return call(local, "POST", "/api/v1/fine_tuning/jobs", {"model": "gpt-4o", "training_file": file, **body})


def test_a_job_goes_through_its_states_and_makes_a_model(local: Platform, clock: Clock) -> None:
    job = start(local, training_file(local), suffix="mine", seed=7).data
    assert (job["object"], job["status"], job["fine_tuned_model"]) == (
        "fine_tuning.job",
        "validating_files",
        None,
    )
    path = f"/api/v1/fine_tuning/jobs/{job['id']}"
    seen = []
    for _ in range(6):
        seen.append(call(local, "GET", path).data["status"])
        clock.move(1)
    assert seen == ["validating_files", "queued", "running", "running", "running", "succeeded"]
    done = call(local, "GET", path).data
    name = done["fine_tuned_model"]
    assert name.startswith("ft:gpt-4o:local:mine:")
    assert done["finished_at"] == done["created_at"] + 5
    assert call(local, "GET", f"/api/v1/models/{name}").data["owned_by"] == "user-local"
    assert chat(local, model=name).status == 200
    assert call(local, "POST", f"{path}/cancel").status == 400
    assert call(local, "DELETE", f"/api/v1/models/{name}").data["deleted"] is True
    assert chat(local, model=name).status == 404


def test_events_of_a_job_come_in_pages(local: Platform, clock: Clock) -> None:
    job = start(local, training_file(local)).data
    clock.move(10)
    path = f"/api/v1/fine_tuning/jobs/{job['id']}/events"
    first = call(local, "GET", f"{path}?limit=3").data
    assert first["has_more"] is True
    assert first["data"][0]["message"] == "The job has successfully completed"
    rest = call(local, "GET", f"{path}?limit=3&after={first['data'][-1]['id']}").data
    assert rest["has_more"] is False
    assert rest["data"][-1]["message"] == f"Created fine-tuning job: {job['id']}"
    assert len({row["id"] for row in first["data"] + rest["data"]}) == 5


def test_a_finished_job_has_a_checkpoint_for_each_epoch(local: Platform, clock: Clock) -> None:
    job = start(local, training_file(local)).data
    path = f"/api/v1/fine_tuning/jobs/{job['id']}"
    assert call(local, "GET", f"{path}/checkpoints").data["data"] == []
    clock.move(10)
    found = call(local, "GET", f"{path}/checkpoints?limit=2").data
    assert [each["step_number"] for each in found["data"]] == [3, 2]
    assert found["has_more"] is True
    done = call(local, "GET", path).data
    assert found["data"][0]["fine_tuned_model_checkpoint"] == done["fine_tuned_model"]
    assert call(local, "GET", "/api/v1/fine_tuning/jobs/x/checkpoints").status == 404


def test_a_job_trains_for_as_many_epochs_as_it_is_told(local: Platform, clock: Clock) -> None:
    file = training_file(local)
    job = start(local, file, hyperparameters={"n_epochs": 5}).data
    words = start(local, file, hyperparameters={"n_epochs": 1}).data["id"]
    clock.move(60)
    path = f"/v1/fine_tuning/jobs/{job['id']}"
    trained = call(local, "GET", path).data["trained_tokens"]
    assert trained == 5 * call(local, "GET", f"/v1/fine_tuning/jobs/{words}").data["trained_tokens"]
    checkpoints = call(local, "GET", f"{path}/checkpoints").data["data"]
    assert [row["step_number"] for row in checkpoints] == [5, 4, 3, 2, 1]
    refused = start(local, file, hyperparameters={"n_epochs": 51})
    assert (refused.status, refused.data["error"]["code"]) == (400, "integer_above_max_value")


def test_jobs_are_found_by_their_metadata(local: Platform) -> None:
    file = training_file(local)
    made = [start(local, file, metadata={"team": team}).data["id"] for team in ("a", "b")]
    found = call(local, "GET", "/api/v1/fine_tuning/jobs?metadata%5Bteam%5D=b").data["data"]
    assert [row["id"] for row in found] == made[1:]


def test_a_completion_is_stored_on_request(local: Platform) -> None:
    parts = [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]
    first = chat(local, store=True, metadata={"team": "a"}).data
    second = chat(local, store=True, messages=parts, model="gpt-4o-mini").data
    chat(local)
    base = "/api/v1/chat/completions"

    def listed(query: str = "") -> List[str]:
        return [row["id"] for row in call(local, "GET", base + query).data["data"]]

    assert listed() == [first["id"], second["id"]]
    assert listed("?order=desc&limit=1") == [second["id"]]
    assert listed(f"?after={first['id']}") == [second["id"]]
    assert listed("?model=gpt-4o") == listed("?metadata%5Bteam%5D=a") == [first["id"]]
    assert call(local, "GET", f"{base}/{first['id']}").data == first
    changed = call(local, "POST", f"{base}/{first['id']}", {"metadata": {"team": "b"}}).data
    assert changed == {**first, "metadata": {"team": "b"}} == call(local, "GET", f"{base}/{first['id']}").data
    assert call(local, "POST", f"{base}/{first['id']}", {"metadata": 7}).status == 400
    message = call(local, "GET", f"{base}/{second['id']}/messages").data["data"][0]
    assert (message["content"], message["content_parts"]) == (None, parts[0]["content"])
    assert call(local, "DELETE", f"{base}/{first['id']}").data["deleted"] is True
    assert call(local, "GET", f"{base}/{first['id']}").status == 404
    assert chat(local, store=True, metadata=[]).status == 200
    assert chat(local, store=True, metadata="x").status == 400


def test_events_of_a_stored_response_are_streamed_again(local: Platform) -> None:
    stored = respond(local).data
    path = f"/api/v1/responses/{stored['id']}?stream=true"
    found = events(call(local, "GET", f"{path}&starting_after=2"))
    assert found[0]["sequence_number"] == 3
    assert found[-1]["response"] == stored
    assert call(local, "GET", f"{path}&starting_after=x").status == 400


def test_a_cancelled_job_makes_no_model(local: Platform, clock: Clock) -> None:
    job = start(local, training_file(local)).data
    clock.move(2)
    cancelled = call(local, "POST", f"/api/v1/fine_tuning/jobs/{job['id']}/cancel").data
    assert cancelled["status"] == "cancelled"
    clock.move(10)
    assert call(local, "GET", f"/api/v1/fine_tuning/jobs/{job['id']}").data == cancelled
    assert not [
        row for row in call(local, "GET", "/api/v1/models").data["data"] if row["id"].startswith("ft:")
    ]
    told = call(local, "GET", f"/api/v1/fine_tuning/jobs/{job['id']}/events").data["data"]
    assert told[0]["message"] == "The job has been cancelled"


@pytest.mark.parametrize(("examples", "line"), [(9, '{"messages": [{}]}'), (10, "no json"), (10, "{}")])
def test_a_bad_training_file_fails_the_job(local: Platform, clock: Clock, examples: int, line: str) -> None:
    job = start(local, training_file(local, examples, line)).data
    assert job["error"] is None
    clock.move(10)
    failed = call(local, "GET", f"/api/v1/fine_tuning/jobs/{job['id']}").data
    assert (failed["status"], failed["error"]["param"]) == ("failed", "training_file")
    told = call(local, "GET", f"/api/v1/fine_tuning/jobs/{job['id']}/events").data["data"]
    assert (told[0]["level"], told[0]["message"]) == ("error", failed["error"]["message"])


def test_jobs_come_in_pages_newest_first(local: Platform) -> None:
    file = training_file(local)
    made = [start(local, file).data["id"] for _ in range(25)]
    first = call(local, "GET", "/api/v1/fine_tuning/jobs").data
    assert [row["id"] for row in first["data"]] == made[::-1][:20]
    assert first["has_more"] is True
    rest = call(local, "GET", f"/api/v1/fine_tuning/jobs?after={first['data'][-1]['id']}").data
    assert [row["id"] for row in rest["data"]] == made[::-1][20:]


def test_a_bad_job_request_is_refused(local: Platform) -> None:
    unknown = start(local, "file-abc123")
    assert (unknown.status, unknown.data["error"]["message"]) == (400, "invalid training_file: file-abc123")
    other = start(local, upload(local, b"x").data["id"])
    assert other.data["error"]["code"] == "invalid_file_purpose"
    assert start(local, training_file(local), model="nothing").status == 404
    assert start(local, training_file(local), validation_file="file-none").status == 400
    assert call(local, "POST", "/api/v1/fine_tuning/jobs", {"model": "gpt-4o"}).status == 400
    for path in ("", "/cancel", "/events"):
        method = "POST" if path == "/cancel" else "GET"
        assert call(local, method, f"/api/v1/fine_tuning/jobs/ftjob-none{path}").status == 404


def test_models_can_be_listed_and_retrieved(local: Platform) -> None:
    names = [row["id"] for row in call(local, "GET", "/api/v1/models").data["data"]]
    assert "gpt-4o-mini" in names
    assert call(local, "GET", "/api/v1/models/gpt-4o").data["object"] == "model"
    assert call(local, "GET", "/api/v1/models/nothing").status == 404
    assert call(local, "DELETE", "/api/v1/models/gpt-4o").status == 403
    assert call(local, "GET", "/api/v1/models/org%2Fnone").data["error"]["code"] == "model_not_found"


@pytest.mark.parametrize(
    "path", ["embeddings", "fine_tuning/jobs/ftjob-1/pause", "plugins/", "llm-clients/1/"]
)
def test_an_unsupported_route_answers_501(local: Platform, path: str) -> None:
    assert call(local, "POST", f"/api/v1/{path}", {}).status == 501


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/files/a/b/c", "/nope/", "/api/v1/embeddingsx"])
def test_an_unknown_route_answers_404(local: Platform, path: str) -> None:
    assert call(local, "GET", path).status == 404

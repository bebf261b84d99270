"""Error messages for other servers' responses: bad key, wrong address, proxy."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

import pytest

from smarter.engine.wait import deleted, wait
from smarter.errors import (
    APIStatusError,
    AuthenticationError,
    ConflictError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    SmarterError,
    UnsupportedError,
    WaitTimeoutError,
    code_of,
)
from smarter.kinds import load_kinds
from tests.platform.answering import Answer, Answering, failure, json_answer, page, success

PLUGIN = load_kinds().get("Plugin")
CHATBOT = load_kinds().get("Chatbot")
NO_KEY = failure(403, "SmarterAPIV1CLIViewErrorNotAuthenticated", "authentication failed")
JSON_404 = json_answer(404, {"error": {"status_code": 404, "message": "Not Found"}})
HOST = "smarter.test"


class BadKey(Answering):
    """Platform 0.14 with an unknown key: a web page and 500 on every path."""

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        super().handle(method, target, headers, body)
        keyed = any(name.lower() == "authorization" for name in headers)
        return page(500) if keyed else NO_KEY


def calls(world: Answering) -> Dict[str, Any]:
    """Return a call of each verb and each API."""
    client, platform = world.client, world.platform
    manifest = PLUGIN.schema["examples"][0]
    return {
        "describe": lambda: platform.read(PLUGIN, "x"),
        "apply": lambda: platform.write(PLUGIN, manifest),
        "delete": lambda: platform.delete(PLUGIN, "x"),
        "list": lambda: platform.list(CHATBOT),
        "deploy": lambda: platform.act("deploy", CHATBOT, "x"),
        "whoami": lambda: platform.ask("whoami"),
        "files": lambda: client.files.list(),
        "prompt": lambda: client.resources.chatbots.prompt("x", "hello"),
        "secrets": lambda: client.get("secrets/", cast_to=dict),
    }


VERBS = sorted(calls(Answering({})))


@pytest.mark.parametrize("verb", VERBS)
def test_a_bad_key_is_named_after_two_more_requests(verb: str) -> None:
    world = BadKey({}, max_retries=2)
    with pytest.raises(AuthenticationError) as caught:
        calls(world)[verb]()
    assert str(caught.value) == f"Invalid API key (500 from {HOST})."
    assert "the api_key argument" in str(caught.value.hint)
    assert code_of(caught.value) == "unauthenticated"
    assert len(world.sent) <= 3, "nothing was sent again"
    assert ("authorization" in world.sent[-1][2]) is False


def test_a_bad_key_is_named_while_the_dialect_is_detected() -> None:
    with pytest.raises(AuthenticationError, match="Invalid API key"):
        BadKey({}, dialect=None).platform.read(PLUGIN, "x")


def test_a_crash_with_a_valid_key_is_the_platforms_fault() -> None:
    world = Answering({"": page(500), "cli/whoami/": success({"user": {}})}, max_retries=2)
    with pytest.raises(InternalServerError) as caught:
        world.platform.read(PLUGIN, "x")
    assert str(caught.value) == f"{HOST} failed (500)."
    assert "key is valid" in str(caught.value.hint)
    assert world.paths == ["cli/describe/Plugin/", "cli/whoami/"]


def test_a_platform_that_is_down_is_not_a_bad_key() -> None:
    world = Answering({"": page(500)})
    with pytest.raises(InternalServerError) as caught:
        world.platform.read(PLUGIN, "x")
    assert "key" not in str(caught.value)


SHAPES = {
    "page": lambda status: page(status),
    "json": lambda status: json_answer(status, {"message": "no"}),
    "error": lambda status: json_answer(status, {"error": {"status_code": status, "message": "no"}}),
    "text": lambda status: page(status, b"no", "text/plain"),
    "nothing": lambda status: (status, [], b""),
}
FAULTS = {
    401: (PermissionDeniedError, "asks for a login", "proxy"),
    403: (PermissionDeniedError, "refused the request", "The API key was not checked"),
    404: (APIStatusError, f"{HOST} has no path /api/v1/", "Check the base URL"),
    500: (InternalServerError, f"{HOST} failed (500)", ""),
    502: (InternalServerError, f"{HOST} cannot reach the platform (502)", "proxy"),
    503: (InternalServerError, f"{HOST} cannot reach the platform (503)", "proxy"),
    504: (InternalServerError, f"{HOST} cannot reach the platform (504)", "proxy"),
}


@pytest.mark.parametrize("verb", ["describe", "apply", "delete", "list", "deploy", "whoami"])
@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("status", sorted(FAULTS))
def test_a_response_of_a_proxy_names_the_cause(status: int, shape: str, verb: str) -> None:
    kind, message, hint = FAULTS[status]
    world = Answering({"": SHAPES[shape](status)})
    with pytest.raises(kind) as caught:
        calls(world)[verb]()
    assert not isinstance(caught.value, NotFoundError)
    assert message in str(caught.value)
    assert hint in str(caught.value.hint)
    assert "<html" not in str(caught.value)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_an_outage_behind_a_proxy_is_retried(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smarter.client._sync.exchange.sleep", lambda seconds: None)
    answers: List[Any] = [page(status), success({"metadata": {"name": "x"}, "spec": {}})]
    world = Answering({"cli/describe/": lambda path, body: answers.pop(0)}, max_retries=2)
    assert world.platform.read(PLUGIN, "x") is not None


def test_a_503_for_an_existing_resource_means_not_ready() -> None:
    host = load_kinds().get("LLMHost")
    busy = failure(503, "SAMBrokerErrorNotReady", "LLMHost x is not ready")
    there = success({"metadata": {"name": "x"}, "spec": {}})
    world = Answering({"cli/deploy/": busy, "cli/describe/": there}, max_retries=2, dialect="0.36")
    with pytest.raises(ConflictError, match="LLMHost 'x' is not ready for deploy") as caught:
        world.platform.act("deploy", host, "x")
    assert "smarter describe llmhost x" in str(caught.value.hint)
    missing = Answering({"cli/deploy/": busy, "cli/describe/": busy}, max_retries=2, dialect="0.36")
    with pytest.raises(NotFoundError, match="LLMHost 'x' not found"):
        missing.platform.act("deploy", host, "x")
    assert [path.split("/")[1] for path in missing.paths] == ["deploy", "describe"]


@pytest.mark.parametrize("words", ["LLMClient x not found", "Secret not ready", "No connection found"])
def test_a_503_of_the_platform_is_a_missing_resource_and_not_an_outage(words: str) -> None:
    world = Answering(
        {"cli/describe/": failure(503, "SAMBrokerErrorNotReady", words)}, max_retries=2, dialect="0.36"
    )
    assert world.platform.read(CHATBOT, "x") is None
    assert len(world.sent) == 1


@pytest.mark.parametrize(
    ("api", "call"),
    [
        ("files", lambda client: client.files.list()),
        ("files", lambda client: client.files.create(file=b"x", purpose="assistants")),
        ("models", lambda client: client.models.list()),
        ("models", lambda client: client.models.retrieve("gpt-4o")),
        ("chat", lambda client: client.chat.completions.create(model="m", messages=[])),
        ("responses", lambda client: client.responses.create(model="m", input="x")),
        ("fine_tuning", lambda client: client.fine_tuning.jobs.list()),
    ],
)
@pytest.mark.parametrize("answer", [page(404), JSON_404, page(405)], ids=["page", "json", "method"])
def test_a_missing_api_is_one_short_error(api: str, call: Any, answer: Any) -> None:
    with pytest.raises(UnsupportedError) as caught:
        call(Answering({"": answer}).client)
    assert str(caught.value).startswith(f"The platform has no {api} API")
    assert code_of(caught.value) == "unsupported"


def test_a_missing_file_is_not_a_missing_api() -> None:
    error = {"error": {"message": "No such File object: f", "type": "invalid_request_error", "code": None}}
    with pytest.raises(NotFoundError):
        Answering({"": json_answer(404, error)}).client.files.retrieve("f")


@pytest.mark.parametrize("answer", [page(404), JSON_404], ids=["page", "json"])
def test_kinds_that_the_files_api_stores_are_unsupported_where_it_is_missing(answer: Any) -> None:
    file = load_kinds().get("File")
    world = Answering({"files": answer, "cli/version/": failure(400, "", "")})
    for call in (lambda: world.platform.list(file), lambda: world.platform.read(file, "x")):
        with pytest.raises(UnsupportedError, match="no files API"):
            call()


def test_http_to_an_https_port_is_named() -> None:
    text = b"<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>"
    with pytest.raises(SmarterError, match="expects https") as caught:
        Answering({"": page(400, text)}).platform.read(PLUGIN, "x")
    assert "https://" in str(caught.value.hint)


def test_a_503_with_another_state_is_not_a_missing_resource() -> None:
    busy = failure(503, "SAMBrokerErrorNotReady", "LLMClient x is provisioning")
    world = Answering({"cli/describe/": busy, "cli/delete/": busy}, max_retries=2, dialect="0.36")
    for call in (world.platform.read, world.platform.delete):
        with pytest.raises(ConflictError, match="LLMClient x is provisioning"):
            call(CHATBOT, "x")
    assert len(world.sent) == 2
    waits: List[float] = []
    with pytest.raises(WaitTimeoutError, match="LLMClient x is provisioning"):
        wait(world.platform, CHATBOT, "x", deleted(), timeout=2, sleep=waits.append, clock=lambda: sum(waits))
    assert waits, "what cannot be read yet is not deleted"

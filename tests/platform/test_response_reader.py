"""Classification of every shape of response, and of every recorded error."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, Tuple

import pytest

from smarter.errors import (
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    UnsupportedError,
    code_of,
    status_error,
)
from smarter.kinds import load_kinds
from smarter.platform.error_rules import classify, is_foreign, plain
from smarter.platform.response_reader import parse_version
from tests.platform.answering import PAGE, Answering, failure, json_answer, page, success
from tests.recordings import recordings

PLUGIN = load_kinds().get("Plugin")
NO_BROKER = "Smarter api v1 command-line interface error: No broker found for manifest kind 'Plugin'."
STRANGER = "Smarter api v1 command-line interface error: Could not find broker for Widget manifest."

# (verb, status, error class, words) -> error. The words are matched; status and class are the platform's.
SHAPES = [
    ("describe", 500, "APIV1CLIViewError", NO_BROKER, NotFoundError),
    ("delete", 500, "ValueError", "No broker found for kind 'Plugin' in a view", NotFoundError),
    ("describe", 503, "SAMBrokerErrorNotReady", "No connection found", NotFoundError),
    ("describe", 404, "SAMBrokerErrorNotFound", "Failed to describe Secret x. Not found", NotFoundError),
    ("delete", 404, "SAMBrokerErrorNotFound", "Failed to delete User None. Not found", NotFoundError),
    ("apply", 500, "APIV1CLIViewError", NO_BROKER, BadRequestError),
    ("apply", 404, "SAMBrokerErrorNotFound", "Function f not found.", BadRequestError),
    ("apply", 500, "UnboundLocalError", "None", BadRequestError),
    ("apply", 500, "ComposerError", "expected a single document in the stream", BadRequestError),
    ("apply", 400, "SmarterValueError", "Remote SQL Connection failed", BadRequestError),
    ("apply", 500, "SAMUserBrokerError", "Failed to apply User x", InternalServerError),
    ("delete", 500, "SAMLLMClientBrokerError", "Failed to delete LLMClient x", InternalServerError),
    ("describe", 500, "APIV1CLIViewError", STRANGER, UnsupportedError),
    ("deploy", 501, "SAMBrokerErrorNotImplemented", "deploy() not implemented", UnsupportedError),
    ("apply", 405, "SAMBrokerReadOnlyError", "Prompt is a read-only resource", UnsupportedError),
    (
        "describe",
        403,
        "SmarterAPIV1CLIViewErrorNotAuthenticated",
        "authentication failed",
        AuthenticationError,
    ),
    ("json-schema", 500, "ValueError", "No broker found for kind 'Plugin' in a view", AuthenticationError),
    ("apply", 403, "AttributeError", "'NoneType' object has no attribute 'id'", InternalServerError),
]


def verdict(verb: str, status: int, error_class: str, words: str) -> Any:
    _, _, body = failure(status, error_class, words)
    return classify(verb)(status, {}, json.loads(body), body.decode())


@pytest.mark.parametrize(("verb", "status", "error_class", "words", "meaning"), SHAPES)
def test_a_response_is_classified_by_verb_error_class_and_message(
    verb: str, status: int, error_class: str, words: str, meaning: Any
) -> None:
    found = verdict(verb, status, error_class, words)
    assert found is not None
    assert not found.retry
    if meaning is UnsupportedError:
        kind = load_kinds().get("Chatbot" if verb == "deploy" else "Plugin")
        world = Answering({f"cli/{verb}/": failure(status, error_class, words)})
        with pytest.raises(UnsupportedError) as caught:
            world.platform.write(kind, kind.schema["examples"][0]) if verb == "apply" else (
                world.platform.act(verb, kind, "x") if verb == "deploy" else world.platform.read(kind, "x")
            )
        assert "Platform 0.14" in str(caught.value)
    else:
        assert found.error is meaning


def test_a_request_with_an_error_class_is_not_retried() -> None:
    world = Answering({"cli/describe/": failure(503, "SAMBrokerErrorNotReady", "not ready")}, max_retries=2)
    assert world.platform.read(PLUGIN, "x") is None
    assert len(world.sent) == 1


def test_a_request_to_a_server_without_its_database_is_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smarter.client._sync.exchange.sleep", lambda seconds: None)
    lost = failure(500, "OperationalError", "server has gone away")
    answers = [lost, success({"metadata": {"name": "x"}, "spec": {}})]
    world = Answering({"cli/describe/": lambda path, body: answers.pop(0)}, max_retries=2)
    assert world.platform.read(PLUGIN, "x") is not None
    assert len(world.sent) == 2


def test_a_write_that_may_duplicate_is_sent_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smarter.client._sync.exchange.sleep", lambda seconds: None)
    kind = load_kinds().get("Account")
    world = Answering({"cli/apply/": page(502)}, max_retries=2)
    with pytest.raises(InternalServerError):
        world.platform.write(kind, kind.schema["examples"][0], allow_duplicates=True)
    assert len(world.sent) == 1


def test_the_plain_shapes_without_an_error_class() -> None:
    for status, body, error in (
        (400, {"detail": "JSON parse error"}, BadRequestError),
        (405, {"detail": 'Method "PUT" not allowed.'}, APIStatusError),
        (415, {"detail": "Unsupported media type"}, APIStatusError),
        (403, {"detail": "You do not have permission to perform this action."}, PermissionDeniedError),
    ):
        with pytest.raises(error) as caught:
            Answering({"cli/describe/": json_answer(status, body)}).platform.read(PLUGIN, "x")
        assert str(body["detail"]).rstrip(".") in str(caught.value)
    with pytest.raises(BadRequestError, match="upstream is unreachable"):
        Answering(
            {"cli/status/": json_answer(400, {"error": "upstream is unreachable", "trace": "T"})}
        ).platform.ask("status")


def test_an_error_with_a_text_status_and_a_top_level_message_is_read() -> None:
    body = {
        "error": {
            "errorClass": "SAMBrokerErrorNotFound",
            "stacktrace": None,
            "status": "",
            "description": None,
        }
    }
    answer = json_answer(404, {**body, "message": "Function f not found."})
    plugin = PLUGIN.schema["examples"][0]
    with pytest.raises(BadRequestError, match=r"Function f not found\."):
        Answering({"cli/apply/": answer}).platform.write(PLUGIN, plugin)


def test_throttling_in_plain_text_is_not_a_refused_key() -> None:
    text = b"You have been blocked due to too many invalid requests from your IP. Try again later."
    world = Answering({"cli/describe/": page(403, text)}, max_retries=2)
    with pytest.raises(RateLimitError) as caught:
        world.platform.read(PLUGIN, "x")
    assert code_of(caught.value) == "rate-limit"
    assert len(world.sent) == 1
    text = b"Forbidden: User x does not have superuser privileges."
    with pytest.raises(PermissionDeniedError, match="superuser"):
        Answering({"cli/describe/": page(403, text, "text/plain")}).platform.read(PLUGIN, "x")


@pytest.mark.parametrize("status", [404, 405])
def test_a_web_page_with_404_is_not_a_missing_resource(status: int) -> None:
    with pytest.raises(APIStatusError) as caught:
        Answering({"cli/describe/": page(status)}).platform.read(PLUGIN, "x")
    assert not isinstance(caught.value, NotFoundError)
    assert "<html" not in str(caught.value).lower()


def test_an_unknown_host_name_is_reported() -> None:
    with pytest.raises(BadRequestError, match="host name") as caught:
        Answering({"cli/describe/": page(400)}).platform.read(PLUGIN, "x")
    assert "localhost" in str(caught.value.hint)


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"data": "x"}',
        b'{"data": [1]}',
        b"{",
        b'{"ok": true}',
        b"[" * 100000,
    ],
    ids=["page", "empty", "list", "null", "object", "text", "array", "cut", "other", "deep"],
)
def test_a_successful_response_of_another_server_is_an_error(body: bytes) -> None:
    answer = page(200, body, "text/html" if body == PAGE else "application/json")
    world = Answering({"cli/": answer})
    secret = load_kinds().get("Secret")
    for call in (
        lambda: world.platform.read(PLUGIN, "x"),
        lambda: world.platform.delete(PLUGIN, "x"),
        lambda: world.platform.list(load_kinds().get("Chatbot")),
        lambda: world.platform.write(secret, secret.schema["examples"][0]),
        lambda: world.platform.ask("whoami"),
    ):
        with pytest.raises(APIResponseValidationError):
            call()


@pytest.mark.parametrize(
    "data", [None, {}, "x", {"metadata": "x"}, {"metadata": {}, "spec": "x"}, {"spec": {}}]
)
def test_a_description_without_metadata_is_an_error(data: Any) -> None:
    with pytest.raises(APIResponseValidationError):
        Answering({"cli/describe/": success(data)}).platform.read(PLUGIN, "x")


def test_a_redirect_is_not_followed_and_says_where_to() -> None:
    moved = (301, [("Location", "https://elsewhere.example/api/v1/cli/describe/Plugin/?name=x")], b"")
    world = Answering({"cli/describe/": moved})
    with pytest.raises(APIStatusError, match="redirect") as caught:
        world.platform.read(PLUGIN, "x")
    assert "https://elsewhere.example" in str(caught.value.hint)
    assert len(world.sent) == 1


def test_every_request_ends_in_a_slash() -> None:
    world = Answering({"cli/": failure(503, "SAMBrokerErrorNotReady", "not ready")})
    chatbot = load_kinds().get("Chatbot")
    world.platform.read(chatbot, "x")
    world.platform.delete(chatbot, "x")
    for verb in ("deploy", "undeploy", "logs"):
        with pytest.raises(NotFoundError, match="Chatbot 'x' not found"):
            world.platform.act(verb, chatbot, "x")
    assert all(path.endswith("/") for path in world.paths)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("\x1b[1;31mNo broker\x1b[0m found", "No broker found"),
        (
            "<class 'ValueError'>: A bug. Please report to https://github.com/x/issues.. No broker found",
            "No broker found",
        ),
        ("It is\x07 \x1b[31mred\x1b]0;x", "It is red ]0;x"),
        ("It failed.\nTraceback (most recent call last):\n  File x", "It failed."),
        ("It failed: denied | args=() kwargs={} | field_values={'password': 'hunter2'}", "It failed: denied"),
    ],
)
def test_messages_of_the_platform_are_unwrapped(said: str, meant: str) -> None:
    assert plain(said) == meant


def test_a_dumped_row_is_in_no_error() -> None:
    words = "failed: denied | args=() kwargs={} | model=SqlConnection | field_values={'ssl_key': 'hunter2'}"
    kind = load_kinds().get("SqlConnection")
    with pytest.raises(BadRequestError) as caught:
        Answering({"cli/apply/": failure(400, "SmarterValueError", words)}).platform.write(
            kind, kind.schema["examples"][0]
        )
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("version", "believed"),
    [
        ("0.14.19", "0.14.19"),
        ("0.14.0-alpha.56", "0.14.0-alpha.56"),
        ("9999.9999.9999.dev9999", None),
        ("0.0.0-local-stub", None),
        ("unknown", None),
        (None, None),
    ],
)
def test_a_placeholder_version_is_ignored(version: Any, believed: Any) -> None:
    assert parse_version({"api": {"version": version}}) == believed


def test_an_unavailable_version_is_omitted_from_errors() -> None:
    for answer in (
        page(500),
        json_answer(400, {"error": "no"}),
        success({"api": {"version": "9999.9999.9999.dev9999"}}),
    ):
        with pytest.raises(UnsupportedError) as caught:
            Answering({"cli/version/": answer}).platform.act("deploy", PLUGIN, "x")
        assert str(caught.value) == "Platform 0.14 does not support deploy for Plugin."
    with pytest.raises(UnsupportedError, match=r"Platform 0\.14\.19"):
        Answering({"cli/version/": success({"api": {"version": "0.14.19"}})}).platform.act(
            "deploy", PLUGIN, "x"
        )


# ---- recorded errors ----

# Each recorded error of the manifest API: verb, status, error class or shape -> the error's code.
# "page" is a web page, "detail" JSON without an error class. `no broker` stands for these words.
MEANT: Dict[Tuple[str, int, str], str] = {
    ("apply", 400, "SAMBrokerError"): "invalid",
    ("apply", 400, "SmarterValueError"): "invalid",
    ("apply", 400, "detail"): "invalid",
    ("apply", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("apply", 404, "SAMBrokerErrorNotFound"): "invalid",
    ("apply", 405, "SAMBrokerReadOnlyError"): "invalid",
    ("apply", 405, "detail"): "platform",
    ("apply", 415, "detail"): "platform",
    ("apply", 500, "APIV1CLIViewError"): "invalid",
    ("apply", 500, "APIV1CLIViewManifestNotFoundError"): "invalid",
    ("apply", 500, "ComposerError"): "invalid",
    ("apply", 500, "SAMProviderBrokerError"): "platform",
    ("apply", 500, "SAMUserBrokerError"): "platform",
    ("apply", 500, "SAMVectorstoreBrokerError"): "platform",
    ("apply", 500, "ScannerError"): "invalid",
    ("apply", 500, "UnboundLocalError"): "invalid",
    ("apply", 500, "ValueError"): "invalid",
    ("delete", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("delete", 404, "SAMBrokerErrorNotFound"): "not-found",
    ("delete", 405, "detail"): "platform",
    ("delete", 500, "SAMLLMClientBrokerError"): "platform",
    ("delete", 500, "ValueError"): "not-found",
    ("delete", 501, "SAMBrokerErrorNotImplemented"): "platform",
    ("delete", 503, "SAMBrokerErrorNotReady"): "not-found",
    ("deploy", 500, "ValueError"): "not-found",
    ("deploy", 501, "SAMBrokerErrorNotImplemented"): "platform",
    ("describe", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("describe", 404, "SAMBrokerErrorNotFound"): "not-found",
    ("describe", 404, "page"): "platform",
    ("describe", 500, "APIV1CLIViewError"): "not-found",
    ("describe", 500, "APIV1CLIViewError, stranger"): "invalid",
    ("describe", 503, "SAMBrokerErrorNotReady"): "not-found",
    ("example-manifest", 405, "page"): "platform",
    ("example-manifest", 500, "APIV1CLIViewError, stranger"): "invalid",
    ("example-manifest", 500, "ValueError"): "unauthenticated",
    ("get", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("get", 405, "detail"): "platform",
    ("get", 500, "SAMPluginBrokerError"): "platform",
    ("get", 500, "SAMProviderBrokerError"): "platform",
    ("get", 500, "SAMSecretBrokerError"): "platform",
    ("get", 500, "ValueError"): "not-found",
    ("get", 503, "SAMBrokerErrorNotReady"): "not-found",
    ("json-schema", 301, "page"): "platform",
    ("json-schema", 500, "APIV1CLIViewError, stranger"): "invalid",
    ("json-schema", 500, "ValueError"): "unauthenticated",
    ("logs", 405, "detail"): "platform",
    ("logs", 500, "ValueError"): "not-found",
    ("logs", 501, "SAMBrokerErrorNotImplemented"): "platform",
    ("status", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("status", 405, "detail"): "platform",
    ("undeploy", 404, "SAMBrokerErrorNotFound"): "not-found",
    ("undeploy", 501, "SAMBrokerErrorNotImplemented"): "platform",
    ("undeploy", 503, "SAMBrokerErrorNotReady"): "not-found",
    ("version", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("version", 405, "detail"): "platform",
    ("whoami", 301, "page"): "platform",
    ("whoami", 400, "page"): "invalid",
    ("whoami", 403, "SmarterAPIV1CLIViewErrorNotAuthenticated"): "unauthenticated",
    ("whoami", 405, "detail"): "platform",
    ("whoami", 500, "page"): "platform",
    # With the platform's default switches. A page with 500 is a bad key, which two more requests confirm.
    ("apply", 500, "ParserError"): "invalid",
    ("apply", 500, "page"): "platform",
    ("delete", 500, "APIV1CLIViewError, stranger"): "invalid",
    ("describe", 500, "page"): "platform",
    ("get", 500, "APIV1CLIViewError, stranger"): "invalid",
    ("get", 500, "page"): "platform",
    ("json-schema", 500, "page"): "platform",
    ("status", 400, "detail"): "invalid",
    ("status", 500, "page"): "platform",
    ("version", 400, "detail"): "invalid",
    ("version", 500, "page"): "platform",
    # Errors of other APIs are classified by status, except for the platform's own error classes.
    ("nope", 404, "page"): "platform",
}
BEYOND = {
    400: "invalid",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "platform",
    415: "platform",
}


RECORDINGS = ("platform", "platform-defaults", "facts", "updates", "prompting")


def recorded() -> Iterator[Tuple[str, str, int, Dict[str, str], Any, str]]:
    """Yield each recorded error: (name, verb or path, status, headers, data, text)."""
    folder = recordings()
    assert folder is not None
    for name in RECORDINGS:
        word, _, switches = name.partition("-")
        path = folder / "wire" / f"{word}-0.14.19{switches and '-' + switches}.jsonl"
        with path.open(encoding="utf-8") as lines:
            for each in map(json.loads, lines):
                if each.get("request") is None:  # the state at the start
                    continue
                response = each["response"]
                status, body = response.get("status"), response.get("body")
                if status is None or status < 300:
                    continue
                below = each["request"]["url"].split("/api/v1/")[-1].split("?")[0]
                verb = below.split("/")[1] if below.startswith("cli/") else below
                text = body if isinstance(body, str) else json.dumps(body)
                headers = {key.lower(): value for key, value in response["headers"].items()}
                yield each["name"], verb, status, headers, body if isinstance(body, dict) else None, text


def shape(body: Any, text: str) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict) and "errorClass" in error:
        stranger = "Could not find broker" in str(error.get("description"))
        return f"{error['errorClass']}{', stranger' if stranger else ''}"
    return "page" if is_foreign(body) else "detail"


@pytest.mark.skipif(recordings() is None, reason="needs the recordings")
def test_every_recorded_error_is_classified_as_in_the_table() -> None:
    seen, met = 0, set()
    for name, verb, status, headers, body, text in recorded():
        found = classify(verb)(status, headers, body, text)
        error = found.error if found is not None else status_error(status)
        assert error is not None, name
        word = code_of(error("", response=None))
        key = (verb, status, shape(body, text))
        stripped = (verb, status, key[2].replace(", stranger", ""))
        if key in MEANT or stripped in MEANT:
            met.add(key if key in MEANT else stripped)
            assert word == MEANT.get(key, MEANT.get(stripped)), (name, key)
        elif verb not in {known for known, _, _ in MEANT}:
            assert word in (BEYOND.get(status, "platform"), "platform", "invalid", "unauthenticated"), (
                name,
                key,
            )
        else:
            raise AssertionError(f"{name}: {key} is not in the table")
        if found is not None and found.error is not InternalServerError:
            assert not found.retry, name
        seen += 1
    assert seen > 700
    assert met == set(MEANT), "a row that is never met"


@pytest.mark.parametrize(("dialect", "hinted"), [("0.20", True), ("0.25", False), ("0.36", False)])
def test_a_failure_of_an_early_version_names_the_version_without_it(dialect: str, hinted: bool) -> None:
    failed = failure(500, "SAMVectorsearchBrokerError", "Failed to describe Vectorsearch x")
    world = Answering({"cli/describe/": failed}, dialect=dialect)
    with pytest.raises(InternalServerError) as caught:
        world.platform.get(load_kinds().get("Vectorsearch"), "x")
    assert ("0.25 or newer does not" in str(caught.value.hint)) is hinted

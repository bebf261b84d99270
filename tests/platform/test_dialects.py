"""Dialects: detected with few requests and cached; the same manifests work."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest

from smarter import Smarter, engine
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.client.http.httpx_classes import HttpxClient
from smarter.errors import (
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    InternalServerError,
    UnsupportedError,
)
from smarter.kinds import find_dialect, load_kinds
from smarter.kinds.dialects import platform_words
from smarter.local import Platform as LocalPlatform
from smarter.manifest import load
from smarter.platform import DIALECTS, Platform
from smarter.platform.cache import DialectCache
from tests.engine.conftest import World
from tests.platform.answering import Answering, failure, json_answer, page, success

QUICKSTART = Path(__file__).resolve().parents[2] / "manifests" / "quickstart"
URL = "http://smarter.test/api/v1"
CHATBOT = load_kinds().get("Chatbot")
SCHEMA = "cli/json-schema/LLMClient/"
OLD_SCHEMA = {"properties": {"spec": {"properties": {"config": {"properties": {"defaultModel": {}}}}}}}


def split_schema(*fields: str) -> Dict[str, Any]:
    """Return the schema of chatbots of form B or C, with fields beside `config`."""
    spec = {"properties": {"config": {"$ref": "#/$defs/C"}, **{field: {} for field in fields}}}
    return {
        "properties": {"spec": {"$ref": "#/$defs/S"}},
        "$defs": {"S": spec, "C": {"properties": {"prompt": {}}}},
    }


KINDS = [{"Singular": "secret", "Plural": "secrets", "APIKind": "Secret", "Deployable": False}]


class RecordedPlatform:
    """A platform of a dialect, with the paths of all requests to it."""

    def __init__(self, dialect: str, cache: DialectCache, key: str = "k" * 64, knows: str = "k" * 64) -> None:
        self.local = LocalPlatform(":memory:", dialect=dialect, api_key=knows)
        self.paths: List[str] = []
        transport = HandlerTransport(self._handle)
        client = Smarter(
            api_key=key, base_url=URL, http_client=HttpxClient(transport=transport), max_retries=0
        )
        self.platform = Platform(client, load_kinds(), cache=cache)

    def _handle(self, method: str, target: str, headers: Any, body: bytes = b"") -> Any:
        self.paths.append(target.split("/api/v1/")[1].split("?")[0])
        return self.local.handle(method, target, headers, body)


@pytest.fixture
def cache(tmp_path: Path) -> DialectCache:
    return DialectCache(tmp_path / "cache" / "dialects.json")


@pytest.mark.parametrize(
    ("dialect", "paths"),
    [
        ("P15C", [SCHEMA]),
        ("P15B", [SCHEMA]),
        ("P15A", [SCHEMA]),
        ("P14", [SCHEMA, "cli/resources/"]),
        ("P10", [SCHEMA, "cli/schema/Chatbot/"]),
    ],
)
def test_a_dialect_is_detected_with_two_requests_at_most(
    cache: DialectCache, dialect: str, paths: List[str]
) -> None:
    talk = RecordedPlatform(dialect, cache)
    assert talk.platform.dialect().name == dialect
    assert talk.platform.dialect().name == dialect
    assert talk.paths == paths
    later = RecordedPlatform(dialect, cache)
    assert later.platform.dialect().name == dialect
    assert later.paths == []


def test_the_version_and_its_source_are_logged(cache: DialectCache, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("smarter").propagate = True
    with caplog.at_level(logging.INFO, logger="smarter.platform"):
        RecordedPlatform("P14", cache).platform.dialect()
        RecordedPlatform("P14", cache).platform.dialect()
    assert [record.getMessage() for record in caplog.records] == [
        f"{URL} is platform 0.14 (detected)",
        f"{URL} is platform 0.14 (cached)",
    ]


@pytest.mark.parametrize("dialect", ["P10", "P14"])
def test_no_dialect_is_stored_for_a_wrong_key(cache: DialectCache, dialect: str) -> None:
    talk = RecordedPlatform(dialect, cache, key="wrong")
    with pytest.raises(AuthenticationError):
        talk.platform.dialect()
    assert cache.get(URL) is None


@pytest.mark.parametrize("dialect", ["P15A", "P15B", "P15C"])
def test_newer_platforms_show_their_schemas_to_a_wrong_key(cache: DialectCache, dialect: str) -> None:
    talk = RecordedPlatform(dialect, cache, key="wrong")
    if dialect != "P15A":  # that one is distinguished from 0.14 by a verb that needs the key
        assert talk.platform.dialect().name == dialect
    with pytest.raises(AuthenticationError):
        talk.platform.ask("whoami")


def test_a_platform_with_an_unknown_schema_is_detected_by_its_kinds() -> None:
    strange = {"properties": {"spec": {}}}
    newer = Answering({"cli/json-schema/": success(strange), "cli/resources/": success(KINDS)}, dialect=None)
    assert newer.platform.dialect().name == "P15C"
    bare = Answering(
        {"cli/json-schema/": success(OLD_SCHEMA), "cli/resources/": json_answer(200, KINDS)}, dialect=None
    )
    assert bare.platform.dialect().name == "P15A"
    older = Answering({"cli/json-schema/": success(strange)}, dialect=None)
    assert older.platform.dialect().name == "P14"
    between = Answering(
        {"cli/schema/": failure(500, "APIV1CLIViewError", "Could not find broker for Chatbot manifest.")},
        dialect=None,
    )
    assert between.platform.dialect().name == "P14"


@pytest.mark.parametrize(
    ("schema", "dialect"),
    [
        (split_schema("extensions"), "P15C"),
        (split_schema("functions"), "P15B"),
        ({"properties": {"spec": {"properties": {"config": {}, "guardrails": {}, "functions": {}}}}}, "P15A"),
        (OLD_SCHEMA, "P14"),
    ],
)
def test_the_served_schema_of_chatbots_tells_the_form(schema: Any, dialect: str) -> None:
    answers = {"cli/json-schema/": success(schema)}
    assert Answering(answers, dialect=None).platform.dialect().name == dialect


def test_a_newer_form_without_extensions_and_functions_is_the_newest_one() -> None:
    newer = Answering({"cli/json-schema/": success(split_schema("skills"))}, dialect=None)
    assert newer.platform.dialect().name == "P15C"


def test_entries_of_other_sorts_among_the_kinds_are_left_out() -> None:
    rows = [*KINDS, {"Tier": 3}, {**KINDS[0], "APIKind": "Agent", "Quota": {"a": 1}}]
    newer = Answering(
        {"cli/json-schema/": success(split_schema("extensions")), "cli/resources/": success(rows)},
        dialect=None,
    )
    assert [row["APIKind"] for row in newer.platform.served_kinds() or ()][-1] == "Agent"


def test_a_platform_newer_than_the_tested_ones_works_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("smarter").propagate = True
    newer = Answering({"cli/json-schema/": success(split_schema("extensions", "memory"))}, dialect=None)
    with caplog.at_level(logging.WARNING, logger="smarter.platform"):
        assert newer.platform.dialect().name == "P15C"
    assert [record.getMessage() for record in caplog.records] == [
        f"{URL} is newer than the platforms that this client was tested with (LLMClient has memory)"
    ]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("0.36.6", "P15C"), ("0.27", "P15C"), ("v0.27.1", "P15C"), ("P15", "P15C"), ("1.0", "P15C"),
        ("0.25.1", "P15B"), ("0.26", "P15B"), ("0.15", "P15A"), ("0.24.9", "P15A"), ("p15a", "P15A"),
        ("0.14.19", "P14"), ("P14", "P14"), ("0.13", "P10"), ("P10", "P10"),
    ],
)  # fmt: skip
def test_a_version_names_its_dialect(word: str, name: str) -> None:
    found = find_dialect(word)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("word", ["", "latest", "P16", "0", "14", "0.x"])
def test_a_malformed_version_has_no_dialect(word: str) -> None:
    assert find_dialect(word) is None


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, UnsupportedError),
        ({"": page(200)}, APIResponseValidationError),
        ({"": json_answer(200, [])}, APIResponseValidationError),
        ({"": json_answer(200, {"data": "x"})}, APIResponseValidationError),
        ({"": success({})}, APIResponseValidationError),
        (
            {"": success({"properties": {}}), "cli/resources/": json_answer(200, [1])},
            APIResponseValidationError,
        ),
        ({"": page(500)}, InternalServerError),
        ({"": page(503)}, InternalServerError),
        ({"": (302, [("Location", "https://login.example/")], b"")}, APIStatusError),
        (
            {"": failure(500, "ValueError", "No broker found for kind 'LLMClient' in a view")},
            AuthenticationError,
        ),
    ],
    ids=["nothing", "page", "list", "data", "empty", "rows", "broken", "busy", "login", "key"],
)
def test_no_dialect_is_stored_for_a_server_other_than_a_platform(
    cache: DialectCache, answers: Dict[str, Any], error: Any
) -> None:
    world = Answering(answers, dialect=None, cache=cache)
    with pytest.raises(error):
        world.platform.read(CHATBOT, "x")
    assert cache.get(URL) is None


@pytest.mark.parametrize(
    ("before", "now"), [("P14", "P10"), ("P10", "P14"), ("P15C", "P10"), ("P10", "P15C")]
)
def test_a_platform_that_has_changed_is_detected_again_by_its_first_answer(
    cache: DialectCache, before: str, now: str
) -> None:
    cache.put(URL, before)
    talk = RecordedPlatform(now, cache)
    assert talk.platform.read(CHATBOT, "nobody") is None
    assert talk.platform.dialect().name == now
    assert cache.get(URL) == now


@pytest.mark.parametrize(("before", "now"), [("P14", "P15C"), ("P10", "P15C"), ("P10", "P14")])
def test_after_a_change_of_the_platform_requests_have_its_new_form(
    cache: DialectCache, before: str, now: str
) -> None:
    cache.put(URL, before)
    talk = RecordedPlatform(now, cache)
    manifest = {
        "metadata": {"name": "x", "description": None, "version": None},
        "spec": {"config": {"appName": "X"}},
    }
    talk.platform.write(CHATBOT, manifest)
    assert talk.platform.dialect().name == now
    found = talk.platform.get(CHATBOT, "x")
    assert found.manifest["spec"]["config"]["appName"] == "X"


@pytest.mark.parametrize(("before", "now"), [("P14", "P15C"), ("P15C", "P14")])
def test_a_description_in_another_form_than_the_cached_one_is_read(
    cache: DialectCache, before: str, now: str
) -> None:
    talk = RecordedPlatform(now, cache)
    manifest = {
        "metadata": {"name": "x", "description": None, "version": None},
        "spec": {"config": {"appName": "X"}},
    }
    talk.platform.write(CHATBOT, manifest)
    cache.put(URL, before)
    again = Platform(talk.platform.client, load_kinds(), cache=cache)
    assert again.get(CHATBOT, "x").manifest["spec"]["config"]["appName"] == "X"
    assert cache.get(URL) == now


def test_a_verb_that_a_remembered_dialect_lacks_is_checked_before_it_is_refused(cache: DialectCache) -> None:
    cache.put(URL, "P14")
    talk = RecordedPlatform("P15C", cache)
    assert talk.platform.read(load_kinds().get("Guardrail"), "nobody") is None
    assert cache.get(URL) == "P15C"


def test_a_dialect_is_remembered_for_an_hour(cache: DialectCache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put(URL, "P14")
    assert cache.get(URL) == "P14"
    import time

    now = time.time()
    monkeypatch.setattr("smarter.platform.cache.time.time", lambda: now + 3601)
    assert cache.get(URL) is None


def test_an_unreadable_or_unwritable_cache_is_ignored(tmp_path: Path) -> None:
    file = tmp_path / "dialects.json"
    for text in (
        "",
        "[]",
        "{",
        '{"http://smarter.test/api/v1": 5}',
        '{"http://smarter.test/api/v1": {"dialect": 1}}',
    ):
        file.write_text(text, encoding="utf-8")
        assert DialectCache(file).get(URL) is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    blocked = DialectCache(tmp_path / "file" / "dialects.json")
    blocked.put(URL, "P14")
    blocked.forget(URL)
    assert blocked.get(URL) is None


# ---- the same manifests on each ----


def quickstart(world: World, word: str) -> List[engine.Outcome]:
    folder = world.folder / f"quickstart-{word}"
    if not folder.exists():
        shutil.copytree(QUICKSTART, folder)
        file = folder / "chatbot.yaml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("kind: Chatbot", f"kind: {word}"), encoding="utf-8"
        )
    bundle = load([str(folder)], load_kinds(), environ={}, resolve=True)
    assert not bundle.errors, [str(each) for each in bundle.findings]
    world.sent.clear()
    return engine.execute(world.platform, engine.plan(world.platform, bundle.resources))


@pytest.mark.parametrize("word", ["Chatbot", "LLMClient"])
@pytest.mark.parametrize("dialect", list(DIALECTS))
def test_the_quickstart_applies_twice_the_second_time_without_a_change(
    worlds: Callable[..., World], dialect: str, word: str
) -> None:
    world = worlds(dialect=dialect)
    first = quickstart(world, word)
    assert {(outcome.action, outcome.error) for outcome in first} == {("created", None)}
    assert word in {outcome.kind for outcome in first}, "the user reads the word they wrote"
    wire = {rest.split("/")[0] for verb, rest in world.sent if verb == "apply"}
    assert ("Chatbot" in wire) == (dialect == "P10"), "the wire gets the word the platform knows"
    world.time += 600
    assert {outcome.action for outcome in quickstart(world, word)} == {"unchanged"}
    assert world.writes == []
    other = "LLMClient" if word == "Chatbot" else "Chatbot"
    assert {outcome.action for outcome in quickstart(world, other)} == {"unchanged"}, (
        "both words mean one resource"
    )


def chatbot(spec: str) -> str:
    about = "metadata: {name: helper, description: helps, version: 1.0.0}"
    return f"apiVersion: smarter.sh/v1\nkind: Chatbot\n{about}\nspec:\n{spec}"


OLDER = chatbot(
    "  config: {defaultModel: gpt-4o, appName: Helper, appLogoUrl: https://x.example/logo.png, deployed: true}\n"
    "  functions: [get_current_weather]\n"
)
NEWER = chatbot(
    "  config: {prompt: {defaultModel: gpt-4o, appName: Helper, deployed: true}, styles: {appLogoUrl: https://x.example/logo.png}}\n"
    "  extensions: [weather]\n"
)


@pytest.mark.parametrize("dialect", list(DIALECTS))
def test_a_moved_field_may_be_written_in_either_place(worlds: Callable[..., World], dialect: str) -> None:
    world = worlds(dialect=dialect)
    assert world.apply(OLDER)["Chatbot/helper"].action == "created"
    assert world.plan(NEWER).empty
    assert world.plan(OLDER).empty
    spec = (world.local.resource("LLMClient", "helper") or {})["spec"]
    if dialect in ("P15B", "P15C"):
        assert spec["config"]["prompt"]["defaultModel"] == "gpt-4o"
        assert spec["config"]["styles"]["appLogoUrl"] == "https://x.example/logo.png"
    else:
        assert spec["config"]["defaultModel"] == "gpt-4o"
    if dialect == "P15C":
        assert spec["extensions"] == ["weather"]
        assert "functions" not in spec
    else:
        assert spec["functions"] == ["get_current_weather"]
    edited = NEWER.replace("gpt-4o", "gpt-5")
    plan = world.plan(edited)
    assert [change.path for step in plan.steps for change in step.changes] == ["spec.config.defaultModel"]
    assert world.apply(edited)["Chatbot/helper"].action == "updated"


def test_a_substituted_value_stays_masked_in_a_moved_field(worlds: Callable[..., World]) -> None:
    text = chatbot("  config: {prompt: {appName: '${env:NAME}'}}\n")
    for dialect in DIALECTS:
        world = worlds(dialect=dialect)
        plan = world.plan(text, {"NAME": "hunter2"})
        assert "hunter2" not in repr([step.to_json() for step in plan.steps])
        world.apply(text, {"NAME": "hunter2"})
        assert world.plan(text, {"NAME": "hunter2"}).empty
        assert "hunter3" not in repr([step.to_json() for step in world.plan(text, {"NAME": "hunter3"}).steps])


@pytest.mark.parametrize(
    ("dialect", "spec", "says"),
    [
        (
            "P14",
            "  config: {}\n  guardrails: [polite]\n",
            ["spec.guardrails", "manifests.yaml:6", "platform 0.15 or newer"],
        ),
        ("P10", "  config: {}\n  mcpClients: [wiki]\n", ["spec.mcpClients", "platform 0.15 or newer"]),
        (
            "P14",
            "  config: {prompt: {allowedOrigins: ['https://a.example']}}\n",
            ["spec.config.prompt", "platform 0.25 or newer"],
        ),
        ("P14", "  config: {}\n  extensions: [mine]\n", ["spec.functions", "get_current_weather"]),
        ("P14", "  config: {subdomain: shop}\n", ["spec.config", "subdomain of chatbot/helper"]),
        ("P15C", "  config: {}\n  author: me\n", ["spec.author", "an unknown field"]),
        ("P15A", "  config: {colour: red}\n", ["spec.config.colour", "an unknown field"]),
        ("P15B", "  config: {prompt: {subdomain: shop}}\n", ["spec.config", "subdomain of chatbot/helper"]),
    ],
)
def test_fields_missing_from_a_dialect_are_refused_with_a_hint(
    worlds: Callable[..., World], dialect: str, spec: str, says: List[str]
) -> None:
    world = worlds(dialect=dialect)
    with pytest.raises(UnsupportedError) as caught:
        world.plan(chatbot(spec))
    for words in (platform_words(dialect).capitalize(), *says):
        assert words in str(caught.value)
    assert "Remove" in str(caught.value.hint)
    assert world.writes == []


def test_fields_of_newer_platforms_are_applied_there(worlds: Callable[..., World]) -> None:
    world = worlds(dialect="P15C")
    guardrail = load_kinds().get("Guardrail").schema["examples"][0]
    import json

    name = guardrail["metadata"]["name"]
    text = (
        json.dumps(guardrail)
        + "\n---\n"
        + chatbot(f"  config: {{}}\n  guardrails: [{name}]\n  extensions: [weather, date-calculator]\n")
    )
    assert {outcome.action for outcome in world.apply(text).values()} == {"created"}
    assert world.plan(text).empty
    spec = (world.local.resource("LLMClient", "helper") or {})["spec"]
    assert spec["guardrails"] == [name]
    assert spec["extensions"] == ["weather", "date-calculator"]


@pytest.mark.parametrize(
    ("dialect", "field", "sent"),
    [
        ("P15C", "extensions", ["weather", "date-calculator", "calculator"]),
        ("P15B", "functions", ["get_current_weather", "date_calculator", "calculator"]),
        ("P15A", "functions", ["get_current_weather", "date_calculator", "calculator"]),
    ],
)
def test_functions_are_sent_under_the_name_that_the_platform_has(
    worlds: Callable[..., World], dialect: str, field: str, sent: List[str]
) -> None:
    world = worlds(dialect=dialect)
    world.apply(chatbot("  config: {}\n  functions: [get_current_weather, date_calculator, calculator]\n"))
    spec = (world.local.resource("LLMClient", "helper") or {})["spec"]
    assert spec[field] == sent
    assert {"functions", "extensions"} & set(spec) == {field}


@pytest.mark.parametrize("host", ["localhost:9357", "127.0.0.1:8000", "[::1]:8000"])
def test_a_changed_platform_behind_a_local_address_is_detected(host: str, cache: DialectCache) -> None:
    for dialect in ("P15C", "P14"):
        local = LocalPlatform(":memory:", dialect=dialect)
        http = HttpxClient(transport=HandlerTransport(local.handle))
        client = Smarter(api_key="0" * 64, base_url=f"http://{host}/api/v1", http_client=http)
        assert Platform(client, load_kinds(), cache=cache).dialect().name == dialect
        local.close()

"""Newer platforms: prompts in contract 2 and as streams, REST lists, rules."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from scripts.conformance.__main__ import main
from scripts.conformance.sdk_recordings import RECORDED, replay_sdk_recordings, shape_differences
from smarter.kinds import load_kinds
from smarter.kinds.paths import put
from smarter.local import Platform
from smarter.local.prompting.model import Model, ModelError
from smarter.manifest import Options, validate
from tests.local.calling import ALWAYS, call, chatbot, plugin
from tests.local.calling import apply as apply_manifest
from tests.schemas.rule_cases import CASES, Changes, manifest
from tests.sdk_archive import sdk_archive

KEY = "k" * 64
TOKEN = {"Authorization": f"Token {KEY}"}


@pytest.fixture
def newest() -> Iterator[Platform]:
    platform = Platform(dialect="0.36")
    yield platform
    platform.close()


@pytest.fixture
def guarded() -> Iterator[Platform]:
    platform = Platform(dialect="0.36", api_key=KEY)
    yield platform
    platform.close()


def test_schemas_and_examples_need_no_key(guarded: Platform) -> None:
    for verb in ("json-schema", "example-manifest"):
        assert call(guarded, "POST", f"/api/v1/cli/{verb}/LLMClient/").status == 200
        assert call(guarded, "GET", f"/api/v1/cli/{verb}/LLMClient/").status == 405
    assert call(guarded, "POST", "/api/v1/cli/resources/").status == 403


def test_resources_are_spelled_as_kinds_and_only_prompts_are_deployable(newest: Platform) -> None:
    answer = call(newest, "POST", "/api/v1/cli/resources/").data
    rows = {row["APIKind"]: row for row in answer["data"]}
    assert len(rows) == 25
    assert answer["metadata"]["command"] == "version"
    assert (rows["Proxy"]["Singular"], rows["Proxy"]["Plural"]) == ("Proxy", "Proxies")
    assert [name for name, row in rows.items() if row["Deployable"]] == ["Prompt"]


def test_the_chatbot_schema_identifies_the_form_of_a_newer_platform() -> None:
    found = {}
    for dialect in ("P15A", "P15B", "P15C"):
        platform = Platform(dialect=dialect)
        schema = call(platform, "POST", "/api/v1/cli/json-schema/llmclient/").data["data"]
        spec = schema["properties"]["spec"]["properties"]
        found[dialect] = ("prompt" in spec["config"]["properties"], "extensions" in spec)
        assert (
            call(platform, "POST", "/api/v1/cli/version/").data["data"]["api"]["version"].startswith("9999.")
        )
        platform.close()
    assert found == {"P15A": (False, False), "P15B": (True, False), "P15C": (True, True)}


def test_patterns_of_served_schemas_are_patterns_of_every_python(newest: Platform) -> None:
    patterns = set()

    def collect(schema: Any) -> None:
        for key, value in schema.items() if isinstance(schema, dict) else ():
            if key == "pattern" and isinstance(value, str):
                patterns.add(value)
            collect(value)

    for kind in load_kinds().all():
        collect(call(newest, "POST", f"/api/v1/cli/json-schema/{kind.name}/").data)
    for pattern in patterns:
        re.compile(pattern)  # a warning is an error here
        assert pattern.startswith(("^", "(?i)^")), pattern
    assert any(pattern.startswith("(?i)") for pattern in patterns)


def test_an_apply_answers_with_the_name_or_the_wrong_field(newest: Platform) -> None:
    spec = {"config": {"value": "hush"}}
    good = {"apiVersion": "smarter.sh/v1", "kind": "Secret", "spec": spec}
    good["metadata"] = {"name": "my-key", "description": "d", "version": "1.0.0"}
    answer = call(newest, "POST", "/api/v1/cli/apply/", good)
    assert answer.data["data"] == {"apiVersion": "smarter.sh/v1", "kind": "Secret", "name": "my_key"}
    for wrong, word in (
        ({**good, "colour": 1}, "colour"),
        ({**good, "spec": {"config": {"value": "hush", "note": 1}}}, "spec.config.note"),
        ({**good, "metadata": {**good["metadata"], "owner": "x"}}, "metadata.owner"),
        ({**good, "apiVersion": "v2"}, "apiVersion"),
        ({key: value for key, value in good.items() if key != "spec"}, "spec"),
    ):
        answer = call(newest, "POST", "/api/v1/cli/apply/", wrong)
        assert (answer.status, answer.data["error"]["status"]) == (400, 400)
        assert word in answer.data["error"]["description"]
        assert "hush" not in json.dumps(answer.data)


def test_references_of_a_chatbot_that_do_not_exist_are_404(newest: Platform) -> None:
    lists = {"plugins": ["x"], "guardrails": ["x"], "mcpClients": ["x"], "extensions": ["x"], "apiKey": "x"}
    for name, value in lists.items():
        spec = {"config": {"prompt": {}}, name: value}
        manifest = {
            "apiVersion": "smarter.sh/v1",
            "kind": "LLMClient",
            "metadata": {"name": "bot", "description": "d", "version": "1.0.0"},
            "spec": spec,
        }
        assert call(newest, "POST", "/api/v1/cli/apply/", manifest).status == 404, name
    manifest["spec"] = {"config": {"prompt": {"provider": "OpenAI"}}}
    answer = call(newest, "POST", "/api/v1/cli/apply/", manifest)
    assert answer.status == 400
    assert "openai" in answer.data["error"]["description"]


def test_prompts_use_contract_2_unless_contract_1_is_requested(newest: Platform) -> None:
    path = chatbot(newest, "bot", functions=["calculator"])
    body = {"session_key": "ab" * 32, "messages": [{"role": "user", "content": "calculate '17 * 23'"}]}
    old = call(newest, "POST", path, body, {"X-Smarter-Capabilities": "chat-contract-v1"}).data["data"]
    assert "contract" not in old
    assert json.loads(old["body"])["object"] == "chat.completion"
    new = call(newest, "POST", path, body).data["data"]
    assert (new["contract"], new["status"], new["tools"]) == (2, 200, ["calculator"])
    assert new["completion"]["choices"][0]["message"]["content"]
    assert {"smarter", "assistant"} <= {message["role"] for message in new["messages"]}


def test_plugins_of_different_kinds_have_different_numbers_and_tools(newest: Platform) -> None:
    apply_manifest(newest, "Plugin", "faq", plugin(ALWAYS, data={"staticData": {"hours": "9 to 5"}}))
    skill = {"source": {"url": "https://example.com/SKILL.md"}}
    apply_manifest(newest, "SkillPlugin", "skill", plugin(ALWAYS, skillData=skill), pluginClass="skill")
    path = chatbot(newest, "helper", plugins=["faq", "skill"])
    asked = {"session_key": "ab" * 32, "messages": [{"role": "user", "content": "Hi"}]}
    offered = call(newest, "POST", path, asked).data["data"]["tools"]
    assert len(set(offered)) == 2
    numbers = [row["id"] for row in call(newest, "GET", "/api/v1/plugins/").data]
    assert [call(newest, "GET", f"/api/v1/plugins/{number}/").data["name"] for number in numbers] == [
        "faq",
        "skill",
    ]


def test_a_model_that_does_not_answer_is_an_error_of_the_list_of_models() -> None:
    class Silent(Model):
        def names(self) -> List[str]:
            raise ModelError(502, {"message": "The model's server could not be reached"})

    platform = Platform(dialect="P15C", model=Silent())
    apply_manifest(platform, "Provider", "acme", {"provider": {"name": "acme"}})
    answer = call(platform, "GET", "/api/v1/providers/acme/models/")
    assert (answer.status, answer.data) == (502, {"detail": "The model's server could not be reached"})
    platform.close()


def test_a_prompt_streams_its_steps_and_then_its_result(newest: Platform) -> None:
    path = chatbot(newest, "bot", functions=["calculator"])
    body = {"session_key": "ab" * 32, "messages": [{"role": "user", "content": "calculate '17 * 23'"}]}
    headers = {"Accept": "text/event-stream", "X-Smarter-Capabilities": "chat-contract-v2"}
    answer = call(newest, "POST", path, body, headers)
    blocks = answer.data.decode().strip().split("\n\n")
    assert blocks[0] == "retry: 3000"
    names = [block.split("\n")[0] for block in blocks[1:]]
    assert names == [*["event: progress"] * (len(names) - 1), "event: result"]
    steps = [json.loads(block.partition("data: ")[2])["type"] for block in blocks[1:-1]]
    assert steps == ["llm_request", "tool_requested", "tool_responded", "llm_request"]
    result = json.loads(blocks[-1].partition("data: ")[2])
    assert result["response"]["data"]["contract"] == 2


def test_rest_lists_need_a_key_and_show_no_secret(guarded: Platform) -> None:
    guarded.keys.clear()
    apply_manifest(guarded, "Secret", "key", {"config": {"value": "correct-horse"}})
    apply_manifest(guarded, "Plugin", "faq", plugin(ALWAYS, data={"staticData": {}}))
    chatbot(guarded, "bot", ["faq"], ["calculator"])
    guarded.keys[KEY] = "admin"
    for path in ("llm-clients", "plugins", "secrets", "accounts/users", "accounts", "guardrails", "llmhosts"):
        assert call(guarded, "GET", f"/api/v1/{path}/").status == 403
        answer = call(guarded, "GET", f"/api/v1/{path}/", None, TOKEN)
        assert isinstance(answer.data, list), path
        assert "correct-horse" not in json.dumps(answer.data)
    assert call(guarded, "GET", "/api/v1/secrets/1/", None, TOKEN).data["name"] == "key"
    assert call(guarded, "GET", "/api/v1/secrets/99/", None, TOKEN).status == 404
    attached = call(guarded, "GET", "/api/v1/llm-clients/1/plugins/", None, TOKEN).data
    assert [one["pluginMeta"]["name"] for one in attached] == ["faq"]
    extensions = call(guarded, "GET", "/api/v1/llm-clients/1/extensions", None, TOKEN).data
    assert [one["name"] for one in extensions] == ["calculator"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": f"Token {KEY}"},
        {"X-Api-Key": KEY},
        {"X-Goog-Api-Key": KEY},
        {"Api-Key": KEY},
    ],
    ids=lambda headers: next(iter(headers.items()))[0] + " " + next(iter(headers.values()))[:6],
)
def test_a_proxy_takes_the_key_of_any_stock_client(guarded: Platform, headers: Dict[str, str]) -> None:
    body = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hello"}]}
    answer = call(guarded, "POST", "/api/v1/proxy/openai/chat/completions", body, headers)
    assert (answer.status, answer.data["object"]) == (200, "chat.completion")


def test_a_proxy_names_the_reason_of_a_refusal(guarded: Platform) -> None:
    bearer = {"Authorization": f"Bearer {KEY}"}
    answer = call(guarded, "GET", "/api/v1/proxy/openai/models")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")
    for path, status, code in (
        ("nobody/models", 404, "proxy_not_found"),
        ("openai/files", 403, "path_not_allowed"),
    ):
        answer = call(guarded, "GET", f"/api/v1/proxy/{path}", None, bearer)
        assert (answer.status, answer.data["error"]["code"]) == (status, code)
        assert answer.data["error"]["type"] == "smarter_proxy_error"
    assert call(guarded, "GET", "/api/v1/proxy/openai/models", None, bearer).status == 200
    rows = call(guarded, "GET", "/api/v1/proxy/", None, TOKEN).data["proxies"]
    assert rows[0]["url"] == "http://localhost:9357/api/v1/proxy/openai/"


def test_older_platforms_have_no_proxies() -> None:
    platform = Platform(dialect="P14")
    assert call(platform, "GET", "/api/v1/proxy/openai/models").status in (404, 501)
    platform.close()


@pytest.fixture(scope="module")
def older() -> Iterator[Platform]:
    platform = Platform(dialect="0.20")
    yield platform
    platform.close()


# Platform 0.15 to 0.24 accepts choices in any case, as some cases show.
@pytest.mark.parametrize(("kind", "changes", "right"), CASES)
def test_apply_accepts_the_same_manifests_as_the_validator(
    older: Platform, kind: str, changes: Changes, right: bool
) -> None:
    data = call(older, "POST", "/api/v1/cli/validate/", manifest(kind, changes)).data["data"]
    assert data["valid"] is right
    assert right or data["errors"][0]["message"]


def test_choices_are_found_in_any_case_before_0_25_only(newest: Platform, older: Platform) -> None:
    body = manifest(
        "MCPClient", {"config.transport": "SSE", "config.endpointUrl": "https://mcp.example.com/"}
    )
    assert call(older, "POST", "/api/v1/cli/apply/", body).status == 200
    assert call(newest, "POST", "/api/v1/cli/apply/", body).status == 400
    path = "/api/v1/cli/describe/mcpclient/?name=" + body["metadata"]["name"]
    assert call(older, "POST", path).data["data"]["spec"]["config"]["transport"] == "sse"


def test_a_broken_rule_fails_an_apply_and_names_the_place_when_validated(newest: Platform) -> None:
    body = manifest("Guardrail", {"config.strategy": "moderation", "config.action": "redact"})
    assert call(newest, "POST", "/api/v1/cli/apply/", body).status == 400
    data = call(newest, "POST", "/api/v1/cli/validate/", body).data["data"]
    assert data["errors"][0]["loc"] == ["spec", "config", "action"]


PROMPT = "spec.config.prompt."
# The answer to an apply of a chatbot on each form: (values, status).
CHATBOTS: List[Any] = [
    *[({PROMPT + name: value}, 200) for name, value in (
        ("defaultTemperature", 0), ("defaultTemperature", 1), ("defaultMaxTokens", 1), ("appName", "n" * 255),
        ("appInfoUrl", "https://x.example/a"), ("defaultSystemRole", "x" * 2048), ("provider", "googleai"),
        ("customDomain", {"aws_hosted_zone_id": "Z1", "domain_name": "example.com"}), ("subdomain", None),
    )],
    *[({PROMPT + name: value}, 400) for name, value in (
        ("defaultTemperature", -0.5), ("defaultTemperature", 2.5), ("defaultTemperature", "hot"),
        ("defaultMaxTokens", 0), ("defaultMaxTokens", "lots"), ("defaultMaxTokens", 12.5), ("deployed", "maybe"),
        ("appExamplePrompts", "not a list"), ("customDomain", {"domain_name": "example.com"}),
        ("customDomain", {"aws_hosted_zone_id": "Z", "domain_name": "example.com", "ttl": 300}),
        ("defaultSystemRole", "x" * 32769), ("defaultTemperatura", 0.5), ("dnsVerificationStatus", "Verified"),
        ("provider", "OpenAI"), ("appName", "n" * 256), ("appInfoUrl", "not a url"), ("subdomain", "my-subdomain"),
    )],
    ({"spec.plugins": "x"}, 400), ({"spec.plugin": ["x"]}, 400), ({"metadata.author": "me"}, 400), ({"specs": {}}, 400),
    ({"metadata.version": "one"}, 400), ({"kind": "LLMClientz"}, 400), ({"apiVersion": "smarter.sh/v9"}, 400),
    ({"spec.config": None}, 400), ({"spec.guardrails": ["missing"]}, 404),
]  # fmt: skip


@pytest.mark.parametrize("version", ["0.20", "0.25", "0.36"])
def test_the_validator_and_each_platform_form_accept_the_same_chatbots(version: str) -> None:
    platform = Platform(dialect=version)
    flat = version == "0.20"
    for values, status in [
        *CHATBOTS,
        ({PROMPT + "defaultSystemRole": "x" * 2049}, 200 if version == "0.36" else 400),
    ]:
        body: Dict[str, Any] = {
            "apiVersion": "smarter.sh/v1",
            "kind": "LLMClient",
            "metadata": {"name": "bot", "description": "d", "version": "1.0.0"},
            "spec": {"config": {} if flat else {"prompt": {}}, "plugins": []},
        }
        for path, value in values.items():
            put(body, path.replace(".prompt.", ".").split(".") if flat else path.split("."), value)
        assert call(platform, "POST", "/api/v1/cli/apply/", body).status == status, values
        options = Options({}, dialect=platform.spoken.name)
        report = validate(["-"], load_kinds(), options, stdin=io.StringIO(json.dumps(body)))
        assert bool(report.errors) == (status == 400), values
    platform.close()


def test_strict_kinds_refuse_unknown_keys_already_when_validated(newest: Platform) -> None:
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Proxy",
        "metadata": {"name": "x", "description": "d", "version": "1.0.0"},
        "spec": {"provider": "openai", "colour": 1},
    }
    data = call(newest, "POST", "/api/v1/cli/validate/", manifest).data["data"]
    assert [error["loc"] for error in data["errors"]] == [["spec", "colour"]]


def test_the_recorded_responses_of_the_sdk_agree() -> None:
    outcomes = replay_sdk_recordings(sdk_archive())
    assert len(outcomes) == len(RECORDED)
    assert {one.exchange.name: one.difference for one in outcomes if one.difference} == {}


def test_the_recordings_of_the_sdk_are_replayed_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--recordings-of-sdk", str(tmp_path)]) == 2
    assert "no recorded responses" in capsys.readouterr().err
    assert main(["--recordings-of-sdk", str(sdk_archive())]) == 0
    assert capsys.readouterr().out == f"agree {len(RECORDED)} of {len(RECORDED)} (100.0 %)\n"


def test_shapes_that_differ_are_named() -> None:
    old = {"a": [{"b": 1}], "c": "x", "d": None}
    assert shape_differences(old, {"a": [{"b": 2.5, "e": 1}], "c": "y", "d": {}}) == []
    assert shape_differences(old, {"a": [{}], "c": 1}) == [
        "a.b is missing",
        "c is int, recorded str",
        "d is missing",
    ]

"""Newer platforms: keys without a key, prompts in contract 2 and as a stream, REST lists, proxies, and rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from scripts.conformance.__main__ import main
from scripts.conformance.sdk_recordings import RECORDED, replay_sdk_recordings, shape_differences
from smarter.local import Platform
from smarter.local.contract.fields import read_fields
from smarter.local.contract.newer_rules import broken_rules
from smarter.local.contract.newer_specs import NEWER_SPECS
from tests.local.calling import ALWAYS, call, chatbot, plugin
from tests.local.calling import apply as apply_manifest
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


def test_the_forms_can_be_told_by_the_schema_of_a_chatbot() -> None:
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


def test_an_apply_answers_with_the_name_alone_and_says_what_is_wrong(newest: Platform) -> None:
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


def test_a_prompt_comes_in_contract_2_where_it_is_asked_for(newest: Platform) -> None:
    path = chatbot(newest, "bot", functions=["calculator"])
    body = {"session_key": "ab" * 32, "messages": [{"role": "user", "content": "calculate '17 * 23'"}]}
    old = call(newest, "POST", path, body).data["data"]
    assert "contract" not in old
    assert json.loads(old["body"])["object"] == "chat.completion"
    new = call(newest, "POST", path, body, {"X-Smarter-Capabilities": "x, chat-contract-v2"}).data["data"]
    assert (new["contract"], new["status"], new["tools"]) == (2, 200, ["calculator"])
    assert new["completion"]["choices"][0]["message"]["content"]
    assert {"smarter", "assistant"} <= {message["role"] for message in new["messages"]}


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


def test_a_proxy_says_what_it_refuses(guarded: Platform) -> None:
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


def test_proxies_do_not_exist_before_they_came() -> None:
    platform = Platform(dialect="P14")
    assert call(platform, "GET", "/api/v1/proxy/openai/models").status in (404, 501)
    platform.close()


_GUARDRAIL = {"stage": "input", "strategy": "regex", "action": "block", "pattern": "x+"}
_MCP = {"endpointUrl": "https://mcp.example.com/"}
_PROXY = {"provider": "openai"}
_STORE = {
    "backend": "qdrant",
    "index": {"dimension": 8},
    "embeddings": {"provider": "openai", "model": "m"},
}
_HOST = {"model": {"repository": "org/model"}, "engine": {"name": "vllm"}, "resources": {"gpuCount": 1}}
RIGHT: List[Any] = [
    ("Guardrail", {"config": _GUARDRAIL}),
    ("MCPClient", {"config": _MCP}),
    ("MCPClient", {"config": {**_MCP, "authType": "bearer_token", "credentials": "key"}}),
    ("Proxy", {**_PROXY, "allowedPaths": ["v1/models/*"], "headers": {"anthropic-version": "1"}}),
    ("Vectorstore", _STORE),
    ("Orchestrator", {"config": {"harnesses": [{"llmClientName": "a"}]}}),
    ("LLMHost", _HOST),
]
WRONG: List[Any] = [
    ("Guardrail", {"config": {**_GUARDRAIL, "pattern": None}}),
    ("Guardrail", {"config": {**_GUARDRAIL, "pattern": "("}}),
    ("Guardrail", {"config": {**_GUARDRAIL, "pattern": "x*"}}),
    ("Guardrail", {"config": {**_GUARDRAIL, "strategy": "llm_judge", "judgePrompt": "is {text} {bad}?"}}),
    ("Guardrail", {"config": {**_GUARDRAIL, "threshold": 0.5}}),
    ("Guardrail", {"config": {**_GUARDRAIL, "action": "transform"}}),
    ("MCPClient", {"config": {"endpointUrl": "http://mcp.example.com/"}}),
    ("MCPClient", {"config": {"endpointUrl": "https://mcp.example.com:8443/"}}),
    ("MCPClient", {"config": {**_MCP, "authType": "api_key"}}),
    ("MCPClient", {"config": {**_MCP, "credentials": "key"}}),
    ("MCPClient", {"config": {**_MCP, "headers": {"Cookie": "x"}}}),
    ("MCPClient", {"config": {**_MCP, "headers": {"X-A": "a\r\nb"}}}),
    ("MCPClient", {"config": {**_MCP, "allowedTools": [" "]}}),
    ("Proxy", {**_PROXY, "auth": {"header": "Host"}}),
    ("Proxy", {**_PROXY, "auth": {"scheme": "two words"}}),
    ("Proxy", {**_PROXY, "headers": {"X-Forwarded-For": "x"}}),
    ("Proxy", {**_PROXY, "headers": {"x-api-key": "x"}}),
    ("Proxy", {**_PROXY, "allowedPaths": ["../secrets"]}),
    ("Proxy", {**_PROXY, "baseUrl": "https://user:pw@example.com/"}),
    ("Vectorstore", {**_STORE, "embeddings": {"provider": "o", "model": "m", "dimensions": 9}}),
    ("Vectorstore", {**_STORE, "embeddings": {"provider": "o", "model": "m", "chunkSize": 100}}),
    ("Orchestrator", {"config": {"harnesses": [{"llmClientName": "a"}, {"llmClientName": "a"}]}}),
    ("Orchestrator", {"config": {"strategy": "router", "harnesses": [{"llmClientName": "a"}]}}),
    ("Orchestrator", {"config": {"strategy": "debate", "harnesses": [{"llmClientName": "a"}]}}),
    ("LLMHost", {**_HOST, "resources": {}}),
    ("LLMHost", {**_HOST, "engine": {"name": "llama_cpp"}}),
    ("LLMHost", {**_HOST, "engine": {"name": "custom"}}),
    ("LLMHost", {**_HOST, "engine": {"name": "vllm", "tensorParallelSize": 2}}),
    ("LLMHost", {**_HOST, "scaling": {"replicas": 2}}),
    ("LLMHost", {**_HOST, "model": {"repository": "claim", "source": "pvc"}}),
]


@pytest.mark.parametrize(("kind", "spec"), RIGHT)
def test_a_spec_that_keeps_the_rules_is_taken(kind: str, spec: Any) -> None:
    assert broken_rules(kind, read_fields(NEWER_SPECS[kind], spec)) == []


@pytest.mark.parametrize(("kind", "spec"), WRONG)
def test_a_spec_that_breaks_a_rule_is_named(newest: Platform, kind: str, spec: Any) -> None:
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": kind,
        "metadata": {"name": "x", "description": "d", "version": "1.0.0"},
        "spec": spec,
    }
    assert call(newest, "POST", "/api/v1/cli/apply/", manifest).status == 400
    data = call(newest, "POST", "/api/v1/cli/validate/", manifest).data["data"]
    assert data["valid"] is False
    assert data["errors"][0]["loc"][0] == "spec"


def test_strict_kinds_refuse_unknown_keys_already_when_validated(newest: Platform) -> None:
    manifest = {
        "apiVersion": "smarter.sh/v1",
        "kind": "Proxy",
        "metadata": {"name": "x", "description": "d", "version": "1.0.0"},
        "spec": {**_PROXY, "colour": 1},
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

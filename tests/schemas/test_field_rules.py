"""Rules across fields: each with a manifest that keeps it and one that breaks it."""

from __future__ import annotations

import copy
import io
import json
from typing import Any, Dict, List, Tuple

import pytest

from smarter.kinds import load_kinds
from smarter.kinds.paths import get, put
from smarter.manifest import Options, validate
from smarter.manifest.checking.rules import RULES
from smarter.platform.field_moves import to_wire

PVC = {
    "model.source": "pvc",
    "model.repository": "models/llama",
    "storage.existingClaim": "models",
}
OLLAMA = {"engine.name": "ollama", "model.source": "ollama", "model.repository": "llama3.1:8b"}
HF = {
    "model.repository": "meta-llama/Llama-3.1-8B",
    "engine.name": "vllm",
    "resources.gpuCount": 1,
}
CPP = {**HF, "engine.name": "llama_cpp", "model.file": "a.gguf"}
TEI = {**HF, "engine.name": "tei", "model.task": "embedding"}
TGI = {**HF, "engine.name": "tgi"}
CUSTOM = {**HF, "engine.name": "custom", "engine.image": "me/serve:1"}
TWO = [{"llmClientName": "a", "role": "planner"}, {"llmClientName": "b", "role": "router"}]
SQL = {
    "sqlData.sqlQuery": "select {a}",
    "sqlData.parameters": [{"name": "a", "type": "string"}],
    "sqlData.testValues": [{"name": "a", "value": "x"}],
}
API = {
    "apiData.endpoint": "/x/{a}/",
    "apiData.parameters": [{"name": "a", "type": "string"}],
    "apiData.testValues": [{"name": "a", "value": "x"}],
}
NONE: Dict[str, Any] = {}

# (kind, what the spec of the right manifest has, what that of the wrong one has on top)
CASES: List[Tuple[str, Dict[str, Any], Dict[str, Any]]] = [
    *[
        ("MCPClient", {"config.headers": {"X-Team": "sales"}}, {"config.headers": headers})
        for headers in (
            {"Authorization": "x"}, {"cookie": "x"}, {"Host": "x"}, {"Content-Type": "x"}, {"Mcp-Session-Id": "x"},
            {"bad name": "x"}, {"X-A": "a\nb"},
        )
    ],
    ("MCPClient", {"config.apiKeyHeader": "X-Key"}, {"config.apiKeyHeader": "Cookie"}),
    ("MCPClient", {"config.allowedTools": ["search_*"]}, {"config.allowedTools": [" "]}),
    ("MCPClient", {"config.allowedResources": ["docs://*"]}, {"config.allowedResources": [" "]}),
    *[
        ("MCPClient", {"config.endpointUrl": "https://x.example:443/mcp"}, {"config.endpointUrl": url})
        for url in ("http://x.example", "https://x.example:8443", "https://u@x.example", "https://x.example/#a")
    ],
    (
        "MCPClient",
        {"config.authType": "bearer_token", "config.credentials": "token"},
        {"config.credentials": None},
    ),
    ("MCPClient", {"config.authType": "none", "config.credentials": None}, {"config.credentials": "t"}),
    *[
        ("Proxy", {"auth.header": "x-api-key"}, {"auth.header": name})
        for name in ("Host", "Content-Length", "Cookie", "Connection", "X-Forwarded-For", "te")
    ],
    ("Proxy", {"auth.scheme": "Bearer"}, {"auth.scheme": "Bearer of"}),
    *[
        ("Proxy", {"headers": {"anthropic-version": "2023-06-01"}}, {"headers": headers})
        for headers in (
            {"Authorization": "x"}, {"x-api-key": "x"}, {"Host": "x"}, {"Cookie": "x"}, {"Transfer-Encoding": "x"},
            {"X-Forwarded-For": "x"}, {"bad name": "x"}, {"a": "b\r\nc"},
        )
    ],
    *[
        ("Proxy", {"allowedPaths": ["chat/completions", "models/*"]}, {"allowedPaths": [path]})
        for path in ("a/../b", "..", "a b", "https://x.example/a")
    ],
    *[
        ("Proxy", {"baseUrl": "https://x.example/v1/"}, {"baseUrl": url})
        for url in ("ftp://x.example", "https://u@x.example", "https://x.example/?a=b", "https://x.example/#a")
    ],
    ("Proxy", {"timeout": 600}, {"timeout": 601}),
    *[("LLMHost", HF, {"model.repository": name}) for name in ("llama", "https://x.example/a", "a/b/c")],
    ("LLMHost", {**CPP, "model.source": "s3", "model.repository": "s3://b/a"}, {"model.repository": "b/a"}),
    (
        "LLMHost",
        {**CPP, "model.source": "url", "model.repository": "https://x.example/a"},
        {"model.repository": "s3://b"},
    ),
    ("LLMHost", {**CPP, **PVC}, {"model.repository": "/models/llama"}),
    ("LLMHost", {**CPP, **PVC}, {"model.repository": "../llama"}),
    ("LLMHost", {**CPP, **PVC}, {"storage.existingClaim": None}),
    ("LLMHost", OLLAMA, {"model.repository": "https://x.example/a"}),
    ("LLMHost", OLLAMA, {"model.revision": "main"}),
    ("LLMHost", {**HF, "model.revision": "refs/pr/1"}, {"model.revision": "a b"}),
    ("LLMHost", OLLAMA, {"engine.name": "vllm", "resources.gpuCount": 1}),
    ("LLMHost", OLLAMA, {"model.source": "s3", "model.repository": "s3://b/a"}),
    ("LLMHost", TGI, {"model.task": "embedding"}),
    ("LLMHost", TEI, {"model.task": "text-generation"}),
    ("LLMHost", CPP, {"model.file": None}),
    ("LLMHost", HF, {"resources.gpuCount": 0}),
    ("LLMHost", {**HF, "engine.name": "sglang"}, {"resources.gpuCount": 0}),
    (
        "LLMHost",
        {**HF, "engine.tensorParallelSize": 2, "resources.gpuCount": 2},
        {"engine.tensorParallelSize": 4},
    ),
    ("LLMHost", {**CPP, "engine.gpuMemoryUtilization": 0.5}, {"resources.gpuCount": 0}),
    (
        "LLMHost",
        {**HF, "scaling.replicas": 2, "storage.accessMode": "ReadWriteMany"},
        {"storage.accessMode": "ReadWriteOnce"},
    ),
    ("LLMHost", TGI, {"network.ingress": True}),
    ("LLMHost", TGI, {"network.apiKeySecret": "key"}),
    ("LLMHost", {**HF, "network.hostname": "llm.example.com"}, {"network.hostname": "https://llm.example"}),
    ("LLMHost", {**HF, "network.hostname": "llm.example.com"}, {"network.hostname": "my_host"}),
    ("LLMHost", CUSTOM, {"engine.image": None}),
    ("LLMHost", {**CUSTOM, "engine.command": ["serve"]}, {"engine.name": "vllm"}),
    ("LLMHost", {**TEI, "model.capabilities.functionCalling": False}, {"model.capabilities.functionCalling": True}),
    ("LLMHost", {**OLLAMA, "engine.apiFormat": "ollama_native"}, {**HF, "model.source": "huggingface"}),
    ("LLMHost", {**TGI, "engine.apiFormat": "huggingface"}, {"engine.name": "vllm"}),
    ("LLMHost", {**CUSTOM, "engine.apiFormat": "custom"}, {"engine.name": "vllm"}),
    ("LLMHost", HF, {"author": "me"}),
    ("LLMHostCompute", NONE, {"author": "me"}),
    ("Guardrail", {"config.strategy": "regex", "config.pattern": "a+"}, {"config.pattern": "("}),
    ("Guardrail", {"config.strategy": "regex", "config.pattern": "a+"}, {"config.pattern": "a*"}),
    (
        "Guardrail",
        {"config.strategy": "llm_judge", "config.judgePrompt": "{{x}} {text}", "config.action": "block"},
        {"config.judgePrompt": "{x} {text}"},
    ),
    (
        "Guardrail",
        {"config.strategy": "llm_judge", "config.judgePrompt": "{text}", "config.action": "block"},
        {"config.judgePrompt": "judge"},
    ),
    ("Guardrail", {"config.action": "transform", "config.replacement": "x"}, {"config.replacement": None}),
    ("Orchestrator", {"config.harnesses": TWO}, {"config.harnesses": [TWO[0], TWO[0]]}),
    ("Orchestrator", {"config.harnesses": TWO, "config.strategy": "supervisor"}, {"config.harnesses": TWO[1:]}),
    ("Orchestrator", {"config.harnesses": TWO, "config.strategy": "router"}, {"config.harnesses": TWO[:1]}),
    ("Orchestrator", {"config.harnesses": TWO, "config.strategy": "debate"}, {"config.harnesses": TWO[:1]}),
    ("Orchestrator", {"config.harnesses": TWO, "config.strategy": "voting"}, {"config.harnesses": TWO[:1]}),
    ("Vectorstore", {"embeddings.dimensions": 8, "index.dimension": 8}, {"index.dimension": 9}),
    ("Vectorstore", {"embeddings.chunkSize": 300, "embeddings.chunkOverlap": 299}, {"embeddings.chunkOverlap": 300}),
    ("Vectorstore", {"embeddings.chunkSize": 300}, {"embeddings.chunkSize": 200}),
    (
        "ImageSearchPlugin",
        {"imageSearchData.searchParams.searchLang": "pt-br"},
        {"imageSearchData.searchParams.searchLang": "portuguese"},
    ),
    ("SqlPlugin", SQL, {"sqlData.sqlQuery": "select {a}, {b}"}),
    ("SqlPlugin", SQL, {"sqlData.testValues": [{"name": "b", "value": "x"}]}),
    ("ApiPlugin", API, {"apiData.endpoint": "/x/{b}/"}),
    ("ApiPlugin", API, {"apiData.testValues": [{"name": "b", "value": "x"}]}),
]  # fmt: skip


def manifest(kind: str, *changes: Dict[str, Any]) -> Dict[str, Any]:
    made: Dict[str, Any] = copy.deepcopy(load_kinds().get(kind).schema["examples"][0])
    for change in changes:
        for path, value in change.items():
            put(made, ["spec", *path.split(".")], copy.deepcopy(value))
    return made


def findings(made: Dict[str, Any]) -> List[Any]:
    return list(validate(["-"], load_kinds(), Options({}), stdin=io.StringIO(json.dumps(made))).findings)


def errors(made: Dict[str, Any]) -> List[Any]:
    return [found for found in findings(made) if found.severity == "error"]


@pytest.mark.parametrize(("kind", "right", "wrong"), CASES)
def test_a_rule_is_kept_or_broken(kind: str, right: Dict[str, Any], wrong: Dict[str, Any]) -> None:
    assert errors(manifest(kind, right)) == []
    found = errors(manifest(kind, right, wrong))
    assert found, "the wrong manifest passes"
    assert {each.rule for each in found} <= set(RULES)


def test_a_sentence_of_the_schema_is_the_message() -> None:
    (found,) = errors(manifest("LLMHost", OLLAMA, {"model.revision": "main"}))
    assert found.message == "spec.model.revision: Only repositories of Hugging Face have revisions"
    assert found.rule == "field-rule"


@pytest.mark.parametrize(
    ("kind", "path", "written", "sent"),
    [
        ("MCPClient", "spec.config.transport", "SSE", "sse"),
        ("LLMHost", "spec.storage.accessMode", "readwritemany", "ReadWriteMany"),
        ("Guardrail", "spec.config.stage", "Input", "input"),
        ("WebsearchPlugin", "spec.websearchData.search.provider", "Brave", "brave"),
    ],
)
def test_a_choice_in_another_case_is_a_warning_and_sent_as_the_platform_spells_it(
    kind: str, path: str, written: str, sent: str
) -> None:
    made = manifest(kind, {path[len("spec.") :]: written})
    found = [each for each in findings(made) if each.rule == "enum"]
    assert [each.severity for each in found] == ["warning"]
    assert f"sent as `{sent}`" in found[0].message
    assert get(to_wire(load_kinds().get(kind), made, "P15C"), path.split(".")) == sent


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("Provider", "provider.api_key"),
        ("Proxy", "apiKey"),
        ("MCPClient", "config.credentials"),
        ("ApiConnection", "connection.apiKey"),
    ],
)
@pytest.mark.parametrize(
    "key", ["sk-proj-abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"]
)
def test_a_key_in_place_of_the_name_of_a_secret_is_a_warning_that_does_not_show_it(
    kind: str, path: str, key: str
) -> None:
    found = findings(manifest(kind, {path: key}))
    assert [each.severity for each in found if each.rule == "clear-secret"] == ["warning"]
    assert key not in repr(found)
    assert not [each for each in findings(manifest(kind)) if each.rule == "clear-secret"]


@pytest.mark.parametrize("kind", ["Plugin", "SqlPlugin", "ApiPlugin"])
def test_a_description_beside_the_data_is_refused_by_newer_platforms_only(kind: str) -> None:
    section = {"Plugin": "data", "SqlPlugin": "sqlData", "ApiPlugin": "apiData"}[kind]
    made = json.dumps(manifest(kind, {f"{section}.description": "what it is"}))

    def severities(dialect: str) -> List[str]:
        report = validate(["-"], load_kinds(), Options({}, dialect=dialect), stdin=io.StringIO(made))
        return [each.severity for each in report.findings if each.path.endswith("description")]

    assert severities("P14") == []
    assert severities("P15C") == ["error"]

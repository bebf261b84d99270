"""Manifests that keep or break a rule across fields, of platform 0.15 and newer.

Each case is the example of the kind's schema with some values of its spec replaced. The validator and the embedded
platform are both tested with them.
"""

from __future__ import annotations

import copy
from typing import Any, Dict, Iterator, List, Tuple

from smarter.kinds import load_kinds
from smarter.kinds.paths import put

Changes = Dict[str, Any]
Case = Tuple[str, Changes, bool]

OLLAMA = {"engine.name": "ollama", "model.source": "ollama", "model.repository": "llama3.1:8b"}
HF = {"model.repository": "meta-llama/Llama-3.1-8B", "engine.name": "vllm", "resources.gpuCount": 1}
S3 = {**HF, "model.source": "s3", "model.repository": "s3://bucket/models/qwen3"}
URL = {**HF, "model.source": "url", "model.repository": "https://example.com/m.gguf"}
PVC = {
    **HF, "model.source": "pvc", "model.repository": "models/llama", "storage.existingClaim": "weights",
}  # fmt: skip
CPU = {**HF, "engine.name": "llama_cpp", "model.file": "m.gguf", "resources.gpuCount": 0}
TEI = {**HF, "engine.name": "tei", "model.task": "embedding"}
TGI = {**HF, "engine.name": "tgi"}
CUSTOM = {**HF, "engine.name": "custom", "engine.image": "me/serve:1", "engine.port": 9000}
MCP = {
    "config.endpointUrl": "https://mcp.example.com/mcp",
    "config.authType": "none",
    "config.credentials": None,
}
MCP_KEY = {**MCP, "config.authType": "api_key", "config.credentials": "a_secret"}
PROXY = {"provider": "openai"}
KEYWORD = {
    "config.stage": "input", "config.strategy": "keyword", "config.keywords": ["forbidden"],
    "config.action": "block", "config.detectors": [],
}  # fmt: skip
REGEX = {**KEYWORD, "config.strategy": "regex", "config.pattern": "x+"}
DETECTOR = {**KEYWORD, "config.strategy": "detector", "config.detectors": ["iban"]}
SEMANTIC = {**KEYWORD, "config.strategy": "semantic", "config.referenceTexts": ["an example"]}
MODERATION = {**KEYWORD, "config.strategy": "moderation"}
JUDGE = {**KEYWORD, "config.strategy": "llm_judge", "config.judgePrompt": "Judge {text}"}
MANY = [f"word {number}" for number in range(501)]
DOMAINS = [f"{number}.example.com" for number in range(101)]
PLANNED = [{"llmClientName": "a", "role": "planner"}, {"llmClientName": "b", "role": "router"}]
EMBEDDED = {"embeddings.provider": "openai", "embeddings.model": "m"}
MANAGED = {
    "backend": "qdrant", "hosting": "managed", "connection": "cloud", "selfHosted": None, "pinecone": None, **EMBEDDED,
}  # fmt: skip
HOSTED = {**MANAGED, "hosting": "self_hosted", "connection": None, "selfHosted": {}}
SEARCH = {
    "config.search_type": "similarity",
    "config.k": 4,
    "config.fetch_k": None,
    "config.lambda_mult": None,
}
MMR = {**SEARCH, "config.search_type": "mmr"}
SCORE = {**SEARCH, "config.search_type": "similarity_score_threshold", "config.score_threshold": 0.5}
SKILL = "---\nname: notes\ndescription: Makes notes of a transcript.\n---\n\n# Notes\n"
MATTER = "name: notes\ndescription: Makes notes."
SQL = {
    "sqlData.sqlQuery": "select {a}", "sqlData.parameters": [{"name": "a", "type": "string"}],
    "sqlData.testValues": [{"name": "a", "value": "x"}],
}  # fmt: skip
API = {
    "apiData.endpoint": "/x/{a}/", "apiData.parameters": [{"name": "a", "type": "string"}],
    "apiData.testValues": [{"name": "a", "value": "x"}],
}  # fmt: skip

# (kind, values of each of its cases, additional values of valid ones, additional values of invalid ones)
GROUPS: List[Tuple[str, Changes, List[Changes], List[Changes]]] = [
    # Where the model comes from.
    ("LLMHost", HF, [{}, {"model.repository": "Qwen/Qwen3-8B"}], [
        {"model.repository": name}
        for name in ("qwen3", "not a repo", "https://example.com/a", "a/b/c", "Qwen/Qwen3;rm -rf", "Qwen/$HOME")
    ]),
    ("LLMHost", S3, [{}], [{"model.repository": "bucket/prefix"}, {"model.repository": "s3://bucket/a b"}]),
    ("LLMHost", URL, [{}, {"model.repository": "http://example.com/m"}], [
        {"model.repository": "ftp://example.com/m.gguf"}, {"model.repository": "s3://bucket"},
    ]),
    ("LLMHost", PVC, [{}], [
        {"model.repository": "/models"}, {"model.repository": "../escape"}, {"model.repository": "a/../../b"},
        {"storage.existingClaim": None}, {"storage": {}}, {"storage": None},
    ]),
    ("LLMHost", HF, [{"model.revision": rev} for rev in ("abc123", "refs/pr/1", "v1.0+cu", None)], [
        {"model.revision": rev} for rev in ("main; echo", "a b", "main`id`")
    ]),
    ("LLMHost", S3, [{"model.revision": None}], [{"model.revision": "main"}]),
    ("LLMHost", OLLAMA, [{}], [{"model.revision": "main"}]),
    ("LLMHost", HF, [{"model.servedName": "llama"}], [{"model.servedName": "my llama"}]),
    ("LLMHost", CPU, [{}], [{"model.file": "a b.gguf"}]),
    # Which engine takes what.
    ("LLMHost", OLLAMA, [
        {}, {"model.source": "huggingface", "model.repository": "org/model-GGUF"}, {"engine.name": "custom",
        "engine.image": "me/x", "engine.port": 1},
    ], [
        *[{"engine.name": name, "resources.gpuCount": 1, "model.file": "f", "model.task": "embedding"}
          for name in ("vllm", "sglang", "llama_cpp", "tei")],
        {"engine.name": "tgi"},
        {"model.source": "s3", "model.repository": "s3://bucket/x"},
        {"model.source": "url", "model.repository": "HTTPS://example.com/x"},
    ]),
    ("LLMHost", TGI, [{}], [{"model.task": "embedding"}]),
    ("LLMHost", TEI, [{}], [{"model.task": "text-generation"}, {"model.task": None}]),
    ("LLMHost", HF, [{"model.task": "embedding"}], []),
    ("LLMHost", CPU, [{}, {**URL, "engine.name": "llama_cpp", "resources.gpuCount": 0}], [{"model.file": None}]),
    ("LLMHost", HF, [{"resources.gpuCount": 0, "engine.image": "me/vllm-cpu:1"}, {"resources.gpuCount": 16}], [
        {"resources.gpuCount": 0}, {"resources": {}}, {"resources": None}, {"resources.gpuCount": 17},
        {"resources.gpuCount": None},
    ]),
    ("LLMHost", {**HF, "engine.name": "sglang"}, [{}], [{"resources.gpuCount": 0}]),
    ("LLMHost", HF, [{"engine.tensorParallelSize": 2, "resources.gpuCount": 2}, {"engine.tensorParallelSize": 1}], [
        {"engine.tensorParallelSize": 2}, {"engine.tensorParallelSize": 0},
    ]),
    ("LLMHost", CPU, [{"engine.tensorParallelSize": 1}, {"engine.gpuMemoryUtilization": None}], [
        {"engine.tensorParallelSize": 2}, {"engine.gpuMemoryUtilization": 0.9},
    ]),
    ("LLMHost", HF, [{"engine.gpuMemoryUtilization": 0.9}, {"engine.gpuMemoryUtilization": 1}], [
        {"engine.gpuMemoryUtilization": 1.5}, {"engine.gpuMemoryUtilization": 0},
    ]),
    ("LLMHost", CUSTOM, [{}, {"engine.command": ["serve"]}, {"engine.apiFormat": "custom"}], [
        {"engine.image": None}, {"engine.port": None}, {"engine.port": 0}, {"engine.port": 65536},
    ]),
    ("LLMHost", HF, [{"engine.command": None}, {"engine.args": ["--x"]}], [
        {"engine.command": ["serve"]}, {"engine.command": []}, {"engine.args": ["-x"] * 101},
    ]),
    ("LLMHost", HF, [{"engine.apiFormat": "openai_compatible"}], [
        {"engine.apiFormat": "ollama_native"}, {"engine.apiFormat": "grpc"},
    ]),
    ("LLMHost", OLLAMA, [{"engine.apiFormat": "ollama_native"}], [
        {"engine.apiFormat": "huggingface"}, {"engine.apiFormat": "custom"},
    ]),
    ("LLMHost", HF, [{"engine.env": {"VLLM_LOGGING_LEVEL": "DEBUG"}}], [
        {"engine.env": {"1BAD": "x"}}, {"engine.env": {"SMARTER_API_KEY": "x"}}, {"engine.env": {"A-B": "x"}},
    ]),
    ("LLMHost", TEI, [{"model.capabilities": {"functionCalling": False}}], [
        {"model.capabilities": {"functionCalling": True}}
    ]),
    # Where it runs, and who reaches it.
    ("LLMHost", HF, [
        {"scaling.replicas": 2, "storage.accessMode": "ReadWriteMany"},
        {"scaling.replicas": 2, "storage.accessMode": "ReadOnlyMany"},
        {"scaling.replicas": 2, "storage.existingClaim": "weights"},
        {"scaling.replicas": 1},
    ], [
        {"scaling.replicas": 2}, {"scaling.replicas": 2, "storage.accessMode": "ReadWriteOnce"},
        {"scaling.replicas": 0}, {"scaling.replicas": 17},
    ]),
    ("LLMHost", HF, [{"network.ingress": True}, {"network.apiKeySecret": "a_key"}], []),
    *[
        ("LLMHost", engine, [{"network.ingress": True, "network.allowUnauthenticated": True}], [
            {"network.ingress": True}, {"network.ingress": True, "network.allowUnauthenticated": False},
            {"network.apiKeySecret": "a_key"},
        ])
        for engine in (TGI, OLLAMA, CUSTOM)
    ],
    ("LLMHost", HF, [{"network.hostname": name} for name in ("llm.example.com", "LLM.Example.com", None)], [
        {"network.hostname": name}
        for name in ("not a hostname", "https://llm.example.com", "my_host.example", "localhost", "a.example:80")
    ]),
    ("LLMHost", HF, [
        {"resources.cpu": "3500m"}, {"resources.memory": "24Gi"}, {"resources.memory": "1Pi"}, {"storage.size": "1.5T"},
    ], [
        {"resources.memory": "lots"}, {"resources.shmSize": "8 GB"}, {"storage.size": "-5Gi"}, {"resources.cpu": "4x"},
    ]),
    ("LLMHost", HF, [{"healthCheck.path": "/health"}, {"healthCheck.startupTimeoutSeconds": 21600}], [
        {"healthCheck.path": "health"}, {"healthCheck.startupTimeoutSeconds": 59}, {"healthCheck.periodSeconds": 301},
    ]),
    ("LLMHost", HF, [
        {"engine.name": "VLLM"}, {"model.source": "HuggingFace"}, {"model.quantization": "BF16"},
        {"storage.accessMode": "readwritemany"},
    ], [
        {"engine.name": "pytorch"}, {"model.source": "dropbox"}, {"model.task": "image-generation"},
        {"model.quantization": "int3"}, {"engine.name": "VLLM", "resources.gpuCount": 0},
        {"engine.name": "TGI", "model.task": "embedding"},
    ]),
    ("LLMHost", HF, [], [{"author": "me"}, {"model.repo": "a/b"}, {"engine.contextLenght": 1}, {"gpus": 1}]),
    ("LLMHostCompute", {}, [{}, {"node.capacityType": "SPOT"}], [
        {"author": "me"}, {"node.gpu": {"count": 1}}, {"node.diskSizeGb": 19},
        {"nodeGroup": {"maxNodes": 101}}, {"cost": {"perHour": -1}},
    ]),
    # Connections to MCP servers.
    ("MCPClient", MCP, [{}, {"config.transport": "SSE"}], [
        {"config.transport": "stdio"}, {"config.transport": "websocket"},
    ]),
    ("MCPClient", MCP, [
        {"config.endpointUrl": url} for url in ("https://mcp.example.com/mcp?x=1", "HTTPS://mcp.example.com:443/mcp")
    ], [
        {"config.endpointUrl": url}
        for url in (
            "http://mcp.example.com/mcp", "https://mcp.example.com:8443/mcp", "https://user:pw@mcp.example.com/mcp",
            "https://mcp.example.com/mcp#fragment", "not a url", "https://",
        )
    ]),
    ("MCPClient", MCP, [
        {"config.headers": headers}
        for headers in ({"X-Toolsets": "repos"}, {}, {f"X-{number}": "v" * 1024 for number in range(20)})
    ], [
        {"config.headers": headers}
        for headers in (
            {"Authorization": "v"}, {"authorization": "v"}, {"Cookie": "v"}, {"Host": "v"}, {"Mcp-Session-Id": "v"},
            {"Content-Type": "v"}, {"mcp-anything": "v"}, {"Bad Header": "v"}, {"X-Ok": "one\r\nInjected: two"},
            {"X-A": "a\nb"}, {"X-" + "a" * 63: "v"}, {"X-A": "v" * 1025}, {f"X-{number}": "v" for number in range(21)},
            {"Proxy-Authorization": "v"}, {"Connection": "v"}, {"Keep-Alive": "v"}, {"TE": "v"}, {"trailer": "v"},
            {"Transfer-Encoding": "v"}, {"UPGRADE": "v"}, {"Content-Length": "1"},
        )
    ]),
    ("MCPClient", MCP, [{"config.timeout": 120}, {"config.cacheTtl": 0}], [
        {"config.timeout": 0}, {"config.timeout": 121}, {"config.cacheTtl": -1}, {"config.cacheTtl": 86401},
    ]),
    ("MCPClient", MCP, [], [{"config.credentials": "a_secret"}]),
    *[
        ("MCPClient", {**MCP, "config.authType": auth}, [{"config.credentials": "a_secret"}], [{}])
        for auth in ("api_key", "bearer_token", "oauth2", "OAuth2")
    ],
    ("MCPClient", MCP_KEY, [{"config.apiKeyHeader": "CONTEXT7_API_KEY"}], [
        {"config.apiKeyHeader": name}
        for name in ("Cookie", "bad header", "Authorization", "Mcp-Session-Id", "a:b", "te")
    ] + [{"config.authType": "basic"}]),
    ("MCPClient", MCP, [{"config.allowedTools": ["search_*", "get_issue"]}], [
        {"config.allowedTools": [""]}, {"config.allowedTools": [" "]}, {"config.allowedResources": ["  "]},
    ]),
    # Proxies.
    ("Proxy", PROXY, [{}, {"apiKey": None}, {"apiKey": "a-key_1"}], [
        {"provider": ""}, {"provider": "open ai"}, {"provider": "openai/../x"}, {"provider": None},
        {"apiKey": "sk-proj abc.def"}, {"allowedPath": ["x"]}, {"auth": {"header": "x-api-key", "schema": ""}},
    ]),
    ("Proxy", PROXY, [{"baseUrl": "https://api.x.com/v1"}, {"baseUrl": "HTTP://localhost:11434/v1/"}], [
        {"baseUrl": url}
        for url in (
            "ftp://api.x.com/", "api.x.com/v1/", "https://user:pass@api.x.com/", "https://u@api.x.com/",
            "https://api.x.com/v1/?key=abc", "https://api.x.com/v1/#x",
        )
    ]),
    ("Proxy", PROXY, [
        {"auth": {"header": "x-api-key", "scheme": ""}}, {"auth": {"scheme": None}}, {"auth": {"scheme": "Bearer"}},
    ], [
        *[{"auth": {"header": name}} for name in (
            "Host", "Content-Length", "Content-Type", "Cookie", "Connection", "TE", "X-Forwarded-For", "bad header",
            "x:y",
        )],
        {"auth": {"scheme": "Bearer token"}}, {"auth": {"scheme": "Bearer:"}},
    ]),
    ("Proxy", PROXY, [{"headers": {"anthropic-version": "2023-06-01"}}], [
        {"headers": headers}
        for headers in (
            {"Authorization": "Bearer x"}, {"x-api-key": "x"}, {"x-goog-api-key": "x"}, {"api-key": "x"}, {"Host": "x"},
            {"Cookie": "x"}, {"Transfer-Encoding": "chunked"}, {"X-Forwarded-For": "1.2.3.4"}, {"Forwarded": "x"},
            {"X-Real-IP": "x"}, {"X-CSRFToken": "x"}, {"bad header": "x"}, {"x-ok": "a\r\nInjected: b"},
        )
    ]),
    ("Proxy", PROXY, [{"allowedPaths": ["chat/completions", "/v1/messages/", "models/*:generateContent"]}], [
        {"allowedPaths": [path]}
        for path in ("", "../files", "a/../b", "..", "a b", "https://x/", "a//b", "./a", "a?b=é")
    ]),
    ("Proxy", PROXY, [{"timeout": 600}, {"timeout": 1}], [{"timeout": 0}, {"timeout": 601}, {"timeout": -1}]),
    # Guardrails.
    ("Guardrail", KEYWORD, [{}, {"config.stage": "OUTPUT"}, {"config.action": "Flag"}, {"config.action": "redact"}], [
        *[{f"config.{name}": "nonsense"} for name in ("stage", "category", "strategy", "action", "mode")],
        {"config.keywords": []}, {"config.keywords": ["  "]}, {"config.keywords": None}, {"config.threshold": 0.5},
        {"config.keywords": MANY}, {"config.severity": 0}, {"config.severity": 6}, {"config.priority": -1},
        {"config.message": "x" * 1001}, {"config.strategy": "Keyword", "config.keywords": []},
    ]),
    ("Guardrail", KEYWORD, [{"config.pattern": "a*"}, {"config.pattern": "("}], []),
    ("Guardrail", REGEX, [{"config.pattern": r"\d+"}, {"config.action": "transform", "config.replacement": "y"}], [
        {"config.pattern": None}, {"config.pattern": "([unclosed"}, {"config.pattern": r"\d*"},
        {"config.flags": ["VERBOSE"]}, {"config.threshold": 0.5}, {"config.action": "transform"},
        {"config.pattern": "x" * 4001}, {"config.strategy": "REGEX", "config.pattern": "a*"},
    ]),
    ("Guardrail", DETECTOR, [{}, {"config.detectors": ["IBAN"]}], [
        {"config.detectors": []}, {"config.detectors": ["passport"]}, {"config.threshold": 0.5},
    ]),
    ("Guardrail", SEMANTIC, [{}, {"config.threshold": 0.9, "config.action": "flag"}], [
        {"config.referenceTexts": []}, {"config.referenceTexts": None}, {"config.action": "redact"},
        {"config.referenceTexts": MANY},
    ]),
    ("Guardrail", MODERATION, [
        {}, {"config.threshold": 0.0}, {"config.categories": ["self-harm/intent"], "config.action": "escalate"},
    ], [
        {"config.categories": ["rudeness"]}, {"config.threshold": 1.5}, {"config.action": "redact"},
        {"config.action": "transform", "config.replacement": "y"},
    ]),
    ("Guardrail", JUDGE, [{}, {"config.judgePrompt": 'Judge "{text}" as JSON: {{"a": true}}'}], [
        {"config.judgePrompt": None}, {"config.judgePrompt": "Judge this."},
        {"config.judgePrompt": 'Judge {text} as JSON: {"a": true}'}, {"config.judgePrompt": "Judge {text} for {user}."},
        {"config.action": "transform", "config.replacement": "y"}, {"config.judgePrompt": "{text}" + "x" * 8000},
    ]),
    # Orchestrators.
    ("Orchestrator", {"config.harnesses": PLANNED}, [
        {"config.strategy": strategy} for strategy in ("sequential", "supervisor", "router", "debate", "voting")
    ], [
        {"config.harnesses": [PLANNED[0], PLANNED[0]]}, {"config.harnesses": []},
        {"config.strategy": "supervisor", "config.harnesses": PLANNED[1:]},
        {"config.strategy": "router", "config.harnesses": PLANNED[:1]},
        {"config.strategy": "debate", "config.harnesses": PLANNED[:1]},
        {"config.strategy": "voting", "config.harnesses": PLANNED[:1]},
        {"config.strategy": "consensus"}, {"config.maxIterations": 0},
    ]),
    # Vectorstores and searches.
    ("Vectorstore", MANAGED, [{}, {"backend": "pinecone", "pinecone": {"region": "us-west-2"}}], [
        {"connection": None}, {"selfHosted": {}}, {"pinecone": {"region": "us-east-1"}}, {"backend": "weaviate"},
        {"hosting": "on_prem"},
    ]),
    ("Vectorstore", HOSTED, [
        {}, {"selfHosted": {"storage": "500Gi", "cpu": "2", "memory": "8Gi", "storageClass": "gp3"}},
        {"index": {"dimension": 1536, "name": "my-index-2"}}, {"maintenance": {"snapshots": False}},
    ], [
        {"backend": "pinecone"}, {"connection": "cloud"}, {"pinecone": {"region": "us-east-1"}},
        {"index": {"dimension": 0}}, {"index": {"dimension": 20001}},
        {"index": {"dimension": 8, "metric": "manhattan"}},
        {"index": {"dimension": 8, "name": "Not_Valid"}}, {"selfHosted": {"storage": "ten gigs"}},
        {"selfHosted": {"cpu": "-1"}}, {"selfHosted": {"memory": "1 GB"}}, {"selfHosted": {"image": "Qdrant:Latest!"}},
        {"maintenance": {"snapshotIntervalHours": 0}}, {"maintenance": {"snapshotRetention": 101}},
        {"embeddings.provider": ""},
    ]),
    ("Vectorstore", {**HOSTED, "index.dimension": 8}, [{"embeddings.dimensions": 8}], [{"embeddings.dimensions": 9}]),
    ("Vectorstore", {**HOSTED, "embeddings.chunkSize": 500}, [{"embeddings.chunkOverlap": 499}], [
        {"embeddings.chunkOverlap": 500}, {"embeddings.chunkSize": 100}, {"embeddings.chunkSize": 99},
    ]),
    ("Vectorsearch", SEARCH, [{}], [
        {"config.score_threshold": 0.5}, {"config.fetch_k": 8}, {"config.lambda_mult": 0.5}, {"config.k": 0},
        {"config.vectorstore_name": ""},
    ]),
    ("Vectorsearch", MMR, [{}, {"config.fetch_k": 4, "config.lambda_mult": 0.5}], [
        {"config.fetch_k": 3}, {"config.score_threshold": 0.5},
    ]),
    ("Vectorsearch", SCORE, [{}], [{"config.score_threshold": None}, {"config.fetch_k": 8}]),
    # Plugins.
    ("ImageSearchPlugin", {}, [
        {"imageSearchData.searchParams.searchLang": "pt-br"}, {"imageSearchData.searchParams.country": "ALL"},
        {"imageSearchData.filters.fileType": "jpeg|PNG"}, {"imageSearchData.filters.allowedDomains": ["*.example.com"]},
    ], [
        {"imageSearchData.searchParams.searchLang": "portuguese"}, {"imageSearchData.searchParams.country": "usa"},
        {"imageSearchData.filters.fileType": "jpg|tiff"}, {"imageSearchData.searchParams.count": 21},
        {"imageSearchData.filters.allowedDomains": DOMAINS},
        {"imageSearchData.filters.blockedDomains": ["https://example.com"]}, {"imageSearchData.apiKey": ""},
        {"imageSearchData.searchParams.safesearch": "moderate"}, {"imageSearchData.queryTerms": "x" * 401},
    ]),
    ("WebsearchPlugin", {}, [
        {"websearchData": {"fetch": {}}}, {"websearchData.search.provider": "Brave"},
        {"websearchData.allowedDomains": ["*.Example.com", "docs.python.org"]},
        {"websearchData.blockedDomains": DOMAINS[1:]},
    ], [
        {"websearchData": {}}, {"websearchData.search.provider": "google"}, {"websearchData.search.country": "usa"},
        {"websearchData.search.language": "eng"}, {"websearchData.search.freshness": "decade"},
        {"websearchData.search.apiKey": ""}, {"websearchData.fetch.maxCharacters": 999},
        {"websearchData.blockedDomains": DOMAINS},
        {"websearchData.allowedDomains": ["example.com:80"]}, {"websearchData.blockedDomains": ["http://a.example/"]},
    ]),
    ("SkillPlugin", {"skillData": {"skill": SKILL}}, [
        {}, {"skillData": {"source": {"url": "https://github.com/anthropics/skills/tree/main/skills/pdf"}}},
        {"skillData.resources": {"assets/a.md": "x", "b.bin": None}},
    ], [
        {"skillData": {}}, {"skillData.source": {"url": "https://example.com/SKILL.md"}},
        {"skillData.skill": "# Notes"}, {"skillData.skill": "---\nname: notes\n---\n"},
        {"skillData": {"source": {"url": "https://e.example/SKILL.md"}, "resources": {"a": "x"}}},
        {"skillData.resources": {"/etc/passwd": "x"}}, {"skillData.resources": {"../a": "x"}},
        {"skillData.resources": {"SKILL.md": "x"}}, {"skillData": {"source": {"url": "ftp://e.example/SKILL.md"}}},
    ]),
    ("SkillPlugin", {}, [
        {"skillData": {"skill": f"---\n{matter}\n---\n"}}
        for matter in (
            f"name: {'a' * 64}\ndescription: {'d' * 1024}", f"{MATTER}\nlicense: MIT\nallowed-tools: [Read, Grep]",
            f"{MATTER}\nallowed-tools: Bash(git status:*) Read\nmetadata: {{a: 1}}\nother: 1",
            "name: '12'\ndescription: d",
        )
    ], [
        {"skillData": {"skill": f"---\n{matter}\n---\n"}}
        for matter in (
            f"name: {'a' * 65}\ndescription: d", f"name: n\ndescription: {'d' * 1025}", "name: n\ndescription: ' '",
            "name: n\ndescription: [d]", "name: 12\ndescription: d", "name: Notes\ndescription: d", "- name",
            "name: [n\ndescription: d", f"{MATTER}\nlicense: 3", f"{MATTER}\ncompatibility: ''",
            f"{MATTER}\nmetadata: x",
            f"{MATTER}\ncompatibility: {'x' * 501}", f"{MATTER}\nallowed-tools: 3", f"{MATTER}\nallowed-tools: ['']",
        )
    ]),
    ("SkillPlugin", {"skillData": {"skill": SKILL}}, [
        {"skillData.resources": files} for files in ({"a/../b": "x"}, {"./a.md": "x", "a b": "x"}, {"a" * 512: None})
    ], [
        {"skillData.resources": files}
        for files in (
            {"a/../../b": "x"}, {".": "x"}, {"..": "x"}, {" ": "x"}, {"a": "x", "./a": "y"}, {"a": "x" * 500_001},
            {"./SKILL.md": "x"}, {"a\\b": "x"}, {"http:x": "x"}, {"a" * 513: "x"},
        )
    ]),
    ("SkillPlugin", {}, [
        {"skillData": {"source": {"url": f"https://{rest}"}}}
        for rest in (
            "example.com/a/SKILL.md", "github.com/o/r", "github.com/o/r/tree/main",
            "www.github.com/o/r/tree/main/skills/pdf",
            "github.com/o/r/blob/main/SKILL.md", "raw.githubusercontent.com/o/r/main/SKILL.md",
        )
    ], [
        {"skillData": {"source": {"url": f"https://{rest}"}}}
        for rest in (
            "example.com", "example.com/a/", "example.com/skill.md", "github.com/o", "github.com/o/r/issues/1",
            "github.com/o/r/blob/main/a.md", "raw.githubusercontent.com/o/SKILL.md", "me:word@example.com/SKILL.md",
            f"example.com/{'a' * 2048}/SKILL.md",
        )
    ]),
    ("SqlPlugin", SQL, [{}, {"sqlData.testValues": []}, {"sqlData.testValues": None}], [
        {"sqlData.sqlQuery": "select {a}, {b}"}, {"sqlData.testValues": [{"name": "b", "value": "x"}]},
        {"sqlData.parameters": None}, {"sqlData.limit": 0},
    ]),
    ("ApiPlugin", API, [{}, {"apiData.testValues": None}], [
        {"apiData.endpoint": "/x/{b}/"}, {"apiData.testValues": [{"name": "b", "value": "x"}]}, {"apiData.limit": 1},
    ]),
    ("Secret", {}, [
        {"config.expiration_date": date}
        for date in ("2030-12-31", "2028-02-29", "2030-04-30T23:59:59Z", "2030-01-31T00:00:00+02:00", None)
    ], [
        {"config.expiration_date": date}
        for date in (
            "2030-13-31", "2030-00-10", "2030-02-30", "2030-04-31", "2030-12-32", "2030-12-00", "2030-12-31T24:00:01Z",
            "2030-12-31T23:60:00Z", "soon",
        )
    ]),
    # Budgets and domains.
    ("Budget", {}, [
        {"resources": [{"kind": "User", "name": "jane"}]}, {"resources": [{"recordLocator": "provider-rc2x"}]},
        {"resources": []}, {"config.periodicLimit": "10.50"},
    ], [
        {"resources": [{"kind": "User", "name": f"user{number}"} for number in range(1001)]},
        {"resources": [{"kind": "User"}]}, {"resources": [{"name": "jane"}]}, {"resources": [{}]},
        {"resources": [{"kind": "User", "name": "jane", "recordLocator": "x"}]},
        {"resources": [{"kind": "Robot", "name": "r2"}]}, {"config.periodicLimit": -1}, {"config.unit": "euro"},
        {"config.warningThreshold": 101},
    ]),
    ("CustomDomain", {}, [{"config.domainName": "chat.example.com"}], [
        {"config.domainName": name} for name in ("", "not a domain", "https://chat.example.com", "example")
    ]),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield the kind, the changes, and True for a manifest that the platform takes."""
    for kind, common, right, wrong in GROUPS:
        yield from ((kind, {**common, **each}, True) for each in right)
        yield from ((kind, {**common, **each}, False) for each in wrong)


CASES: List[Case] = list(cases())


def manifest(kind: str, *changes: Changes) -> Dict[str, Any]:
    """Return the example of a kind with values of its spec replaced by dotted path."""
    made: Dict[str, Any] = copy.deepcopy(load_kinds().get(kind).schema["examples"][0])
    for change in changes:
        for path, value in change.items():
            put(made, ["spec", *path.split(".")], copy.deepcopy(value))
    return made

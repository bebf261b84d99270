"""Specs of the kinds that came after 0.14, one line a field.

A line is `path: type [limits] [=default]`; `!` after the path means required, `?` nullable, `[]` each item of a list. A
type is one of the words in `_TYPES`, choices joined by `|`, or `object`, whose fields follow. Limits are `low..high`,
`>low`, `length..most`, `items..most` and `nonempty`; `strict` objects refuse unknown keys already when validated.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Set, Tuple

from smarter.local.contract.fields import Field, read_fields

Fields = Mapping[str, Field]

_PLUGIN = """
    prompt!: object
    prompt.maxTokens: int >0 =2048
    prompt.model: string =gpt-6-luna
    prompt.provider: string =openai
    prompt.systemRole!: string length..32768
    prompt.temperature: number 0..1 =1.0
    selector!: object
    selector.directive!: string
    selector.searchTerms?: strings
"""

_LINES: Mapping[str, str] = {
    "Budget": """
        config!: object
        config.absoluteLimit: decimal 0.. =0
        config.action: block|warn =block
        config.duration: int 0.. =0
        config.message?: string length..1000
        config.period: hour|day|week|month =month
        config.periodicLimit: decimal 0.. =0
        config.unit: cost|tokens =cost
        config.warningThreshold: int 0..100 =80
        resources: objects items..1000
        resources[].accountNumber?: string
        resources[].kind?: Account|User|ApiConnection|SqlConnection|LLMClient|LLMHost|LLMHostCompute|MCPClient
            |Orchestrator|Provider|Proxy|Vectorsearch|ApiPlugin|SkillPlugin|SqlPlugin
            |StaticPlugin|WebsearchPlugin|ImageSearchPlugin
        resources[].name?: string
        resources[].recordLocator?: string
    """,
    "CustomDomain": """
        config!: object
        config.domainName!: string
    """,
    "Guardrail": """
        config!: object
        config.action!: log|flag|redact|transform|block|escalate
        config.caseSensitive: bool =false
        config.categories?: strings
        config.category: pii|secrets|prompt_injection|jailbreak|toxicity
            |self_harm|hallucination|off_topic|compliance|formatting|custom =custom
        config.detectors?: strings
        config.failClosed: bool =false
        config.flags?: strings
        config.isActive: bool =true
        config.judgePrompt?: string
        config.keywords?: strings
        config.message?: string
        config.mode: enforce|monitor =enforce
        config.model?: string
        config.pattern?: string
        config.priority: int 0.. =100
        config.provider?: string
        config.referenceTexts?: strings
        config.replacement?: string
        config.severity: int 1..5 =3
        config.stage!: input|output|both
        config.strategy!: regex|keyword|detector|semantic|moderation|llm_judge
        config.threshold?: number 0..1
        config.wholeWord: bool =true
    """,
    "ImageSearchPlugin": """
        imageSearchData: object
        imageSearchData.apiKey: string =brave_search_api_key
        imageSearchData.cacheTtl: int 0..604800 =604800
        imageSearchData.filters: object
        imageSearchData.filters.allowedDomains?: strings
        imageSearchData.filters.blockedDomains?: strings
        imageSearchData.filters.fileType?: string
        imageSearchData.filters.minHeight?: int 1..10000
        imageSearchData.filters.minWidth?: int 1..10000
        imageSearchData.llmSearchParams: bool =false
        imageSearchData.queryTerms?: string length..400
        imageSearchData.searchParams: object
        imageSearchData.searchParams.count: int 1..20 =10
        imageSearchData.searchParams.country?: string
        imageSearchData.searchParams.safesearch: off|strict =strict
        imageSearchData.searchParams.searchLang?: string
        imageSearchData.searchParams.spellcheck: bool =true
        imageSearchData.timeout: int 1..60 =10
        imageSearchData.validateUrls: bool =true
    """,
    "LLMHost": """
        * strict
        compute?: string
        engine!: object strict
        engine.apiFormat: openai_compatible|huggingface|ollama_native|custom =openai_compatible
        engine.args: strings
        engine.command?: strings
        engine.contextLength?: int 1..
        engine.dtype?: string
        engine.env: mapping
        engine.gpuMemoryUtilization?: number >0 ..1
        engine.image?: string
        engine.maxConcurrentRequests?: int 1..
        engine.name!: vllm|tgi|sglang|llama_cpp|ollama|tei|custom
        engine.port?: int 1..65535
        engine.tensorParallelSize?: int 1..16
        engine.trustRemoteCode: bool =false
        healthCheck: object strict
        healthCheck.path?: string
        healthCheck.periodSeconds: int 1..300 =10
        healthCheck.startupTimeoutSeconds: int 60..21600 =3600
        model!: object strict
        model.architecture?: string
        model.capabilities: object strict
        model.capabilities.functionCalling: bool =false
        model.capabilities.reasoning: bool =false
        model.capabilities.streaming: bool =true
        model.capabilities.vision: bool =false
        model.contextWindow?: int 0..
        model.embeddingDimensions?: int 0..
        model.file?: string
        model.license?: string
        model.parameterCount?: int 0..
        model.quantization: none|fp32|fp16|bf16|fp8|mxfp4|int8|int4|gguf|awq|gptq =none
        model.repository!: string
        model.revision?: string
        model.servedName?: string
        model.source: huggingface|ollama|s3|url|pvc =huggingface
        model.task: text-generation|embedding =text-generation
        model.tokenSecret?: string
        network: object strict
        network.allowUnauthenticated: bool =false
        network.apiKeySecret?: string
        network.hostname?: string
        network.ingress: bool =false
        resources: object strict
        resources.cpu?: string
        resources.gpuCount: int 0..16 =0
        resources.gpuResource: string =nvidia.com/gpu
        resources.memory?: string
        resources.nodeSelector: mapping
        resources.serviceAccountName?: string
        resources.shmSize: string =8Gi
        resources.tolerations: mappings
        resources.vramRequiredGb?: int 0..
        scaling: object strict
        scaling.replicas: int 1..16 =1
        storage: object strict
        storage.accessMode: ReadWriteOnce|ReadWriteMany|ReadOnlyMany =ReadWriteOnce
        storage.existingClaim?: string
        storage.retain: bool =true
        storage.size: string =50Gi
        storage.storageClass?: string
    """,
    "LLMHostCompute": """
        * strict
        cost: object strict
        cost.currency: string =USD
        cost.perHour?: decimal 0..
        node!: object strict
        node.amiType?: string
        node.capacityType: ON_DEMAND|SPOT =ON_DEMAND
        node.cpu!: int 1..
        node.diskSizeGb: int 20.. =100
        node.gpu?: object strict
        node.gpu.count!: int 1..16
        node.gpu.memoryGb!: int 1..
        node.gpu.resource: string =nvidia.com/gpu
        node.gpu.type!: string
        node.instanceType!: string
        node.memoryGb!: int 1..
        nodeGroup: object strict
        nodeGroup.maxNodes: int 1..100 =4
        nodeGroup.subnetIds: strings
    """,
    "MCPClient": """
        config!: object
        config.allowedResources?: strings
        config.allowedTools?: strings
        config.apiKeyHeader?: string =X-API-Key
        config.authType: none|api_key|bearer_token|oauth2 =none
        config.cacheTtl: int 0..86400 =3600
        config.credentials?: string
        config.endpointUrl!: string
        config.headers?: mapping
        config.includeInstructions: bool =true
        config.isActive: bool =true
        config.priority: int 0.. =100
        config.timeout: int 1..120 =30
        config.transport: http|sse =http
    """,
    "Orchestrator": """
        config!: object
        config.harnesses!: objects nonempty
        config.harnesses[].config: mapping
        config.harnesses[].executionOrder: int 0.. =0
        config.harnesses[].isActive: bool =true
        config.harnesses[].llmClientName!: string
        config.harnesses[].role: planner|executor|critic|router|summarizer|tool_caller =executor
        config.isActive: bool =true
        config.maxIterations: int 1.. =10
        config.strategy: sequential|parallel|supervisor|router|voting|debate =sequential
    """,
    "Proxy": """
        * strict
        allowedPaths: strings
        apiKey?: string
        auth: object strict
        auth.header: string =Authorization
        auth.scheme?: string =Bearer
        baseUrl?: string
        headers: mapping
        isActive: bool =true
        provider!: string
        timeout: int 1..600 =120
    """,
    "SkillPlugin": """
        skillData!: object
        skillData.resources?: mapping
        skillData.skill?: string
        skillData.source?: object
        skillData.source.url!: string
    """,
    "Vectorsearch": """
        config!: object
        config.auth_secret_name?: string
        config.fetch_k?: int >0
        config.is_enabled: bool =true
        config.k: int >0 =4
        config.lambda_mult?: number 0..1
        config.metadata_filter?: mapping
        config.score_threshold?: number 0..1
        config.search_type: similarity|similarity_score_threshold|mmr =similarity
        config.vectorstore_name!: string
    """,
    "Vectorstore": """
        backend!: qdrant|pinecone
        connection?: string
        embeddings!: object
        embeddings.batchSize: int 1..1000 =64
        embeddings.chunkOverlap: int 0..2000 =200
        embeddings.chunkSize: int 100..8000 =1000
        embeddings.dimensions?: int 1..20000
        embeddings.model!: string nonempty
        embeddings.provider!: string nonempty
        hosting: self_hosted|managed =managed
        index!: object
        index.deletionProtection: bool =false
        index.dimension!: int 1..20000
        index.metric: cosine|euclidean|dotproduct =cosine
        index.name?: string length..45
        isActive: bool =true
        maintenance: object
        maintenance.snapshotIntervalHours: int 1..720 =24
        maintenance.snapshotRetention: int 1..100 =7
        maintenance.snapshots: bool =true
        pinecone?: object
        pinecone.cloud: aws|gcp|azure =aws
        pinecone.region: string nonempty =us-east-1
        selfHosted?: object
        selfHosted.cpu: string =500m
        selfHosted.image: string =qdrant/qdrant:v1.19.1
        selfHosted.memory: string =1Gi
        selfHosted.storage: string =10Gi
        selfHosted.storageClass?: string
    """,
    "WebsearchPlugin": """
        websearchData!: object
        websearchData.allowedDomains?: strings
        websearchData.blockedDomains?: strings
        websearchData.cacheTtl: int 0..86400 =3600
        websearchData.fetch?: object
        websearchData.fetch.maxCharacters: int 1000..100000 =20000
        websearchData.fetch.respectRobotsTxt: bool =true
        websearchData.search?: object
        websearchData.search.apiKey!: string
        websearchData.search.country?: string
        websearchData.search.freshness?: day|week|month|year
        websearchData.search.language?: string
        websearchData.search.maxResults: int 1..20 =5
        websearchData.search.provider!: brave|tavily
        websearchData.search.safeSearch: off|moderate|strict =moderate
        websearchData.timeout: int 1..60 =15
    """,
}
_PLUGIN_KINDS = ("ImageSearchPlugin", "SkillPlugin", "WebsearchPlugin")
_TYPES = {
    "string": "string",
    "int": "integer",
    "number": "number",
    "decimal": "decimal",
    "bool": "boolean",
    "mapping": "mapping",
    "any": "any",
    "object": "fields",
}
_ITEMS = {"strings": Field(), "mappings": Field("mapping"), "list": None}


def _field(name: str, words: List[str], nested: Fields) -> Field:
    """Return the field of one line; `nested` are the fields of an object or of the items of a list."""
    made: Dict[str, Any] = {"required": "!" in name, "nullable": "?" in name}
    first, *rest = words
    if "|" in first:
        made["choices"] = tuple(first.split("|"))
    elif first == "objects":
        made.update(type="list", items=Field("fields", fields=nested))
    elif first in _ITEMS:
        made.update(type="list", items=_ITEMS[first])
    else:
        made.update(type=_TYPES[first], fields=nested)
    for word in rest:
        made.update(_limit(word, made.get("type", "string")))
    if not made["required"] and not made["nullable"] and "default" not in made:
        made["default"] = _empty(made)
    return Field(**made)


def _empty(made: Dict[str, Any]) -> Any:
    """Return the default of a field that may be left out and may not be null."""
    if made.get("type") == "fields":
        return (
            None if any(one.required for one in made["fields"].values()) else read_fields(made["fields"], {})
        )
    return {"mapping": {}, "list": []}.get(made.get("type", "string"))


def _limit(word: str, type_name: str) -> Dict[str, Any]:
    if word.startswith("="):
        return {"default": _value(word[1:], type_name)}
    if word.startswith(">"):
        return {"above": float(word[1:])}
    if word == "strict":
        return {"strict": True}
    if word == "nonempty":
        return {"nonempty": True}
    if word.startswith("length.."):
        return {"longest": int(word[len("length..") :])}
    if word.startswith("items.."):
        return {}
    low, _, high = word.partition("..")
    return {"low": float(low) if low else None, "high": float(high) if high else None}


def _value(text: str, type_name: str) -> Any:
    if type_name == "boolean":
        return text == "true"
    return {"integer": int, "number": float}.get(type_name, str)(text)


def _read(lines: str) -> Tuple[Fields, bool]:
    """Return the fields of a block of lines, and whether the spec itself is strict."""
    rows = []
    for line in re.sub(r"\n[ \t]*\|", "|", lines).split("\n"):
        path, _, rest = line.strip().partition(": ")
        if rest:
            rows.append((path, rest.split()))
    return _level(rows), "* strict" in lines


def _level(rows: List[Tuple[str, List[str]]]) -> Fields:
    fields: Dict[str, Field] = {}
    for path, words in rows:
        if "." in path:
            continue
        name = path.rstrip("!?")
        below = [
            (p[len(prefix) :], w)
            for p, w in rows
            for prefix in (f"{name}.", f"{name}[].")
            if p.startswith(prefix)
        ]
        fields[name] = _field(path, words, _level(below))
    return fields


NEWER_SPECS: Dict[str, Fields] = {}
# Kinds whose model refuses unknown keys in the spec itself.
STRICT_KINDS: Set[str] = set()
for _kind, _block in _LINES.items():
    NEWER_SPECS[_kind], _strict = _read(_PLUGIN + _block if _kind in _PLUGIN_KINDS else _block)
    if _strict:
        STRICT_KINDS.add(_kind)

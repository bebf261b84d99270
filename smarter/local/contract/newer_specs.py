"""Specs of the kinds after 0.14, one line a field (grammar: `spec_lines.py`)."""

from __future__ import annotations

from typing import Dict, Mapping

from smarter.local.contract.spec_lines import Fields, read_lines

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
        resources[].{name,recordLocator}?: string
    """,
    "CustomDomain": """
        config!: object
        config.domainName!: string ~hostdomain
    """,
    "Guardrail": """
        config!: object
        config.action!: log|flag|redact|transform|block|escalate anycase
        config.caseSensitive: bool =false
        config.categories?: strings ~category
        config.category: pii|secrets|prompt_injection|jailbreak|toxicity
            |self_harm|hallucination|off_topic|compliance|formatting|custom anycase =custom
        config.detectors?: strings ~detector
        config.failClosed: bool =false
        config.flags?: strings ~flag
        config.isActive: bool =true
        config.judgePrompt?: string
        config.keywords?: strings
        config.message?: string length..1000
        config.mode: enforce|monitor anycase =enforce
        config.{model,pattern}?: string
        config.priority: int 0.. =100
        config.provider?: string
        config.referenceTexts?: strings
        config.replacement?: string
        config.severity: int 1..5 =3
        config.stage!: input|output|both anycase
        config.strategy!: regex|keyword|detector|semantic|moderation|llm_judge anycase
        config.threshold?: number 0..1
        config.wholeWord: bool =true
    """,
    "ImageSearchPlugin": """
        imageSearchData: object
        imageSearchData.apiKey: string =brave_search_api_key
        imageSearchData.cacheTtl: int 0..604800 =604800
        imageSearchData.filters: object
        imageSearchData.filters.{allowedDomains,blockedDomains}?: strings items..100 ~domain
        imageSearchData.filters.fileType?: string ~types
        imageSearchData.filters.{minHeight,minWidth}?: int 1..10000
        imageSearchData.llmSearchParams: bool =false
        imageSearchData.queryTerms?: string length..400
        imageSearchData.searchParams: object
        imageSearchData.searchParams.count: int 1..20 =10
        imageSearchData.searchParams.country?: string ~region
        imageSearchData.searchParams.safesearch: off|strict anycase =strict
        imageSearchData.searchParams.searchLang?: string ~language
        imageSearchData.searchParams.spellcheck: bool =true
        imageSearchData.timeout: int 1..60 =10
        imageSearchData.validateUrls: bool =true
    """,
    "LLMHost": """
        * strict
        compute?: string
        engine!: object strict
        engine.apiFormat: openai_compatible|huggingface|ollama_native|custom anycase =openai_compatible
        engine.args: strings
        engine.command?: strings
        engine.contextLength?: int 1..
        engine.dtype?: string
        engine.env: mapping
        engine.gpuMemoryUtilization?: number >0 ..1
        engine.image?: string
        engine.maxConcurrentRequests?: int 1..
        engine.name!: vllm|tgi|sglang|llama_cpp|ollama|tei|custom anycase
        engine.port?: int 1..65535
        engine.tensorParallelSize?: int 1..16
        engine.trustRemoteCode: bool =false
        healthCheck: object strict
        healthCheck.path?: string ~path
        healthCheck.periodSeconds: int 1..300 =10
        healthCheck.startupTimeoutSeconds: int 60..21600 =3600
        model!: object strict
        model.architecture?: string
        model.capabilities: object strict
        model.capabilities.{functionCalling,reasoning}: bool =false
        model.capabilities.streaming: bool =true
        model.capabilities.vision: bool =false
        model.{contextWindow,embeddingDimensions}?: int 0..
        model.file?: string ~plain
        model.license?: string
        model.parameterCount?: int 0..
        model.quantization: none|fp32|fp16|bf16|fp8|mxfp4|int8|int4|gguf|awq|gptq anycase =none
        model.repository!: string ~plain
        model.{revision,servedName}?: string ~plain
        model.source: huggingface|ollama|s3|url|pvc anycase =huggingface
        model.task: text-generation|embedding anycase =text-generation
        model.tokenSecret?: string
        network: object strict
        network.allowUnauthenticated: bool =false
        network.apiKeySecret?: string
        network.hostname?: string ~hostname
        network.ingress: bool =false
        resources: object strict
        resources.cpu?: string ~quantity
        resources.gpuCount: int 0..16 =0
        resources.gpuResource: string =nvidia.com/gpu
        resources.memory?: string ~quantity
        resources.nodeSelector: mapping
        resources.serviceAccountName?: string
        resources.shmSize: string ~quantity =8Gi
        resources.tolerations: mappings
        resources.vramRequiredGb?: int 0..
        scaling: object strict
        scaling.replicas: int 1..16 =1
        storage: object strict
        storage.accessMode: ReadWriteOnce|ReadWriteMany|ReadOnlyMany anycase =ReadWriteOnce
        storage.existingClaim?: string
        storage.retain: bool =true
        storage.size: string ~quantity =50Gi
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
        config.{allowedResources,allowedTools}?: strings
        config.apiKeyHeader?: string =X-API-Key
        config.authType: none|api_key|bearer_token|oauth2 anycase =none
        config.cacheTtl: int 0..86400 =3600
        config.credentials?: string
        config.endpointUrl!: string
        config.headers?: mapping
        config.{includeInstructions,isActive}: bool =true
        config.priority: int 0.. =100
        config.timeout: int 1..120 =30
        config.transport: http|sse anycase =http
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
        apiKey?: string ~name
        auth: object strict
        auth.header: string =Authorization
        auth.scheme?: string =Bearer
        baseUrl?: string
        headers: mapping
        isActive: bool =true
        provider!: string ~name
        timeout: int 1..600 =120
    """,
    "SkillPlugin": """
        skillData!: object
        skillData.resources?: mapping
        skillData.skill?: string
        skillData.source?: object
        skillData.source.url!: string ~https
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
        embeddings.{model,provider}!: string nonempty
        hosting: self_hosted|managed =managed
        index!: object
        index.deletionProtection: bool =false
        index.dimension!: int 1..20000
        index.metric: cosine|euclidean|dotproduct =cosine
        index.name?: string ~index length..45
        isActive: bool =true
        maintenance: object
        maintenance.snapshotIntervalHours: int 1..720 =24
        maintenance.snapshotRetention: int 1..100 =7
        maintenance.snapshots: bool =true
        pinecone?: object
        pinecone.cloud: aws|gcp|azure =aws
        pinecone.region: string nonempty =us-east-1
        selfHosted?: object
        selfHosted.cpu: string ~quantity =500m
        selfHosted.image: string ~image =qdrant/qdrant:v1.19.1
        selfHosted.memory: string ~quantity =1Gi
        selfHosted.storage: string ~quantity =10Gi
        selfHosted.storageClass?: string
    """,
    "WebsearchPlugin": """
        websearchData!: object
        websearchData.{allowedDomains,blockedDomains}?: strings items..100 ~domain
        websearchData.cacheTtl: int 0..86400 =3600
        websearchData.fetch?: object
        websearchData.fetch.maxCharacters: int 1000..100000 =20000
        websearchData.fetch.respectRobotsTxt: bool =true
        websearchData.search?: object
        websearchData.search.apiKey!: string
        websearchData.search.country?: string ~letters
        websearchData.search.freshness?: day|week|month|year anycase
        websearchData.search.language?: string ~letters
        websearchData.search.maxResults: int 1..20 =5
        websearchData.search.provider!: brave|tavily anycase
        websearchData.search.safeSearch: off|moderate|strict anycase =moderate
        websearchData.timeout: int 1..60 =15
    """,
}
_PLUGIN_KINDS = ("ImageSearchPlugin", "SkillPlugin", "WebsearchPlugin")

NEWER_SPECS: Dict[str, Fields] = {
    kind: read_lines(_PLUGIN + block if kind in _PLUGIN_KINDS else block) for kind, block in _LINES.items()
}
# Kinds whose model refuses unknown keys in the spec itself.
STRICT_KINDS = {kind for kind, block in _LINES.items() if "* strict" in block}

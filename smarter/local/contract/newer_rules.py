"""Rules across the fields of the newer kinds, as the platform's models check them."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple
from urllib.parse import urlsplit

Spec = Mapping[str, Any]
# A broken rule: where, and what is wrong.
Broken = Tuple[str, str]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "host",
    "cookie",
    "content-length",
}
_KEY_HEADERS = {"authorization", "x-api-key", "x-goog-api-key", "api-key"}
_PROTOCOL = {"authorization", "cookie", "host", "content-type", "mcp-session-id", "mcp-protocol-version"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def broken_rules(kind: str, spec: Any) -> List[Broken]:
    """Return the rules that a complete spec of a kind breaks."""
    rule = _RULES.get(kind)
    return list(rule(spec)) if rule is not None else []


def _headers(headers: Any, where: str, forbidden: Callable[[str], bool]) -> Iterator[Broken]:
    for name, value in (headers or {}).items():
        if not _TOKEN.fullmatch(name):
            yield where, f"{where}: {name!r} is not a legal header name"
        elif forbidden(name.lower()):
            yield where, f"{where}: {name} may not be set"
        elif not isinstance(value, str) or re.search(r"[\r\n\0]", value):
            yield where, f"{where}: the value of {name} must be one line of text"


def _mcp_client(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    url = urlsplit(config["endpointUrl"])
    if (
        url.scheme != "https"
        or not url.hostname
        or url.port not in (None, 443)
        or url.username
        or url.fragment
    ):
        yield "spec.config.endpointUrl", "endpointUrl must be https on port 443, without user and fragment"
    needs = config["authType"] != "none"
    if needs != bool(config["credentials"]):
        wants = "requires" if needs else "does not take"
        yield "spec.config.credentials", f"authType {config['authType']} {wants} credentials"
    yield from _headers(config["headers"], "spec.config.headers", lambda name: name in _PROTOCOL)
    header = config["apiKeyHeader"]
    if header is not None and (
        not _TOKEN.fullmatch(header) or header.lower() in _PROTOCOL - {"authorization"}
    ):
        yield "spec.config.apiKeyHeader", f"apiKeyHeader {header!r} is not allowed"
    for name in ("allowedTools", "allowedResources"):
        if any(not item.strip() for item in config[name] or []):
            yield f"spec.config.{name}", f"{name} must not have blank items"


def _proxy(spec: Spec) -> Iterator[Broken]:
    if spec["baseUrl"] is not None:
        url = urlsplit(spec["baseUrl"])
        if (
            url.scheme not in ("http", "https")
            or not url.hostname
            or url.username
            or url.query
            or url.fragment
        ):
            yield "spec.baseUrl", "baseUrl must be http or https, without user, query and fragment"
    auth = spec["auth"] or {}
    header = auth.get("header") or "Authorization"
    if not _TOKEN.fullmatch(header) or _is_hop_by_hop(header.lower()):
        yield "spec.auth.header", f"auth.header {header!r} is not allowed"
    if auth.get("scheme") and not _TOKEN.fullmatch(auth["scheme"]):
        yield "spec.auth.scheme", "auth.scheme must be one word"
    forbidden = lambda name: _is_hop_by_hop(name) or name in _KEY_HEADERS  # noqa: E731
    yield from _headers(spec["headers"], "spec.headers", forbidden)
    for path in spec["allowedPaths"] or []:
        if not path.strip() or re.search(r"\s|://|^/", path) or ".." in path.split("/"):
            yield "spec.allowedPaths", f"allowedPaths: {path!r} must be relative, without blanks and .."


def _is_hop_by_hop(name: str) -> bool:
    return name in _HOP_BY_HOP or name.startswith("x-forwarded-")


_STRATEGY_INPUT: Mapping[str, Tuple[str, ...]] = {
    "regex": ("pattern",),
    "keyword": ("keywords",),
    "detector": ("detectors",),
    "semantic": ("referenceTexts",),
    "llm_judge": ("judgePrompt",),
}


def _guardrail(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    for name in _STRATEGY_INPUT.get(config["strategy"], ()):
        if not config[name]:
            yield f"spec.config.{name}", f"strategy {config['strategy']} requires {name}"
    if config["pattern"]:
        try:
            if re.compile(config["pattern"]).search(""):
                yield "spec.config.pattern", "pattern must not match the empty text"
        except re.error as error:
            yield "spec.config.pattern", f"pattern is not a regular expression: {error}"
    judge = config["judgePrompt"]
    if judge and re.findall(r"[{}]", judge.replace("{{", "").replace("}}", "").replace("{text}", "", 1)):
        yield "spec.config.judgePrompt", "judgePrompt must not have braces other than {text}"
    if judge and "{text}" not in judge:
        yield "spec.config.judgePrompt", "judgePrompt must have {text}"
    if config["threshold"] is not None and config["strategy"] not in ("semantic", "moderation", "llm_judge"):
        yield "spec.config.threshold", f"strategy {config['strategy']} does not take a threshold"
    if config["action"] == "redact" and config["strategy"] not in ("regex", "keyword", "detector"):
        yield "spec.config.action", f"strategy {config['strategy']} cannot redact"
    if config["action"] == "transform" and not config["replacement"]:
        yield "spec.config.replacement", "action transform requires a replacement"


def _orchestrator(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    names = [one["llmClientName"] for one in config["harnesses"]]
    roles = {one["role"] for one in config["harnesses"]}
    if len(set(names)) < len(names):
        yield "spec.config.harnesses", "an LLMClient may be in one harness only"
    needed = {"supervisor": "planner", "router": "router"}.get(config["strategy"])
    if needed is not None and needed not in roles:
        yield "spec.config.strategy", f"strategy {config['strategy']} requires a harness of role {needed}"
    if config["strategy"] in ("debate", "voting") and len(names) < 2:
        yield "spec.config.strategy", f"strategy {config['strategy']} requires more than one harness"


def _vectorstore(spec: Spec) -> Iterator[Broken]:
    embeddings = spec["embeddings"]
    if embeddings["dimensions"] not in (None, spec["index"]["dimension"]):
        yield "spec.embeddings.dimensions", "embeddings.dimensions must equal index.dimension"
    if embeddings["chunkOverlap"] >= embeddings["chunkSize"]:
        yield "spec.embeddings.chunkOverlap", "chunkOverlap must be less than chunkSize"
    if spec["hosting"] == "self_hosted" and spec["backend"] == "pinecone":
        yield "spec.hosting", "pinecone cannot be self-hosted"


def _llm_host(spec: Spec) -> Iterator[Broken]:
    model, engine = spec["model"], spec["engine"]
    network, resources = spec["network"] or {}, spec["resources"] or {}
    storage, scaling = spec["storage"] or {}, spec["scaling"] or {}
    gpus = resources.get("gpuCount") or 0
    name = engine["name"]
    if name == "ollama" and model["source"] != "ollama":
        yield "spec.model.source", "engine ollama requires source ollama"
    if model["source"] == "ollama" and name not in ("ollama", "custom"):
        yield "spec.engine.name", "source ollama requires engine ollama"
    if (name == "tei") != (model["task"] == "embedding") and name in ("tei", "tgi"):
        yield "spec.model.task", f"engine {name} cannot serve task {model['task']}"
    if name == "llama_cpp" and not model["file"]:
        yield "spec.model.file", "engine llama_cpp requires model.file"
    if name in ("vllm", "sglang") and not gpus:
        yield "spec.resources.gpuCount", f"engine {name} requires a GPU"
    if engine["tensorParallelSize"] is not None and engine["tensorParallelSize"] > max(gpus, 1):
        yield "spec.engine.tensorParallelSize", "tensorParallelSize must not exceed gpuCount"
    if engine["gpuMemoryUtilization"] is not None and not gpus:
        yield "spec.engine.gpuMemoryUtilization", "gpuMemoryUtilization requires a GPU"
    if (scaling.get("replicas") or 1) > 1 and storage.get("accessMode", "ReadWriteOnce") == "ReadWriteOnce":
        yield "spec.scaling.replicas", "several replicas cannot share ReadWriteOnce storage"
    if name == "tgi" and (network.get("ingress") or network.get("apiKeySecret")):
        yield "spec.network", "engine tgi takes neither ingress nor apiKeySecret"
    if network.get("hostname") and not _HOST.fullmatch(network["hostname"]):
        yield "spec.network.hostname", "hostname must be a host name"
    if name == "custom" and not engine["image"]:
        yield "spec.engine.image", "engine custom requires an image"
    if engine["command"] and name != "custom":
        yield "spec.engine.command", "only engine custom takes a command"
    if model["source"] == "pvc" and not storage.get("existingClaim"):
        yield "spec.storage.existingClaim", "source pvc requires storage.existingClaim"
    if model["task"] == "embedding" and (model["capabilities"] or {}).get("functionCalling"):
        yield "spec.model.capabilities.functionCalling", "an embedding model has no function calling"


def _placeholders(text: str, data: Spec, where: str) -> Iterator[Broken]:
    parameters = [one["name"] for one in data["parameters"] or []]
    for name in _PLACEHOLDER.findall(text):
        if name not in parameters:
            yield where, f"{{{name}}} is not a declared parameter"
    tested = [one["name"] for one in data["testValues"] or []]
    if parameters and tested:
        for name in parameters:
            if name not in tested:
                yield where, f"parameter {name} has no test value"


_RULES: Dict[str, Callable[[Spec], Iterator[Broken]]] = {
    "MCPClient": _mcp_client,
    "Proxy": _proxy,
    "Guardrail": _guardrail,
    "Orchestrator": _orchestrator,
    "Vectorstore": _vectorstore,
    "LLMHost": _llm_host,
    "SqlPlugin": lambda spec: _placeholders(spec["sqlData"]["sqlQuery"], spec["sqlData"], "spec.sqlData"),
    "ApiPlugin": lambda spec: _placeholders(spec["apiData"]["endpoint"], spec["apiData"], "spec.apiData"),
}

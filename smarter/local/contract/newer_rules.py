"""Rules across the fields of the newer kinds, as in the platform's models."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Iterator, List, Mapping, Tuple
from urllib.parse import urlsplit

from smarter.kinds.skill_document import find_document_problems, find_file_problem, find_url_problem
from smarter.local.contract.newer_host_rules import llm_host_rules

Spec = Mapping[str, Any]
# A broken rule: the path, and the message.
Broken = Tuple[str, str]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "trailers",
    "transfer-encoding", "upgrade", "host", "cookie", "content-length",
}  # fmt: skip
_KEY_HEADERS = {"authorization", "x-api-key", "x-goog-api-key", "api-key"}
_FORWARDED = {"forwarded", "x-real-ip", "x-csrftoken"}
_PROTOCOL = {
    "authorization", "cookie", "host", "content-type", "content-length", "connection", "keep-alive",
    "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
}  # fmt: skip
_MOST_HEADERS, _LONGEST_HEADER = 20, 1024
_PATH = re.compile(r"[A-Za-z0-9_\-.:/*?\[\]{}]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MOST_KEYWORDS, _MOST_TEXTS, _LONGEST_PATTERN, _LONGEST_PROMPT = 500, 50, 4000, 8000


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


def _is_mcp_header(name: str) -> bool:
    return name in _PROTOCOL or name.startswith("mcp-") or len(name) > 64


def _mcp_client(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    url = urlsplit(config["endpointUrl"])
    is_https = url.scheme == "https" and url.hostname and url.port in (None, 443)
    if not is_https or url.username or url.fragment:
        yield "spec.config.endpointUrl", "endpointUrl must be https on port 443, without user and fragment"
    needs = config["authType"] != "none"
    if needs != bool(config["credentials"]):
        wants = "requires" if needs else "does not take"
        yield "spec.config.credentials", f"authType {config['authType']} {wants} credentials"
    yield from _headers(config["headers"], "spec.config.headers", _is_mcp_header)
    headers = config["headers"] or {}
    if len(headers) > _MOST_HEADERS or any(len(value) > _LONGEST_HEADER for value in headers.values()):
        limit = f"{_MOST_HEADERS} headers of {_LONGEST_HEADER} characters"
        yield "spec.config.headers", f"at most {limit} are permitted"
    header = config["apiKeyHeader"]
    if header is not None and (not _TOKEN.fullmatch(header) or _is_mcp_header(header.lower())):
        yield "spec.config.apiKeyHeader", f"apiKeyHeader {header!r} is not allowed"
    for name in ("allowedTools", "allowedResources"):
        if any(not item.strip() for item in config[name] or []):
            yield f"spec.config.{name}", f"{name} must not have blank items"


def _proxy(spec: Spec) -> Iterator[Broken]:
    if spec["baseUrl"] is not None:
        url = urlsplit(spec["baseUrl"])
        is_http = url.scheme in ("http", "https") and url.hostname
        if not is_http or url.username or url.query or url.fragment:
            yield "spec.baseUrl", "baseUrl must be http or https, without user, query and fragment"
    auth = spec["auth"] or {}
    header = auth.get("header") or "Authorization"
    carries_key = not _is_hop_by_hop(header.lower()) and header.lower() != "content-type"
    if not _TOKEN.fullmatch(header) or not carries_key:
        yield "spec.auth.header", f"auth.header {header!r} is not allowed"
    if auth.get("scheme") and not _TOKEN.fullmatch(auth["scheme"].strip()):
        yield "spec.auth.scheme", "auth.scheme must be one word"
    forbidden = lambda name: _is_hop_by_hop(name) or name in _KEY_HEADERS | _FORWARDED  # noqa: E731
    yield from _headers(spec["headers"], "spec.headers", forbidden)
    for path in spec["allowedPaths"] or []:
        trimmed = path.strip().strip("/")
        if not _PATH.fullmatch(trimmed) or {"", ".", ".."} & set(trimmed.split("/")):
            yield "spec.allowedPaths", f"allowedPaths: {path!r} must be relative, without blanks and .."


def _is_hop_by_hop(name: str) -> bool:
    return name in _HOP_BY_HOP or name.startswith("x-forwarded-")


_STRATEGY_INPUT = {
    "regex": "pattern",
    "keyword": "keywords",
    "detector": "detectors",
    "semantic": "referenceTexts",
    "llm_judge": "judgePrompt",
}
_LOCATING = ("regex", "keyword", "detector")


def _guardrail(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    strategy, action = config["strategy"], config["action"]
    if strategy in _STRATEGY_INPUT:
        name = _STRATEGY_INPUT[strategy]
        given = config[name]
        if isinstance(given, list):
            given = [item for item in given if item.strip()]
        if not given:
            yield f"spec.config.{name}", f"strategy {strategy} requires {name}"
    if strategy == "regex" and config["pattern"]:
        yield from _regex(config["pattern"])
    if strategy == "llm_judge" and config["judgePrompt"]:
        yield from _judge_prompt(config["judgePrompt"])
    for word, name, most in (
        ("keyword", "keywords", _MOST_KEYWORDS),
        ("semantic", "referenceTexts", _MOST_TEXTS),
    ):
        if strategy == word and len(set(config[name] or [])) > most:
            yield f"spec.config.{name}", f"at most {most} are permitted"
    if config["threshold"] is not None and strategy in _LOCATING:
        yield "spec.config.threshold", f"strategy {strategy} does not take a threshold"
    if action in ("redact", "transform") and strategy not in _LOCATING:
        yield "spec.config.action", f"strategy {strategy} cannot {action}"
    if action == "transform" and not config["replacement"]:
        yield "spec.config.replacement", "action transform requires a replacement"


def _regex(pattern: str) -> Iterator[Broken]:
    where = "spec.config.pattern"
    if len(pattern) > _LONGEST_PATTERN:
        yield where, f"pattern must not be longer than {_LONGEST_PATTERN}"
        return
    try:
        if re.compile(pattern).search(""):
            yield where, "pattern must not match the empty text"
    except re.error as error:
        yield where, f"pattern is not a regular expression: {error}"


def _judge_prompt(prompt: str) -> Iterator[Broken]:
    where = "spec.config.judgePrompt"
    if "{text}" not in prompt:
        yield where, "judgePrompt must have {text}"
    if re.findall(r"[{}]", prompt.replace("{{", "").replace("}}", "").replace("{text}", "")):
        yield where, "judgePrompt must not have braces other than {text}"
    if len(prompt) > _LONGEST_PROMPT:
        yield where, f"judgePrompt must not be longer than {_LONGEST_PROMPT}"


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
    embeddings, hosted = spec["embeddings"], spec["hosting"] == "self_hosted"
    if embeddings["dimensions"] not in (None, spec["index"]["dimension"]):
        yield "spec.embeddings.dimensions", "embeddings.dimensions must equal index.dimension"
    if embeddings["chunkOverlap"] >= embeddings["chunkSize"]:
        yield "spec.embeddings.chunkOverlap", "chunkOverlap must be less than chunkSize"
    if hosted and spec["backend"] == "pinecone":
        yield "spec.hosting", "pinecone cannot be self_hosted"
    if hosted == bool(spec["connection"]):
        wants = "does not take" if hosted else "requires"
        yield "spec.connection", f"hosting {spec['hosting']} {wants} a connection"
    if spec["selfHosted"] is not None and not hosted:
        yield "spec.selfHosted", "selfHosted applies only when hosting is self_hosted"
    if spec["pinecone"] is not None and spec["backend"] != "pinecone":
        yield "spec.pinecone", "pinecone applies only when backend is pinecone"


def _vectorsearch(spec: Spec) -> Iterator[Broken]:
    config = spec["config"]
    search = config["search_type"]
    if (search == "similarity_score_threshold") != (config["score_threshold"] is not None):
        text = "score_threshold goes with similarity_score_threshold, and only with it"
        yield "spec.config.score_threshold", text
    if search == "mmr":
        if config["fetch_k"] is not None and config["fetch_k"] < config["k"]:
            yield "spec.config.fetch_k", "fetch_k must be at least k"
        return
    for name in ("fetch_k", "lambda_mult"):
        if config[name] is not None:
            yield f"spec.config.{name}", f"{name} is only valid when search_type is mmr"


def _websearch_plugin(spec: Spec) -> Iterator[Broken]:
    if not spec["websearchData"]["search"] and not spec["websearchData"]["fetch"]:
        yield "spec.websearchData", "at least one of search and fetch is required"


def _skill_plugin(spec: Spec) -> Iterator[Broken]:
    data = spec["skillData"]
    if bool(data["skill"]) == bool(data["source"]):
        yield "spec.skillData", "exactly one of skill and source is required"
    if data["source"] and data["resources"]:
        yield "spec.skillData.resources", "resources can only be used with skill"
    problem = find_url_problem(data["source"]["url"]) if data["source"] else ""
    if problem:
        yield "spec.skillData.source.url", problem
    for problem in find_document_problems(data["skill"]) if data["skill"] else ():
        yield "spec.skillData.skill", f"SKILL.md: {problem}"
    files = data["resources"] or {}
    for path, content in files.items():
        problem = find_file_problem(path, content, files)
        if problem:
            yield "spec.skillData.resources", problem


def _budget(spec: Spec) -> Iterator[Broken]:
    for index, one in enumerate(spec["resources"] or []):
        named = bool(one["kind"] and one["name"])
        located = bool(one["recordLocator"])
        if located == named or (located and (one["kind"] or one["name"])):
            yield f"spec.resources.{index}", "give either kind and name, or recordLocator"


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
    "Vectorsearch": _vectorsearch,
    "LLMHost": llm_host_rules,
    "WebsearchPlugin": _websearch_plugin,
    "SkillPlugin": _skill_plugin,
    "Budget": _budget,
    "SqlPlugin": lambda spec: _placeholders(spec["sqlData"]["sqlQuery"], spec["sqlData"], "spec.sqlData"),
    "ApiPlugin": lambda spec: _placeholders(spec["apiData"]["endpoint"], spec["apiData"], "spec.apiData"),
}

"""Stand-ins for things outside of the platform: tool servers, models, providers."""

from __future__ import annotations

from typing import Any, Dict, List

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.contract.name_rewrites import timestamp
from smarter.local.http.messages import Reply, Request
from smarter.local.openai_api.models import names
from smarter.local.record_columns import times
from smarter.local.rest_api.base import RestError, common, first, resource_by_id, route
from smarter.local.store import Record

_NO_MCP = "the embedded platform connects to no MCP server"
_NO_CLUSTER = "the embedded platform has no cluster"
_NO_ABILITIES = (
    "Translation", "Summarization", "ImageInput", "AudioInput", "Embedding", "FineTuning", "Search",
    "CodeInterpreter", "ImageGeneration", "AudioGeneration",
)  # fmt: skip
_ABILITIES = ("TextInput", "TextGeneration", "Streaming", "Tools")


def mcp_tools(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET mcpclients/{id}/tools/ and POST mcpclients/{id}/refresh/."""
    record = resource_by_id(platform, "MCPClient", identifier)
    unknown = dict.fromkeys(("protocolVersion", "serverName", "serverVersion", "lastConnected"))
    return {"name": record.name, "status": "disconnected", **unknown, "lastError": _NO_MCP, "tools": []}


def call_tool(platform: BasePlatform, request: Request, identifier: str, tool: str) -> Reply:
    """POST mcpclients/{id}/tools/{tool_name}/."""
    record = resource_by_id(platform, "MCPClient", identifier)
    raise RestError(503, f"{record.name} is not connected: {_NO_MCP}")


def host_status(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET llmhosts/{id}/status/."""
    record = resource_by_id(platform, "LLMHost", identifier)
    return {
        "llmhost": record.name,
        "status": "inactive",
        "message": _NO_CLUSTER,
        "replicas": 0,
        "readyReplicas": 0,
        "pods": [],
        "healthy": None,
        "endpoint": None,
        "publicUrl": None,
        "checkedAt": timestamp(platform.clock(), 6),
    }


def host_logs(platform: BasePlatform, request: Request, identifier: str) -> Any:
    """GET llmhosts/{id}/logs/."""
    record = resource_by_id(platform, "LLMHost", identifier)
    return {"llmhost": record.name, "logs": f"{_NO_CLUSTER}\n"}


def change_host(platform: BasePlatform, request: Request, identifier: str) -> Reply:
    """POST llmhosts/{id}/deploy/ and undeploy/, GET llmhosts/{id}/plan/."""
    record = resource_by_id(platform, "LLMHost", identifier)
    raise RestError(503, f"{record.name} is not deployed: {_NO_CLUSTER}")


def ask_catalog(platform: BasePlatform, request: Request) -> Reply:
    """GET llmhosts/discover/, llmhosts/discover/manifest/ and llmhosts/report/."""
    raise RestError(503, f"{_NO_CLUSTER} and searches no catalog of models")


def retrieve_provider(platform: BasePlatform, request: Request, name: str) -> Any:
    """GET providers/{name}/."""
    return common(platform, _provider(platform, name))


def list_models(platform: BasePlatform, request: Request, name: str) -> Any:
    """GET providers/{name}/models/."""
    provider = _provider(platform, name)
    return [_model(platform, provider, at, name) for at, name in enumerate(names(platform), 1)]


def retrieve_model(platform: BasePlatform, request: Request, provider_name: str, name: str) -> Any:
    """GET providers/{name}/models/{model_name}/."""
    provider = _provider(platform, provider_name)
    at, _ = first(enumerate(names(platform), 1), lambda each: each[1] == name)
    return _model(platform, provider, at, name)


def _provider(platform: BasePlatform, name: str) -> Record:
    return first(platform.resources("Provider"), lambda record: record.name == name)


def _model(platform: BasePlatform, provider: Record, number: int, name: str) -> Dict[str, Any]:
    return {
        "id": number,
        **times(provider.created, provider.modified),
        "provider": common(platform, provider),
        "name": name,
        "description": "The built-in model of the embedded platform, under another name.",
        "isDefault": number == 1,
        "isActive": True,
        "isDeprecated": False,
        "isFlagged": False,
        "isSuspended": False,
        "maxCompletionTokens": 2048,
        "temperature": 0.5,
        "topP": 1.0,
        **{f"supports{word}": True for word in _ABILITIES},
        **{f"supports{word}": False for word in _NO_ABILITIES},
    }


ROUTES: List[Route] = [
    route("GET", "/mcpclients/([^/]+)/tools/", mcp_tools),
    route("POST", "/mcpclients/([^/]+)/refresh/", mcp_tools),
    route("POST", "/mcpclients/([^/]+)/tools/([^/]+)/", call_tool),
    route("GET", "/llmhosts/(?:discover|discover/manifest|report)/", ask_catalog),
    route("POST", "/llmhosts/([^/]+)/(?:deploy|undeploy)/", change_host),
    route("GET", "/llmhosts/([^/]+)/plan/", change_host),
    route("GET", "/llmhosts/([^/]+)/status/", host_status),
    route("GET", "/llmhosts/([^/]+)/logs/", host_logs),
    route("GET", "/providers/([^/]+)/", retrieve_provider),
    route("GET", "/providers/([^/]+)/models/", list_models),
    route("GET", "/providers/([^/]+)/models/([^/]+)/", retrieve_model),
]

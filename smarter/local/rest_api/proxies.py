"""Proxies to providers: OpenAI's API at `proxy/{name}/`, by the local model.

The real platform passes such requests through to the provider. Here each proxy leads to the embedded model, so that a
stock OpenAI client can be tried: `OpenAI(base_url=".../api/v1/proxy/openai/", api_key=KEY)`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Reply, Request, as_reply, html_reply, json_reply
from smarter.local.openai_api import chat, models, responses
from smarter.local.openai_api.base import OpenAIError, error_reply
from smarter.local.prompting.model import ModelError
from smarter.local.rest_api.base import route

# Headers that carry the platform's key: those of the stock clients of OpenAI, Anthropic and Google.
_KEY_HEADERS = ("x-api-key", "x-goog-api-key", "api-key")
_BUILT_IN: Mapping[str, Any] = {
    "provider": "openai",
    "baseUrl": "https://api.openai.com/v1/",
    "allowedPaths": ["chat/completions", "responses", "models", "models/*"],
    "isActive": True,
}
_VIEWS: Tuple[Tuple[str, str, Callable[..., Any]], ...] = (
    ("POST", r"chat/completions/?", chat.create),
    ("POST", r"responses/?", responses.create),
    ("GET", r"models/?", models.list_models),
    ("GET", r"models/([^/]+)/?", models.retrieve),
)


def list_all(platform: BasePlatform, request: Request) -> Any:
    """GET /proxy/: the proxies, the built-in one for OpenAI first."""
    rows = [
        {
            "name": name,
            "description": text,
            "provider": spec["provider"],
            "url": f"{request.origin}/api/v1/proxy/{name}/",
            "upstreamUrl": spec.get("baseUrl"),
            "allowedPaths": spec.get("allowedPaths") or [],
            "isActive": bool(spec.get("isActive", True)),
        }
        for name, text, spec in _proxies(platform)
    ]
    return {"proxies": rows}


def _proxies(platform: BasePlatform) -> List[Tuple[str, str, Mapping[str, Any]]]:
    applied = [
        (one.name, str(one.manifest["metadata"]["description"] or ""), one.manifest["spec"])
        for one in platform.resources("Proxy")
    ]
    names = {name for name, _, _ in applied}
    built_in = (
        [] if "openai" in names else [("openai", "OpenAI's API, answered by the embedded model.", _BUILT_IN)]
    )
    return [*built_in, *applied]


def forward(platform: BasePlatform, request: Request, name: str, path: str) -> Reply:
    """Answer a request below `proxy/{name}/` with the platform's model."""
    if not platform.spoken.newer:
        return html_reply(404, "Not Found")
    request = _with_key(request)
    if not platform.authorized(request):
        refused = _error(401, "authentication_required", "a valid API key is required")
        return replace(refused, headers=[*refused.headers, ("WWW-Authenticate", "Bearer")])
    spec: Optional[Mapping[str, Any]] = next((s for n, _, s in _proxies(platform) if n == name), None)
    if spec is None or spec.get("isActive") is False:
        return _error(404, "proxy_not_found", f"there is no proxy {name!r}")
    allowed = spec.get("allowedPaths") or []
    if allowed and not any(fnmatchcase(path.rstrip("/"), pattern) for pattern in allowed):
        return _error(403, "path_not_allowed", f"proxy {name!r} does not allow {path!r}")
    for method, pattern, view in _VIEWS:
        found = re.fullmatch(rf"(?:v1/)?{pattern}", path)
        if found and method == request.method:
            try:
                return as_reply(view(platform, request, *found.groups()))
            except (OpenAIError, ModelError) as error:
                return error_reply(error)
    return _error(502, "upstream_unavailable", f"the embedded model does not serve {request.method} {path}")


def _with_key(request: Request) -> Request:
    """Return the request with any stock client's key as its Authorization."""
    if "authorization" in request.headers:
        return request
    key = next((request.headers[name] for name in _KEY_HEADERS if name in request.headers), None)
    if key is None:
        return request
    return replace(request, headers={**request.headers, "authorization": f"Bearer {key}"})


def _error(status: int, code: str, message: str) -> Reply:
    error: Dict[str, Any] = {"type": "smarter_proxy_error", "code": code, "message": message}
    return json_reply(status, {"error": error})


ROUTES: List[Route] = [
    route("GET", "/proxy/", list_all),
    ("*", re.compile(r"/api/v1/proxy/([^/]+)/(.*)"), forward),
]

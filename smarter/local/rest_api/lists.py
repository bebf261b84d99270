"""Lists of the REST API: arrays of a kind's resources, and one by its id."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

from smarter.local.accounts import account_row, user_row
from smarter.local.base_platform import BasePlatform, Route
from smarter.local.contract.name_rewrites import hashed_id
from smarter.local.contract.newer_kinds import PLUGIN_KINDS
from smarter.local.http.messages import Request
from smarter.local.manifest_api.readback import addresses
from smarter.local.prompting.tools import attached, shown_plugin
from smarter.local.record_columns import times
from smarter.local.rest_api.base import Rows, common, list_routes, resource_by_id
from smarter.local.store import Record

Row = Callable[[BasePlatform, Record, str], Dict[str, Any]]
RowsOf = Callable[[BasePlatform, Record], Rows]


def _plain(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    return common(platform, record)


def _with_config(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return a row with the common fields and those of `spec.config`."""
    word = record.kind.lower()
    return {
        **common(platform, record),
        "ready": True,
        "rfc1034CompliantName": record.name.replace("_", "-"),
        "manifestUrl": f"/{word}/{word}s/{hashed_id(record.id)}/",
        **record.manifest["spec"]["config"],
    }


_GUARDRAIL_INPUTS = (
    "flags",
    "keywords",
    "caseSensitive",
    "wholeWord",
    "detectors",
    "referenceTexts",
    "categories",
)


def _guardrail(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return a guardrail's row, with its strategy's inputs under `config`."""
    row = _with_config(platform, record, origin)
    inputs = {name: row.pop(name, None) for name in _GUARDRAIL_INPUTS}
    return {**row, "config": {name: value for name, value in inputs.items() if value}}


def _mcp_client(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return an MCP client's row, which was never connected."""
    unknown = dict.fromkeys(
        ("command", "protocolVersion", "serverName", "serverVersion", "lastConnectedAt", "lastError")
    )
    return {**_with_config(platform, record, origin), **unknown, "status": "disconnected", "tools": []}


def _secret(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return a secret's row, which never holds its value."""
    config = record.manifest["spec"]["config"]
    return {
        **common(platform, record),
        "ready": True,
        "manifestUrl": f"/secret/secrets/{hashed_id(record.id)}/",
        "expiresAt": config.get("expiration_date"),
        "lastAccessed": None,
    }


def _plugin(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    return {**shown_plugin(platform, record), "canDelete": True}


def _chatbot(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return a chatbot's row: settings, addresses and attachments."""
    spec = record.manifest["spec"]
    config = spec["config"]
    plugins = [
        {"id": one.id, "name": one.name, "kind": one.kind} for one in attached(platform, record.manifest)
    ]
    shown = addresses(platform, origin, record)
    shown["urlLlmclient"] = shown.pop("urlLLMClient")
    return {
        **common(platform, record),
        **(config.get("prompt") or config),
        **shown,
        "styles": config.get("styles") or {},
        "allowedOrigins": (config.get("prompt") or config).get("allowedOrigins") or [],
        "plugins": [{"id": one["id"], "name": one["name"]} for one in plugins],
        "tools": plugins,
        "extensions": spec.get("extensions") or spec.get("functions") or [],
        "mcpclients": spec.get("mcpClients") or [],
        "guardrails": spec.get("guardrails") or [],
        "customDomains": [],
        "apiKeys": [spec["apiKey"]] if spec.get("apiKey") else [],
        "rfc1034CompliantName": record.name.replace("_", "-"),
        "baseApiDomain": platform.domain,
        "baseDefaultHost": f"{platform.account_number}.{platform.domain}",
        "customHost": None,
        "manifestUrl": f"{shown['url']}manifest/",
        "ready": True,
        "isAuthenticationRequired": False,
        "tlsCertificateIssuanceStatus": "No Certificate",
    }


def _profile(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return the profile of a user: the user and the account."""
    row = common(platform, record)
    keep = ("id", "hashedId", "createdAt", "updatedAt", "description", "version", "tags", "annotations")
    return {
        **{name: row[name] for name in keep},
        "name": record.name,
        "user": user_row(record, record.name),
        "account": {"accountNumber": platform.account_number},
        "profileImageUrl": None,
        "isTest": False,
    }


def _contact(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    """Return a user as a contact of the account."""
    row, user = common(platform, record), user_row(record, record.name)
    return {
        "id": record.id,
        "account": {"accountNumber": platform.account_number},
        **{name: row[name] for name in ("createdAt", "updatedAt")},
        **{name: user[name] for name in ("firstName", "lastName", "email")},
        "phone": None,
        "isPrimary": record.name == platform.administrator,
        "isTest": False,
        "welcomed": True,
    }


def _account(platform: BasePlatform, record: Record, origin: str) -> Dict[str, Any]:
    return {**common(platform, record), **account_row(record)}


def list_all(kinds: Sequence[str], row: Row, platform: BasePlatform, request: Request) -> Rows:
    """GET a list of the resources of some kinds."""
    return [row(platform, record, request.origin) for kind in kinds for record in platform.resources(kind)]


def _plugins_of(platform: BasePlatform, chatbot: Record) -> Rows:
    """Return the rows of the plugins attached to a chatbot."""
    return [
        {
            "id": number,
            "pluginMeta": _plugin(platform, record, ""),
            **times(chatbot.created, chatbot.modified),
            "llmclient": chatbot.id,
        }
        for number, record in enumerate(attached(platform, chatbot.manifest), 1)
    ]


def _extensions_of(platform: BasePlatform, chatbot: Record) -> Rows:
    """Return the rows of the extensions of a chatbot."""
    spec = chatbot.manifest["spec"]
    names = spec.get("extensions") or spec.get("functions") or []
    return [
        {
            "id": number,
            **times(chatbot.created, chatbot.modified),
            "name": name,
            "extension": number,
            "llmclient": chatbot.id,
        }
        for number, name in enumerate(names, 1)
    ]


def list_below(rows: RowsOf, platform: BasePlatform, request: Request, identifier: str) -> Rows:
    """GET /llm-clients/{id}/PART/: a list that belongs to a chatbot."""
    return rows(platform, resource_by_id(platform, "LLMClient", identifier))


_LISTS: Mapping[str, Tuple[Sequence[str], Row]] = {
    "llm-clients": (("LLMClient",), _chatbot),
    "plugins": (PLUGIN_KINDS, _plugin),
    "secrets": (("Secret",), _secret),
    "guardrails": (("Guardrail",), _guardrail),
    "mcpclients": (("MCPClient",), _mcp_client),
    "orchestrators": (("Orchestrator",), _with_config),
    "vectorsearches": (("Vectorsearch",), _with_config),
    "llmhosts": (("LLMHost",), _plain),
    "providers": (("Provider",), _plain),
    "accounts/users": (("User",), lambda platform, record, origin: user_row(record, record.name)),
    "accounts/user-profiles": (("User",), _profile),
    "accounts/contacts": (("User",), _contact),
    "accounts": (("Account",), _account),
}
# Below a chatbot, which has no API keys and no domains of its own here. The platform writes some of these paths
# without a slash at the end.
_BELOW: Mapping[str, RowsOf] = {
    "plugins": _plugins_of,
    "extensions": _extensions_of,
    "apikeys": lambda platform, chatbot: [],
    "customdomains": lambda platform, chatbot: [],
}
ROUTES: List[Route] = []
for _path, _rows in _BELOW.items():
    ROUTES += list_routes(f"llm-clients/([^/]+)/{_path}", partial(list_below, _rows), end="/?")
for _path, (_kinds, _row) in _LISTS.items():
    ROUTES += list_routes(_path, partial(list_all, _kinds, _row))

"""Configuration of a chat window: settings, plugins, functions, session."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from smarter.local.base_platform import BasePlatform
from smarter.local.contract.name_rewrites import rewrite, snake
from smarter.local.http.messages import Request
from smarter.local.prompting import conversations
from smarter.local.prompting.pipeline import chatbot_config, system_role
from smarter.local.prompting.tools import attached, function_tools, shown_plugin
from smarter.local.record_columns import snake_times
from smarter.local.store import Record

# The fields of a chatbot's manifest that its row has, in snake case.
_FIELDS = (
    "deployed", "provider", "defaultModel", "defaultTemperature", "defaultMaxTokens", "appName", "appAssistant",
    "appWelcomeMessage", "appExamplePrompts", "appPlaceholder", "appInfoUrl", "appBackgroundImageUrl", "appLogoUrl",
    "appFileAttachment", "subdomain", "customDomain",
)  # fmt: skip


def config_of(platform: BasePlatform, request: Request, chatbot: Record, session_key: str) -> Dict[str, Any]:
    """Return the `data` of a chat configuration."""
    manifest = chatbot.manifest
    config = chatbot_config(manifest)
    plugins = attached(platform, manifest)
    functions = [tool.name for tool in function_tools(manifest)]
    row = {
        "id": chatbot.id,
        "url_chatbot": request.url.replace("/prompt/config/", "/prompt/").replace("/config/", "/prompt/"),
        "user_profile": platform.profile,
        "default_system_role": system_role(manifest, platform.clock()),
        **snake_times(chatbot.created, chatbot.modified),
        **{key: manifest["metadata"].get(key) for key in ("name", "description", "version", "annotations")},
        **{snake(field): config.get(field) for field in _FIELDS},
        "dns_verification_status": "Not Verified",
        "tls_certificate_issuance_status": "No Certificate",
    }
    return {
        "session_key": session_key,
        "sandbox_mode": False,
        "debug_mode": False,
        "chatbot": row,
        "history": _history(platform, request, chatbot, session_key),
        "meta_data": {"session_key": session_key, "url": request.url, "name": chatbot.name, "ready": True},
        "plugins": {
            "meta_data": {"total_plugins": len(plugins), "plugins_returned": len(plugins)},
            "plugins": [
                {
                    "id": plugin.id,
                    "plugin_meta": {
                        snake(key): value for key, value in shown_plugin(platform, plugin).items()
                    },
                    **snake_times(plugin.created, plugin.modified),
                    "chatbot": chatbot.id,
                }
                for plugin in plugins
            ],
        },
        "functions": {
            "meta_data": {"total_functions": len(functions), "functions_returned": len(functions)},
            "functions": functions,
        },
    }


# Of a plugin contract 2 shows these.
_PLUGIN = (
    "id", "name", "description", "plugin_class", "version", "annotations", "tags", "created_at", "updated_at",
)  # fmt: skip


def contract_2(config: Mapping[str, Any], chatbot: Record) -> Dict[str, Any]:
    """Return a configuration in contract 2: new names, extensions, session numbers."""
    row = dict(config["chatbot"])
    url = row.pop("url_chatbot")
    styles = chatbot.manifest["spec"]["config"].get("styles") or {}
    history = {name.replace("chatbot", "llmclient"): rows for name, rows in config["history"].items()}
    history.pop("prompt")
    for name in ("prompt_tool_call_history", "prompt_plugin_usage_history"):
        history[name] = [{**each, "prompt": each["prompt"]["id"]} for each in history[name]]
    plugins = [
        {
            **{name: value for name, value in each.items() if name != "chatbot"},
            "plugin_meta": {name: each["plugin_meta"][name] for name in _PLUGIN},
            "llmclient": chatbot.id,
        }
        for each in config["plugins"]["plugins"]
    ]
    names = config["functions"]["functions"]
    extensions = [
        {
            "id": number,
            **snake_times(chatbot.created, chatbot.modified),
            "name": name,
            "extension": number,
            "llmclient": chatbot.id,
            "enabled": True,
            "version": None,
        }
        for number, name in enumerate(names, 1)
    ]
    return {
        **{name: config[name] for name in ("session_key", "sandbox_mode", "debug_mode", "meta_data")},
        "contract": 2,
        "llmclient": {
            **row,
            "url_llmclient": url,
            "styles": rewrite(styles, snake),
            "total_tools": len(plugins) + len(names),
        },
        "history": history,
        "plugins": {**config["plugins"], "plugins": plugins},
        "extensions": {
            "meta_data": {"total_extensions": len(names), "extensions_returned": len(names)},
            "extensions": extensions,
        },
    }


def _history(platform: BasePlatform, request: Request, chatbot: Record, session_key: str) -> Dict[str, Any]:
    said = conversations.history(platform, session_key, chatbot.id)
    if said:
        said = [{"role": "system", "content": system_role(chatbot.manifest, platform.clock())}, *said]
    calls = conversations.calls(platform, session_key)
    number, began = conversations.open_session(platform, session_key)
    agent = request.headers.get("user-agent", "")
    session = conversations.session_row(number, began, session_key, request.url, agent)
    session["chatbot"] = chatbot.id
    return {
        "prompt": session,
        "chat_history": [{**message, "smarter_is_new": False} for message in said],
        "prompt_tool_call_history": [conversations.call_row(call, session, None) for call in calls],
        "prompt_plugin_usage_history": [
            {
                "id": call["number"],
                "prompt": session,
                **snake_times(call["created"], call["created"]),
                "input_text": call["said"],
                "plugin": call["call"]["smarter_plugin"]["id"],
            }
            for call in calls
            if "smarter_plugin" in call["call"]
        ],
        "chatbot_request_history": [],
        "plugin_selector_history": [],
    }

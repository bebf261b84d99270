"""What a chat window needs of a chatbot: its settings, its plugins and functions, and the session so far."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Dict, Mapping

from smarter.local import sessions
from smarter.local.http import Request
from smarter.local.prompting import chatbot_config, system_role
from smarter.local.tools import attached, function_tools

if TYPE_CHECKING:
    from smarter.local.platform import Platform
    from smarter.local.store import Record

# The chatbot's row, by the manifest's field it is kept from.
_ROW = {
    "deployed": "deployed",
    "provider": "provider",
    "default_model": "defaultModel",
    "default_temperature": "defaultTemperature",
    "default_max_tokens": "defaultMaxTokens",
    "app_name": "appName",
    "app_assistant": "appAssistant",
    "app_welcome_message": "appWelcomeMessage",
    "app_example_prompts": "appExamplePrompts",
    "app_placeholder": "appPlaceholder",
    "app_info_url": "appInfoUrl",
    "app_background_image_url": "appBackgroundImageUrl",
    "app_logo_url": "appLogoUrl",
    "app_file_attachment": "appFileAttachment",
    "subdomain": "subdomain",
    "custom_domain": "customDomain",
}


def config_of(
    platform: Platform, request: Request, number: int, chatbot: Mapping[str, Any], session_key: str
) -> Dict[str, Any]:
    """The `data` of a chat configuration."""
    origin = f"http://{request.headers.get('host', 'localhost')}"
    url = f"{origin}{request.path}"
    prompt_url = url.replace("/prompt/config/", "/prompt/").replace("/config/", "/prompt/")
    plugins = attached(platform, chatbot)
    functions = [tool.name for tool in function_tools(chatbot)]
    metadata = chatbot["metadata"]
    config = chatbot_config(chatbot)
    row = {
        "id": number,
        "url_chatbot": prompt_url,
        "default_system_role": system_role(chatbot, platform.clock()),
        **{key: metadata.get(key) for key in ("name", "description", "version", "annotations")},
        **{key: config.get(field) for key, field in _ROW.items()},
        "dns_verification_status": "Not Verified",
        "tls_certificate_issuance_status": "No Certificate",
    }
    return {
        "session_key": session_key,
        "sandbox_mode": False,
        "debug_mode": False,
        "chatbot": row,
        "history": _history(platform, number, chatbot, session_key, url),
        "meta_data": {"session_key": session_key, "url": url, "name": metadata.get("name"), "ready": True},
        "plugins": {
            "meta_data": {"total_plugins": len(plugins), "plugins_returned": len(plugins)},
            "plugins": [_plugin(plugin, number) for plugin in plugins],
        },
        "functions": {
            "meta_data": {"total_functions": len(functions), "functions_returned": len(functions)},
            "functions": functions,
        },
    }


def _history(
    platform: Platform, number: int, chatbot: Mapping[str, Any], session_key: str, url: str
) -> Dict[str, Any]:
    said = sessions.history(platform, session_key, number)
    if said:
        said = [{"role": "system", "content": system_role(chatbot, platform.clock())}, *said]
    calls = sessions.calls(platform, session_key)
    return {
        "prompt": {"session_key": session_key, "url": url, "chatbot": number},
        "chat_history": [{**message, "smarter_is_new": False} for message in said],
        "prompt_tool_call_history": [
            {
                "id": call["id"],
                "created_at": _time(call["created"]),
                "function_name": call["call"]["function_name"],
                "function_args": str(call["call"]["function_args"]),
            }
            for call in calls
        ],
        "prompt_plugin_usage_history": [
            {
                "id": call["id"],
                "created_at": _time(call["created"]),
                "input_text": call["said"],
                "plugin": call["call"]["smarter_plugin"]["id"],
            }
            for call in calls
            if "smarter_plugin" in call["call"]
        ],
        "chatbot_request_history": [],
        "plugin_selector_history": [],
    }


def _plugin(plugin: Record, chatbot: int) -> Dict[str, Any]:
    metadata = plugin.manifest["metadata"]
    meta = {
        "id": plugin.id,
        "name": plugin.name,
        "description": metadata.get("description"),
        "plugin_class": metadata.get("pluginClass"),
        "version": metadata.get("version"),
        "annotations": metadata.get("annotations"),
        "tags": metadata.get("tags"),
        "ready": True,
        "kind": plugin.kind,
    }
    times = {"created_at": _time(plugin.created), "updated_at": _time(plugin.modified)}
    return {"id": plugin.id, "plugin_meta": {**meta, **times}, **times, "chatbot": chatbot}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

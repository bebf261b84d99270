"""The history: chat sessions, their calls of tools, and plugins among those."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Tuple

from smarter.local.base_platform import BasePlatform, Route
from smarter.local.http.messages import Request
from smarter.local.prompting import conversations
from smarter.local.prompting.tools import shown_plugin
from smarter.local.record_columns import snake_times
from smarter.local.rest_api.base import Rows, list_routes


def _sessions(platform: BasePlatform) -> Rows:
    found = platform.store.rows(
        "SELECT number, session_key, created,"
        " (SELECT chatbot FROM session_messages AS m WHERE m.session_key = k.session_key LIMIT 1) AS chatbot"
        " FROM session_keys AS k ORDER BY number"
    )
    return [
        {
            **conversations.session_row(row["number"], row["created"], row["session_key"]),
            "llmclient": row["chatbot"] or 0,
        }
        for row in found
    ]


def _calls(platform: BasePlatform) -> Iterator[Tuple[Dict[str, Any], Dict[str, Any]]]:
    """Yield each stored call of a tool, with its session."""
    sessions = {each["session_key"]: each for each in _sessions(platform)}
    for call in conversations.calls(platform):
        if call["session_key"] in sessions:
            yield call, sessions[call["session_key"]]


def _tool_calls(platform: BasePlatform) -> Rows:
    return [conversations.call_row(call, session, _plugin_number(call)) for call, session in _calls(platform)]


def _plugin_usage(platform: BasePlatform) -> Rows:
    plugins = {record.id: record for record in platform.resources() if "selector" in record.manifest["spec"]}
    return [
        {
            "id": call["number"],
            **snake_times(call["created"], call["created"]),
            "prompt": session,
            "plugin": {**shown_plugin(platform, plugins[number]), "canDelete": True},
            "input_text": call["said"],
        }
        for call, session in _calls(platform)
        for number in [_plugin_number(call)]
        if number in plugins
    ]


def _plugin_number(call: Mapping[str, Any]) -> Optional[int]:
    """Return the number of the plugin that was called; None for another tool."""
    plugin = call["call"].get("smarter_plugin")
    return int(plugin["id"]) if plugin else None


def list_rows(rows: Callable[[BasePlatform], Rows], platform: BasePlatform, request: Request) -> Rows:
    """GET a list of the history."""
    return rows(platform)


ROUTES: List[Route] = [
    *list_routes("prompts/history/prompt", partial(list_rows, _sessions)),
    *list_routes("prompts/history/tool-calls", partial(list_rows, _tool_calls)),
    *list_routes("prompts/history/plugin-usage", partial(list_rows, _plugin_usage)),
]

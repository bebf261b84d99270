"""The history: chat sessions, the calls of tools in them, and the plugins among those."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, Dict, Iterator, List, Optional, Tuple

from smarter.local.base_platform import BasePlatform, Route, View
from smarter.local.contract.name_rewrites import timestamp
from smarter.local.http.messages import Reply, Request, json_reply
from smarter.local.prompting.tools import shown_plugin
from smarter.local.rest_api.base import first, route

Rows = List[Dict[str, Any]]


def _sessions(platform: BasePlatform) -> Rows:
    found = platform.store.rows(
        "SELECT number, session_key, created,"
        " (SELECT chatbot FROM session_messages AS m WHERE m.session_key = k.session_key LIMIT 1) AS chatbot"
        " FROM session_keys AS k ORDER BY number"
    )
    return [
        {
            "id": row["number"],
            **_times(row),
            "name": "",
            "description": "",
            "version": "1.0.0",
            "annotations": [],
            "session_key": row["session_key"],
            "ip_address": "127.0.0.1",
            "user_agent": "",
            "url": "",
            "user_profile": 1,
            "llmclient": row["chatbot"] or 0,
        }
        for row in found
    ]


def _times(row: sqlite3.Row) -> Dict[str, str]:
    moment = timestamp(row["created"], 6)
    return {"created_at": moment, "updated_at": moment}


def _calls(platform: BasePlatform) -> Iterator[Tuple[sqlite3.Row, Dict[str, Any], Any]]:
    """Yield each call of a tool as it is kept, with the session, and the tool's name and arguments."""
    sessions = {each["session_key"]: each for each in _sessions(platform)}
    for row in platform.store.rows("SELECT * FROM session_calls ORDER BY number"):
        if row["session_key"] in sessions:
            yield row, sessions[row["session_key"]], json.loads(row["call"])


def _tool_calls(platform: BasePlatform) -> Rows:
    return [
        {
            "id": row["number"],
            **_times(row),
            "prompt": session,
            "plugin": _plugin_number(call),
            "function_name": call.get("function_name"),
            "function_args": str(call.get("function_args")),
            "request": json.loads(row["requests"]),
            "response": json.loads(row["responses"]),
        }
        for row, session, call in _calls(platform)
    ]


def _plugin_usage(platform: BasePlatform) -> Rows:
    plugins = {record.id: record for record in platform.resources() if "selector" in record.manifest["spec"]}
    return [
        {
            "id": row["number"],
            **_times(row),
            "prompt": session,
            "plugin": {**shown_plugin(platform, plugins[number]), "canDelete": True},
            "input_text": row["said"],
        }
        for row, session, call in _calls(platform)
        for number in [_plugin_number(call)]
        if number in plugins
    ]


def _plugin_number(call: Dict[str, Any]) -> Optional[int]:
    """Return the number of the plugin that was called; None for another tool."""
    plugin = call.get("smarter_plugin")
    return int(plugin["id"]) if plugin else None


def _listed(name: str) -> View:
    def view(platform: BasePlatform, request: Request) -> Reply:
        return json_reply(200, _TABLES[name](platform))

    return view


def _one(name: str) -> View:
    def view(platform: BasePlatform, request: Request, identifier: str) -> Reply:
        return json_reply(200, first(_TABLES[name](platform), lambda row: str(row["id"]) == identifier))

    return view


_TABLES = {"prompt": _sessions, "tool-calls": _tool_calls, "plugin-usage": _plugin_usage}
ROUTES: List[Route] = []
for _name in _TABLES:
    ROUTES += [
        route("GET", f"/prompts/history/{_name}/", _listed(_name)),
        route("GET", f"/prompts/history/{_name}/([^/]+)/", _one(_name)),
    ]

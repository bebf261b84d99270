"""Storage of conversations: messages and tool calls of sessions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple

from smarter.local.base_platform import BasePlatform
from smarter.local.record_columns import snake_times

if TYPE_CHECKING:
    from smarter.local.prompting.turns import Turn

SCHEMA = """
CREATE TABLE IF NOT EXISTS session_messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL,
    chatbot INTEGER NOT NULL,
    created REAL NOT NULL,
    message TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS session_messages_key ON session_messages (session_key, chatbot);
CREATE TABLE IF NOT EXISTS session_calls (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL,
    created REAL NOT NULL,
    said TEXT NOT NULL,
    call TEXT NOT NULL,
    requests TEXT NOT NULL,
    responses TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS session_calls_key ON session_calls (session_key);
CREATE TABLE IF NOT EXISTS session_keys (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL UNIQUE,
    created REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS session_clients (
    client TEXT PRIMARY KEY,
    session_key TEXT NOT NULL
);
"""


def history(platform: BasePlatform, session_key: str, chatbot: int) -> List[Dict[str, Any]]:
    """Return the messages of a session with a chatbot, in order."""
    query = "SELECT message FROM session_messages WHERE session_key = ? AND chatbot = ? ORDER BY number"
    return [json.loads(message) for (message,) in platform.store.rows(query, session_key, chatbot)]


def append(platform: BasePlatform, session_key: str, chatbot: int, messages: List[Dict[str, Any]]) -> None:
    """Append messages to a session."""
    about = {"session_key": session_key, "chatbot": chatbot, "created": platform.clock()}
    with platform.store.write():
        for message in messages:
            platform.store.save("session_messages", **about, message=message)


def append_calls(platform: BasePlatform, session_key: str, turn: Turn) -> None:
    """Store the tool calls of a turn, with its question and answer."""
    about = {"session_key": session_key, "created": platform.clock(), "said": turn.said}
    first = {"requests": turn.requests[:1], "responses": turn.responses[:1]}
    with platform.store.write():
        for call in turn.calls:
            platform.store.save("session_calls", **about, call=call, **first)


def calls(platform: BasePlatform, session_key: Optional[str] = None) -> List[Dict[str, Any]]:
    """Return the tool calls of a session, or of all, in order."""
    where, values = ("WHERE session_key = ?", [session_key]) if session_key else ("", [])
    rows = platform.store.rows(f"SELECT * FROM session_calls {where} ORDER BY number", *values)
    names = ("call", "requests", "responses")
    return [{**dict(row), **{name: json.loads(row[name]) for name in names}} for row in rows]


def call_row(call: Mapping[str, Any], session: Mapping[str, Any], plugin: Optional[int]) -> Dict[str, Any]:
    """Return a tool call as the API shows it."""
    return {
        "id": call["number"],
        **snake_times(call["created"], call["created"]),
        "prompt": session,
        "plugin": plugin,
        "function_name": call["call"].get("function_name"),
        "function_args": str(call["call"].get("function_args")),
        "request": call["requests"],
        "response": call["responses"],
    }


def session_row(
    number: int, created: float, session_key: str, url: str = "", user_agent: str = ""
) -> Dict[str, Any]:
    """Return a session as the API shows it, without its chatbot."""
    return {
        "id": number,
        **snake_times(created, created),
        "name": "",
        "description": "",
        "version": "1.0.0",
        "annotations": [],
        "session_key": session_key,
        "ip_address": "127.0.0.1",
        "user_agent": user_agent,
        "url": url,
        "user_profile": 1,
    }


def open_session(platform: BasePlatform, session_key: str) -> Tuple[int, float]:
    """Return a session's number and creation time (epoch seconds), creating it."""
    store = platform.store
    with store.write():
        insert = "INSERT OR IGNORE INTO session_keys (session_key, created) VALUES (?, ?)"
        store.run(insert, session_key, platform.clock())
        (row,) = store.rows("SELECT number, created FROM session_keys WHERE session_key = ?", session_key)
    return int(row[0]), float(row[1])


def of_client(platform: BasePlatform, client: str) -> Optional[str]:
    """Return the last session key of a client of the command-line routes (`uid`)."""
    row = platform.store.row("SELECT session_key FROM session_clients WHERE client = ?", client)
    return str(row[0]) if row else None


def set_client(platform: BasePlatform, client: str, session_key: str) -> None:
    """Store the session key of a client."""
    platform.store.save("session_clients", client=client, session_key=session_key)

"""Execution of an SQL plugin: its query on SQLite, arguments bound."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

from smarter.local.manifest_api.sql_connectivity import SQLITE


def run(
    data: Mapping[str, Any], connection: Mapping[str, Any], given: Mapping[str, Any]
) -> List[Dict[str, Any]]:
    """Return the rows of the query, at most `limit`, as objects.

    The database is opened for reading only, because a user can talk a model into anything. Raises ValueError for
    another engine's database, sqlite3.Error for a query that fails.
    """
    if connection.get("dbEngine") != SQLITE:
        raise ValueError(
            f"the embedded platform runs queries on SQLite ({SQLITE}) only;"
            f" this connection is of {connection.get('dbEngine')}"
        )
    path = Path(str(connection.get("database"))).expanduser()
    if not path.is_file():
        raise ValueError(f"there is no database file {path}")
    query, values = bind(str(data["sqlQuery"]), _values(data, given))
    deadline = time.monotonic() + float(connection.get("timeout") or 30)
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        db.row_factory = sqlite3.Row
        # MySQL's function, which queries written for the real platform use and SQLite has only since 3.44.
        db.create_function(
            "concat", -1, lambda *parts: "".join(str(part) for part in parts if part is not None)
        )
        db.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        rows = db.execute(query, values).fetchmany(int(data.get("limit") or 100))
    finally:
        db.close()
    return [{key: row[key] for key in row.keys()} for row in rows]  # noqa: SIM118 (a Row iterates over values)


# Queries are written for text substitution, such as `LIKE '%{word}%'`, but a model's values must be bound. So a quoted
# text with a placeholder becomes a concatenation. Held by tests/local/prompting/test_tools.py.
def bind(query: str, values: Mapping[str, Any]) -> Tuple[str, Dict[str, Any]]:
    """Return the query with each `{placeholder}` bound, and the values.

    Placeholders inside quotes (`'%{word}%'`) are bound too.
    """
    used: Dict[str, Any] = {}

    def parameter(name: str) -> str:
        used[name] = values.get(name)
        return f":{name}"

    def quoted(match: re.Match[str]) -> str:
        pieces = re.split(r"\{(\w+)\}", match.group(0)[1:-1])
        if len(pieces) == 1:
            return match.group(0)
        terms = [parameter(piece) if index % 2 else f"'{piece}'" for index, piece in enumerate(pieces)]
        return "(" + " || ".join(term for term in terms if term != "''") + ")"

    text = re.sub(r"'(?:[^']|'')*'", quoted, query)
    text = re.sub(r"\{(\w+)\}", lambda match: parameter(match.group(1)), text)
    return text, used


def _values(data: Mapping[str, Any], given: Mapping[str, Any]) -> Dict[str, Any]:
    """Return the parameters' defaults, overlaid with the model's arguments."""
    values: Dict[str, Any] = {}
    for row in data.get("parameters") or []:
        name = row["name"]
        value = given.get(name, row.get("default"))
        if isinstance(value, str) and row.get("type") in ("number", "integer"):
            value = float(value)
        values[name] = value
    return values

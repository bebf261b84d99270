"""Reachability of the database of an SqlConnection, checked with `dial`."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path
from typing import Any, Dict

from smarter.local.base_platform import BasePlatform

SQLITE = "django.db.backends.sqlite3"
_PORTS = {"postgresql": 5432, "mysql": 3306, "oracle": 1521, "mssql": 1433, "sybase": 5000}


def reaches(platform: BasePlatform, manifest: Dict[str, Any]) -> bool:
    """Tell whether the connection of a manifest works, or is not to be tried.

    With `dial` a callable, it decides, given `spec.connection`. With `dial` true a SQLite file is opened, and
    for the other engines a TCP connection to host and port is made, without a login.
    """
    connection = manifest["spec"]["connection"]
    if callable(platform.dial):
        return bool(platform.dial(connection))
    if not platform.dial:
        return True
    engine = connection["dbEngine"]
    try:
        if engine == SQLITE:
            path = Path(connection["database"]).expanduser().resolve()
            sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True).close()
        else:
            port = connection["port"] or _PORTS[engine.rpartition(".")[2]]
            socket.create_connection((connection["hostname"], port), connection["timeout"]).close()
    except (OSError, sqlite3.Error):
        return False
    return True

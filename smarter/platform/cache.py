"""Which dialect a platform speaks, remembered between runs in `$SMARTER_HOME/cache/dialects.json`."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, Optional

from smarter.contexts import home

# Seconds after which a platform is asked again: it may have been upgraded.
_LIFETIME = 3600.0


class DialectCache:
    """Dialects by base URL. A cache that cannot be read or written is an empty one: nothing depends on it."""

    def __init__(self, file: Optional[Path] = None) -> None:
        self._file = file

    def get(self, base_url: str) -> Optional[str]:
        """The dialect remembered for `base_url`, if it is younger than an hour."""
        entry = self._load().get(base_url)
        if not isinstance(entry, dict) or time.time() - float(entry.get("at", 0)) > _LIFETIME:
            return None
        dialect = entry.get("dialect")
        return dialect if dialect in ("P10", "P14", "P15") else None

    def put(self, base_url: str, dialect: str) -> None:
        """Remember it."""
        self._save({**self._load(), base_url: {"dialect": dialect, "at": time.time()}})

    def forget(self, base_url: str) -> None:
        """Ask again next time: the platform does not answer as it should in its dialect."""
        data = self._load()
        if data.pop(base_url, None) is not None:
            self._save(data)

    def _save(self, data: Dict[str, Any]) -> None:
        try:
            file = self._path()
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=str(file.parent))
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                json.dump(data, stream)
            os.replace(temporary, file)
        except OSError:
            return

    def _path(self) -> Path:
        return self._file or home() / "cache" / "dialects.json"

    def _load(self) -> Dict[str, Any]:
        try:
            data = json.loads(self._path().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

"""Caches below `$SMARTER_HOME/cache/`: dialects, and schemas by platform."""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from smarter._files import read_json, write_json
from smarter.contexts import cache_home
from smarter.kinds.dialects import DIALECTS
from smarter.kinds.names import normalize_key

# Seconds after which a platform is asked again: it may have been upgraded.
_LIFETIME = 3600.0


class DialectCache:
    """Dialects by base URL; a missing or broken file costs two requests."""

    def __init__(self, file: Optional[Path] = None) -> None:
        self._file = file

    def get(self, base_url: str) -> Optional[str]:
        """Return the dialect stored for `base_url`, if it is younger than an hour."""
        entry = read_json(self._path()).get(base_url)
        if not isinstance(entry, dict) or time.time() - float(entry.get("at", 0)) > _LIFETIME:
            return None
        dialect = entry.get("dialect")
        return dialect if dialect in DIALECTS else None

    def put(self, base_url: str, dialect: str) -> None:
        """Store the dialect of `base_url`."""
        self._save({**read_json(self._path()), base_url: {"dialect": dialect, "at": time.time()}})

    def forget(self, base_url: str) -> None:
        """Remove the dialect of `base_url`, so that it is detected again."""
        data = read_json(self._path())
        if data.pop(base_url, None) is not None:
            self._save(data)

    def _save(self, data: Dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            write_json(self._path(), data)

    def _path(self) -> Path:
        return self._file or cache_home() / "dialects.json"


class SchemaCache:
    """Schemas of one platform, one file each, in the form of the shipped ones.

    Files that cannot be read count as missing.
    """

    def __init__(self, base_url: str, folder: Optional[Path] = None) -> None:
        self._base_url = base_url
        self._folder = folder

    @property
    def folder(self) -> Path:
        """The folder `cache/schemas/HOST-DIGEST` below the configuration folder."""
        if self._folder is None:
            host = re.sub(r"[^A-Za-z0-9.]+", "-", re.sub(r"^https?://([^/@]*@)?", "", self._base_url)).strip(
                "-"
            )
            digest = hashlib.sha256(self._base_url.encode()).hexdigest()[:8]
            self._folder = cache_home() / "schemas" / f"{host[:60]}-{digest}"
        return self._folder

    def get(self, word: str) -> Optional[Dict[str, Any]]:
        """Return the schema of the kind that `word` means, or None."""
        for file in sorted(self.folder.glob("*.schema.json")):
            schema = read_json(file)
            about = schema.get("x-smarter-kind")
            if isinstance(about, dict) and normalize_key(word) in {
                normalize_key(str(about.get(key))) for key in ("name", "singular", "plural")
            }:
                return schema
        return None

    def age(self, name: str) -> float:
        """Return the age of a kind's schema in seconds; infinity without one."""
        try:
            return time.time() - self._file(name).stat().st_mtime
        except OSError:
            return float("inf")

    def put(self, schema: Mapping[str, Any]) -> Path:
        """Store a schema and return its file.

        Raises:
            OSError: the file cannot be written.
        """
        file = self._file(str(schema["x-smarter-kind"]["name"]))
        write_json(file, schema)
        return file

    def _file(self, name: str) -> Path:
        return self.folder / f"{normalize_key(name)}.schema.json"

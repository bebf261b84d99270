"""Generated modules are current: the sync half, types of specs and arguments."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("script", ["generate_specs.py", "generate_sync.py"])
def test_the_sync_modules_are_current(script: str) -> None:
    pytest.importorskip("unasync")
    pytest.importorskip("ruff")
    command = [sys.executable, str(ROOT / "scripts" / script), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", ["client", "client/http", "resources"])
def test_the_sync_modules_contain_nothing_async(folder: str) -> None:
    for path in (ROOT / "smarter" / folder / "_sync").glob("*.py"):
        text = path.read_text(encoding="utf-8").partition("\n")[2]
        for word in ("await", "async def", "async for", "async with", "Async", "aclose", "_async."):
            assert word not in text, f"{path}: {word}"

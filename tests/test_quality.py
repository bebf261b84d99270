"""The code as its checkers see it: formatted, linted, typed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Sequence

import pytest

ROOT = Path(__file__).resolve().parents[1]

CHECKS = [
    pytest.param("ruff", ["check", "."], id="ruff-check"),
    pytest.param("ruff", ["format", "--check", "."], id="ruff-format"),
    pytest.param("mypy", ["--strict"], id="mypy"),
    pytest.param("pyright", ["--pythonpath", sys.executable], id="pyright"),
]


@pytest.mark.parametrize(("tool", "args"), CHECKS)
def test_the_code_passes(tool: str, args: Sequence[str]) -> None:
    beside = Path(sys.executable).with_name(tool)
    program = str(beside) if beside.exists() else shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed")
    done = subprocess.run([program, *args], cwd=str(ROOT), capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]

"""What editors and type checkers infer of the public surface, by mypy and pyright."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import List, Set

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def mypy(file: Path) -> Set[int]:
    """The lines of `file` that mypy complains of."""
    command = [program("mypy"), "--strict", "--no-error-summary", "--no-pretty", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=str(ROOT), check=False)
    assert done.returncode in (0, 1), done.stderr
    said = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert all(line.startswith(f"tests/typing/{file.name}:") for line in said), done.stdout
    return {int(line.split(":")[1]) for line in said}


def pyright(file: Path) -> Set[int]:
    """The lines of `file` that pyright complains of."""
    command = [program("pyright"), "--outputjson", "--pythonpath", sys.executable, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=str(ROOT), check=False)
    said = json.loads(done.stdout)["generalDiagnostics"]
    return {each["range"]["start"]["line"] + 1 for each in said if each["severity"] == "error"}


def marked(file: Path) -> Set[int]:
    lines: List[str] = file.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if re.search(r"# error$", line)}


@pytest.mark.parametrize("check", [mypy, pyright])
def test_types_are_inferred(check: object) -> None:
    assert callable(check)
    assert check(HERE / "surface.py") == set()


@pytest.mark.parametrize("check", [mypy, pyright])
def test_mistakes_are_found(check: object) -> None:
    assert callable(check)
    assert check(HERE / "mistakes.py") == marked(HERE / "mistakes.py")

"""The types that mypy and pyright, and so editors, infer for the public surface."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, List, Set, Tuple

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MISTAKES = HERE / "mistakes.py"

Found = Set[Tuple[Path, int]]


def program(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def mypy(*files: Path) -> Found:
    """Return the lines that mypy complains about."""
    command = [program("mypy"), "--strict", "--no-error-summary", "--no-pretty", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=str(ROOT), check=False)
    assert done.returncode in (0, 1), done.stderr
    said = re.findall(r"^(.*?):(\d+): error:", done.stdout, re.MULTILINE)
    return {((ROOT / name).resolve(), int(line)) for name, line in said}


def pyright(*files: Path) -> Found:
    """Return the lines that pyright complains about."""
    command = [program("pyright"), "--outputjson", "--pythonpath", sys.executable, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=str(ROOT), check=False)
    said = json.loads(done.stdout)["generalDiagnostics"]
    return {
        (Path(each["file"]).resolve(), each["range"]["start"]["line"] + 1)
        for each in said
        if each["severity"] == "error"
    }


def marked(file: Path) -> Set[int]:
    lines: List[str] = file.read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, 1) if re.search(r"# error$", line)}


# scripts/lint.py runs it too, and so does CI.
@pytest.mark.full
@pytest.mark.parametrize("check", [mypy, pyright])
def test_types_of_the_public_surface_are_inferred_and_mistakes_found(check: Callable[..., Found]) -> None:
    mistakes = {(MISTAKES, line) for line in marked(MISTAKES)}
    assert mistakes
    assert check(HERE / "surface.py", MISTAKES) == mistakes

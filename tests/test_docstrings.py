"""Docstrings begin with a noun or an imperative, so that they are understood at first reading.

ruff's D401 and D404 hold the imperative of functions; this file holds the rest.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ["smarter", "scripts", "benchmarks", "tests"]
Documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def first_lines(folder: str) -> Iterator[Tuple[str, str]]:
    """Yield the place and the first line of each docstring below a folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.get_docstring(node) if isinstance(node, Documented) else None
            if text:
                name = getattr(node, "name", "module")
                yield f"{path.relative_to(ROOT)}: {name}", text.splitlines()[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_docstring_begins_with_a_question_word(folder: str) -> None:
    wrong = [
        f"{place}: {line}"
        for place, line in first_lines(folder)
        if re.match(r"(What|Who|How|Where|Whether)\b", line)
    ]
    assert not wrong, "\n".join(wrong)

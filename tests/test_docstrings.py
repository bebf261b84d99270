"""Docstrings and names of tests are plain and understood at once.

ruff's D401 and D404 check the imperative of functions; this file checks the rest.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any, Iterator, List, Set, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ["smarter", "scripts", "benchmarks", "tests"]
Function = (ast.FunctionDef, ast.AsyncFunctionDef)
Documented = (ast.Module, ast.ClassDef, *Function)


QUESTION = re.compile(r"(What|Who|Whom|Whose|How|Where|Whether)\b")
VAGUE = re.compile(r"_(what|who|whom|whose|which|ours|somebody)(_|$)")


def first_lines(folder: str) -> Iterator[Tuple[str, str]]:
    """Yield the place and the first line of each docstring below a folder."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = ast.get_docstring(node) if isinstance(node, Documented) else None
            if text:
                name = getattr(node, "name", "module")
                yield f"{path.relative_to(ROOT)}: {name}", text.splitlines()[0]


def names_of_tests() -> Set[str]:
    """Return the names of all functions and modules of tests."""
    names = set()
    for path in (ROOT / "tests").rglob("*.py"):
        functions = (
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, Function)
        )
        names |= {path.stem, *(node.name for node in functions)}
    return {name for name in names if name.startswith("test_")}


def test_names_of_tests_have_no_relative_clauses() -> None:
    assert [name for name in sorted(names_of_tests()) if VAGUE.search(name)] == []


def test_tests_named_in_comments_exist() -> None:
    names = names_of_tests()
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "smarter").rglob("*.py")
        for comment in re.findall(r"^ *#.*(?:\n *#.*)*", path.read_text(encoding="utf-8"), re.MULTILINE)
        for name in re.findall(r"\btest_\w+", comment)
        if name not in names
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_docstring_begins_with_a_question_word(folder: str) -> None:
    wrong = [f"{place}: {line}" for place, line in first_lines(folder) if QUESTION.match(line)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", FOLDERS)
def test_first_lines_of_docstrings_are_short(folder: str) -> None:
    wrong = [f"{place}: {line}" for place, line in first_lines(folder) if len(line) >= 80]
    assert not wrong, "\n".join(wrong)


def test_no_field_of_a_schema_is_described_by_a_question() -> None:
    described: List[Tuple[str, str]] = []

    def collect(node: Any, place: str) -> None:
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if key == "description" and isinstance(value, str):
                described.append((place, value))
            elif isinstance(value, (dict, list)):
                collect(value, f"{place}/{key}")

    for path in sorted((ROOT / "schemas").rglob("*.json")):
        collect(json.loads(path.read_text(encoding="utf-8")), path.name)
    assert described
    wrong = [f"{place}: {text}" for place, text in described if QUESTION.match(text)]
    assert not wrong, "\n".join(wrong)

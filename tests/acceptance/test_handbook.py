"""The handbook example: its chatbot answers from files in Git."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import ROOT, Command
from tests.acceptance.server import Server

SET = ("-f", "handbook", "--set", "handbook")


@pytest.fixture
def documents(newer: Command) -> Path:
    """Apply a copy of the example, and return the folder of its documents."""
    shutil.copytree(ROOT / "examples" / "handbook", newer.folder / "handbook")
    done = newer("apply", *SET)
    assert done.code == 0, done.err
    assert done.out.splitlines()[-1] == "5 resources: 5 created"
    return newer.folder / "handbook" / "documents"


def answer(newer: Command) -> Any:
    return newer("chat", "help_desk", "What does a new chain cost?")


def test_the_chatbot_answers_from_a_file(newer: Command, documents: Path) -> None:
    assert "A new chain costs 35 dollars." in answer(newer).out


def test_a_second_and_a_third_apply_write_nothing(
    newer: Command, documents: Path, newer_server: Server
) -> None:
    for _ in range(2):
        newer_server.requests.clear()
        done = newer("apply", *SET)
        assert (done.code, done.out.splitlines()[-1]) == (0, "5 resources: 5 unchanged")
        assert newer_server.writes == []
    assert newer("diff", *SET).code == 0


def test_a_changed_file_is_one_line_of_the_diff_and_another_answer(newer: Command, documents: Path) -> None:
    page = documents / "prices.md"
    page.write_text(page.read_text(encoding="utf-8").replace("35", "45"), encoding="utf-8")
    diff = newer("diff", *SET)
    assert diff.code == 1
    assert [line for line in diff.out.splitlines() if line[:1] in "~+-"] == ["~ file/pages/prices.md update"]
    done = newer("apply", *SET)
    assert "file/pages/prices.md updated" in done.out.splitlines()
    assert done.out.splitlines()[-1] == "5 resources: 1 updated, 4 unchanged"
    assert "A new chain costs 45 dollars." in answer(newer).out


def test_a_removed_file_is_pruned_and_no_longer_answered_from(newer: Command, documents: Path) -> None:
    (documents / "prices.md").unlink()
    diff = newer("diff", *SET, "--prune")
    assert (diff.code, "- file/pages/prices.md delete" in diff.out) == (1, True), diff.out
    done = newer("apply", *SET, "--prune", "--yes")
    assert (done.code, "file/pages/prices.md deleted" in done.out.splitlines()) == (0, True), done.err
    assert "35 dollars" not in answer(newer).out
    assert newer("search", "workshop_handbook", "chain").code == 1

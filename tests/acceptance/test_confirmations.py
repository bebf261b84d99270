"""Every question, declined on a terminal: `cancelled`, exit code 5, no change."""

from __future__ import annotations

import re
import sys
from typing import List, Tuple

import pytest

from tests.acceptance.conftest import Command, program, remove_kept_texts
from tests.acceptance.server import Server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

KEY = "k" * 64
EDITOR = """#!/bin/sh
sed -i.bak 's/Help desk of the workshop/Desk of the workshop/' "$1"
"""
QUESTIONS = {
    "apply -f fewer/ --set shop --prune --prune-limit 1": "Delete this? [y/N]: ",
    "delete plugin faq": "Delete this? [y/N]: ",
    "delete -f quickstart/": "Delete these 5 resources? [y/N]: ",
    "delete --set shop": "Delete these 5 resources? [y/N]: ",
    "edit chatbot/bike_shop": "Apply this? [y/N]: ",
    "files delete repair_guide": "Delete this file? [y/N]: ",
    "promote --from-context mine --to-context mine --suffix _test": "Apply this to mine? [y/N]: ",
    "local reset --db own.db": "Delete own.db with 2 resources? [y/N]: ",
    "login --store file": "key: ",
}
ANSWERS = {"no": "n\n", "nothing": "\n", "Ctrl-D": "\x04"}
CASES: List[Tuple[str, str]] = [
    *((line, "no") for line in QUESTIONS if line != "login --store file"),
    *((line, "Ctrl-D") for line in QUESTIONS),
    ("delete plugin faq", "nothing"),
    ("delete plugin faq", "Ctrl-C"),
    ("login --store file", "Ctrl-C"),
]


@pytest.fixture
def shop(smarter: Command, server: Server) -> Command:
    """Make the command with the context `mine` and the quickstart as the set `shop`."""
    home = smarter.home
    home.mkdir(parents=True, exist_ok=True)
    text = f"config: {{environment: mine}}\nmine: {{base_url: '{server.url}', api_key: {KEY}}}\n"
    (home / "config.yaml").write_text(text, encoding="utf-8")
    made = smarter.with_flags()
    assert made("apply", "-f", "quickstart/", "--set", "shop", env={"WAREHOUSE_API_KEY": "k"}).code == 0
    fewer = smarter.folder / "fewer"
    fewer.mkdir()
    for file in (smarter.folder / "quickstart").glob("*.yaml"):
        if file.name != "file.yaml":
            (fewer / file.name).write_bytes(file.read_bytes())
    editor = smarter.folder / "editor"
    editor.write_text(EDITOR, encoding="utf-8")
    editor.chmod(0o700)
    with Server(smarter.folder / "own.db", api_key=KEY):
        pass
    return made


def local_state(command: Command) -> Tuple[bool, str]:
    """Return the files that commands could change on this machine."""
    return (command.folder / "own.db").exists(), (command.home / "config.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("line", "answer"), CASES)
@pytest.mark.sampled(6)
def test_a_declined_question_cancels(shop: Command, server: Server, line: str, answer: str) -> None:
    from tests.acceptance.terminal import Terminal

    before, writes = local_state(shop), len(server.writes)
    environment = {"PYTHONWARNINGS": None, "EDITOR": str(shop.folder / "editor"), "WAREHOUSE_API_KEY": "k"}
    terminal = Terminal([*program(), *line.split()], str(shop.folder), shop.environment(environment))
    terminal.expect(QUESTIONS[line])
    if answer == "Ctrl-C":
        terminal.interrupt("cancelled: ")
    else:
        terminal.type(ANSWERS[answer])
    shown = terminal.end()
    assert terminal.code == 5, shown
    # On a loaded machine the progress line was shown before, and erased.
    assert re.search(r"(\n|\x1b\[2K)cancelled: nothing was changed\n", shown), shown
    assert "error:" not in shown
    remove_kept_texts(shown)
    assert (local_state(shop), len(server.writes)) == (before, writes)

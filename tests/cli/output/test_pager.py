"""Long texts open in the user's pager, on a terminal only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Dict, List

import pytest

from smarter.cli.output.pager import pager_command

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from tests.acceptance.conftest import program
from tests.acceptance.terminal import Terminal


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"SMARTER_PAGER": "head -n 1", "PAGER": "tail"}, ["head", "-n", "1"]),
        ({"PAGER": "tail"}, ["tail"]),
        ({"SMARTER_PAGER": "", "PAGER": "tail"}, []),
        ({"PAGER": "cat"}, []),
        ({"PAGER": "no-such-program-here"}, []),
        ({"PAGER": "'unclosed"}, []),
    ],
)
def test_the_variables_choose_the_pager(environ: Dict[str, str], words: List[str]) -> None:
    assert pager_command(environ) == words


@pytest.mark.parametrize(
    ("arguments", "variables", "paged"),
    [
        ([], {}, True),
        (["--no-pager"], {}, False),
        ([], {"CI": "true"}, False),
        ([], {"SMARTER_PAGER": "cat"}, False),
    ],
)
def test_explain_opens_a_pager_on_a_terminal(
    arguments: List[str], variables: Dict[str, str], paged: bool, tmp_path: Path
) -> None:
    environ = {
        "HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "SMARTER_PAGER": "sed s/^/paged:/",
        "LINES": "10",
    }
    terminal = Terminal(
        [*program(), "explain", "chatbot", *arguments], str(tmp_path), {**environ, **variables}
    )
    shown = terminal.end()
    assert terminal.code == 0
    assert ("paged:" in shown) is paged
    assert "spec" in shown


def test_diff_opens_a_pager_without_the_progress_line_in_it(tmp_path: Path) -> None:
    from tests.acceptance.conftest import ROOT

    pager = tmp_path / "pager"
    # Longer than the second after which the progress line is shown.
    pager.write_text("#!/bin/sh\nsed s/^/paged:/\nsleep 1.3\necho END\n")
    pager.chmod(0o755)
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "SMARTER_PAGER": str(pager)}
    manifests = str(ROOT / "manifests" / "quickstart")
    terminal = Terminal([*program(), "--context", "local", "diff", "-f", manifests], str(tmp_path), environ)
    terminal.expect("paged:")
    shown, after = terminal.end().split("END")
    assert terminal.code == 1
    assert "file/repair_guide create" in shown
    assert "waiting" not in shown
    assert "5 differences: 5 create" in after

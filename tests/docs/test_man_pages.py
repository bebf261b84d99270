"""The man pages show each command and its options, and groff accepts them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("man1")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "generate_man.py"), str(made)], check=True)
    return made


def test_each_command_has_a_page(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert {"smarter.1", "smarter-apply.1", "smarter-context-add.1"} <= names
    assert "\\-\\-prune\\-limit" in (folder / "smarter-apply.1").read_text(encoding="utf-8")
    assert "SMARTER_API_KEY" in (folder / "smarter.1").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_renders_the_pages_without_a_warning(folder: Path) -> None:
    pages = sorted(map(str, folder.glob("*.1")))
    command = ["groff", "-man", "-Tutf8", "-ww", *pages]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    assert "--prune-limit" in re.sub(".\x5cx08", "", done.stdout)

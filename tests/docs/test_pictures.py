"""The picture of a terminal shows the real output of commands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a pseudo-terminal")
def test_the_picture_is_the_output_of_the_commands() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "terminal_picture.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=str(ROOT), check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nRun: python scripts/terminal_picture.py"


def test_the_diagrams_show_the_benchmarks_and_the_code_of_today() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "diagrams.py"), "--check"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=str(ROOT), check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nRun: python scripts/diagrams.py"


@pytest.mark.parametrize(
    "picture", sorted((ROOT / "docs" / "images").glob("*.svg")), ids=lambda path: path.name
)
def test_a_page_shows_each_picture(picture: Path) -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert any(f"images/{picture.name})" in page.read_text(encoding="utf-8") for page in pages)


def test_the_picture_fetches_nothing_from_elsewhere() -> None:
    picture = (ROOT / "docs" / "images" / "terminal.svg").read_text(encoding="utf-8")
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in picture

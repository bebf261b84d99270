"""docs/validation.md shows the real findings of validate."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_gallery_of_findings_is_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "validation_gallery.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

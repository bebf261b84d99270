"""The reference pages are current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_pages_are_current() -> None:
    script = str(ROOT / "scripts" / "generate_reference.py")
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, encoding="utf-8", cwd=str(ROOT), check=False
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nRun: python scripts/generate_reference.py"

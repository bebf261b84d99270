"""Check format, style and types of the code; exit 1 if a tool complains.

`nox -s lint` and `.ci/run` call it. All tools run, also after a failure.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy", "--strict"],
    ["pyright", "--pythonpath", sys.executable],
    ["pytest", "-m", "full", "tests/typing/test_typing.py"],  # the types of the public surface
]


def main() -> int:
    """Run every tool; return the exit code."""
    failed = []
    for name, *args in CHECKS:
        beside = Path(sys.executable).with_name(name)
        program = str(beside) if beside.exists() else name
        print("$", name, *args, flush=True)
        try:
            code = subprocess.run([program, *args], cwd=str(ROOT), check=False).returncode
        except FileNotFoundError:
            print(f"{name} is not installed: pip install -e '.[test]'", flush=True)
            code = 1
        if code:
            failed.append(name)
    if failed:
        print("failed:", ", ".join(failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

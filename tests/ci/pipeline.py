"""Runs a pipeline's scripts like its server: bash, an environment, a folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Mapping, NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Done(NamedTuple):
    """The exit code and the output of a script."""

    code: int
    out: str
    err: str


class Runner:
    """A folder with the example manifests; the embedded platform is the context."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "manifests" / "quickstart", folder / "manifests" / "quickstart")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("SMARTER_", "GITHUB_", "CI"))}
        beside = str(Path(sys.executable).parent)
        self.environ: Dict[str, str] = {
            **kept,
            "PATH": os.pathsep.join([str(folder / "bin"), beside, kept.get("PATH", "")]),
            "HOME": str(folder),
            "SMARTER_HOME": str(folder / "home"),
            "SMARTER_CONTEXT": "local",
        }

    def run(self, script: str, environ: Mapping[str, str]) -> Done:
        """Run a script with bash, which stops at the first failure as on CI servers."""
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=str(self.folder),
            env={**self.environ, **environ},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def edit(self, file: str, old: str, new: str) -> None:
        """Change a text in a manifest."""
        path = self.folder / "manifests" / "quickstart" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

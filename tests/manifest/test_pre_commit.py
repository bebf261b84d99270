"""The hook works from a clean clone, run by pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.manifest.conftest import PLUGIN

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).parent / "pre-commit"

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not PROGRAM.exists(), reason="needs pre-commit"),
    pytest.mark.skipif(
        shutil.which("git") is None or not (ROOT / ".git").exists(), reason="needs a git checkout"
    ),
]


def run(*command: str, cwd: Path, home: Path) -> subprocess.CompletedProcess:
    environ = {**os.environ, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull}
    for name in list(environ):
        if name.startswith("GIT_") and name != "GIT_CONFIG_GLOBAL":
            del environ[name]
    return subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, check=False, timeout=500
    )


def test_the_hook_refuses_invalid_manifests_and_accepts_valid_ones(tmp_path: Path) -> None:
    home, clone, repository = tmp_path / "home", tmp_path / "clone", tmp_path / "repository"
    assert run("git", "clone", "--quiet", str(ROOT), str(clone), cwd=tmp_path, home=home).returncode == 0
    head = run("git", "rev-parse", "HEAD", cwd=clone, home=home).stdout.strip()
    repository.mkdir()
    run("git", "init", "--quiet", cwd=repository, home=home)
    config = f"repos:\n- repo: {clone}\n  rev: {head}\n  hooks:\n  - id: smarter-validate\n"
    (repository / ".pre-commit-config.yaml").write_text(config)
    (repository / "helm.yaml").write_text("{{ if x }}\na: b: c\n{{ end }}\n")
    (repository / "list.yaml").write_text("- hosts: all\n")
    (repository / "plugin.yaml").write_text(PLUGIN)
    run("git", "add", ".", cwd=repository, home=home)
    done = run(str(PROGRAM), "run", "--all-files", cwd=repository, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    (repository / "plugin.yaml").write_text(PLUGIN.replace("systemRole", "systemRol"))
    done = run(str(PROGRAM), "run", "--all-files", cwd=repository, home=home)
    assert done.returncode == 1
    assert (
        "plugin.yaml:13:5: error: unknown field `systemRol` in spec.prompt. Did you mean `systemRole`?"
        in done.stdout
    )

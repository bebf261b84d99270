"""The pages' code runs, and prints what the pages show."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict, Iterator, List

import pytest

from tests.docs.blocks import Block, agrees, blocks, commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", "docs/cli.md", "docs/gitops.md"]
PORT = "9357"


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Shell:
    """A folder with a copy of the checkout's manifests, and an environment that `export` changes."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "manifests", folder / "manifests")
        self.folder = folder
        self.port = free_port()
        self.servers: List[subprocess.Popen[bytes]] = []
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SMARTER_")}
        beside = str(Path(sys.executable).parent)
        self.environment: Dict[str, str] = {
            **kept,
            "PATH": beside + os.pathsep + kept.get("PATH", ""),
            "HOME": str(folder),
            "SMARTER_HOME": str(folder / "home"),
            "COLUMNS": "100",
        }

    def run(self, command: str) -> str:
        """What a command prints: stdout and stderr, as on a terminal."""
        exported = re.fullmatch(r"export (\w+)=(\S*)", command)
        if exported:
            self.environment[exported.group(1)] = exported.group(2)
            return ""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=str(self.folder),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return done.stdout

    def serve(self, command: str) -> None:
        """Start the page's server, on a port of its own, and wait until it listens."""
        words = command.split()
        script = Path(sys.executable).with_name(words[0])
        server = subprocess.Popen(
            [str(script), *words[1:], "--port", self.port],
            cwd=str(self.folder),
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self.servers.append(server)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(self.port))) == 0:
                    return
            time.sleep(0.05)
        pytest.fail(f"{command} does not listen")

    def script(self, code: str) -> str:
        """What a Python block prints."""
        done = subprocess.run(
            [sys.executable, "-c", code.replace(PORT, self.port)],
            cwd=str(self.folder),
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self) -> None:
        for server in self.servers:
            server.terminate()
            server.wait(timeout=10)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    running = Shell(tmp_path)
    yield running
    running.stop()


def background(block: Block) -> List[str]:
    """The servers that a `sh` block starts."""
    return [line for line in block.text.splitlines() if re.match(r"smarter local serve\b", line)]


@pytest.mark.parametrize("page", PAGES)
def test_the_code_of_a_page_runs_and_prints_what_the_page_shows(page: str, shell: Shell) -> None:
    wrong = []
    for block in blocks(ROOT / page):
        if block.language == "console":
            for command, shown in commands(block):
                printed = shell.run(command)
                if not agrees(shown, printed):
                    wrong.append(f"{page}:{block.line}: $ {command}\n{printed}--- the page shows\n{shown}")
        elif block.language == "python":
            assert shell.script(block.text).strip(), f"{page}:{block.line} prints nothing"
        elif block.language == "sh":
            for command in background(block):
                shell.serve(command)
    assert not wrong, "\n\n".join(wrong)


def test_the_readme_installs_and_tests_with_one_command_each() -> None:
    shells = [block.text for block in blocks(ROOT / "README.md") if block.language == "sh"]
    assert shells[0] == 'pip install ".[local]"\nsmarter --context local apply -f manifests/quickstart/\n'
    test = shells[1].strip()
    assert "pytest" in test
    assert "\n" not in test
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith("\n" + test)


LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.mark.parametrize(
    "page", sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
)
def test_the_links_of_a_page_lead_somewhere(page: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        path = (ROOT / page).parent / target.split("#")[0]
        assert path.exists(), f"{page} links to {target}"

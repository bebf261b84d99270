"""An environment for a page's code: a home and a folder of example manifests."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, Mapping, Sequence

from tests import in_process

ROOT = Path(__file__).resolve().parents[2]
PORT = "9357"  # the port on the pages; tests use a free one


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


class Shell:
    """Runs commands in order; `export` and `cd` keep their effect."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.top = self.folder = home / "shop"
        for folder in ("manifests", "examples"):
            shutil.copytree(ROOT / folder, self.folder / folder)
        self.port = free_port()
        self.servers: List[subprocess.Popen[str]] = []
        kept = {key: value for key, value in os.environ.items() if not key.startswith("SMARTER_")}
        beside = str(Path(sys.executable).parent)
        self.environment: Dict[str, str] = {
            **kept,
            "PATH": beside + os.pathsep + kept.get("PATH", ""),
            "HOME": str(home),
            "COLUMNS": "100",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, command: str) -> str:
        """Run a command and return its stdout and stderr, as on a terminal."""
        exported = re.fullmatch(r"export (\w+)=(.*)", command)
        if exported:
            self.environment[exported.group(1)] = self._printed(f"printf %s {exported.group(2)}")
            return ""
        moved = re.fullmatch(r"(?P<before>.* && )?cd (?P<to>\S+)", command)
        if moved:
            printed = self._bash(f"{moved.group('before')}true") if moved.group("before") else ""
            self.folder = (self.folder / moved.group("to")).resolve()
            return printed
        if re.match(r"smarter local serve\b", command):
            return self.serve(command)
        parsed = in_process.parse_line(command.replace(PORT, self.port))
        if parsed is None or in_process.needs_a_process({}):
            return self._bash(command)
        return self._call(*parsed)

    def _call(self, variables: Mapping[str, str], words: Sequence[str]) -> str:
        """Run `smarter` in this process; return stdout and stderr in written order."""
        with tempfile.TemporaryFile() as printed:
            in_process.run(
                words,
                folder=self.folder,
                environ={**self.environment, **variables},
                stdout=printed.fileno(),
                stderr=printed.fileno(),
            )
            printed.seek(0)
            return self._as_shown(printed.read().decode("utf-8"))

    def _bash(self, command: str) -> str:
        return self._as_shown(self._printed(command))

    def _printed(self, command: str) -> str:
        """Run a command with bash; return its output, with the real folders and ports."""
        done = subprocess.run(
            ["bash", "-c", command.replace(PORT, self.port)],
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

    def _as_shown(self, text: str) -> str:
        return text.replace(str(self.home), "/home/me").replace(self.port, PORT)

    def serve(self, command: str) -> str:
        """Start the page's server on a free port; return its output until it listens."""
        words = command.split()
        script = Path(sys.executable).with_name(words[0])
        said = self.home / "server.txt"
        with said.open("w", encoding="utf-8") as stream:
            server = subprocess.Popen(
                [str(script), *words[1:], "--port", "0"],
                cwd=str(self.folder),
                env=self.environment,
                stdout=stream,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
        self.servers.append(server)
        end = time.monotonic() + 120
        while server.poll() is None and time.monotonic() < end:
            text = said.read_text(encoding="utf-8")
            address = re.search(r"SMARTER_BASE_URL=http://[^:]+:(\d+) .*\n", text)
            if address:
                time.sleep(0.1)
                self.port = address.group(1)
                return self._as_shown(said.read_text(encoding="utf-8"))
            time.sleep(0.05)
        raise AssertionError(f"{command} does not listen: {said.read_text(encoding='utf-8')}")

    def python(self, code: str) -> str:
        """Run a Python block, by pytest if it defines tests; return its output."""
        code = code.replace(PORT, self.port)
        if re.search(r"^(async )?def test_", code, re.MULTILINE):
            (self.folder / "test_page.py").write_text(code, encoding="utf-8")
            command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_page.py"]
        elif in_process.needs_a_process({}):
            command = ["-c", code]
        else:
            return in_process.execute(code, folder=self.folder, environ=self.environment)
        done = subprocess.run(
            [sys.executable, *command],
            cwd=str(self.folder),
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def write(self, name: str, text: str) -> None:
        """Write a file of the page into its first folder."""
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def stop(self) -> None:
        for server in self.servers:
            server.terminate()
            server.wait(timeout=60)

"""The `smarter` command with its own home, working folder and environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

import pytest

from smarter.engine.writes import step_writer
from smarter.platform._sync import document_store
from tests import in_process
from tests.acceptance.server import Server

ROOT = Path(__file__).resolve().parents[2]

KNOWLEDGE = """\
apiVersion: smarter.sh/v1
kind: Vectorstore
metadata: {name: handbook, description: Handbook of the shop., version: 1.0.0}
spec:
  backend: qdrant
  hosting: self_hosted
  index: {dimension: 1536}
  embeddings: {provider: openai, model: text-embedding-3-small}
"""


def program() -> List[str]:
    """Return the installed command of this interpreter, else `-m smarter`."""
    script = Path(sys.executable).with_name("smarter.exe" if os.name == "nt" else "smarter")
    return [str(script)] if script.exists() else [sys.executable, "-m", "smarter"]


@dataclass
class Ran:
    """The result of one run of the command."""

    args: List[str]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Dict[str, Any]:
        """Parse the document on stdout."""
        document: Dict[str, Any] = json.loads(self.out)
        return document

    @property
    def actions(self) -> Dict[str, str]:
        """Map `Kind/name` to its action, from the document."""
        return {f"{each['kind']}/{each['name']}": each["action"] for each in self.json["results"]}


@dataclass
class Command:
    """Runs `smarter` in `folder`, with `home` as its SMARTER_HOME."""

    folder: Path
    home: Path
    flags: List[str]

    def environment(self, extra: Optional[Mapping[str, Optional[str]]] = None) -> Dict[str, str]:
        kept = {
            k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH")
        }
        merged: Dict[str, Optional[str]] = {
            **kept,
            "HOME": str(self.folder),
            "SMARTER_HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "PYTHONWARNINGS": "error",
            **(extra or {}),
        }
        return {key: value for key, value in merged.items() if value is not None}

    def __call__(
        self, *args: str, env: Optional[Mapping[str, Optional[str]]] = None, stdin: Optional[str] = None
    ) -> Ran:
        """Run in the test's process, or in a new one if the environment needs that."""
        environment = self.environment(env)
        if in_process.needs_a_process(environment):
            return self.process(*args, env=env, stdin=stdin)
        line = [*self.flags, *args]
        content = None if stdin is None else stdin.encode("utf-8")
        done = in_process.run(line, folder=self.folder, environ=environment, stdin=content)
        return self._ran(["smarter", *line], done.code, done.out.decode("utf-8"), done.err.decode("utf-8"))

    def process(
        self, *args: str, env: Optional[Mapping[str, Optional[str]]] = None, stdin: Optional[str] = None
    ) -> Ran:
        """Run the installed script in a new process."""
        line = [*program(), *self.flags, *args]
        done = subprocess.run(
            line,
            cwd=str(self.folder),
            env=self.environment(env),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return self._ran(line, done.returncode, done.stdout, done.stderr)

    @staticmethod
    def _ran(line: List[str], code: int, out: str, err: str) -> Ran:
        assert "Traceback" not in err, err
        return Ran(line, code, out.replace("\r\n", "\n"), err.replace("\r\n", "\n"))

    def with_flags(self, *flags: str) -> Command:
        """Return the same command with other global flags."""
        return Command(self.folder, self.home, list(flags))


@pytest.fixture(scope="module")
def reads_last() -> Iterator[None]:
    """Reuse a read for ten minutes: a slow machine sends no more requests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(step_writer, "SAME_READ", 600.0)
        patch.setattr(document_store, "_FRESH", 600.0)
        yield


@pytest.fixture
def bare(tmp_path: Path) -> Command:
    """Make the command without any flag, in an empty folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    return Command(folder, tmp_path / "home", [])


@pytest.fixture
def smarter(bare: Command) -> Command:
    """Make the command on the local context, in a copy of the quickstart."""
    shutil.copytree(ROOT / "manifests" / "quickstart", bare.folder / "quickstart")
    return bare.with_flags("--context", "local")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Serve the embedded platform over real HTTP and record every request."""
    with Server(tmp_path / "server.db", api_key="k" * 64) as running:
        yield running


@pytest.fixture
def remote(smarter: Command, server: Server) -> Command:
    """Make the command for `server`, with its key in a file."""
    key = smarter.folder / "key"
    key.write_text("k" * 64 + "\n", encoding="utf-8")
    return smarter.with_flags("--base-url", server.url, "--api-key-file", str(key))


@pytest.fixture
def edit(smarter: Command) -> Callable[[str, str, str], None]:
    """Return a function that replaces text in one file of the quickstart."""

    def replace(name: str, old: str, new: str) -> None:
        path = smarter.folder / "quickstart" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def newer_server(tmp_path: Path) -> Iterator[Server]:
    """Serve an embedded platform of the newest form over real HTTP."""
    with Server(tmp_path / "newer.db", api_key="k" * 64, dialect="P15") as running:
        yield running


@pytest.fixture
def newer(smarter: Command, newer_server: Server) -> Command:
    """Make the command for `newer_server`, with a vectorstore."""
    key = smarter.folder / "key"
    key.write_text("k" * 64 + "\n", encoding="utf-8")
    command = smarter.with_flags("--base-url", newer_server.url, "--api-key-file", str(key))
    (smarter.folder / "handbook.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    assert command("apply", "-f", "handbook.yaml").code == 0
    return command


def kept_texts(shown: str) -> List[Path]:
    """Return the files in which `edit` kept a text, each in a folder of its own."""
    files = [Path(each.split()[0]) for each in shown.split("your text is kept in ")[1:]]
    # Tests remove the folders: one of another name may be the folder for all temporary files.
    assert all(file.parent.name.startswith("smarter-edit-") for file in files), files
    return files


def remove_kept_texts(shown: str) -> None:
    """Remove the folders in which `edit` kept a text."""
    for file in kept_texts(shown):
        shutil.rmtree(file.parent)

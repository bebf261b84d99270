"""After a failure at any request, the next apply completes and loses nothing.

An apply of 30 resources changes an existing set: it creates, updates, replaces, uploads and prunes. It is killed
before and after every request, every request is answered 500, answered too late after the work was done, and cut off in
the middle of the answer. A sample runs by default, all of it under `-m full`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Dict, List, Set, Tuple

import pytest

from smarter.local.faults import Faults, Rule
from tests.acceptance.conftest import Command, program
from tests.acceptance.server import Server

KEY = "k" * 64
FLAGS = ["--set", "matrix", "--prune", "--prune-limit", "100", "--yes"]
Fail = Tuple[str, Dict[str, Any]]

# Each way to fail: a rule for one request, and the client's settings of timeout and retries.
WAYS: Dict[str, Dict[str, Any]] = {
    "killed before": {"do": "kill", "when": "before"},
    "killed after": {"do": "kill", "when": "after"},
    "answered 500": {"do": "status", "status": 500},
    "done and answered 500": {"do": "status", "status": 500, "when": "after"},
    "done and answered too late": {"do": "delay", "when": "after", "seconds": 1.0},
    "cut in the middle of the answer": {"do": "cut", "size": 20},
}


def manifest(kind: str, name: str, spec: str, more: str = "") -> str:
    return (
        f"apiVersion: smarter.sh/v1\nkind: {kind}\n"
        f"metadata: {{name: {name}, description: d, version: 1.0.0{more}}}\nspec: {spec}\n"
    )


def write_set(folder: Path, edition: int) -> None:
    """Write the 30 manifests of an edition; the second differs from the first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    changed = f"edition {edition}"
    documents = []
    for n in range(5):
        value = f"secret-value-{edition if n < 2 else 1}-{n}"
        documents.append(manifest("Secret", f"key_{n}", f"{{config: {{value: {value}}}}}"))
        timeout = 10 * (edition if n < 2 else 1)
        spec = f"{{connection: {{baseUrl: 'https://example.com/{n}/', apiKey: key_{n}, timeout: {timeout}}}}}"
        documents.append(manifest("ApiConnection", f"service_{n}", spec))
    prompt = "{{systemRole: {0}, model: gpt-4o-mini}}"
    for n in range(4):
        role = prompt.format(changed if n < 2 else "as ever")
        how = f"selector: {{directive: always}}, prompt: {role}, apiData: {{endpoint: /x/}}"
        spec = f"{{{how}, connection: service_{n}}}"
        documents.append(manifest("ApiPlugin", f"lookup_{n}", spec, ", pluginClass: api"))
    for n in range(edition - 1, edition + 5):  # one is removed, one is added
        role = prompt.format(changed if n == 3 else "as ever")
        spec = f"{{selector: {{directive: always}}, prompt: {role}, data: {{staticData: {{n: {n}}}}}}}"
        documents.append(manifest("Plugin", f"facts_{n}", spec, ", pluginClass: static"))
    for n in range(6):
        role = changed if n < 2 else "as ever"
        spec = f"{{config: {{defaultSystemRole: {role}}}, plugins: [lookup_{n % 4}, facts_{n % 4 + 1}]}}"
        documents.append(manifest("Chatbot", f"helper_{n}", spec))
    for n in range(4):
        (folder / f"file_{n}.txt").write_text(f"content of {changed if n < 2 else 'ever'}\n" * 40)
        documents.append(manifest("File", f"text_{n}", f"{{path: file_{n}.txt, purpose: user_data}}"))
    assert len(documents) == 30
    (folder / "all.yaml").write_text("---\n".join(documents), encoding="utf-8")


class Matrix:
    """A database with the first edition applied, and the manifests of the second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifests = folder / "manifests"
        self.start = folder / "start.db"
        write_set(self.manifests, 1)
        with Server(self.start, api_key=KEY) as server:
            assert self.run(server).code == 0
        write_set(self.manifests, 2)
        self.old = {f"text_{n}": self.content(f"{'edition 1' if n < 2 else 'ever'}") for n in range(4)}
        self.new = {f"text_{n}": self.content(f"{'edition 2' if n < 2 else 'ever'}") for n in range(4)}

    @staticmethod
    def content(word: str) -> str:
        return sha256((f"content of {word}\n" * 40).encode()).hexdigest()

    def server(self) -> Server:
        """Return a platform on which the first edition is applied."""
        database = self.folder / "run.db"
        for old in self.folder.glob("run.db*"):
            old.unlink()
        shutil.copy(self.start, database)
        return Server(database, api_key=KEY)

    def command(self, server: Server) -> Command:
        key = self.folder / "key"
        key.write_text(KEY + "\n", encoding="utf-8")
        home = self.folder / "home"
        return Command(self.folder, home, ["--base-url", f"{server.url}/api/v1", "--api-key-file", str(key)])

    def run(self, server: Server, *args: str) -> Any:
        return self.command(server)("apply", "-f", str(self.manifests), *FLAGS, *args)

    def apply_with_failure(self, server: Server, way: Dict[str, Any], nth: int) -> Tuple[int, bool]:
        """Apply while the `nth` request goes wrong.

        Returns:
            The exit code, and whether the apply sent that many requests: the number of reads depends on the machine.
        """
        command = self.command(server)
        words = ["apply", "-f", str(self.manifests), *FLAGS]
        impatient = {"SMARTER_MAX_RETRIES": "0"}
        if way["do"] == "delay":
            impatient["SMARTER_TIMEOUT"] = "0.5"
        rule = Rule(nth=nth, **way)
        if way["do"] != "kill":
            server.platform.faults = Faults([rule])
            code = command(*words, env=impatient).code
            server.platform.faults = None
            return int(code), bool(rule.fired)
        line, environ = [*program(), *command.flags, *words], command.environment(impatient)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        started = threading.Event()

        def kill() -> None:
            started.wait(60)
            os.kill(process.pid, signal.SIGKILL)

        server.platform.faults = Faults([rule], kill=kill)
        process = subprocess.Popen(line, env=environ, cwd=str(self.folder), **quiet)  # type: ignore[call-overload]
        started.set()
        _, said = process.communicate(timeout=120)
        server.platform.faults = None
        assert b"Traceback" not in said, said
        return int(process.returncode), bool(rule.fired)


@pytest.fixture(scope="module")
def matrix(reads_last: None, tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    return Matrix(tmp_path_factory.mktemp("matrix"))


@pytest.fixture(scope="module")
def requests(matrix: Matrix) -> int:
    """Count the requests of an apply that succeeds."""
    with matrix.server() as server:
        assert matrix.run(server).code == 0
        check_state(matrix, server)
        return len(server.requests)


def files(server: Server) -> Dict[str, List[str]]:
    """Map each name to the SHA-256 of its uploads."""
    status, _, body = server.platform.handle(
        "GET", "/api/v1/files?limit=100", {"authorization": f"Bearer {KEY}", "host": "localhost"}
    )
    assert status == 200
    kept: Dict[str, List[str]] = {}
    for row in json.loads(body if isinstance(body, bytes) else b"".join(body))["data"]:
        kept.setdefault(row["name"], []).append(row["sha256"])
    return kept


def no_file_without_content(matrix: Matrix, server: Server) -> None:
    kept = files(server)
    for name, old in matrix.old.items():
        assert set(kept.get(name, ())) & {old, matrix.new[name]}, f"{name} is there, old or new"


def check_state(matrix: Matrix, server: Server) -> None:
    """Check the desired state: nothing twice, nothing left over."""
    assert files(server) == {name: [content] for name, content in matrix.new.items()}
    there = {(r.kind, r.name): r.manifest for r in server.platform.resources()}
    ours = {key: spec for key, spec in there.items() if key[0] not in ("Account", "User", "Provider")}
    expected: Set[Tuple[str, str]] = {("Plugin", f"facts_{n}") for n in range(1, 7)}
    for kind, name, count in (
        ("Secret", "key", 5),
        ("ApiConnection", "service", 5),
        ("ApiPlugin", "lookup", 4),
        ("LLMClient", "helper", 6),
    ):
        expected |= {(kind, f"{name}_{n}") for n in range(count)}
    inventory = ("Secret", "smarter_set_matrix_admin")
    assert set(ours) == expected | {
        inventory,
        ("Secret", "smarter_sets_admin"),
        ("Secret", "smarter_rows_admin"),
    }
    notes = {k: v for note in ours[inventory]["metadata"]["annotations"] for k, v in note.items()}
    assert len(notes["smarter.sh/client/members.1"].split()) == 30
    for n in range(6):
        chatbot = ours["LLMClient", f"helper_{n}"]["spec"]
        assert set(chatbot["plugins"]) == {f"lookup_{n % 4}", f"facts_{n % 4 + 1}"}
        assert chatbot["config"]["defaultSystemRole"] == ("edition 2" if n < 2 else "as ever")
    for n in range(5):
        assert (
            ours["Secret", f"key_{n}"]["spec"]["config"]["value"] == f"secret-value-{2 if n < 2 else 1}-{n}"
        )
        assert ours["ApiConnection", f"service_{n}"]["spec"]["connection"]["timeout"] == (20 if n < 2 else 10)
    for n in range(4):
        role = ours["ApiPlugin", f"lookup_{n}"]["spec"]["prompt"]["systemRole"]
        assert role == ("edition 2" if n < 2 else "as ever")
    assert ours["Plugin", "facts_3"]["spec"]["prompt"]["systemRole"] == "edition 2"


def check_recovery(matrix: Matrix, way: str, nth: int) -> bool:
    """Fail the `nth` request and apply again; return whether it was sent."""
    with matrix.server() as server:
        code, came = matrix.apply_with_failure(server, WAYS[way], nth)
        assert code == -signal.SIGKILL if came and way.startswith("killed") else code in (0, 4, 7), code
        no_file_without_content(matrix, server)
        again = matrix.run(server)
        assert again.code == 0, again.err
        check_state(matrix, server)
        return came


@pytest.mark.parametrize("way", WAYS)
def test_the_next_apply_finishes_an_interrupted_one(matrix: Matrix, requests: int, way: str) -> None:
    # On a loaded machine an apply may end before the request, by its own timeout: another one is tried then.
    order = Random(way).sample(range(1, requests * 4 // 5), 10)
    assert len(list(islice(filter(partial(check_recovery, matrix, way), order), 2))) == 2


@pytest.mark.full
@pytest.mark.parametrize("way", WAYS)
def test_the_next_apply_finishes_one_interrupted_at_any_request(
    matrix: Matrix, requests: int, way: str
) -> None:
    struck = sum(check_recovery(matrix, way, nth) for nth in range(1, requests + 1))
    assert struck > 0.8 * requests

"""A hostile repository collects no variable and no key, by any command.

Every source of an address is combined with every source of a key, every verb and every field. The requests to a
listening server are checked.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Callable, Dict, Iterator, List, NamedTuple, Tuple

import pytest

from smarter.cli import main
from tests.acceptance.server import Server

VICTIM = "victims-key-0123456789"
CANARY = "canary-7f3a-of-the-environment"
LOOT = "canary-of-a-file"
THEIRS = "attackers-own-key"

ADDRESSES = ("environment", "flag", "context", ".env", ".smarter.yaml")
KEYS = ("environment", "file", "context", ".env", ".smarter.yaml")
VERBS: Dict[str, Tuple[str, ...]] = {
    "diff": ("diff", "-f", "m.yaml"),
    "plan": ("plan", "-f", "m.yaml"),
    "plan --set": ("plan", "-f", "m.yaml", "--set", "s"),
    "dry run": ("apply", "-f", "m.yaml", "--dry-run"),
    "validate": ("validate", "--live", "m.yaml"),
    "delete": ("delete", "-f", "m.yaml", "--dry-run"),
    "adopt": ("adopt", "-f", "m.yaml", "--set", "s", "--dry-run"),
    "apply": ("apply", "-f", "m.yaml", "--yes"),
}
READS = tuple(verb for verb in VERBS if verb != "apply")

PLUGIN = """\
apiVersion: smarter.sh/v1
kind: {kind}
metadata: {{name: "{name}", description: "{description}", version: 1.0.0, pluginClass: static}}
spec:
  selector: {{directive: always}}
  prompt: {{provider: openai, systemRole: r, model: m, temperature: 0.1, maxTokens: 100}}
  data: {{staticData: {{a: "{value}"}}}}
"""
OTHER = """\
---
apiVersion: smarter.sh/v1
kind: Chatbot
metadata: {{name: b, description: d, version: 1.0.0}}
spec: {{config: {{provider: openai, defaultModel: m, defaultSystemRole: r}}, plugins: ["{plugin}"], functions: []}}
---
apiVersion: smarter.sh/v1
kind: SqlConnection
metadata: {{name: c, description: d, version: 1.0.0}}
spec:
  connection:
    {{dbEngine: django.db.backends.mysql, hostname: h, port: 3306, database: d, username: u, password: "{secret}"}}
"""
PLAIN = {"kind": "Plugin", "name": "p", "description": "d", "value": "v"}
FIELDS = ("kind", "name", "description", "value", "plugin", "secret")
REFERENCES = {
    "variable": "${env:CANARY}",
    "default": "${env:CANARY:-x}",
    "in a text": "a ${env:CANARY} b",
    "key": "${env:SMARTER_API_KEY}",
    "key by its value": "${env:SAME_KEY}",
    "file": "${file:.env}",
    "git": "${file:.git/config}",
    "out": "${file:../home/config.yaml}",
}


class Case(NamedTuple):
    """One way of running the command in a repository."""

    address: str
    key: str
    verb: str
    field: str
    reference: str


def _all() -> List[Case]:
    return [Case(*parts) for parts in itertools.product(ADDRESSES, KEYS, VERBS, FIELDS, REFERENCES)]


def _sample(size: int) -> List[Case]:
    """Sample combinations of verb, field, reference and settings, by a fixed seed."""
    return random.Random(15).sample(_all(), size)


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("listener") / "db") as running:
        yield running


Run = Callable[[Case], bytes]


@pytest.fixture
def received(
    listener: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    """Run a case in a new folder, check for secrets, and return the requests."""

    def run(case: Case) -> bytes:
        listener.received.clear()
        number = len(list(tmp_path.iterdir()))
        where = tmp_path / str(number)
        repository, home = where / "repository", where / "home"
        (repository / ".git").mkdir(parents=True)
        home.mkdir()
        _lay_out(case, f"p{number}", listener.url, repository, home)
        for name in ("SMARTER_BASE_URL", "SMARTER_API_KEY", "SMARTER_CONTEXT"):
            monkeypatch.delenv(name, raising=False)
        environ = {"SMARTER_HOME": str(home), "CANARY": CANARY, "SAME_KEY": VICTIM}
        if case.address == "environment":
            environ["SMARTER_BASE_URL"] = listener.url
        if case.key == "environment" or case.key.startswith("."):
            environ["SMARTER_API_KEY"] = VICTIM if case.key == "environment" else ""
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(repository)
        flags: List[str] = []
        if case.address == "flag":
            flags += ["--base-url", listener.url]
        if case.address == "context":
            flags += ["--context", "mine"]
        if case.key == "file":
            flags += ["--api-key-file", str(home / "key")]
        main.run([*flags, *VERBS[case.verb]])
        printed = capfd.readouterr()
        assert CANARY not in printed.out + printed.err, case
        assert VICTIM not in printed.out + printed.err, case
        return b"\n".join(listener.received)

    return run


def _lay_out(case: Case, name: str, url: str, repository: Path, home: Path) -> None:
    fields: Dict[str, str] = {**PLAIN, "name": name}
    fields[case.field] = REFERENCES[case.reference]
    text = PLUGIN.format(**fields)
    if case.field in ("plugin", "secret"):
        text += OTHER.format(**{"plugin": name, "secret": "s", case.field: fields[case.field]})
    (repository / "m.yaml").write_text(text, encoding="utf-8")
    (repository / ".git" / "config").write_text(f"token = {LOOT}\n", encoding="utf-8")
    (home / "key").write_text(VICTIM + "\n", encoding="utf-8")
    config = ""
    if case.address == "context":
        config += f"mine:\n  base_url: {url}\n" + (f"  api_key: {VICTIM}\n" if case.key == "context" else "")
    elif case.key == "context":
        config += f"prod:\n  api_key: {VICTIM}\n"
    (home / "config.yaml").write_text(config + f"# {LOOT}\n", encoding="utf-8")
    dotenv, project = f"LOOT={LOOT}\n", ""
    if case.address == ".env":
        dotenv += f"SMARTER_BASE_URL={url}\n"
    if case.key == ".env":
        dotenv += f"SMARTER_API_KEY={THEIRS}\n"
    if case.address == ".smarter.yaml":
        project += f"base_url: {url}\n"
    if case.key == ".smarter.yaml":
        project += f"api_key: {THEIRS}\n"
    (repository / ".env").write_text(dotenv, encoding="utf-8")
    if project:
        (repository / ".smarter.yaml").write_text(project, encoding="utf-8")


def _check(case: Case, data: bytes) -> None:
    from_folder = case.address.startswith(".") or case.key.startswith(".")
    without_header = b"\n".join(line for line in data.splitlines() if not line.startswith(b"authorization"))
    assert LOOT.encode() not in data, case
    assert VICTIM.encode() not in without_header, case
    if from_folder:
        assert VICTIM.encode() not in data, case
    urls = b"\n".join(line for line in data.splitlines() if line[:5] in (b"POST ", b"GET /", b"DELET"))
    assert CANARY.encode() not in urls, case
    if from_folder or case.verb in READS or case.field in ("kind", "name", "secret"):
        assert CANARY.encode() not in data, case


def test_a_repository_collects_nothing(received: Run) -> None:
    for case in _sample(80):
        _check(case, received(case))


@pytest.mark.full
def test_a_repository_collects_nothing_in_any_way(received: Run) -> None:
    for case in _all():
        _check(case, received(case))


def test_where_the_user_names_the_platform_variables_arrive(received: Run) -> None:
    """Prove that the listener receives variables, so that the test above can fail."""
    for address, key in (("environment", "environment"), ("flag", "file"), ("context", "context")):
        data = received(Case(address, key, "apply", "description", "variable"))
        assert CANARY.encode() in data
        assert VICTIM.encode() in data

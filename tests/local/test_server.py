"""`smarter local serve`: its key, its output, the durability of its writes."""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional

import pytest

from smarter.local import Platform, server

pytest.importorskip("uvicorn")


class Served(NamedTuple):
    process: subprocess.Popen
    url: str
    said: List[str]

    def ask(
        self, path: str, body: Any = None, key: Optional[str] = None, method: Optional[str] = None
    ) -> Any:
        """Send a request; return the JSON of the response. Raises HTTPError."""
        headers = {"Authorization": f"Token {key}"} if key else {}
        data = None if body is None else json.dumps(body).encode()
        if data:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            self.url + path, data, headers, method=method or ("POST" if data else "GET")
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            request, timeout=120
        ) as answer:
            return json.loads(answer.read())


@contextmanager
def serve(home: Path, *flags: str) -> Iterator[Served]:
    """Start the installed command on a free port and wait for its URL."""
    environ = {**os.environ, "SMARTER_HOME": str(home), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "smarter", "local", "serve", "--port", "0", *flags]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environ)
    assert process.stderr is not None
    said: List[str] = []
    try:
        for line in process.stderr:
            said.append(line)
            if "export SMARTER_BASE_URL" in line:
                break
        found = re.search(r"SMARTER_BASE_URL=(\S+)", "".join(said))
        assert found is not None, "".join(said)
        yield Served(process, found.group(1), said)
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def secret(name: str) -> Dict[str, Any]:
    return {
        "apiVersion": "smarter.sh/v1",
        "kind": "Secret",
        "metadata": {"name": name, "description": None, "version": "1.0.0"},
        "spec": {"config": {"value": "s3cret-value"}},
    }


def test_the_key_is_generated_once_private_and_required(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        file = tmp_path / "local.key"
        key = file.read_text().strip()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert re.fullmatch("[0-9a-f]{64}", key)
        assert str(file) in "".join(served.said)
        assert key not in "".join(served.said)
        assert served.ask("/api/v1/cli/whoami/", {}, key)["data"]["user"]["username"] == "admin"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            served.ask("/api/v1/cli/whoami/", {})
        with pytest.raises(urllib.error.HTTPError, match="401"):
            served.ask("/api/v1/files", key="wrong")
    with serve(tmp_path) as served:
        assert served.ask("/api/v1/files", key=key)["data"] == []


def test_a_given_key_is_used_and_not_stored(tmp_path: Path) -> None:
    with serve(tmp_path, "--api-key", "k" * 40, "--db", str(tmp_path / "other.db")) as served:
        assert served.ask("/api/v1/files", key="k" * 40)["data"] == []
        assert "kkk" not in "".join(served.said)
    assert not (tmp_path / "local.key").exists()
    assert not (tmp_path / "local.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_shows_the_address_that_opens_the_page(tmp_path: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "smarter", "local", "serve", "--port", "0", "--db", ":memory:"]
    process = subprocess.Popen(
        command, stderr=follower, stdin=follower, env={**os.environ, "SMARTER_HOME": str(tmp_path)}
    )
    try:
        shown = ""
        while "export SMARTER_BASE_URL" not in shown:
            shown += os.read(leader, 4096).decode()
    finally:
        process.kill()
        process.wait()
        os.close(leader)
        os.close(follower)
    key = (tmp_path / "local.key").read_text().strip()
    assert re.search(rf"open http://127\.0\.0\.1:\d+/#key={key}\r\n", shown)


def test_verbose_logs_requests_without_queries_and_bodies(tmp_path: Path) -> None:
    with serve(tmp_path, "--api-key", "k" * 40, "--db", ":memory:", "-v") as served:
        assert served.process.stderr is not None
        served.ask("/_local/state", key="k" * 40)
        with urllib.request.urlopen(f"{served.url}/", timeout=120) as page:
            assert page.status == 200
        served.ask("/api/v1/cli/apply/", secret("kept"), "k" * 40)
        served.ask("/api/v1/cli/describe/Secret/?name=kept", key="k" * 40, method="POST")
        with pytest.raises(urllib.error.HTTPError):
            served.ask("/api/v1/odd%0Apath", key="k" * 40)
        lines = [served.process.stderr.readline() for _ in range(4)]
    shown = [re.sub(r"^\d\d:\d\d:\d\d | \d+\.\d ms\n$", "", line) for line in lines]
    assert shown == [
        "GET / 200",
        "POST /api/v1/cli/apply/ 200",
        "POST /api/v1/cli/describe/Secret/ 200",
        "GET /api/v1/odd%0Apath 404",
    ]


def test_an_answered_write_survives_being_killed(tmp_path: Path) -> None:
    flags = ("--api-key", "k" * 40)
    for number in range(3):
        with serve(tmp_path, *flags) as served:
            for older in range(number):
                served.ask(f"/api/v1/cli/describe/Secret/?name=kept_{older}", key="k" * 40, method="POST")
            served.ask("/api/v1/cli/apply/", secret(f"kept_{number}"), "k" * 40)
            served.process.send_signal(signal.SIGKILL)
            assert served.process.wait() == -signal.SIGKILL


def test_an_interrupted_server_exits_0(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        served.ask("/api/v1/files", key=(tmp_path / "local.key").read_text().strip())
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(timeout=120) == 0
        assert served.process.stderr is not None
        assert served.process.stderr.read() == "Stopped.\n"


def run(*args: str, **environ: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "smarter", "local", "serve", *args],
        capture_output=True,
        text=True,
        env={**os.environ, **environ},
        timeout=120,
        check=False,
    )


def test_an_occupied_port_is_named(tmp_path: Path) -> None:
    with serve(tmp_path) as served:
        port = served.url.rpartition(":")[2]
        second = run("--port", port, SMARTER_HOME=str(tmp_path))
    assert second.returncode == 7
    assert f"Cannot listen on 127.0.0.1:{port}" in second.stderr
    assert "--port 0" in second.stderr


def test_without_uvicorn_its_installation_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ModuleNotFoundError('uvicorn', name='uvicorn')\n")
    told = run("--port", "0", SMARTER_HOME=str(tmp_path), PYTHONPATH=f"{tmp_path}{os.pathsep}{os.getcwd()}")
    assert "pip install uvicorn" in told.stderr
    assert told.returncode == 2


def test_a_server_can_be_seeded(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "secret.yaml").write_text(json.dumps(secret("sown")))
    with serve(tmp_path, "--api-key", "k" * 40, "--db", ":memory:", "--seed", str(seeds)) as served:
        found = served.ask("/api/v1/cli/describe/Secret/?name=sown", key="k" * 40, method="POST")
        assert found["data"]["metadata"]["name"] == "sown"
        assert "1 created" in "".join(served.said)
        recent = served.ask("/_local/state", key="k" * 40)["recent"]
        assert [entry["status"] for entry in recent] == [200]


def test_bad_seeds_are_refused_before_it_serves(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("kind: [")
    told = run(
        "--port", "0", "--db", ":memory:", "--seed", str(tmp_path / "bad.yaml"), SMARTER_HOME=str(tmp_path)
    )
    assert told.returncode == 1
    assert "bad.yaml" in told.stderr
    assert "SMARTER_BASE_URL" not in told.stderr


def test_rules_from_a_file_can_kill_the_process(tmp_path: Path) -> None:
    rules = tmp_path / "faults.json"
    rules.write_text(json.dumps([{"do": "kill", "verb": "apply", "nth": 2, "when": "after"}]))
    flags = ("--api-key", "k" * 40)
    with serve(tmp_path, *flags, "--faults", str(rules)) as served:
        served.ask("/api/v1/cli/apply/", secret("first"), "k" * 40)
        with pytest.raises((OSError, HTTPException)):
            served.ask("/api/v1/cli/apply/", secret("second"), "k" * 40)
        assert served.process.wait(timeout=120) == -signal.SIGKILL
    with serve(tmp_path, *flags) as served:
        for name in ("first", "second"):
            served.ask(f"/api/v1/cli/describe/Secret/?name={name}", key="k" * 40, method="POST")


def test_the_server_has_admin_routes_with_the_admin_option(tmp_path: Path) -> None:
    flags = ("--api-key", "k" * 40, "--db", ":memory:")
    with serve(tmp_path, *flags) as served, pytest.raises(urllib.error.HTTPError, match="404"):
        served.ask("/_local/faults", key="k" * 40)
    with serve(tmp_path, *flags, "--admin") as served:
        assert served.ask("/_local/faults", key="k" * 40) == {"rules": []}


@pytest.mark.parametrize(
    ("flags", "rules", "words"),
    [
        (("--faults", "faults.json"), '[{"do": "dance"}]', "do is 'dance'"),
        (("--faults", "faults.json"), "[", "faults.json"),
        (("--db", "local.db", "--dialect", "P15"), "[]", "P15C"),
        (("--api-key", "two words"), "[]", "key"),
    ],
)
def test_bad_options_of_serve_are_reported(tmp_path: Path, flags: Any, rules: str, words: str) -> None:
    (tmp_path / "faults.json").write_text(rules)
    with serve(tmp_path):
        pass
    paths = [str(tmp_path / flag) if flag.endswith((".json", ".db")) else flag for flag in flags]
    told = run("--port", "0", *paths, SMARTER_HOME=str(tmp_path))
    assert told.returncode in (2, 3, 7)
    assert words in told.stderr
    assert "bug" not in told.stderr


def test_a_strictly_faithful_server_has_one_host_and_no_openai_api(tmp_path: Path) -> None:
    with serve(tmp_path, "--api-key", "k" * 40, "--db", ":memory:", "--strict-faithful") as served:
        unknown = served._replace(url=served.url.replace("localhost", "127.0.0.1"))
        with pytest.raises(urllib.error.HTTPError, match="400"):
            unknown.ask("/api/v1/cli/whoami/", {}, "k" * 40)
        known = served
        assert known.ask("/api/v1/cli/whoami/", {}, "k" * 40)["data"]["user"]["username"] == "admin"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            known.ask("/api/v1/files", key="k" * 40)


@pytest.mark.parametrize("path", ["/api/v1/cli/apply/", "/v1/chat/completions", "/api/v1/cli/get/Secret/"])
def test_a_body_that_must_be_read_whole_is_refused_when_it_is_large(path: str) -> None:
    platform = Platform()
    sent = []

    def body() -> Iterator[bytes]:
        for _ in range(300):
            sent.append(1)
            yield b" " * 2**20

    headers = {"Host": "localhost", "Content-Type": "application/json"}
    status, _, answer = platform.handle("POST", path, headers, body())
    assert status == 413
    assert b"larger than 16 MB" in (answer if isinstance(answer, bytes) else b"")
    assert len(sent) == 17
    platform.close()


def test_a_wildcard_address_is_printed_as_a_usable_one() -> None:
    with contextlib.closing(server.bind("0.0.0.0", 0)) as listener:
        port = listener.getsockname()[1]
        assert server.is_public(listener)
        own, *others = server.usable_urls(listener)
        assert own == f"http://127.0.0.1:{port}"
        assert not [other for other in others if "0.0.0.0" in other or "127." in other]
        assert server.usable_urls(listener, only_localhost=True) == [f"http://localhost:{port}"]
    with contextlib.closing(server.bind("127.0.0.1", 0)) as listener:
        assert not server.is_public(listener)
        assert server.usable_urls(listener) == [server.url_of(listener)]


def test_an_unrelated_test_run_pays_little_for_the_fixture() -> None:
    script = (
        "import pytest, pathlib, sys\n"
        "import smarter.local.pytest_plugin\n"
        "print([name for name in sys.modules if name.startswith('smarter')])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    allowed = {"smarter", "smarter._lazy", "smarter._version", "smarter.local", "smarter.local.pytest_plugin"}
    assert set(ast.literal_eval(done.stdout)) <= allowed


def test_a_short_key_is_refused_on_a_public_address(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "smarter", "local", "serve", "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(
        [*command, "--db", ":memory:", "--api-key", "shortkey12345"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "SMARTER_HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 2
    assert "too short to serve on 0.0.0.0" in done.stderr
    assert "shortkey12345" not in done.stderr

"""One Ctrl-C finishes sent requests, two stop at once; the next apply completes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Iterator, List, Tuple

import pytest

from smarter.local.faults import Faults, Rule
from tests.acceptance.conftest import Command, program
from tests.acceptance.server import Server
from tests.acceptance.test_kill_matrix import KEY, write_set

# Run the command like its script, with a Ctrl-C when the module of this name is loaded.
EARLY = """\
import os, signal, sys
from smarter.cli import start

class Finder:
    def find_spec(self, name, *rest):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finder())
sys.argv = ["smarter", "--context", "local", "get", "chatbots"]
start.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the process")
@pytest.mark.parametrize(
    ("module", "err"),
    [
        ("typing", ""),
        ("click", ""),
        ("smarter.cli.session", ""),
        ("smarter.cli.commands.get", "error: Interrupted.\n"),
        ("sqlite3", "error: Interrupted.\n"),
    ],
)
def test_an_interrupt_while_the_program_is_loaded_is_quiet(bare: Command, module: str, err: str) -> None:
    line = [sys.executable, "-S", "-c", EARLY.format(module=module)]
    environment = bare.environment({"PYTHONPATH": os.pathsep.join(filter(None, sys.path))})
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (5, "", err)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals that are ignored")
def test_a_job_in_the_background_ignores_ctrl_c(bare: Command) -> None:
    line = [sys.executable, "-c", EARLY.format(module="click")]
    ignore = "import signal, subprocess, sys; signal.signal(2, signal.SIG_IGN); sys.exit(subprocess.call(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", ignore, *line],
        env=bare.environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def slow(bare: Command, tmp_path: Path) -> Iterator[Tuple[Server, Command]]:
    """Serve a platform with slow writes, and write 30 manifests for it."""
    write_set(bare.folder / "manifests", 1)
    with Server(tmp_path / "slow.db", api_key=KEY) as server:
        key = bare.folder / "key"
        key.write_text(KEY + "\n", encoding="utf-8")
        yield server, bare.with_flags("--base-url", f"{server.url}/api/v1", "--api-key-file", str(key))


def interrupted(server: Server, command: Command, after_first: bool) -> Tuple[int, List[str], str]:
    """Apply with slow writes: one Ctrl-C after a report, or several after a request.

    The writes that get several Ctrl-C are answered after the end of the command.
    """
    ended, handle = threading.Event(), server.platform.handle

    def answer_at_the_end(method: str, target: str, *rest: Any) -> Any:
        answer = handle(method, target, *rest)
        if "/apply/" in target:
            ended.wait(120)
        return answer

    if after_first:
        server.platform.faults = Faults([Rule("delay", verb="apply", seconds=1.0, when="after")])
    else:
        server.platform.handle = answer_at_the_end  # type: ignore[method-assign]
    line = [*program(), *command.flags, "apply", "-f", "manifests"]
    printed = command.folder / "printed"
    # Reading a pipe by lines, and then to its end, loses the buffered text between.
    with printed.open("w") as file:
        process = subprocess.Popen(
            line,
            env=command.environment(),
            cwd=str(command.folder),
            stdout=file,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def begun() -> bool:
        reported = not after_first or "\n" in printed.read_text(encoding="utf-8")
        return reported and any("/apply/" in request for request in server.requests)

    deadline = time.monotonic() + 120
    while not begun() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    # Two signals before a process runs again arrive as one.
    for _ in range(0 if after_first else 12):
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
            break
    ended_before_the_answers = process.poll() is not None
    ended.set()
    _, err = process.communicate(timeout=120)
    assert after_first or ended_before_the_answers
    server.platform.faults = None
    server.platform.handle = handle  # type: ignore[method-assign]
    assert "Traceback" not in err, err
    return process.returncode, printed.read_text(encoding="utf-8").splitlines(), err


def test_one_interrupt_finishes_requests_in_flight_and_reports(slow: Tuple[Server, Command]) -> None:
    server, command = slow
    code, lines, err = interrupted(server, command, after_first=True)
    assert code == 5, err
    written = [request for request in server.requests if "/apply/" in request]
    done = [line for line in lines if line.endswith(" created")]
    assert 0 < len(done) < 30
    uploads = sum("POST /api/v1/files" in request for request in server.requests)
    records = server.platform.resource("Secret", "smarter_rows_admin") is not None  # ids of created plugins
    assert len(done) == len(written) + uploads - records
    assert "run the same command again" in err
    assert "failed" not in err
    again = command("apply", "-f", "manifests", "-o", "json")
    assert again.code == 0
    assert again.json["summary"]["created"] == 30 - len(done)


def test_two_interrupts_stop_at_once(slow: Tuple[Server, Command]) -> None:
    server, command = slow
    code, _, err = interrupted(server, command, after_first=False)
    assert code == 5, err
    assert "interrupted" in err.lower()
    assert command("apply", "-f", "manifests").code == 0

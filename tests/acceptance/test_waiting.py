"""Slow and endless commands: they report progress and stop when interrupted."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Dict, Iterator, List

import pytest

from smarter.cli.output import progress
from tests.acceptance.conftest import Command, program

if not sys.platform.startswith("win"):
    from tests.acceptance.terminal import Terminal


class Silent:
    """A server that accepts every connection and never answers."""

    def __init__(self) -> None:
        self._held: List[socket.socket] = []
        self._connected = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self._held.append(self._listener.accept()[0])
            except OSError:
                return
            self._connected.set()

    def hang_up(self) -> None:
        """Wait for a connection, which takes long on a loaded machine, and close all."""
        assert self._connected.wait(120)
        self._drop()

    def _drop(self) -> None:
        while self._held:
            self._held.pop().close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.close()


def environment(command: Command) -> Dict[str, str]:
    return command.environment({"SMARTER_API_KEY": "k", "SMARTER_MAX_RETRIES": "0", "PYTHONWARNINGS": None})


def without_rich(command: Command) -> Dict[str, str]:
    """Make an environment without `rich`, as if the extra were missing."""
    folder = command.folder / "absent"
    folder.mkdir()
    (folder / "rich.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize("rich", [True, False])
def test_the_progress_line_names_the_platform_and_is_erased(
    bare: Command, silent: Silent, rich: bool
) -> None:
    line = [*program(), "--base-url", silent.url, "get", "chatbots"]
    absent = {} if rich else without_rich(bare)
    terminal = Terminal(line, str(bare.folder), {**environment(bare), **absent})
    terminal.expect(f"waiting for {silent.url}/api/v1, ")
    terminal.expect("waiting for")
    silent.hang_up()
    shown = terminal.end()
    assert terminal.code == 7
    erased = "\x1b[2K" if rich else "\r"
    assert f"{erased}error: " in shown
    assert ("\x1b" in shown) == rich
    assert "The connection to" in shown


def test_no_progress_line_is_written_to_a_pipe(bare: Command, silent: Silent) -> None:
    ran = bare("--base-url", silent.url, "--timeout", "2.5", "get", "chatbots", env=environment(bare))
    assert ran.code == 7
    assert "timed out" in ran.err
    assert "waiting" not in ran.err
    assert "\x1b" not in ran.err
    assert "\r" not in ran.err


def test_no_progress_line_is_shown_while_the_user_types(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    line = [*program(), *smarter.flags, "chat", "bike_shop"]
    terminal = Terminal(line, str(smarter.folder), environment(smarter))
    for _ in range(2):
        terminal.expect("> ")
        time.sleep(1.5)
        terminal.type("Hello\n")
        assert "waiting" not in terminal.expect("Hello")
        terminal.expect("You said: Hello")
    terminal.expect("> ")
    terminal.type("\x04")
    assert "waiting" not in terminal.end()
    assert terminal.code == 0


def test_no_progress_line_is_shown_while_an_editor_is_open(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    editor = smarter.folder / "editor"
    editor.write_text("#!/bin/sh\necho opened\nsleep 2\necho closed\n", encoding="utf-8")
    editor.chmod(0o700)
    line = [*program(), *smarter.flags, "edit", "plugin/faq"]
    terminal = Terminal(line, str(smarter.folder), {**environment(smarter), "EDITOR": str(editor)})
    terminal.expect("opened")
    assert "waiting" not in terminal.expect("closed")
    assert "no changes" in terminal.end()
    assert terminal.code == 0


def test_waiting_ends_when_it_is_interrupted(bare: Command, silent: Silent) -> None:
    terminal = Terminal(
        [*program(), "--base-url", silent.url, "get", "chatbots"], str(bare.folder), environment(bare)
    )
    terminal.expect("waiting for")
    terminal.type("\x03")
    assert "Interrupted." in terminal.end()
    assert terminal.code == 5


def test_waiting_for_a_value_shows_the_live_one(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    goal = "--for=jsonpath={.metadata.version}=9.9.9"
    line = [*program(), *smarter.flags, "wait", "plugin/faq", goal, "--timeout", "4s"]
    terminal = Terminal(line, str(smarter.folder), environment(smarter))
    terminal.expect("waiting for plugin/faq: {.metadata.version} is 1.0.0")
    terminal.end()
    assert terminal.code == 7


def test_a_quick_command_shows_no_progress_line(smarter: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    # A loaded machine may take the ten seconds after which a log shows progress.
    monkeypatch.setattr(progress, "_PATIENCE", 120.0)
    assert "waiting" not in smarter("apply", "-f", "quickstart/").err


def watch(smarter: Command, *words: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """Start `smarter get ... --watch`."""
    return subprocess.Popen(
        [*program(), "--context", "local", "get", *words, "--watch"],
        cwd=str(smarter.folder),
        env=smarter.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        encoding="utf-8",
    )


def test_watch_prints_its_titles_once(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    watching = watch(smarter, "chatbots,plugins", "--interval", "0.2")
    assert watching.stdout is not None
    try:
        first = [watching.stdout.readline() for _ in range(5)]
        assert [line[:4] for line in first] == ["NAME", "chat", "\n", "NAME", "plug"]
        path = smarter.folder / "quickstart" / "chatbot.yaml"
        path.write_text(path.read_text("utf-8").replace("version: 1.0.0", "version: 1.0.1"), "utf-8")
        assert smarter("apply", "-f", "quickstart/").code == 0
        assert watching.stdout.readline().startswith("chatbot/bike_shop   ")
    finally:
        watching.kill()
        watching.communicate(timeout=120)


def test_watch_prints_changes_until_it_is_interrupted(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    watching = watch(smarter, "chatbots", "-o", "name", "--interval", "0.2", stderr=subprocess.PIPE)
    assert watching.stdout is not None
    try:
        assert watching.stdout.readline() == "chatbot/bike_shop\n"
        text = (smarter.folder / "quickstart" / "chatbot.yaml").read_text(encoding="utf-8")
        (smarter.folder / "other.yaml").write_text(
            text.replace("name: bike_shop", "name: other_shop"), encoding="utf-8"
        )
        assert smarter("apply", "-f", "other.yaml").code == 0
        assert watching.stdout.readline() == "chatbot/other_shop\n"
        assert smarter("delete", "chatbot", "other_shop", "--yes").code == 0
        assert watching.stdout.readline() == "chatbot/other_shop deleted\n"
    finally:
        watching.send_signal(signal.SIGINT)
        _, err = watching.communicate(timeout=120)
    assert watching.returncode == 5
    assert "Traceback" not in err


def test_watch_ends_when_its_pipe_is_closed(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    watching = watch(smarter, "chatbots", "--interval", "0.1")
    assert watching.stdout is not None
    watching.stdout.readline()
    watching.stdout.close()
    for number in range(20):
        if watching.poll() is not None:
            break
        text = (smarter.folder / "quickstart" / "chatbot.yaml").read_text(encoding="utf-8")
        (smarter.folder / "quickstart" / "chatbot.yaml").write_text(text + f"# {number}\n", encoding="utf-8")
        changed = text.replace("defaultMaxTokens: 400", f"defaultMaxTokens: {500 + number}")
        (smarter.folder / "changed.yaml").write_text(changed, encoding="utf-8")
        smarter("apply", "-f", "changed.yaml")
    assert watching.wait(timeout=120) == 0


@pytest.mark.parametrize(
    "args",
    [
        ["get", "chatbots", "--watch", "-o", "json"],
        ["logs", "chatbot/x", "--follow", "-o", "json"],
        ["--timeout", "0", "whoami"],
        ["--timeout", "soon", "whoami"],
        ["--ca-cert", "nowhere.pem", "whoami"],
    ],
)
def test_contradicting_options_are_usage_errors(smarter: Command, args: List[str]) -> None:
    assert smarter(*args).code == 2


def test_malformed_certificates_are_reported(smarter: Command) -> None:
    (smarter.folder / "bad.pem").write_text("no certificate\n", encoding="utf-8")
    for flag in ("--ca-cert", "--client-cert"):
        ran = smarter.with_flags("--base-url", "https://127.0.0.1:9", flag, "bad.pem")(
            "whoami", env={"SMARTER_API_KEY": "k"}
        )
        assert ran.code == 2
        assert "PEM" in ran.err


def test_logs_are_shown_for_kinds_that_have_them(smarter: Command) -> None:
    smarter("apply", "-f", "quickstart/")
    ran = smarter("logs", "chatbot/bike_shop")
    assert ran.code == 0
    assert "No log found" in ran.err
    assert smarter("logs", "chatbot/bike_shop", "-o", "json").json["results"] == []
    assert smarter("logs", "plugin/faq").code == 6
    assert smarter("logs", "chatbot/nobody").code == 7

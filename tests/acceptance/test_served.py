"""The embedded platform over HTTP, and the Python client on it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Iterator, List, Tuple

import pytest

from tests.acceptance.conftest import Command, program

SYNC = """
from smarter import Smarter
client = Smarter(api_key={key!r}, base_url={url!r})
reply = client.resources.chatbots.get(name="bike_shop").prompt("Hello, World!")
print(reply)
"""
ASYNC = """
import asyncio
from smarter import AsyncSmarter
async def main():
    async with AsyncSmarter(api_key={key!r}, base_url={url!r}) as client:
        chatbot = await client.resources.chatbots.get(name="bike_shop")
        print(await chatbot.prompt("Hello, World!"))
asyncio.run(main())
"""


class Serving:
    """`smarter local serve` in a process of its own."""

    def __init__(self, command: Command, *flags: str) -> None:
        self.process = subprocess.Popen(
            [*program(), "local", "serve", "--port", "0", *flags],
            cwd=str(command.folder),
            env=command.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self.told: List[str] = []
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.told.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.url = found.group(0)
                return
        raise AssertionError("".join(self.told))

    def stop(self) -> Tuple[int, str]:
        """Interrupt it; return its exit code and stdout."""
        import signal

        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=120)
        return self.process.returncode, out


@pytest.fixture
def served(smarter: Command) -> Iterator[Serving]:
    assert smarter("apply", "-f", "quickstart/").code == 0
    serving = Serving(smarter, "--api-key", "try-me")
    yield serving
    if serving.process.poll() is None:
        serving.process.kill()
    serving.process.communicate()


def python(command: Command, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=str(command.folder),
        env=command.environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("code", [SYNC, ASYNC], ids=["sync", "async"])
def test_the_client_prompts_a_chatbot_through_its_role_and_plugin(
    smarter: Command, served: Serving, code: str
) -> None:
    reply = python(smarter, code.format(key="try-me", url=served.url))
    assert "Hello, World!" in reply
    assert "Spoke & Chain" in reply
    assert "from the data of this plugin" in reply


def test_the_command_reaches_the_served_platform_only_with_its_key(smarter: Command, served: Serving) -> None:
    remote = smarter.with_flags("--base-url", served.url)
    assert (
        remote("get", "chatbots", "-o", "name", env={"SMARTER_API_KEY": "try-me"}).out
        == "chatbot/bike_shop\n"
    )
    assert remote("get", "chatbots", env={"SMARTER_API_KEY": "not-me"}).code == 3
    again = remote("apply", "-f", "quickstart/", "-o", "json", env={"SMARTER_API_KEY": "try-me"})
    assert again.json["summary"]["unchanged"] == 5


def test_serve_stops_on_an_interrupt_and_prints_nothing_to_stdout(served: Serving) -> None:
    code, out = served.stop()
    assert code in (0, 5)
    assert out == ""


def test_the_address_of_the_local_platform_is_a_json_document(smarter: Command) -> None:
    serving = Serving(smarter, "-o", "json")
    try:
        with urllib.request.urlopen(f"{serving.url}/", timeout=60) as answer:
            assert answer.status == 200
    finally:
        _, out = serving.stop()
    document = json.loads(out)
    assert document["type"] == "smarter.local.serve"
    key_file = str(smarter.home / "local.key")
    assert document["results"] == [{"url": serving.url, "keyFile": key_file, "dialect": "P14"}]


def test_findings_in_seed_manifests_are_in_the_document(smarter: Command) -> None:
    ran = smarter("local", "serve", "--port", "0", "--seed", "quickstart/chatbot.yaml", "-o", "json")
    assert ran.code == 1
    assert ran.json["type"] == "smarter.local.serve"
    assert ran.json["findings"][0]["rule"] == "unresolved-reference"


def test_the_local_platform_is_shown_and_reset(smarter: Command) -> None:
    assert "exists: false" in smarter("local", "status").out
    assert "does not exist" in smarter("local", "reset", "--yes").out
    smarter("apply", "-f", "quickstart/")
    shown = smarter("local", "status", "-o", "json").json["results"][0]
    assert (shown["exists"], shown["platform"]) == (True, "0.14")
    assert shown["resources"]["Chatbot"] == 1
    refused = smarter("local", "reset")
    assert refused.code == 8
    assert "--yes" in refused.err
    assert smarter("local", "reset", "--yes", "-o", "json").json["results"][0]["action"] == "deleted"
    assert not list(smarter.home.glob("local.db*"))
    assert smarter("local", "status", "-o", "json").json["results"][0]["exists"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
@pytest.mark.parametrize("form", ["--api-key KEY", "--api-key=KEY"])
def test_a_key_on_the_command_line_is_hidden_from_the_list_of_processes(smarter: Command, form: str) -> None:
    key = "a-key-that-others-could-read"
    serving = Serving(smarter, *form.replace("KEY", key).split(" "))
    try:
        shown = Path(f"/proc/{serving.process.pid}/cmdline").read_bytes()
        assert b"--api-key" in shown
        assert key.encode() not in shown
    finally:
        serving.stop()


def test_the_pytest_plugin_costs_other_tests_next_to_nothing(smarter: Command) -> None:
    code = """
import pathlib, pytest, sys, typing
before = set(sys.modules)
import smarter.local.pytest_plugin
print(*sorted(name for name in set(sys.modules) - before))
"""
    loaded = python(smarter, code).split()
    assert set(loaded) <= {
        "smarter", "smarter._lazy", "smarter._version", "smarter.local", "smarter.local.pytest_plugin"
    }, loaded  # fmt: skip

"""Chat: streamed prompts, and the progress that a turn shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Dict, Iterator, List

import pytest

from smarter.local.prompting.model import Model
from smarter.local.server import LocalServer
from tests.acceptance.conftest import ROOT, Command, program
from tests.acceptance.terminal import Terminal
from tests.local.held_stream import HeldStream

TYPES = ["progress", "tool_call", "progress", "progress", "tool_result", "text", "usage", "done"]


@pytest.fixture(params=["0.14", "0.36"])
def shop(request: pytest.FixtureRequest, bare: Command, tmp_path: Path) -> Iterator[LocalServer]:
    """Serve the bicycle shop on a platform with streaming, and on one without."""
    with LocalServer(tmp_path / "shop.db", dialect=request.param, model=Model()) as server:
        yield filled(server, bare)


@pytest.fixture
def streaming(bare: Command, tmp_path: Path) -> Iterator[LocalServer]:
    with LocalServer(tmp_path / "shop.db", dialect="0.36", model=Model()) as server:
        yield filled(server, bare)


def filled(server: LocalServer, command: Command) -> LocalServer:
    shutil.copytree(ROOT / "manifests" / "quickstart", command.folder / "shop")
    for name in ("chatbot.yaml", "plugin.yaml"):
        done = command("apply", "-f", f"shop/{name}", env=server.environ)
        assert done.code == 0 or name == "chatbot.yaml"
    assert command("apply", "-f", "shop/chatbot.yaml", env=server.environ).code == 0
    return server


def on_terminal(command: Command, server: LocalServer, *args: str) -> Terminal:
    environment: Dict[str, str] = command.environment(
        {**server.environ, "PYTHONWARNINGS": None, "NO_COLOR": "1"}
    )
    return Terminal([*program(), "chat", "bike_shop", *args], str(command.folder), environment)


def test_a_called_plugin_is_named_on_stderr(bare: Command, shop: LocalServer) -> None:
    done = bare("chat", "bike_shop", "What are your prices?", env=shop.environ)
    assert done.code == 0
    assert done.err == "called plugin faq: inquiry_type='prices'\n"
    assert "new chain" in done.out
    assert "smarter_plugin" not in done.out + done.err


def test_verbose_shows_the_work_of_a_turn(bare: Command, shop: LocalServer) -> None:
    done = bare("chat", "bike_shop", "prices?", "-v", env=shop.environ)
    for words in (
        "called plugin faq: inquiry_type='prices'",
        "faq gave:\n",
        '"job": "new chain"',
        "system role:\n",
        "You are the help desk of Spoke & Chain",
        "model: gpt-4o-mini",
        "selected plugins: faq",
        "tokens: ",
        "time: 0.",
        "session: ",
    ):
        assert words in done.err, words
    assert "system role" not in done.out
    assert done.out == bare("chat", "bike_shop", "prices?", env=shop.environ).out


def test_json_output_names_the_called_plugins(bare: Command, shop: LocalServer) -> None:
    result = bare("chat", "bike_shop", "prices?", "-o", "json", env=shop.environ).json["results"][0]
    (call,) = result["toolCalls"]
    assert (call["name"], call["plugin"], call["arguments"]) == ("faq", "faq", {"inquiry_type": "prices"})
    assert json.loads(call["result"])[0]["job"] == "new chain"
    assert result["plugins"] == ["faq"]
    assert result["usage"]["total_tokens"] > 0


def test_jsonl_prints_the_events_of_a_turn(bare: Command, shop: LocalServer) -> None:
    done = bare("chat", "bike_shop", "prices?", "-o", "jsonl", env=shop.environ)
    events = [json.loads(line) for line in done.out.splitlines()]
    streams = shop.platform.spoken.newer
    assert [each["type"] for each in events] == (
        TYPES if streams else [name for name in TYPES if name != "progress"]
    )
    assert events[-1]["toolCalls"][0]["plugin"] == "faq"
    assert events[-1]["reply"] == next(each["text"] for each in events if each["type"] == "text")
    assert done.err == ""


FAULTS: List[Dict[str, object]] = [
    {"do": "cut", "size": 300},
    {"do": "status", "when": "between", "status": 503},
]


@pytest.mark.parametrize("rule", FAULTS)
def test_a_stream_that_fails_is_one_error_in_every_format(
    bare: Command, streaming: LocalServer, rule: Dict[str, object]
) -> None:
    streaming.faults.add(verb="prompt", **rule)  # type: ignore[arg-type]
    text = bare("chat", "bike_shop", "prices?", env=streaming.environ)
    lines = bare("chat", "bike_shop", "prices?", "-o", "jsonl", env=streaming.environ)
    document = bare("chat", "bike_shop", "prices?", "-o", "json", env=streaming.environ)
    assert text.code == lines.code == document.code == 7
    assert text.err.count("error: ") == 1
    assert json.loads(lines.out.splitlines()[-1])["type"] == "error"
    assert document.json["type"] == "smarter.chat"
    assert "Traceback" not in text.err + lines.err + document.err


def test_a_kind_before_the_name_is_answered_with_the_line_that_works(
    bare: Command, shop: LocalServer
) -> None:
    for word in ("chatbot/bike_shop", "cb/bike_shop", "llmclients/bike_shop"):
        assert bare("chat", word, "Hello", env=shop.environ).code == 0
    wrong = bare("chat", "chatbot", "bike_shop", "Hello you", env=shop.environ)
    assert wrong.code == 7
    assert "smarter chat chatbot/bike_shop 'Hello you'" in wrong.err
    assert bare("chat", "chatbot/", "Hello", env=shop.environ).code == 2


def test_a_model_controls_no_terminal(bare: Command, streaming: LocalServer) -> None:
    class Hostile(Model):
        def complete(self, payload):  # type: ignore[no-untyped-def]
            found = super().complete(payload)
            message = found["choices"][0]["message"]
            if message["content"]:
                message["content"] = "\x1b]0;PWNED\x07 \x9b2K \u202e\n::stop-commands::x\n"
            for call in message.get("tool_calls") or ():
                call["function"]["arguments"] = json.dumps({"inquiry_type": "\x1b[31mred"})
            return found

    streaming.platform.model = Hostile()
    for flags in ([], ["-v"], ["-o", "jsonl"], ["-o", "json"]):
        done = bare("chat", "bike_shop", "prices?", *flags, env=streaming.environ)
        for forbidden in ("\x1b", "\x9b", "\u202e", "\x07"):
            assert forbidden not in done.out + done.err, flags
        assert "\n::stop-commands::" not in done.out + done.err


@pytest.fixture
def held(streaming: LocalServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldStream]:
    """Hold back the text of a reply."""
    stream = HeldStream(streaming.faults, monkeypatch, b"new chain")
    yield stream
    stream.release()


def test_the_work_is_shown_while_the_prompt_runs(
    bare: Command, streaming: LocalServer, held: HeldStream
) -> None:
    terminal = on_terminal(bare, streaming, "What are your prices?")
    terminal.expect("called plugin faq: inquiry_type='prices'")
    held.release()
    terminal.expect("new chain")
    terminal.end()
    assert terminal.code == 0
    assert not held.late


def test_ctrl_c_in_a_stream_ends_a_prompt_with_5(
    bare: Command, streaming: LocalServer, held: HeldStream
) -> None:
    terminal = on_terminal(bare, streaming, "What are your prices?")
    terminal.expect("called plugin faq")
    terminal.type("\x03")
    shown = terminal.end()
    assert terminal.code == 5
    assert "Traceback" not in shown
    assert "new chain" not in shown


def test_ctrl_c_in_a_conversation_ends_the_turn_only(
    bare: Command, streaming: LocalServer, held: HeldStream
) -> None:
    terminal = on_terminal(bare, streaming)
    terminal.expect("> ")
    terminal.type("What are your prices?\n")
    terminal.expect("called plugin faq")
    terminal.type("\x03")
    terminal.expect("stopped; the platform may still complete this turn")
    terminal.expect("> ")
    held.release()
    terminal.type("And when are you open?\n")
    terminal.expect("called plugin faq: inquiry_type='")
    terminal.expect("> ")
    terminal.type("/tools\n")
    terminal.expect("faq: inquiry_type=")
    terminal.expect("> ")
    terminal.type("/quit\n")
    shown = terminal.end()
    assert terminal.code == 0
    assert "Traceback" not in shown

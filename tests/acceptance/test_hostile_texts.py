"""Text of a resource or server controls neither terminals nor CI logs."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, List, Optional

import pytest

from smarter._text import COMMAND_LINE, CONTROL
from tests.acceptance.conftest import Command, Ran
from tests.acceptance.server import Answer, Server, collected

CONTROLS = "\x1b]0;PWNED\x07\x1b[31mred\x1b[8m\x9b2K\r hid\u202egnp\u2066 \x08\u2028end\n"
HOSTILE = CONTROLS + "  ::stop-commands::x\n##[group]y\n"

PLUGIN = {
    "apiVersion": "smarter.sh/v1",
    "kind": "Plugin",
    "metadata": {"name": "p", "description": HOSTILE, "version": "1.0.0", "pluginClass": "static"},
    "spec": {
        "selector": {"directive": "always"},
        "prompt": {
            "provider": "openai",
            "systemRole": HOSTILE,
            "model": "m",
            "temperature": 0.0,
            "maxTokens": 9,
        },
        "data": {"staticData": {HOSTILE: [HOSTILE]}},
    },
}
CHATBOT = {
    "apiVersion": "smarter.sh/v1",
    "kind": "Chatbot",
    "metadata": {
        "name": "b",
        "description": HOSTILE,
        "version": "1.0.0",
        "annotations": [{"a/b": HOSTILE}],
    },
    "spec": {
        "config": {"provider": "openai", "defaultModel": "m", "defaultSystemRole": f"one\n{HOSTILE}two"},
        "plugins": ["p"],
        "functions": [],
    },
}

COMMANDS = [
    "apply -f m.json",
    "apply -f m2.json --dry-run",
    "plan -f m2.json",
    "plan -f m2.json -o json",
    "diff -f m2.json",
    "diff -f m2.json -o json",
    "validate m2.json",
    "validate bad.json",
    "validate -o json bad.json",
    "validate -o sarif bad.json",
    "validate -o tap bad.json",
    "validate -o junit bad.json",
    "validate -o junit odd",
    "validate -o tap odd",
    "validate odd",
    "plan -f m2.json -o markdown",
    "diff -f m2.json -o markdown",
    "plan -f m2.json --out p.json -o markdown",
    "show p.json",
    "show p.json -o markdown",
    "graph -f m.json -o svg",
    "graph -f m.json -o mermaid",
    "graph -f m.json -o dot",
    "get plugin p -o custom-columns=D:.metadata.description,R:.spec.prompt.systemRole",
    "get chatbots --show-tags",
    "apply -f m2.json --dry-run -o junit",
    "graph -f m.json",
    "get all",
    "get plugins",
    "get plugin p -o wide",
    "get plugin p -o yaml",
    "get plugin p -o json",
    "get chatbots -o name",
    "get chatbot b -o yaml",
    "describe plugin p",
    "describe chatbot b",
    "describe plugin p -o yaml",
    "export plugin/p",
    "export chatbot/b -o json",
    "export -d out",
    "edit plugin/p --yes",
    "logs chatbot/b",
    "chat b hello",
    "sets",
    "files list",
    "files get x",
    "status",
    "version",
    "whoami",
    "whoami -o yaml",
    "api-resources",
    "deploy chatbot b",
    "wait chatbot/b --for deployed --wait-timeout 0.1",
    "api GET cli/whoami -o json",
    "delete plugin/p --dry-run",
    "schema show plugin",
]


@pytest.fixture
def hostile(remote: Command, server: Server) -> Command:
    (remote.folder / "m.json").write_text(json.dumps(PLUGIN), encoding="utf-8")
    second = json.loads(json.dumps(CHATBOT).replace("two", "three"))
    (remote.folder / "b.json").write_text(json.dumps(CHATBOT), encoding="utf-8")
    (remote.folder / "m2.json").write_text(json.dumps(second), encoding="utf-8")
    wrong = {**PLUGIN, "spec": {**PLUGIN["spec"], HOSTILE: 1, "selector": {"directive": HOSTILE}}}  # type: ignore[dict-item]
    (remote.folder / "bad.json").write_text(json.dumps(wrong), encoding="utf-8")
    (remote.folder / "odd").mkdir()
    name = "a\u202e\x1b[31m\x9b31m##[error]b.json"  # a folder may hold files of any name
    (remote.folder / "odd" / name).write_text(json.dumps(wrong), encoding="utf-8")
    ran = remote("apply", "-f", "m.json", "-f", "b.json")
    assert ran.code == 0, ran
    return remote


def harmless(ran: Ran) -> None:
    for printed in (ran.out, ran.err):
        found: Optional[Any] = re.search(CONTROL, printed.replace("\n", "").replace("\t", ""))
        assert found is None, (ran.args, found, printed)
        assert not re.search(COMMAND_LINE, printed), (ran.args, printed)
    assert "bug in smarter" not in ran.err, ran


def run_all(command: Command) -> int:
    editor = {"SMARTER_MAX_RETRIES": "0", "EDITOR": "sed -i s/1.0.0/1.0.1/", "VISUAL": None}
    for line in COMMANDS:
        harmless(command(*line.split(" "), env=editor))
    return len(COMMANDS)


def test_a_resources_text_is_shown_as_escapes(hostile: Command) -> None:
    assert run_all(hostile)
    assert "\\x1b]0;PWNED\\x07" in hostile("get", "plugin", "p").out
    shown = hostile("diff", "-f", "m2.json").out
    assert "\\x3a:stop-commands::x" in shown
    assert json.loads(hostile("get", "plugin", "p", "-o", "json").out)["results"][0]["manifest"]["metadata"][
        "description"
    ].startswith("\x1b]0;PWNED")


def errors(status: int) -> Callable[[str, str], Optional[Answer]]:
    text = json.dumps(
        {"error": {"errorClass": HOSTILE, "status": "1", "description": HOSTILE}, "message": HOSTILE}
    )

    def answer(method: str, target: str) -> Optional[Answer]:
        return status, [("Content-Type", "application/json"), ("X-Request-Id", "x")], text.encode()

    return answer


def everywhere(server: Server) -> Callable[[str, str], Optional[Answer]]:
    """Append hostile text to every text in the platform's responses."""

    def spoilt(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoilt(each) for key, each in value.items()}
        if isinstance(value, list):
            return [spoilt(each) for each in value]
        return value + HOSTILE if isinstance(value, str) else value

    def answer(method: str, target: str) -> Optional[Answer]:
        status, fields, body = server.platform.handle(
            method, target, {"authorization": "Token " + "k" * 64}, b""
        )
        try:
            data = spoilt(json.loads(collected(body)[0]))
        except ValueError:
            return None
        return status, fields, json.dumps(data).encode()

    return answer


@pytest.mark.parametrize("status", [200, 400, 404, 500])
def test_a_servers_text_is_shown_as_escapes(hostile: Command, server: Server, status: int) -> None:
    server.spoil = errors(status)
    assert run_all(hostile)


def test_a_server_with_hostile_texts_everywhere_controls_neither_terminal_nor_files(
    hostile: Command, server: Server
) -> None:
    server.spoil = everywhere(server)
    assert run_all(hostile)
    written: List[str] = [str(path.relative_to(hostile.folder)) for path in hostile.folder.rglob("*")]
    written = [path for path in written if not path.startswith("odd")]
    assert all(re.search(CONTROL, path) is None for path in written), written


def test_annotations_for_github_contain_no_other_command(hostile: Command) -> None:
    ran = hostile("validate", "-o", "github", "odd")
    assert ran.code == 1
    for line in ran.out.splitlines():
        assert line.startswith(("::error file=odd/", "::warning file=odd/", "::notice file=odd/")), line
        assert not re.search(f"{CONTROL}|##", line), line


def test_a_template_gives_programs_the_text_itself_and_people_its_escapes(hostile: Command) -> None:
    """As kubectl does: `$(smarter get ... -o jsonpath=...)` must be the value."""
    ran = hostile("get", "plugin", "p", "-o", "jsonpath={.metadata.description}")
    assert ran.out.startswith("\x1b]0;PWNED")

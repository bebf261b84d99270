"""The exported schemas in the YAML language server: completion, hover, findings.

Needs `yaml-language-server` (npm) on the path; without it these tests are skipped.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional

import pytest

from smarter.kinds import KindTable
from smarter.manifest.schema.editor_schemas import ALL, export
from smarter.manifest.schema.scaffold import scaffold

SERVER = shutil.which("yaml-language-server")
pytestmark = pytest.mark.skipif(SERVER is None, reason="needs yaml-language-server, from npm")


class Editor:
    """A language client: opens texts, and sends the requests of an editor."""

    def __init__(self, folder: Path) -> None:
        assert SERVER is not None
        self.folder = folder
        self.process = subprocess.Popen([SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.answers: queue.Queue[Dict[str, Any]] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.number = 0
        self.ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def open(self, text: str) -> str:
        self.number += 1
        uri = (self.folder / f"{self.number}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def diagnostics(self, text: str) -> List[str]:
        uri = self.open(text)
        told = self.wait(
            lambda m: m.get("method", "").endswith("publishDiagnostics") and m["params"]["uri"] == uri
        )
        return [diagnostic["message"] for diagnostic in told["params"]["diagnostics"]]

    def completions(self, text: str) -> List[str]:
        """Return the completions at the `|` in `text`."""
        answer = self.ask("textDocument/completion", self._at(text))
        items = answer["items"] if isinstance(answer, dict) else answer
        return [item["label"] for item in items]

    def hover(self, text: str) -> str:
        """Return the hover text for the word at the `|` in `text`."""
        answer = self.ask("textDocument/hover", self._at(text))
        return json.dumps(answer) if answer else ""

    def _at(self, text: str) -> Dict[str, Any]:
        before, after = text.split("|")
        uri = self.open(before + after)
        position = {"line": before.count("\n"), "character": len(before.rsplit("\n", 1)[-1])}
        return {"textDocument": {"uri": uri}, "position": position}

    def ask(self, method: str, params: Any) -> Any:
        self.number += 1
        number = self.number
        self._send({"id": number, "method": method, "params": params})
        answer = self.wait(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def wait(self, wanted: Any) -> Dict[str, Any]:
        while True:
            message = self.answers.get(timeout=120)
            if "method" in message and "id" in message:  # the server asks for its settings
                asked = (
                    message["params"].get("items", [])
                    if message["method"] == "workspace/configuration"
                    else []
                )
                settings: Optional[List[Any]] = [None] * len(asked) if asked else None
                self._send({"id": message["id"], "result": settings})
            elif wanted(message):
                return message

    def _send(self, message: Dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            for line in iter(stream.readline, b"\r\n"):
                if not line:
                    return
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            self.answers.put(json.loads(stream.read(length)))

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.reader.join(5)


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory, kinds: KindTable) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    for name, text in export(kinds).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def editor(schemas: Path) -> Iterator[Editor]:
    running = Editor(schemas)
    yield running
    running.close()


def modeline(schemas: Path, name: str) -> str:
    return f"# yaml-language-server: $schema={(schemas / name).as_uri()}\n"


@pytest.mark.parametrize("whole", [True, False], ids=["the schema of all kinds", "its own schema"])
def test_a_scaffolded_manifest_has_no_errors_in_an_editor(
    editor: Editor, schemas: Path, kinds: KindTable, whole: bool
) -> None:
    for kind in kinds.all():
        name = ALL if whole else kind.schema["$id"].rsplit("/", 1)[-1]
        text = scaffold(kind, schema_url=(schemas / name).as_uri())
        assert editor.diagnostics(text) == [], kind.name


def test_a_misspelt_field_is_marked(editor: Editor, schemas: Path) -> None:
    text = modeline(schemas, "plugin.schema.json") + "kind: Plugin\nspec:\n  promt: {}\n"
    assert any("promt" in message for message in editor.diagnostics(text))


def test_fields_and_choices_are_offered(editor: Editor, schemas: Path) -> None:
    head = modeline(schemas, "plugin.schema.json") + "kind: Plugin\nspec:\n"
    assert {"systemRole", "model", "temperature"} <= set(editor.completions(head + "  prompt:\n    |\n"))
    assert {"always", "search_terms", "llm"} <= set(
        editor.completions(head + "  selector:\n    directive: |\n")
    )


def test_a_field_shows_its_description(editor: Editor, schemas: Path, kinds: KindTable) -> None:
    text = modeline(schemas, "secret.schema.json") + "kind: Secret\nspec:\n  config:\n    val|ue: x\n"
    assert "The value to keep secret" in editor.hover(text)


def test_the_schema_for_all_kinds_serves_each(editor: Editor, schemas: Path) -> None:
    head = modeline(schemas, ALL) + "apiVersion: smarter.sh/v1\n"
    assert {"Plugin", "Secret", "Chatbot"} <= set(editor.completions(head + "kind: |\n"))
    text = (
        head + "kind: Secret\nmetadata: {name: x, description: y, version: null}\nspec:\n  config:\n    |\n"
    )
    assert "value" in editor.completions(text)


def test_a_reference_is_valid_in_an_editor_and_other_text_is_not(editor: Editor, schemas: Path) -> None:
    text = modeline(schemas, "plugin.schema.json") + (
        "apiVersion: smarter.sh/v1\nkind: Plugin\n"
        "metadata:\n  {name: 'a_${var:x}', description: d, version: 1.0.0, pluginClass: static, tags: '${var:t}'}\n"
        "spec:\n  selector: {directive: '${var:when}'}\n  prompt: {systemRole: r, temperature: '${var:t:-0.3}'}\n"
        "  data: {staticData: '${var:data}'}\n"
    )
    assert editor.diagnostics(text) == []
    assert len(editor.diagnostics(text.replace("${var:t:-0.3}", "warm"))) == 1

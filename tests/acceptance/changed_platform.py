"""An embedded platform with changed answers, in the same state for each command."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Mapping, NamedTuple, Optional, Set, Tuple

import pytest

from smarter import Smarter
from smarter.client import local_transport
from smarter.engine.writes import step_writer
from smarter.kinds import load_kinds
from smarter.local import Platform
from smarter.local.prompting.model import Model
from smarter.platform._sync import document_store
from tests.acceptance.conftest import ROOT, Command, Ran
from tests.platform.example_manifests import ENVIRON, examples_for, text
from tests.strange_values import Change, changes

_WIDGETS = {
    "title": "SAMWidget",
    "properties": {
        "metadata": {"properties": {"name": {"type": "string"}}},
        "spec": {
            "properties": {
                "size": {"type": "integer"},
                "parts": {"type": "array", "items": {"type": "string"}},
                "api_key": {"type": "string"},
            }
        },
        "status": {"properties": {"created": {"type": "string"}}},
    },
}
_WIDGET = (
    "apiVersion: smarter.sh/v1\nkind: Widget\nmetadata: {name: w, description: A widget., version: 1.0.0}\n"
    "spec: {size: 5, parts: [a], api_key: x}\n"
)
_WRITES = re.compile(r"cli/(apply|delete|deploy|undeploy)/|vectorstores/.*documents|files")


class Asked(NamedTuple):
    """A request of a command; `before` counts earlier equal ones."""

    method: str
    target: str
    before: int


# A change of the body of an answer.
Rewrite = Callable[[Asked, bytes], bytes]


class Result(NamedTuple):
    """Results of a command, bodies of its answers, and names of deleted resources."""

    ran: Ran
    answers: Dict[Asked, bytes]
    gone: FrozenSet[Tuple[str, str]]

    @property
    def writes(self) -> List[Asked]:
        """Return the requests that change something."""
        return [asked for asked in self.answers if asked.method != "GET" and _WRITES.search(asked.target)]


class Case(NamedTuple):
    """One change of one document of one answer."""

    asked: Asked
    line: int
    change: Change

    def __call__(self, asked: Asked, body: bytes) -> bytes:
        """Rewrite the answer to one request."""
        if asked != self.asked:
            return body
        try:
            return with_document(body, self.line, self.change.applied(dict(documents(body))[self.line]))
        except (
            LookupError,
            TypeError,
        ):  # After a change of an earlier answer the client may send other requests.
            return body


def cases_of(answers: Mapping[Asked, bytes]) -> Iterator[Case]:
    """Yield each change of each answer; the same places in lists of kinds only once."""
    seen: Set[Any] = set()
    for asked in sorted(answers):
        for line, document in documents(answers[asked]):
            for change in changes(document):
                route = re.sub(r"cli/get/\w+/", "cli/get/*/", asked.target)
                key = (route, asked.before, line, change.path, repr(change.value))
                if key not in seen:
                    seen.add(key)
                    yield Case(asked, line, change)


def draw(cases: List[Any], tries: int, seed: Optional[str]) -> List[Any]:
    """Choose `tries` cases at random; a seed repeats the choice."""
    return random.Random(seed).sample(cases, min(tries, len(cases)))


def documents(body: bytes) -> Iterator[Tuple[int, Any]]:
    """Yield (line number, JSON) of a stream's events, or (-1, JSON) of another body."""
    for number, line in [(-1, b"data:" + body), *enumerate(body.split(b"\n"))]:
        if line.startswith(b"data:"):
            try:
                yield number, json.loads(line[5:])
            except ValueError:
                continue


def with_document(body: bytes, number: int, document: Any) -> bytes:
    """Return `body` with the document of that number from `documents` replaced."""
    content = json.dumps(document).encode()
    if number < 0:
        return content
    lines = body.split(b"\n")
    lines[number] = b"data: " + content
    return b"\n".join(lines)


class State:
    """The rows of an embedded platform, to restore its state."""

    def __init__(self, platform: Platform) -> None:
        self._rows: sqlite3.Connection = platform.store._db
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows.backup(self._kept)
        self._changes = self._rows.total_changes

    def __del__(self) -> None:
        self._kept.close()  # Python 3.13 warns of a database that is left open

    def names(self) -> FrozenSet[Tuple[str, str]]:
        """Return each resource, upload and document, by its kind and name."""
        return frozenset(
            (kind, name)
            for kind, name in self._rows.execute(
                "SELECT kind, name FROM resources UNION SELECT 'File', name FROM openai_files"
                " UNION SELECT 'Document', name FROM vectorstore_documents"
            )
        )

    def restore(self) -> None:
        """Undo all writes since the start."""
        if self._rows.total_changes != self._changes:
            self._kept.backup(self._rows)
            self._changes = self._rows.total_changes


class ChangingPlatform:
    """Runs commands on a platform with all kinds, each time in the same state."""

    def __init__(self, command: Command, dialect: str, patch: pytest.MonkeyPatch) -> None:
        self._command = command.with_flags("--context", "local")
        self._work = command.folder
        # What a command sends must not depend on the load of a machine: the platform's clock stands still, and a read
        # serves for longer than a command lasts.
        patch.setattr(step_writer, "SAME_READ", 600.0)
        patch.setattr(document_store, "_FRESH", 600.0)
        self.platform = Platform(dialect=dialect, model=Model(), write_faults=True, clock=lambda: 1.7e9)
        self.platform.add_kind("Widget", _WIDGETS)
        self._rewrite: Rewrite = lambda asked, body: body
        self._answers: Dict[Asked, bytes] = {}
        self._sent: Dict[Tuple[str, str], int] = {}
        self._plain: Dict[str, Result] = {}
        patch.setattr(local_transport, "Tenancy", lambda: self)
        self._fill()
        self.platform.clock = lambda: 1.7e9 + 3600
        self._state = State(self.platform)
        self._names = self._state.names()

    def close(self) -> None:
        """Do nothing: each client closes its share of the platform."""

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: Any) -> Any:
        """Answer a request."""
        status, fields, content = self.platform.handle(method, target, headers, body)
        whole = content if isinstance(content, bytes) else b"".join(content)
        before = self._sent.get((method, target), 0)
        self._sent[(method, target)] = before + 1
        asked = Asked(method, target, before)
        whole = self._rewrite(asked, whole)
        self._answers[asked] = whole
        return status, [field for field in fields if field[0].lower() != "content-length"], whole

    def _fill(self) -> None:
        """Create resources of all kinds, and folders of some, changed and all manifests."""
        shutil.copytree(ROOT / "manifests" / "quickstart", self._work / "quickstart")
        shutil.copytree(self._work / "quickstart", self._work / "changed")
        for file in (self._work / "changed").glob("*.yaml"):
            file.write_text(file.read_text(encoding="utf-8").replace("1.0.0", "1.0.1"), encoding="utf-8")
        (self._work / "more" / "data").mkdir(parents=True)
        (self._work / "more" / "data" / "courses.jsonl").write_text("content", encoding="utf-8")
        texts = {"Widget": _WIDGET}
        for kind in load_kinds().all():
            if all(kind.verb(verb, self.platform.dialect) == "yes" for verb in ("apply", "describe")):
                texts[kind.name] = text(examples_for(kind, self.platform.dialect))
        for path in (*(f"more/{name}.yaml" for name in sorted(texts)), "quickstart --set shop"):
            if path.startswith("more/"):
                (self._work / path).write_text(texts[path[5:-5]], encoding="utf-8")
            self._run(f"apply -f {path}")

    def _run(self, line: str) -> Ran:
        environment = {"SMARTER_MAX_RETRIES": "0", "EDITOR": "sed -i s/1.0.0/1.0.2/", **ENVIRON}
        return self._command(*line.split(), env={**environment, "TMPDIR": str(self._work)})

    def plain(self, line: str) -> Result:
        """Return the result of a command without changed answers."""
        if line not in self._plain:
            self._plain[line] = self.run(line)
        return self._plain[line]

    def run(self, line: str, rewrite: Rewrite = lambda asked, body: body) -> Result:
        """Run a command in the first state; `rewrite` changes the answers."""
        self._begin(rewrite)
        ran = self._run(line)
        return Result(ran, self._answers, self._names - self._state.names())

    def call(
        self, call: Callable[[Smarter], None], rewrite: Rewrite = lambda asked, body: body
    ) -> Dict[Asked, bytes]:
        """Call the client in the first state; return the answers that it got."""
        self._begin(rewrite)
        with Smarter(context="local", max_retries=0) as client:
            call(client)
        return self._answers

    def _begin(self, rewrite: Rewrite) -> None:
        self._state.restore()
        for folder in (self._command.home, self._work / "out"):
            if folder.exists():
                shutil.rmtree(folder)
        self._rewrite, self._answers, self._sent = rewrite, {}, {}

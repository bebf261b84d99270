"""No answer of a server is a bug of this client: each ends in a result or an error that names what is wrong."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, List, Optional, Tuple

import pytest

from tests.acceptance.conftest import ROOT, Command
from tests.acceptance.server import Answer, Server

BODIES: Tuple[bytes, ...] = (
    b"", b"{}", b"[]", b"null", b"true", b"1", b'"x"', b"[1]", b"{", b'{"a":"\xfc"}x', b"\xff\xfe\x00", b"\x00" * 9,
    b'{"data":true}', b'{"data":[]}', b'{"data":null}', b'{"data":{"metadata":1,"spec":[]}}',
    b'{"data":{"spec":{"config":7}}}',
    b'{"data":{"$schema":"x","properties":{}},"api":"smarter.sh/v1","thing":"LLMClient",'
    b'"metadata":{"command":"json_schema"}}',
    b'{"data":{"titles":1,"items":{}}}', b'{"data":{"data":{"titles":[1],"items":[1]}}}', b'{"data":[{"name":1}]}',
    b'{"error":true}', b'{"error":{"description":[1]}}', b'{"error":[]}', b'{"message":{}}', b'{"detail":[{"loc":1}]}',
    b"[" * 5000, b'{"data":' + b"9" * 5000 + b"}", b"<html>", b'{"a":1e999}', b'{"data":"\\ud800"}',
)  # fmt: skip
TYPES = (
    "application/json", "application/json; charset=utf-16", "application/json; charset=utf-32", "text/html",
    "application/json; charset=none-such", "text/plain; charset=idna", "application/json; charset=base64", "",
    "x/y; charset=",
)  # fmt: skip
STATUSES = (
    200,
    200,
    200,
    201,
    204,
    206,
    299,
    301,
    304,
    400,
    401,
    403,
    404,
    409,
    410,
    418,
    422,
    429,
    500,
    501,
    502,
    503,
    599,
)
COMMANDS = (
    "get chatbots", "get chatbot b", "get all", "describe plugin p", "logs chatbot/b", "files list",
    "files list -o json",
    "sets",
    "whoami", "status", "version", "api GET x -o json", "api-resources",
    "export plugin/p", "apply -f quickstart",
    "plan -f quickstart",
    "delete plugin/p --yes", "deploy chatbot b", "chat b hello", "get widgets", "schema pull",
)  # fmt: skip


def run(command: Command, server: Server, tries: int, seed: int) -> None:
    chance = random.Random(seed)
    answers: List[Answer] = []

    def spoil(method: str, target: str) -> Optional[Answer]:
        if chance.random() < 0.3:
            return None  # the platform's own: some commands only get so to the next request
        kind = chance.choice(TYPES)
        fields = [("Content-Type", kind)] if kind else []
        if chance.random() < 0.2:
            fields.append(("Content-Encoding", chance.choice(("gzip", "br", "deflate", "x"))))
        if chance.random() < 0.1:
            fields += [("Location", chance.choice(("/", "x:", "http://[", "//"))), ("Retry-After", "x")]
        answers.append((chance.choice(STATUSES), fields, chance.choice(BODIES)))
        return answers[-1]

    server.spoil = spoil
    for _ in range(tries):
        line = chance.choice(COMMANDS)
        answers.clear()
        ran = command(*line.split(), env={"SMARTER_MAX_RETRIES": "0"})
        told = ran.out + ran.err
        assert "bug in smarter" not in told, (seed, line, answers[-2:], ran)
        assert ran.code in range(9), (seed, line, ran)


# Values that a field of a platform's own answer is replaced by.
VALUES: Tuple[Any, ...] = (
    None, True, 1, -1, 1e308, "", "x", [], {}, [1], {"a": 1}, [[]], [None], "\ud800", "x" * 3000, 10**30,
)  # fmt: skip
MORE_COMMANDS = (
    *COMMANDS, "get chatbots -o wide", "get plugin faq -o yaml", "describe chatbot bike_shop",
    "describe secret warehouse_key", "logs chatbot/bike_shop", "sets shop", "export",
    "export chatbot/bike_shop -d out", "apply -f quickstart --set shop --prune --yes", "apply -f changed --yes",
    "apply -f changed --yes -o json", "diff -f changed", "delete -f quickstart --yes",
    "undeploy chatbot bike_shop --yes", "restart chatbot bike_shop --yes",
    "wait --for=delete chatbot/bike_shop --timeout 200ms",
    "wait --for=condition=deployed chatbot/bike_shop --timeout 200ms", "chat bike_shop hello",
    "search handbook chain", "guardrail evaluate g text", "mcp tools m", "history", "history tool-calls",
    "files put quickstart/chatbot.yaml", "files put quickstart/chatbot.yaml --vectorstore handbook",
    "files list --vectorstore handbook", "explain chatbot", "validate --live quickstart",
    "adopt plugin/faq --set other", "edit plugin/faq --yes",
)  # fmt: skip


def changed(data: Any, chance: random.Random) -> Any:
    """Return `data` with one to four values replaced, or keys or items removed."""
    box = [data]
    places: List[Tuple[Any, Any]] = []

    def find(value: Any) -> None:
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            if isinstance(value[key], (dict, list)):
                find(value[key])

    find(box)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        owner, key = chance.choice(places)
        if isinstance(owner, list) and key >= len(owner):
            continue
        if owner is not box and chance.random() < 0.25:
            del owner[key]
            places = [place for place in places if place != (owner, key)]
        else:
            owner[key] = chance.choice(VALUES)
    return box[0]


def run_changed(command: Command, server: Server, tries: int, seed: int) -> None:
    """Run commands against a platform that changes something in a third of its own answers."""
    import json
    import shutil

    chance = random.Random(seed)
    handle = server.platform.handle
    last: List[Tuple[str, bytes]] = []
    plain = True

    def answer(method: str, target: str, headers: Any, body: Any) -> Any:
        status, fields, content = handle(method, target, headers, body)
        whole = content if isinstance(content, bytes) else b"".join(content)
        if plain or chance.random() < 0.6:
            return status, fields, whole
        try:
            whole = json.dumps(changed(json.loads(whole), chance)).encode()
        except ValueError:
            return status, fields, whole
        last.append((target, whole))
        return status, [field for field in fields if field[0].lower() != "content-length"], whole

    server.platform.handle = answer  # type: ignore[assignment]  # the platform itself answers
    folder = command.folder / "changed"
    shutil.copytree(command.folder / "quickstart", folder)
    for file in folder.glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("1.0.0", "1.0.1"), encoding="utf-8")
    environment = {"SMARTER_MAX_RETRIES": "0", "EDITOR": "sed -i s/1.0.0/1.0.2/"}
    for number in range(tries):
        if number % 40 == 0:
            plain = True
            command("apply", "-f", "quickstart", "--set", "shop", env=environment)
            plain = False
        last.clear()
        line = chance.choice(MORE_COMMANDS)
        ran = command(*line.split(), env=environment)
        assert "bug in smarter" not in ran.out + ran.err, (seed, line, last[-2:], ran)
        assert ran.code in range(9), (seed, line, ran)


@pytest.mark.parametrize("dialect", ["P14", "P15C"])
def test_no_changed_answer_is_a_bug_of_this_client(bare: Command, tmp_path: Path, dialect: str) -> None:
    run_changed_on(bare, tmp_path, dialect, 60, 7)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("dialect", ["P14", "P15C"])
def test_no_changed_answer_of_many_is_a_bug_of_this_client(
    bare: Command, tmp_path: Path, dialect: str, seed: int
) -> None:
    run_changed_on(bare, tmp_path, dialect, 300, seed)


def run_changed_on(bare: Command, tmp_path: Path, dialect: str, tries: int, seed: int) -> None:
    import shutil

    shutil.copytree(ROOT / "manifests" / "quickstart", bare.folder / "quickstart")
    with Server(tmp_path / "changing.db", api_key="k" * 64, dialect=dialect) as server:
        (bare.folder / "key").write_text("k" * 64, encoding="utf-8")
        run_changed(bare.with_flags("--base-url", server.url, "--api-key-file", "key"), server, tries, seed)


def test_no_answer_is_a_bug_of_this_client(remote: Command, server: Server) -> None:
    run(remote, server, 60, 7)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_no_answer_of_many_is_a_bug_of_this_client(remote: Command, server: Server, seed: int) -> None:
    run(remote, server, 200, seed)

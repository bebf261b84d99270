"""No answer of a server crashes the client: a result or a clear error follows."""

from __future__ import annotations

import random
import shutil
from typing import Dict, List, Optional, Tuple

import pytest

from tests.acceptance.changed_platform import State
from tests.acceptance.conftest import Command
from tests.acceptance.server import Answer, Server

pytestmark = pytest.mark.usefixtures("reads_last")

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
    200, 200, 200, 201, 204, 206, 299, 301, 304, 400, 401, 403, 404, 409, 410, 418, 422, 429, 500, 501, 502, 503, 599,
)  # fmt: skip
COMMANDS = (
    "get chatbots", "get chatbot b", "get all", "describe plugin p", "logs chatbot/b", "files list",
    "files list -o json", "sets", "whoami", "status", "version", "api GET x -o json", "api-resources",
    "export plugin/p", "apply -f quickstart", "plan -f quickstart",
    "delete plugin/p --yes", "deploy chatbot b", "chat b hello", "get widgets", "schema pull",
)  # fmt: skip


class Spoiler:
    """Replaces most answers of a command, drawn by request, not by order of threads."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.sent: Dict[Tuple[str, str], int] = {}
        self.answers: List[Answer] = []

    def __call__(self, method: str, target: str) -> Optional[Answer]:
        """Return the answer to a request, or None for the platform's own."""
        before = self.sent[(method, target)] = self.sent.get((method, target), 0) + 1
        chance = random.Random(f"{self.seed} {method} {target} {before}")
        if chance.random() < 0.3:
            return None  # The platform's own answer lets some commands send further requests.
        kind = chance.choice(TYPES)
        fields = [("Content-Type", kind)] if kind else []
        if chance.random() < 0.2:
            fields.append(("Content-Encoding", chance.choice(("gzip", "br", "deflate", "x"))))
        if chance.random() < 0.1:
            fields += [("Location", chance.choice(("/", "x:", "http://[", "//"))), ("Retry-After", "x")]
        self.answers.append((chance.choice(STATUSES), fields, chance.choice(BODIES)))
        return self.answers[-1]


def run(command: Command, server: Server, tries: int, seed: int) -> None:
    state = State(server.platform)
    for number in range(tries):
        state.restore()
        shutil.rmtree(command.home, ignore_errors=True)
        line = random.Random(f"{seed} {number}").choice(COMMANDS)
        server.spoil = spoiler = Spoiler(f"{seed} {number}")
        ran = command(*line.split(), env={"SMARTER_MAX_RETRIES": "0"})
        assert "bug in smarter" not in ran.out + ran.err, (seed, number, line, spoiler.answers[-2:], ran)
        assert ran.code in range(9), (seed, number, line, ran)


def test_no_strange_answer_crashes_the_client(remote: Command, server: Server) -> None:
    run(remote, server, 60, 7)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(20))
def test_no_strange_answer_of_many_crashes_the_client(remote: Command, server: Server, seed: int) -> None:
    run(remote, server, 200, seed)

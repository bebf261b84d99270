"""No changed answer crashes the client or makes it write without being asked."""

from __future__ import annotations

import random
from typing import Any, NamedTuple, Optional, Tuple

import pytest

from tests.acceptance.changed_platform import (
    Asked,
    ChangingPlatform,
    cases_of,
    documents,
    draw,
    with_document,
)
from tests.acceptance.conftest import Command
from tests.strange_values import REMOVED, Change

DIALECTS = ("P14", "P15A", "P15B", "P15C")

# Commands that change nothing on the platform.
READING = (
    "get chatbots", "get all", "get chatbots -o wide", "get plugin faq -o yaml", "get chatbot bike_shop -o json",
    "get widgets", "get files", "get plugins --sort-by .metadata.name", "describe chatbot bike_shop",
    "describe chatbot bike_shop -o json", "describe plugin faq", "describe secret warehouse_key",
    "describe file repair_guide", "describe apiconnection warehouse", "describe widget w",
    "describe vectorstore course_library", "describe mcpclient course_tools", "describe sqlplugin course_search",
    "logs chatbot/bike_shop", "files list", "files list -o json", "files list --vectorstore course_library",
    "sets", "sets shop", "sets -o json", "whoami", "status", "version", "api GET x -o json",
    "api POST cli/whoami/", "api-resources", "api-resources -o json", "export plugin/faq",
    "export chatbot/bike_shop -d out", "export widget/w", "export --set shop", "export",
    "plan -f quickstart --set shop", "diff -f changed", "diff -f more", "apply -f more --dry-run",
    "wait --for=delete chatbot/bike_shop --timeout 20ms",
    "wait --for=condition=deployed chatbot/bike_shop --timeout 20ms", "search course_library chain",
    "guardrail evaluate no_addresses text", "mcp tools course_tools", "history", "history tool-calls",
    "history -o json", "explain widget", "validate --live quickstart", "schema pull widget", "graph --live",
)  # fmt: skip
WRITING = (
    "apply -f quickstart", "apply -f quickstart --set shop", "apply -f quickstart --set shop --prune --yes",
    "apply -f changed --yes", "apply -f changed --yes -o json", "apply -f more/Widget.yaml",
    "apply -f more/Guardrail.yaml", "apply -f more/Vectorstore.yaml", "delete plugin/faq --yes",
    "delete -f quickstart --yes", "delete --set shop --yes", "delete file/repair_guide --yes",
    "delete secret/warehouse_key --yes", "delete widget/w --yes", "deploy chatbot bike_shop",
    "undeploy chatbot bike_shop", "restart chatbot bike_shop", "chat bike_shop hello",
    "chat bike_shop prices? -o json", "chat bike_shop prices? -v", "files put quickstart/chatbot.yaml",
    "files put quickstart/chatbot.yaml --vectorstore course_library", "files delete repair_guide --yes",
    "adopt plugin/faq --set other", "adopt chatbot/bike_shop --set shop", "edit plugin/faq --yes",
    "edit widget/w --yes", "sets rename shop store --yes", "sets release shop plugin/faq --yes",
)  # fmt: skip
LINES = (*READING, *WRITING)


def check(platform: ChangingPlatform, line: str, case: Any) -> None:
    """Run a command with changed answers, and compare its writes with those without."""
    found = platform.run(line, case)
    told = found.ran.out + found.ran.err
    assert "bug in smarter" not in told, (line, case, found.ran)
    assert found.ran.code in range(9), (line, case, found.ran)
    if line in READING:
        assert not found.writes, (line, case, found.writes)
    elif found.gone:
        # The client cannot protect its own records from a platform that changes each answer about them.
        own = {each for each in found.gone if isinstance(case, Spoiler) and each[1].startswith("smarter_")}
        assert found.gone - own <= platform.plain(line).gone, (line, case, found.gone, found.ran)


def run_with_each_change(
    platform: ChangingPlatform, line: str, tries: int, seed: Optional[str] = None
) -> None:
    """Run a command with `tries` changes of its answers."""
    for case in draw(list(cases_of(platform.plain(line).answers)), tries, seed):
        check(platform, line, case)


# Each of the two tests takes half of the commands, so that each command runs once.
@pytest.mark.parametrize(
    ("dialect", "lines"), [("P14", LINES[::2]), ("P15C", LINES[1::2])], ids=["P14", "P15C"]
)
def test_no_changed_answer_crashes_the_client(
    bare: Command, monkeypatch: pytest.MonkeyPatch, dialect: str, lines: Tuple[str, ...]
) -> None:
    platform = ChangingPlatform(bare, dialect, monkeypatch)
    for line in lines:
        run_with_each_change(platform, line, 1, seed=line)


# There are a million changes; all of them would take a day.
@pytest.mark.full
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_further_changed_answer_crashes_the_client(
    bare: Command, monkeypatch: pytest.MonkeyPatch, dialect: str, line: str
) -> None:
    run_with_each_change(ChangingPlatform(bare, dialect, monkeypatch), line, 50)


# Values that replace others in several answers at a time.
VALUES: Tuple[Any, ...] = (
    None, True, 1, -1, 1e308, "", "x", [], {}, [1], {"a": 1}, [[]], [None], "\ud800", "x" * 3000, 10**30, REMOVED,
    REMOVED,
)  # fmt: skip


class Spoiler(NamedTuple):
    """Changes a third of the answers, drawn by request, not by order of threads."""

    seed: str

    def __call__(self, asked: Asked, body: bytes) -> bytes:
        """Rewrite the answer to a request."""
        chance = random.Random(f"{self.seed} {asked}")
        found = list(documents(body))
        if not found or chance.random() < 0.6:
            return body
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            number, document = chance.choice(list(documents(body)))
            places = list(all_places(document))
            place = chance.choice(places)
            value = chance.choice(VALUES if place else VALUES[:-2])
            body = with_document(body, number, Change(place, value).applied(document))
        return body


def all_places(data: Any, path: Tuple[Any, ...] = ()) -> Any:
    """Yield the path of each value in `data`."""
    yield path
    for key in data if isinstance(data, dict) else range(len(data) if isinstance(data, list) else 0):
        yield from all_places(data[key], (*path, key))


def run_with_changed_answers(platform: ChangingPlatform, seed: int, tries: int) -> None:
    """Run `tries` commands against a platform that changes many of its answers."""
    for number in range(tries):
        line = random.Random(f"{seed} {number}").choice(LINES)
        check(platform, line, Spoiler(f"{seed} {number}"))


@pytest.mark.parametrize("dialect", ["P14", "P15C"])
def test_several_changed_answers_do_not_crash_the_client(
    bare: Command, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    run_with_changed_answers(ChangingPlatform(bare, dialect, monkeypatch), 7, 12)


@pytest.mark.full
@pytest.mark.parametrize("dialect", DIALECTS)
def test_further_changed_answers_do_not_crash_the_client(
    bare: Command, monkeypatch: pytest.MonkeyPatch, dialect: str
) -> None:
    run_with_changed_answers(ChangingPlatform(bare, dialect, monkeypatch), random.getrandbits(32), 600)

"""`--timeout` bounds the command's whole wait, not one read, request or attempt."""

from __future__ import annotations

import json
import threading
import time
from typing import Callable, Iterator, List, Tuple

import pytest

from smarter.client.request import Request
from smarter.client.time_budget import TimeBudget
from tests.acceptance.conftest import Command
from tests.acceptance.server import Answer, Server


def _busy(method: str, target: str) -> Answer:
    return 429, [("content-type", "application/json"), ("retry-after", "30")], b'{"error": "busy"}'


def _endless(method: str, target: str) -> Answer:
    time.sleep(0.3)
    row = {"id": f"file-{time.time()}", "object": "file", "bytes": 1, "created_at": 1, "filename": "a"}
    page = {
        "object": "list",
        "data": [{**row, "purpose": "assistants"}],
        "has_more": True,
        "last_id": row["id"],
    }
    return 200, [("content-type", "application/json")], json.dumps(page).encode()


@pytest.fixture
def hangs() -> Iterator[Callable[[str, str], Answer]]:
    """Answer no request before the end of the test."""
    over = threading.Event()

    def hang(method: str, target: str) -> Answer:
        over.wait(120)
        return 200, [("content-type", "application/json")], b"{}"

    yield hang
    over.set()


def listed(remote: Command, server: Server, retries: str) -> int:
    """List the files within a second, which fails, and return the number of requests."""
    ran = remote("files", "list", "--timeout", "1", env={"SMARTER_MAX_RETRIES": retries})
    assert ran.code not in (0, 1, 70), ran
    assert ran.err.startswith("error: "), ran
    return len(server.requests)


@pytest.mark.parametrize("retries", ["0", "5"])
def test_delays_before_retries_count_for_the_timeout(remote: Command, server: Server, retries: str) -> None:
    server.spoil = _busy
    # None where a loaded machine takes the second for the start.
    assert listed(remote, server, retries) <= 1


@pytest.mark.parametrize("retries", ["0", "5"])
def test_retries_share_the_timeout(
    remote: Command, server: Server, hangs: Callable[[str, str], Answer], retries: str
) -> None:
    server.spoil = hangs
    assert listed(remote, server, retries) <= 1


@pytest.mark.parametrize("retries", ["0", "5"])
def test_pages_share_the_timeout(remote: Command, server: Server, retries: str) -> None:
    server.spoil = _endless
    assert listed(remote, server, retries) <= 4


def test_an_apply_is_not_cut_off_once_it_writes(
    remote: Command, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, later = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: real() + later[0])

    def slow(method: str, target: str) -> None:
        if "/cli/apply" in target:
            later[0] += 100

    server.spoil = slow
    words = ["apply", "-f", "quickstart/", "--yes", "--timeout", "180", "--parallelism", "1"]
    ran = remote(*words, env={"WAREHOUSE_API_KEY": "w"})
    assert ran.code == 0, ran
    assert sum("/cli/apply" in each for each in server.requests) > 3, "longer than the timeout in all"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> List[float]:
    now = [100.0]
    monkeypatch.setattr("smarter.client.time_budget.time.monotonic", lambda: now[0])
    return now


READ = Request("POST", "cli/describe/Chatbot/")


@pytest.mark.parametrize(
    "write",
    [Request("POST", "cli/apply/"), Request("POST", "/cli/delete/Chatbot/"), Request("DELETE", "files/1")],
)
def test_reads_share_the_timeout_and_each_write_has_its_own(clock: List[float], write: Request) -> None:
    budget = TimeBudget(10)
    ends: List[Tuple[float, float]] = []
    for request in (READ, READ, write, READ, write):
        ends.append((clock[0], budget.end(request)))
        clock[0] += 4
    assert ends == [(100, 110), (104, 110), (108, 118), (112, 122), (116, 126)]


def test_user_input_restarts_the_timeout(clock: List[float]) -> None:
    budget = TimeBudget(10)
    assert budget.end(READ) == 110
    clock[0] = 500
    budget.renew()
    assert budget.end(READ) == 510

"""Sets keep their members under concurrent applies, killed ones among them; and no two mix unnoticed."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Set, Tuple

import pytest

from smarter import Smarter, engine
from smarter.client.http import HttpxClient
from smarter.client.http._sync.handler_transport import HandlerTransport
from smarter.engine.sets import inventory
from smarter.kinds import load_kinds
from smarter.local import Platform as LocalPlatform
from smarter.manifest import load
from smarter.platform import Platform

KINDS = load_kinds()
# The client that runs in this thread.
HERE = threading.local()
# Requests by which a client may be ahead of another.
AHEAD = 3
sleep = time.sleep


def wait_until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not met() and time.monotonic() < end:
        sleep(0.002)


class Killed(BaseException):
    """Ends a client as a signal would: nothing after it runs."""


class Client:
    """One client of a shared platform. It is killed before its request number `dies`, if that is given.

    Attributes:
        beside: the clients that work at the same time.
        sent: the number of its requests beside them.
        settled: whether it is between two checks of the inventory, or does not work.
    """

    def __init__(self, local: LocalPlatform, folder: Path, dies: Optional[int] = None) -> None:
        self.local = local
        self.folder = folder
        self.left = dies
        self.beside: List[Client] = []
        self.sent = 0
        self.settled = True
        folder.mkdir()
        smarter = Smarter(
            api_key="0" * 64,
            base_url="http://localhost:9357/api/v1",
            http_client=HttpxClient(transport=HandlerTransport(self.handle)),
            max_retries=0,
        )
        self.platform = Platform(smarter, KINDS, dialect="P14")

    def handle(self, method: str, target: str, headers: Mapping[str, str], body: Any = b"") -> Any:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed
        wait_until(lambda: self.settled or all(o.settled or self.sent < o.sent + AHEAD for o in self.beside))
        answer = self.local.handle(method, target, headers, body)
        self.sent += 1
        return answer

    def apply(self, text: str, **options: Any) -> bool:
        """Apply manifests to the set `shop`; tell whether all went well."""
        HERE.client, self.settled = self, False
        try:
            return self._apply(text, **options)
        finally:
            self.settled = True

    def _apply(self, text: str, **options: Any) -> bool:
        file = self.folder / "m.yaml"
        file.write_text(text, encoding="utf-8")
        bundle = load([str(file)], KINDS, resolve=True)
        assert not bundle.errors
        try:
            made = engine.plan(self.platform, bundle.resources, set_name="shop", parallelism=2, **options)
            outcomes = engine.execute(self.platform, made, parallelism=2)
        except Killed:
            return False
        return not any(each.error for each in outcomes)


def secrets(prefix: str, count: int, value: str = "v") -> str:
    return "---".join(
        f"\napiVersion: smarter.sh/v1\nkind: Secret\nmetadata: {{name: {prefix}_{i}, description: d, version: 1.0.0}}\n"
        f"spec: {{config: {{value: {value}}}}}\n"
        for i in range(count)
    )


def members(client: Client) -> Set[Tuple[str, str]]:
    return set(engine.read_set(client.platform, "shop").members)


def existing(client: Client) -> Set[Tuple[str, str]]:
    """Find the Secrets of the set that are on the platform."""
    names = [record.name for record in client.local.store.all("Secret")]
    live = [client.platform.read(KINDS.get("Secret"), name) for name in names]
    return {("Secret", each.name) for each in live if each is not None and each.marks.get("set") == "shop"}


def work_together(clients: List[Client]) -> None:
    """Let clients begin at the same time."""
    for client in clients:
        client.beside = [other for other in clients if other is not client]
        client.sent, client.settled = 0, False


# The platform has no compare-and-swap: a client that has read the inventory writes it a moment later. If that moment is
# longer than the whole run of another client, the members of that one are lost, and on a loaded machine a thread may
# stand still for so long. So here no client gets far ahead of another, and a pause between two checks of the inventory
# ends when every other client has written what it had read.
@pytest.fixture(autouse=True)
def _keep_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    def pause(seconds: float) -> None:
        if seconds != inventory._LATER:
            sleep(seconds)
            return
        client: Client = HERE.client
        client.settled = True
        before = [(other, other.sent) for other in client.beside]
        wait_until(lambda: all(other.settled or other.sent >= sent + 3 for other, sent in before))
        client.settled = False

    monkeypatch.setattr(inventory, "time", SimpleNamespace(sleep=pause))


@pytest.fixture
def local() -> Iterator[LocalPlatform]:
    platform = LocalPlatform(":memory:")
    yield platform
    platform.close()


def one_round(local: LocalPlatform, folder: Path, clients: int, seed: int) -> None:
    """Several clients at once, each with resources of its own; some prune or delete theirs, some are killed."""
    chance = random.Random(seed)
    folder.mkdir()
    deaths = [chance.randrange(3, 30) if chance.random() < 0.25 else None for _ in range(clients)]
    team = [Client(local, folder / str(i), deaths[i]) for i in range(clients)]
    work_together(team)
    start = threading.Barrier(clients)

    def work(number: int) -> bool:
        start.wait()
        return team[number].apply(secrets(f"c{number}", 3))

    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(work, range(clients)))
    watcher = Client(local, folder / "watcher")
    kept, there = members(watcher), existing(watcher)
    for number, ok in enumerate(done):
        assert ok or deaths[number] is not None, (seed, number)
        if ok:
            assert {("Secret", f"c{number}_{i}") for i in range(3)} <= kept, (seed, number, deaths)
    assert there <= kept, (seed, "members that no inventory names", there - kept)


@pytest.mark.parametrize("clients", [2, 5, 10])
def test_no_member_is_lost(local: LocalPlatform, tmp_path: Path, clients: int) -> None:
    one_round(local, tmp_path / "round", clients, clients)


@pytest.mark.full
@pytest.mark.parametrize("clients", [2, 5, 10])
@pytest.mark.parametrize("seed", range(20))
def test_no_member_is_lost_in_many_rounds(tmp_path: Path, clients: int, seed: int) -> None:
    local = LocalPlatform(":memory:")
    one_round(local, tmp_path / "round", clients, seed)
    local.close()


def removals(local: LocalPlatform, folder: Path, clients: int) -> None:
    """Half of the clients remove their resources while the others add theirs."""
    folder.mkdir()
    first = Client(local, folder / "first")
    old = {number: secrets(f"old{number}", 2) for number in range(clients)}
    assert first.apply("---".join(old.values()))
    adding = [Client(local, folder / str(i)) for i in range(clients)]
    work_together([first, *adding])
    start = threading.Barrier(clients + 1)

    def add(number: int) -> bool:
        start.wait()
        return adding[number].apply(secrets(f"new{number}", 2))

    def prune() -> bool:
        start.wait()
        return first.apply(old[0], prune=True, prune_limit=1)

    with ThreadPoolExecutor(clients + 1) as pool:
        pruned = pool.submit(prune)
        added = list(pool.map(add, range(clients)))
        pruned.result()
    kept, there = members(first), existing(first)
    assert all(added)
    assert kept == there, (kept - there, there - kept)


def test_what_is_pruned_is_not_named_again_and_what_is_added_stays(
    local: LocalPlatform, tmp_path: Path
) -> None:
    removals(local, tmp_path / "round", 3)


@pytest.mark.full
@pytest.mark.parametrize("clients", [2, 5, 10])
def test_what_is_pruned_is_not_named_again_in_many_rounds(tmp_path: Path, clients: int) -> None:
    for number in range(20):
        local = LocalPlatform(":memory:")
        removals(local, tmp_path / str(number), clients)
        local.close()


@pytest.mark.parametrize("seed", range(3))
def test_two_commits_do_not_mix_with_both_reporting_success(
    local: LocalPlatform, tmp_path: Path, seed: int
) -> None:
    """Two pipelines apply two commits of the same resources at once."""
    chance = random.Random(seed)
    both = [Client(local, tmp_path / word) for word in ("one", "two")]
    assert both[0].apply(secrets("s", 8, "zero"))
    handle, lock = local.handle, threading.Lock()
    waits: Dict[str, float] = {}

    def slowly(method: str, target: str, headers: Any, body: Any = b"") -> Any:
        if "/apply/" in target:
            with lock:
                wait = waits.setdefault(str(len(waits)), chance.uniform(0, 0.2))
            threading.Event().wait(wait)
        return handle(method, target, headers, body)

    for client in both:
        client.local = type("Slow", (), {"handle": staticmethod(slowly)})()
    work_together(both)
    start = threading.Barrier(2)

    def work(number: int) -> bool:
        start.wait()
        return both[number].apply(secrets("s", 8, f"of_{number}"))

    with ThreadPoolExecutor(2) as pool:
        done: List[bool] = list(pool.map(work, range(2)))
    records = [record for record in local.store.all("Secret") if record.name.startswith("s_")]
    values = {str(record.manifest["spec"]["config"]["value"]) for record in records}
    assert len(records) == 8
    assert not all(done) or len(values) == 1, (done, values)

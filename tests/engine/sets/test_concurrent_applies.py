"""Sets keep their members under concurrent and killed applies."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

import pytest

from smarter import engine
from smarter.engine.sets import inventory
from smarter.local import Platform as LocalPlatform
from smarter.manifest import load
from tests.engine.sets.concurrent_clients import KINDS, Client, Killed, pause, start_together


class Member(Client):
    """A client with its own folder of manifests."""

    def __init__(self, local: LocalPlatform, folder: Path, dies: Optional[int] = None) -> None:
        super().__init__(local, "P14", dies)
        self.folder = folder
        folder.mkdir()

    def apply(self, text: str, **options: Any) -> bool:
        """Apply manifests to the set `shop`; tell whether all went well."""
        file = self.folder / "m.yaml"
        file.write_text(text, encoding="utf-8")
        bundle = load([str(file)], KINDS, resolve=True)
        assert not bundle.errors
        try:
            with self.working():
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


def members(client: Member) -> Set[Tuple[str, str]]:
    return set(engine.read_set(client.platform, "shop").members)


def existing(client: Member) -> Set[Tuple[str, str]]:
    """Find the Secrets of the set that are on the platform."""
    names = [record.name for record in client.local.store.all("Secret")]
    live = [client.platform.read(KINDS.get("Secret"), name) for name in names]
    return {("Secret", each.name) for each in live if each is not None and each.marks.get("set") == "shop"}


@pytest.fixture(autouse=True)
def _keep_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "time", SimpleNamespace(sleep=pause))


@pytest.fixture
def local() -> Iterator[LocalPlatform]:
    platform = LocalPlatform(":memory:")
    yield platform
    platform.close()


def one_round(local: LocalPlatform, folder: Path, clients: int, seed: int) -> None:
    """Run concurrent clients with own resources; some prune or delete, some die."""
    chance = random.Random(seed)
    folder.mkdir()
    deaths = [chance.randrange(3, 30) if chance.random() < 0.25 else None for _ in range(clients)]
    team = [Member(local, folder / str(i), deaths[i]) for i in range(clients)]
    start_together(team)
    start = threading.Barrier(clients)

    def work(number: int) -> bool:
        start.wait()
        return team[number].apply(secrets(f"c{number}", 3))

    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(work, range(clients)))
    watcher = Member(local, folder / "watcher")
    kept, there = members(watcher), existing(watcher)
    for number, ok in enumerate(done):
        assert ok or deaths[number] is not None, (seed, number)
        if ok:
            assert {("Secret", f"c{number}_{i}") for i in range(3)} <= kept, (seed, number, deaths)
    # Without compare-and-swap a client may overwrite members that another one has just registered. That one
    # finds this in its last check, if it lives until then.
    killed = {f"c{number}" for number, ok in enumerate(done) if not ok}
    lost = {name for _, name in there - kept if name.partition("_")[0] not in killed}
    assert not lost, (seed, "members that no inventory names", lost)


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
    """Let half of the clients remove their resources while the others add theirs."""
    folder.mkdir()
    first = Member(local, folder / "first")
    old = {number: secrets(f"old{number}", 2) for number in range(clients)}
    assert first.apply("---".join(old.values()))
    adding = [Member(local, folder / str(i)) for i in range(clients)]
    start_together([first, *adding])
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


def test_concurrent_prunes_and_adds_leave_the_inventory_right(local: LocalPlatform, tmp_path: Path) -> None:
    removals(local, tmp_path / "round", 3)


@pytest.mark.full
@pytest.mark.parametrize("clients", [2, 5, 10])
def test_concurrent_prunes_and_adds_leave_the_inventory_right_in_many_rounds(
    tmp_path: Path, clients: int
) -> None:
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
    both = [Member(local, tmp_path / word) for word in ("one", "two")]
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
    start_together(both)
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

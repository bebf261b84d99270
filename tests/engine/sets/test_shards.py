"""Machines that share a set: each applies and prunes a shard, nothing is lost."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, List, Optional, Set, Tuple

import pytest

from smarter import engine
from smarter.engine.sets import inventory
from smarter.engine.sets.apply_sets import new_run
from smarter.engine.sets.inventory import update
from smarter.engine.sets.sharding import split
from smarter.local import Platform as LocalPlatform
from smarter.manifest import load
from tests.engine.conftest import World
from tests.engine.manifests import CHATBOT, CONNECTION, PLUGIN, SECRET
from tests.engine.sets.concurrent_clients import KINDS, Client, Killed, pause, start_together

MACHINES = 4
Identity = Tuple[str, str]


class Machine(Client):
    """A client that applies a shard of the manifests."""

    def apply(self, file: Path, number: int) -> Optional[List[str]]:
        """Apply the shard of this number; return its errors, or None if it was killed."""
        bundle = load([str(file)], KINDS, resolve=True)
        assert not bundle.errors, bundle.findings
        shard = engine.Shard(number, MACHINES)
        try:
            with self.working():
                made = engine.plan(
                    self.platform, bundle.resources, set_name="shop", shard=shard, prune=True, prune_limit=1
                )
                outcomes = engine.execute(self.platform, made, parallelism=2)
        except Killed:
            return None
        return [f"{each.kind}/{each.name}: {each.error.message}" for each in outcomes if each.error]


@pytest.fixture(autouse=True)
def _keep_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "time", SimpleNamespace(sleep=pause))


def secret(name: str) -> str:
    return SECRET.replace("name: api_key", f"name: {name}")


def connection(name: str, key: Optional[str]) -> str:
    text = CONNECTION.replace("name: weather", f"name: {name}")
    return text.replace("apiKey: api_key, ", f"apiKey: {key}, " if key else "")


def plugin(name: str) -> str:
    text = PLUGIN.replace("name: faq", f"name: {name}")
    return text.replace("    description: what people ask\n", "")


def chatbot(name: str, *plugins: str) -> str:
    text = CHATBOT.replace("name: helper", f"name: {name}").replace("[get_current_weather]", "[]")
    return text.replace("[faq, forecast]", f"[{', '.join(plugins)}]")


def manifests(chance: random.Random, names: List[str]) -> List[str]:
    """Chains of references; draws with equal names may differ in their references."""
    texts = []
    for name in names:
        key = f"key_{name}"
        texts.append(secret(key))
        texts.append(connection(f"c_{name}", key if chance.random() < 0.6 else None))
        if chance.random() < 0.5:
            texts.append(plugin(f"p_{name}"))
            texts.append(chatbot(f"b_{name}", f"p_{name}") if chance.random() < 0.5 else chatbot(f"b_{name}"))
    return texts


def without_unused(chance: random.Random, texts: List[str]) -> List[str]:
    """Leave out some unused secrets, to which a live connection may still refer."""
    whole = "\n".join(texts)
    return [
        text
        for text in texts
        if "kind: Secret" not in text
        or f"apiKey: {text.split('name: ')[1].split(',')[0]}," in whole
        or chance.random() < 0.3
    ]


def described(file: Path) -> Set[Identity]:
    return {each.identity for each in load([str(file)], KINDS, resolve=True).resources}


def existing(machine: Machine, kinds: List[str]) -> Set[Identity]:
    found: Set[Identity] = set()
    for word in kinds:
        kind = KINDS.get(word)
        for record in machine.local.store.all(kind.canonical):
            live = machine.platform.read(kind, record.name)
            if live is not None and live.marks.get("set") == "shop":
                found.add(live.identity)
    return found


def members(machine: Machine) -> Set[Identity]:
    return set(engine.read_set(machine.platform, "shop").members)


def at_once(local: LocalPlatform, dialect: str, file: Path, deaths: List[Optional[int]]) -> List[Any]:
    machines = [Machine(local, dialect, dies) for dies in deaths]
    start_together(machines)
    start = threading.Barrier(MACHINES)

    def work(number: int) -> Optional[List[str]]:
        start.wait()
        return machines[number - 1].apply(file, number)

    with ThreadPoolExecutor(MACHINES) as pool:
        return list(pool.map(work, range(1, MACHINES + 1)))


def one_round(folder: Path, dialect: str, seed: int, *, kills: bool) -> None:
    """Apply, change and prune a set with 4 machines at once; compare the platform."""
    chance = random.Random(seed)
    now = [1_800_000_000.0]
    faults = dialect in ("P10", "P14")  # plugins overwrite each other there
    local = LocalPlatform(":memory:", dialect=dialect, clock=lambda: now[0], write_faults=faults)
    folder.mkdir(exist_ok=True)
    file = folder / "m.yaml"
    watcher = Machine(local, dialect)
    kinds = ["Secret", "ApiConnection", "Plugin", "Chatbot"]
    names = [f"n{number}" for number in range(6)]
    for step in range(3):
        chosen = chance.sample(names, chance.randrange(2, 7))
        texts = without_unused(chance, manifests(chance, chosen)) if step else manifests(chance, names)
        file.write_text("---".join(texts), encoding="utf-8")
        wanted = described(file)
        if kills and step:
            deaths = [chance.randrange(3, 60) if chance.random() < 0.5 else None for _ in range(MACHINES)]
            at_once(local, dialect, file, deaths)
            now[0] += 120
        kept = existing(watcher, kinds) & wanted
        for attempt in range(2):  # the second prune deletes resources that another machine still referred to
            results = at_once(local, dialect, file, [None] * MACHINES)
            assert results == [[]] * MACHINES, (seed, step, attempt, results)
            assert wanted <= existing(watcher, kinds), (seed, step, attempt, kept)
            assert wanted <= members(watcher), (seed, step, attempt, wanted - members(watcher))
            now[0] += 120
        assert existing(watcher, kinds) == wanted, (seed, step)
        assert members(watcher) == wanted, (seed, step, members(watcher) ^ wanted)
    local.close()


@pytest.mark.parametrize("dialect", ["P10", "P14", "P15A", "P15B", "P15C"])
@pytest.mark.sampled(2)
def test_four_machines_apply_shards_without_losing_a_resource(tmp_path: Path, dialect: str) -> None:
    one_round(tmp_path, dialect, 1, kills=False)


def test_four_machines_apply_shards_although_some_are_killed(tmp_path: Path) -> None:
    one_round(tmp_path, "P14", 2, kills=True)


@pytest.mark.full
@pytest.mark.parametrize("kills", [False, True])
@pytest.mark.parametrize("dialect", ["P10", "P14", "P15A", "P15B", "P15C"])
def test_four_machines_apply_shards_in_many_rounds(tmp_path: Path, dialect: str, kills: bool) -> None:
    for seed in range(8):
        one_round(tmp_path, dialect, seed, kills=kills)


def test_shards_of_one_split_do_not_conflict_and_other_runs_do() -> None:
    many = [("Secret", f"s{number}") for number in range(200)]
    one, two = new_run(many, "abc123.1"), new_run(many, "abc123.2")
    assert not one.meets(two)
    assert one.meets(new_run(many, "abc123.1"))
    assert one.meets(new_run(many, "fff999.2"))
    assert one.meets(new_run(many))
    assert new_run(many).meets(new_run(many))


def test_runs_of_parts_are_read_as_they_were_written(world: World) -> None:
    run = new_run([("Secret", "a")], "abc123.2")
    engine.execute(world.platform, world.plan(SECRET, set_name="shop"))
    update(world.platform, "shop", frozenset(), frozenset(), run)
    found = engine.read_set(world.platform, "shop").run(run.id)
    assert found is not None
    assert (found.shard, found.touched) == (run.shard, run.touched)


def test_resources_that_a_platform_takes_one_at_a_time_are_one_part(world: World) -> None:
    resources = world.resources("---".join([plugin("a"), plugin("b"), secret("c"), secret("d")]))
    numbers = split(resources, 4, KINDS, "P14")
    assert numbers["Plugin", "a"] == numbers["Plugin", "b"]
    assert len(set(split(resources, 4, KINDS, "P15C").values())) == 4


def test_an_orphan_stays_while_another_machine_still_refers_to_it(world: World) -> None:
    before = "---".join([secret("key"), connection("c", "key"), secret("x"), secret("y"), secret("z")])
    engine.execute(world.platform, world.plan(before, set_name="shop"))
    after = world.resources("---".join([connection("c", None), secret("x"), secret("y"), secret("z")]))
    plans = [
        engine.plan(world.platform, after, set_name="shop", prune=True, shard=engine.Shard(number, MACHINES))
        for number in range(1, MACHINES + 1)
    ]
    deletes = [step.name for made in plans for step in made.steps if step.action == "delete"]
    held = [orphan for made in plans for orphan in made.orphans]
    assert len(deletes) + len(held) == 1
    assert not held or "refers to it; the next run deletes it" in held[0].text
    for made in plans:
        assert not [each for each in engine.execute(world.platform, made) if each.error]
    live = world.platform.read(KINDS.get("ApiConnection"), "c")
    assert live is not None

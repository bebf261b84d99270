"""Many resources: parallel requests, their number, and the hashing of secrets."""

from __future__ import annotations

import hashlib
import heapq
import threading
from collections import Counter
from typing import Any, ContextManager, Iterator, List, Tuple

import pytest

from smarter import engine
from smarter.engine import digests
from smarter.engine.concurrency import AdaptiveGate
from smarter.engine.writes import step_writer
from tests.engine.conftest import World
from tests.engine.manifests import CONNECTION, PLUGIN, SECRET


def plugins(count: int) -> str:
    return "---".join(PLUGIN.replace("name: faq", f"name: faq_{n}") for n in range(count))


def connections(count: int) -> str:
    text = CONNECTION.replace("apiKey: api_key, authMethod: token", "timeout: 30")
    return "---".join(text.replace("name: weather", f"name: weather_{n}") for n in range(count))


def secrets(count: int) -> str:
    return "---".join(SECRET.replace("name: api_key", f"name: api_key_{n}") for n in range(count))


class Crowd:
    """Holds requests back until the expected number is in flight, and counts them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.here = 0
        self.most = 0
        self.full = threading.Condition()

    def __call__(self, verb: str, rest: str) -> None:
        with self.full:
            self.here += 1
            self.most = max(self.most, self.here)
            self.full.notify_all()
            self.full.wait_for(lambda: self.most >= self.size, timeout=60)
            self.here -= 1


@pytest.mark.parametrize("parallelism", [1, 3])
def test_parallelism_limits_the_requests_in_flight(world: World, parallelism: int) -> None:
    resources = world.resources(connections(12))
    crowd = world.before = Crowd(parallelism)
    plan = engine.plan(world.platform, resources, parallelism=parallelism)
    assert crowd.most == parallelism
    crowd = world.before = Crowd(parallelism)
    engine.execute(world.platform, plan, parallelism=parallelism)
    assert crowd.most == parallelism


def test_no_unnecessary_request_is_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_writer, "SAME_READ", 60.0)  # however slow this machine is
    text = connections(30)
    plan = world.plan(text)
    assert Counter(verb for verb, _ in world.sent) == {"describe": 30}
    world.sent.clear()
    engine.execute(world.platform, plan)
    assert Counter(verb for verb, _ in world.sent) == {"apply": 30, "describe": 30}
    plan = world.plan(text)
    engine.execute(world.platform, plan)
    assert Counter(verb for verb, _ in world.sent) == {"describe": 30}
    plan = world.plan(text.replace("timeout: 30", "timeout: 31", 1))
    engine.execute(world.platform, plan)
    assert Counter(verb for verb, _ in world.sent) == {"describe": 31, "apply": 1, "whoami": 1}


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Iterator[List[str]]:
    """Record the thread of each slow hash."""
    threads: List[str] = []
    real = hashlib.scrypt

    def scrypt(*args: Any, **options: Any) -> bytes:
        threads.append(threading.current_thread().name)
        return real(*args, **options)

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    digests._scrypt.cache_clear()
    yield threads
    digests._scrypt.cache_clear()


def test_equal_secrets_are_hashed_once_also_by_later_runs(world: World, hashed: List[str]) -> None:
    few, many = secrets(2), secrets(5)
    world.apply(few, {"API_KEY": "one for all"})
    digests._scrypt.cache_clear()  # as in another process
    hashed.clear()
    world.apply(many, {"API_KEY": "one for all"})
    salts = {
        str(world.platform.get(each.kind, each.name).marks[digests.SEALED]).split()[1]
        for each in world.resources(many)
    }
    assert (len(hashed), len(salts)) == (1, 1)


def test_few_threads_hash_however_many_read(world: World, hashed: List[str]) -> None:
    for number in range(12):
        world.apply(SECRET, {"API_KEY": f"secret number {number}"})
    text = "---".join(SECRET.replace("api_key", f"k_{n}").replace("-correct", f"-{n}") for n in range(12))
    world.apply(text)
    assert len(hashed) >= 24
    assert {name.rpartition("_")[0] for name in hashed} == {"smarter-hash"}
    assert len(set(hashed)) <= 4


def many_secrets(changed: int = -1) -> str:
    return "---".join(
        SECRET.replace("api_key", f"k_{n}").replace("-correct", f"-{'new' if n == changed else 'old'}-{n}")
        for n in range(32)
    )


def test_many_unchanged_secrets_are_proved_by_a_few_slow_hashes(world: World, hashed: List[str]) -> None:
    world.apply(many_secrets())
    digests._scrypt.cache_clear()  # as in another process
    hashed.clear()
    assert world.plan(many_secrets()).empty
    assert len(hashed) <= 16  # groups


def test_of_many_secrets_only_the_changed_one_is_updated(world: World) -> None:
    world.apply(many_secrets())
    for _ in range(2):
        digests._scrypt.cache_clear()
        outcomes = world.apply(many_secrets(changed=7))
        changed = [o.name for o in outcomes.values() if o.action != "unchanged"]
        assert changed == (["k_7"] if _ == 0 else [])
    assert world.local.resource("Secret", "k_7")["spec"]["config"]["value"].startswith("new-7")


class Server:
    """A server with its own clock: a request takes `seconds` of one of its `workers`."""

    def __init__(self, seconds: float, workers: int, now: float = 0.0) -> None:
        self.seconds = seconds
        self.now = now
        self._free_at = [now] * workers

    def take(self) -> float:
        """Take a request, and return the time of its response."""
        ready = max(self.now, heapq.heappop(self._free_at)) + self.seconds
        heapq.heappush(self._free_at, ready)
        return ready


def send_all(server: Server, gate: AdaptiveGate, requests: int) -> None:
    """Send the requests that the gate allows, and move the clock to each response."""
    in_flight: List[Tuple[float, int, ContextManager[None]]] = []
    sent = 0
    while sent < requests or in_flight:
        if sent < requests and len(in_flight) < gate.limit:
            turn = gate.turn("read")
            turn.__enter__()
            heapq.heappush(in_flight, (server.take(), sent, turn))
            sent += 1
        else:
            server.now, _, turn = heapq.heappop(in_flight)
            turn.__exit__(None, None, None)


def test_a_server_with_one_worker_gets_fewer_requests_at_a_time() -> None:
    server = Server(0.01, workers=1)
    gate = AdaptiveGate(10, clock=lambda: server.now)
    send_all(server, gate, 150)
    assert gate.limit <= 3


def test_a_parallel_server_gets_as_many_requests_as_the_limit_allows() -> None:
    server = Server(0.02, workers=50)
    gate = AdaptiveGate(10, clock=lambda: server.now)
    send_all(server, gate, 150)
    assert gate.limit == 10


def test_a_single_fast_response_does_not_reduce_parallelism() -> None:
    server = Server(0.001, workers=50)
    gate = AdaptiveGate(10, clock=lambda: server.now)
    send_all(server, gate, 1)  # from a cache, say
    server.seconds = 0.02
    send_all(server, gate, 400)
    assert server.now < 1.25 * 400 * 0.02 / 10
    assert gate.limit == 10


def test_parallelism_rises_again_when_the_server_recovers() -> None:
    server = Server(0.01, workers=1)
    gate = AdaptiveGate(8, clock=lambda: server.now)
    send_all(server, gate, 150)
    assert gate.limit <= 3
    server = Server(0.01, workers=50, now=server.now)
    send_all(server, gate, 60)
    assert gate.limit == 8

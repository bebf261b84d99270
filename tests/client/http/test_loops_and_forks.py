"""A client gets its own responses in several event loops and after a fork."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, List

import pytest

from smarter import AsyncSmarter, Smarter
from tests.client.conftest import KEY
from tests.client.wire import Answer, Server

Serve = Callable[..., Server]


def echo(request: Any) -> Answer:
    time.sleep(0.01)
    return Answer(200, {"path": request.path})


def path_of(number: object) -> str:
    return f"/api/v1/x/{number}"


def test_an_async_client_works_in_several_event_loops_in_turn(serve: Serve) -> None:
    server = serve(script=echo)
    client = AsyncSmarter(api_key=KEY, base_url=server.base_url)

    async def main(number: int) -> Any:
        return await client.get(f"/x/{number}", cast_to=dict)

    for number in range(4):
        assert asyncio.run(main(number)) == {"path": path_of(number)}
    assert server.connections == 4


# In a new process: httpx leaves connections of an ended loop to the garbage collector, which warns.
OWN_HTTP_CLIENT = """
import asyncio, sys
import httpx
from smarter import AsyncSmarter
client = AsyncSmarter(api_key="k" * 20, base_url=sys.argv[1], http_client=httpx.AsyncClient())

async def main(number):
    return await client.get(f"/x/{number}", cast_to=dict)

for number in range(4):
    print(asyncio.run(main(number))["path"])
"""


def test_a_given_http_client_works_in_several_event_loops_in_turn(serve: Serve) -> None:
    server = serve(script=echo)
    command = [sys.executable, "-c", OWN_HTTP_CLIENT, server.base_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.split(), done.stderr) == ([path_of(number) for number in range(4)], "")


def test_threads_with_event_loops_of_their_own_share_an_async_client(serve: Serve) -> None:
    server = serve(script=echo)
    client = AsyncSmarter(api_key=KEY, base_url=server.base_url, max_retries=0)

    async def main(start: int) -> List[Any]:
        calls = (client.get(f"/x/{start}-{n}", cast_to=dict) for n in range(5))
        return [got["path"] for got in await asyncio.gather(*calls)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda start: asyncio.run(main(start)), range(8)))
    assert found == [[path_of(f"{start}-{n}") for n in range(5)] for start in range(8)]


def test_prompts_of_one_session_wait_for_each_other_in_any_loop() -> None:
    client = AsyncSmarter(context="local")

    async def main() -> None:
        lock = client.resources.chatbots._turns._lock("a" * 64)
        async with lock:
            assert client.resources.chatbots._turns._lock("a" * 64) is lock

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(asyncio.run, main()) for _ in range(6)]:
            done.result()


def test_an_async_client_is_collected_in_another_loop_without_noise(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(script=echo)
    kept = []

    async def first() -> None:
        kept.append(AsyncSmarter(api_key=KEY, base_url=server.base_url))
        await kept[0].get("/x/1", cast_to=dict)

    async def second() -> None:
        kept.clear()
        gc.collect()
        await asyncio.sleep(0.05)

    asyncio.run(first())
    asyncio.run(second())
    gc.collect()  # warnings are errors in this suite
    assert not caplog.records


def test_an_unreferenced_async_client_closes_its_connections_in_its_loop(serve: Serve) -> None:
    server = serve(script=echo)

    async def main() -> None:
        client = AsyncSmarter(api_key=KEY, base_url=server.base_url)
        await client.get("/x/1", cast_to=dict)
        transport: Any = client._http._transport  # type: ignore[union-attr]
        idle = transport._plain._pool._idle.get().by_origin
        assert sum(map(len, idle.values())) == 1
        del client, transport
        gc.collect()
        for _ in range(6000):
            if any(idle.values()):
                await asyncio.sleep(0.01)
        assert not any(idle.values())

    asyncio.run(main())


FORKING = """
import json, os, sys
from smarter import Smarter
client = Smarter(api_key="k" * 20, base_url=sys.argv[1], max_retries=0, timeout=60)

def ask(who):
    return sum(client.get(f"/x/{who}{n}", cast_to=dict)["path"] != f"/api/v1/x/{who}{n}" for n in range(20))

def fork(names):
    children = []
    for who in names:
        child = os.fork()
        if not child:
            os._exit(ask(who))
        children.append(child)
    return [ask("p"), *(os.waitpid(child, 0)[1] for child in children)]

assert "httpx" not in sys.modules
print(json.dumps([fork("ab"), fork("cd")]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_client_answers_rightly_in_parent_and_children_forked_before_and_after_its_first_request(
    serve: Serve,
) -> None:
    server = serve(script=echo)
    command = [sys.executable, "-W", "error", "-c", FORKING, server.base_url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[[0, 0, 0], [0, 0, 0]]", "")


FORKING_LOCAL = """
import os, sys
from smarter import Smarter
client = Smarter(context="local")
client.files.create(file=b"x", purpose="assistants", name="parent")
child = os.fork()
if not child:
    client.files.create(file=b"x", purpose="assistants", name="child")
    os._exit(0 if len(list(client.files.list())) == 2 else 1)
assert os.waitpid(child, 0)[1] == 0
assert {file.name for file in client.files.list()} == {"parent", "child"}
client.close()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_the_embedded_platform_survives_a_fork(tmp_path: Any) -> None:
    environment = {**os.environ, "SMARTER_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FORKING_LOCAL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


FORKING_IN_A_WRITE = """
import os, signal, sys, threading, time
from smarter import Smarter
from smarter.client.local_transport import Tenancy
client = Smarter(context="local")
client.files.create(file=b"x", purpose="assistants", name="parent")
writing = threading.Event()

def write():
    (platform,) = Tenancy._platforms.values()
    with platform.store.write():
        writing.set()
        time.sleep(0.3)

threading.Thread(target=write).start()
writing.wait()
ready, go = os.pipe()
child = os.fork()
if not child:
    signal.alarm(20)
    client.files.create(file=b"x", purpose="assistants", name="early")
    os.read(ready, 1)
    client.files.create(file=b"x", purpose="assistants", name="late")
    os._exit(0)
client.close()  # the last one of the parent, which tidies the file up
os.write(go, b"x")
assert os.waitpid(child, 0)[1] == 0
with Smarter(context="local") as client:
    assert {file.name for file in client.files.list()} == {"parent", "early", "late"}
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_that_is_forked_while_another_thread_writes_neither_hangs_nor_loses_a_write(
    tmp_path: Any,
) -> None:
    environment = {**os.environ, "SMARTER_HOME": str(tmp_path)}
    command = [sys.executable, "-c", FORKING_IN_A_WRITE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


SECRETS_AND_FORK = """
import os, pathlib
from smarter import Smarter
SECRET = '''
apiVersion: smarter.sh/v1
kind: Secret
metadata: {name: NAME, description: d, version: 1.0.0}
spec: {config: {value: of-NAME}}
'''
def apply(name):
    pathlib.Path(f"{name}.yaml").write_text(SECRET.replace("NAME", name))
    return [each.action for each in client.manifests.apply(f"{name}.yaml")]
client = Smarter(context="local")
assert apply("one") == ["created"]
child = os.fork()
if child == 0:
    import signal
    signal.alarm(60)  # a child that waits for its parent's threads would wait forever
    os._exit(0 if apply("two") == ["created"] else 1)
print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_hashes_secrets_after_its_parent_did(tmp_path: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", SECRETS_AND_FORK],
        cwd=tmp_path,
        env={**os.environ, "SMARTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["0"], "")


def test_a_sync_client_is_shared_by_threads_and_may_be_collected_in_any(serve: Serve) -> None:
    server = serve(script=echo)
    client = [Smarter(api_key=KEY, base_url=server.base_url)]
    client[0].get("/x/1", cast_to=dict)
    thread = threading.Thread(target=lambda: (client.clear(), gc.collect()))
    thread.start()
    thread.join()
    gc.collect()

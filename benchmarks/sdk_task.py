"""One measurement of the SDK benchmark, in a new process: prints a number.

    python benchmarks/sdk_task.py ROW BASE_URL

`benchmarks/sdk.py` runs it. Times are CPU microseconds per request or item, the minimum of several batches; memory is
megabytes above the start.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from pathlib import Path
from typing import Any, Awaitable, Callable

KEY = "k" * 64
BATCHES = 5
REQUESTS = 400
IN_FLIGHT = 50
MESSAGES: Any = [{"role": "user", "content": "Say this is a test"}]


def per_call(call: Callable[[], Any], calls: int = REQUESTS) -> float:
    """Return the CPU microseconds per call, after a warm-up."""
    for _ in range(50 if calls > 1 else 1):
        call()
    best = float("inf")
    for _ in range(BATCHES):
        began = time.process_time()
        for _ in range(calls):
            call()
        best = min(best, (time.process_time() - began) / calls)
    return best * 1e6


def concurrent(call: Callable[[], Awaitable[Any]], close: Callable[[], Awaitable[Any]]) -> float:
    """Return CPU microseconds per request with 50 in flight; `close` ends the client."""

    async def one(gate: asyncio.Semaphore) -> None:
        async with gate:
            await call()

    async def batch(calls: int) -> None:
        gate = asyncio.Semaphore(IN_FLIGHT)
        await asyncio.gather(*(one(gate) for _ in range(calls)))

    async def measure() -> float:
        await batch(100)
        best = float("inf")
        for _ in range(BATCHES):
            began = time.process_time()
            await batch(REQUESTS)
            best = min(best, (time.process_time() - began) / REQUESTS)
        await close()
        return best * 1e6

    return asyncio.run(measure())


def peak() -> float:
    """Return the peak memory of this process, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def grown(work: Callable[[], Any]) -> float:
    """Return the megabytes that `work` adds to the peak."""
    before = peak()
    work()
    return peak() - before


def raw(row: str, base: str) -> float:
    """Benchmark plain httpx, without types."""
    import httpx

    if row == "concurrent":
        client = httpx.AsyncClient(limits=httpx.Limits(max_connections=1000, max_keepalive_connections=100))
        return concurrent(lambda: _json(client.get(f"{base}/models/gpt-4o")), client.aclose)
    if row == "concurrent-aiohttp":
        from httpx_aiohttp import HttpxAiohttpClient

        aio = HttpxAiohttpClient()
        return concurrent(lambda: _json(aio.get(f"{base}/models/gpt-4o")), aio.aclose)
    plain = httpx.Client()
    if row == "get":
        return per_call(lambda: plain.get(f"{base}/models/gpt-4o").json())
    if row == "post":
        body = {"model": "gpt-4o", "messages": MESSAGES}
        return per_call(lambda: plain.post(f"{base}/chat/completions", json=body).json())
    if row == "whoami":
        return per_call(lambda: plain.post(f"{base}/cli/whoami/").json())
    if row == "paging":
        return per_call(lambda: _pages(plain, base), 1) / 10_000
    raise KeyError(row)


async def _json(sent: Awaitable[Any]) -> Any:
    return (await sent).json()


def _pages(client: Any, base: str) -> None:
    after = ""
    while True:
        page = client.get(f"{base}/fine_tuning/jobs?limit=100{after}").json()
        for job in page["data"]:
            assert job
        if not page["has_more"]:
            return
        after = f"&after={page['data'][-1]['id']}"


def ours(row: str, base: str) -> float:
    """Benchmark this project's client."""
    from smarter import AsyncSmarter, DefaultAioHttpClient, Smarter

    return _openai_like(row, base, Smarter, AsyncSmarter, DefaultAioHttpClient)


def openai(row: str, base: str) -> float:
    """Benchmark openai-python."""
    from openai import AsyncOpenAI, DefaultAioHttpClient, OpenAI

    return _openai_like(row, base, OpenAI, AsyncOpenAI, DefaultAioHttpClient)


def _openai_like(row: str, base: str, sync: Any, asynchronous: Any, aiohttp: Any) -> float:
    options = {"api_key": KEY, "base_url": base}
    if row == "concurrent":
        client = asynchronous(**options)
        return concurrent(lambda: client.models.retrieve("gpt-4o"), client.close)
    if row == "concurrent-aiohttp":
        client = asynchronous(http_client=aiohttp(), **options)
        return concurrent(lambda: client.models.retrieve("gpt-4o"), client.close)
    client = sync(**options)
    if row == "get":
        return per_call(lambda: client.models.retrieve("gpt-4o"))
    if row == "options":
        return per_call(lambda: client.with_options(timeout=5).models.retrieve("gpt-4o"))
    if row == "post":
        return per_call(lambda: client.chat.completions.create(model="gpt-4o", messages=MESSAGES))
    if row == "whoami":
        return per_call(client.whoami)
    if row == "paging":
        return per_call(lambda: sum(1 for _ in client.fine_tuning.jobs.list(limit=100)), 1) / 10_000
    if row.startswith("upload"):
        return _upload(row, client, asynchronous(**options))
    raise KeyError(row)


def _upload(row: str, client: Any, asynchronous: Any) -> float:
    path = Path(sys.argv[4])
    client.files.create(file=b"x", purpose="assistants")  # do not measure imports of the first upload
    if row == "upload-path":
        return grown(lambda: client.files.create(file=path, purpose="assistants"))
    if row == "upload-file":
        with path.open("rb") as file:
            return grown(lambda: client.files.create(file=file, purpose="assistants"))

    async def main() -> None:
        await asynchronous.files.create(file=path, purpose="assistants")

    return grown(lambda: asyncio.run(main()))


def vendor(row: str, base: str) -> float:
    """Benchmark the vendor's SDK."""
    from smarter import Smarter

    client = Smarter(api_key=KEY, base_url=base)
    if row in ("get", "whoami"):
        return per_call(client.whoami)  # its smallest request
    raise KeyError(row)


if __name__ == "__main__":
    who = {"raw": raw, "ours": ours, "openai": openai, "vendor": vendor}[sys.argv[1]]
    print(who(sys.argv[2], sys.argv[3]))

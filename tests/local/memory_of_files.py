"""Measure the memory of an upload and a download of a large file, in a process.

    python -m tests.local.memory_of_files {here,served} {sync,async} FILE

Prints the growth of the peak memory, in MB, for the upload and for the download. Client and platform are both in this
process.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import resource
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List

from smarter import AsyncSmarter, Smarter

WARMING = b"x" * 2**20


def largest() -> float:
    """Return the peak memory of this process, in MB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@contextlib.contextmanager
def platform(how: str, folder: Path) -> Iterator[Dict[str, Any]]:
    """Return the client options for a platform in this process or a served one."""
    if how == "here":
        yield {"context": "local"}
        return
    from smarter.local.server import LocalServer

    with LocalServer(folder / "served.db") as server:
        yield {"base_url": server.base_url, "api_key": server.api_key}


def measured(options: Dict[str, Any], path: Path) -> List[float]:
    with Smarter(**options) as client:

        def download(identifier: str) -> str:
            digest = hashlib.sha256()
            with client.files.with_streaming_response.content(identifier) as answer:
                for piece in answer.iter_bytes():
                    digest.update(piece)
            return digest.hexdigest()

        download(client.files.create(file=WARMING, purpose="assistants").id)
        sizes = [largest()]
        made = client.files.create(file=path, purpose="assistants")
        sizes.append(largest())
        assert download(made.id) == made.sha256
        return [*sizes, largest()]


async def measured_async(options: Dict[str, Any], path: Path) -> List[float]:
    async with AsyncSmarter(**options) as client:

        async def download(identifier: str) -> str:
            digest = hashlib.sha256()
            async with client.files.with_streaming_response.content(identifier) as answer:
                async for piece in answer.iter_bytes():
                    digest.update(piece)
            return digest.hexdigest()

        await download((await client.files.create(file=WARMING, purpose="assistants")).id)
        sizes = [largest()]
        made = await client.files.create(file=path, purpose="assistants")
        sizes.append(largest())
        assert await download(made.id) == made.sha256
        return [*sizes, largest()]


def main(how: str, face: str, file: str) -> None:
    path = Path(file)
    with platform(how, path.parent) as options:
        sizes = measured(options, path) if face == "sync" else asyncio.run(measured_async(options, path))
    print(json.dumps({"upload": sizes[1] - sizes[0], "download": sizes[2] - sizes[1]}))


if __name__ == "__main__":
    main(*sys.argv[1:])

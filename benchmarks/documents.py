"""Uploads of documents compared with the vendor's SDK, on one machine.

    python benchmarks/documents.py [--rounds 3] [--environments DIR]

Each SDK has its own environment (made once, kept in DIR), each measurement a new process and an empty vectorstore;
rounds alternate between them. The output has medians: seconds of the call, which are mostly the platform's, CPU seconds
of the client, and the megabytes that its process grew by. Linux only.
"""

from __future__ import annotations

import argparse
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parent.parent
FILES, SIZE = 200, 20 * 1024
LARGE = 50 * 1024 * 1024
KEY = "k" * 64
IN_FLIGHT = 10

# (row, title, SDK)
ROWS: Tuple[Tuple[str, str, Tuple[str, ...]], ...] = (
    ("one-request", "200 files in one request", ("ours", "vendor")),
    ("each", "200 files, a request each", ("ours", "vendor")),
    ("parallel", "200 files, 10 requests in flight", ("ours",)),
    ("apply", "200 files, `client.manifests.apply` of their folder", ("ours",)),
    ("large", "one file of 50 MiB", ("ours", "vendor")),
)
MANIFEST = (
    "apiVersion: smarter.sh/v1\nkind: File\nmetadata: {name: docs}\nspec: {path: files, vectorstore: docs}\n"
)
SPEC = {
    "backend": "qdrant",
    "hosting": "self_hosted",
    "index": {"dimension": 1536},
    "embeddings": {"provider": "openai", "model": "text-embedding-3-small"},
}


def upload(row: str, base: str, store: int, folder: Path) -> None:
    """Upload the files of a row, in this process, and print its cost."""
    import asyncio

    import smarter

    client: Any = smarter.Smarter(api_key=KEY, base_url=base)
    client.whoami()
    files = sorted((folder / "files").iterdir())
    vectorstores = client.vectorstores
    add: Any = getattr(vectorstores, "documents", None)
    add = add.add_files if hasattr(add, "add_files") else vectorstores.add_files

    async def parallel() -> None:
        async with smarter.AsyncSmarter(api_key=KEY, base_url=base) as fast:
            gate = asyncio.Semaphore(IN_FLIGHT)

            async def one(file: Path) -> None:
                async with gate:
                    await fast.vectorstores.documents.add_files(store, [file])

            await asyncio.gather(*map(one, files))

    before = forget_peak()
    began, cpu = time.perf_counter(), time.process_time()
    if row == "one-request":
        add(store, files)
    elif row == "each":
        for file in files:
            add(store, [file])
    elif row == "parallel":
        asyncio.run(parallel())
    elif row == "apply":
        (folder / "docs.yaml").write_text(MANIFEST, encoding="utf-8")
        client.manifests.apply([folder / "docs.yaml"])
    else:
        add(store, [folder / "large.txt"])
    wall, spent = time.perf_counter() - began, time.process_time() - cpu
    print(wall, spent, (memory("VmHWM") - before) / 1024)


# The peak of `getrusage` includes that of the parent process.
def forget_peak() -> int:
    """Reset the peak of this process; return its current kilobytes."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return memory("VmRSS")


def memory(word: str) -> int:
    """Return the kilobytes that Linux reports for this process under a word."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{word}:"))


def write_files(folder: Path) -> None:
    """Write the files to upload: text of random words."""
    words = random.Random(1)
    (folder / "files").mkdir()

    def text(size: int) -> str:
        return "".join(f"{words.getrandbits(64):016x}\n" for _ in range(size // 17 + 1))[:size]

    for number in range(FILES):
        (folder / "files" / f"{number:03}.txt").write_text(text(SIZE), encoding="ascii")
    (folder / "large.txt").write_text(text(LARGE), encoding="ascii")


def measure(python: str, row: str, folder: Path) -> List[float]:
    """Return wall seconds, CPU seconds and megabytes of a measurement."""
    from smarter import Smarter

    with socket.socket() as free, tempfile.TemporaryDirectory() as place:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        serve = [sys.executable, "-m", "smarter", "local", "serve", "--dialect", "0.36", "--api-key", KEY]
        serve += ["--port", str(port), "--db", str(Path(place) / "local.db")]
        server = subprocess.Popen(serve, stderr=subprocess.DEVNULL, cwd=str(ROOT))
        try:
            wait_for(port)
            base = f"http://127.0.0.1:{port}/api/v1"
            with Smarter(api_key=KEY, base_url=base) as client:
                client.resources["Vectorstore"].apply(
                    name="docs", description="d", version="1.0.0", spec=SPEC
                )
                store = client.vectorstores.find("docs")
                assert store is not None
            command = [python, __file__, "--task", row, base, str(store.id), str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/", timeout=120)
        finally:
            server.kill()
            server.wait()
    return [float(text) for text in done.stdout.split()]


def table(found: Dict[Tuple[str, str], List[List[float]]]) -> str:
    """Return the results as Markdown."""
    lines = [
        "| | smarter: s | CPU s | MB | vendor's SDK: s | CPU s | MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row, title, who in ROWS:
        cells = []
        for each in ("ours", "vendor"):
            medians = [statistics.median(values) for values in zip(*found[row, each])] if each in who else []
            cells += [f"{value:.2f}" for value in medians[:2]] + [f"{value:.1f}" for value in medians[2:]]
            cells += ["-"] * (3 - len(medians))
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--task"]:
        row, base, store, place = sys.argv[2:]
        upload(row, base, int(store), Path(place))
        return
    from sdk import environment

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--environments", type=Path, default=Path(tempfile.gettempdir()) / "smarter-sdk-benchmark"
    )
    given = parser.parse_args()
    pythons = {name: environment(given.environments, name) for name in ("ours", "vendor")}
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_files(folder)
        found: Dict[Tuple[str, str], List[List[float]]] = {}
        for number in range(given.rounds):
            for row, _, who in ROWS:
                for each in who:
                    found.setdefault((row, each), []).append(measure(pythons[each], row, folder))
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
    print(table(found))


def wait_for(port: int) -> None:
    """Wait until a server listens on a port, at most half a minute."""
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the embedded platform did not start")


if __name__ == "__main__":
    main()

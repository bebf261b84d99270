"""The SDK compared with openai-python, the vendor's and httpx, on one machine.

    python benchmarks/sdk.py [--rounds 5] [--environments DIR] [--rows get,paging]

Each has its own environment (made once, kept in DIR), each measurement a new process; rounds alternate between them, so
that other load affects all. The output has medians, and their ratios to bare httpx (starting: to `python -c pass`),
which depend less on the machine. The vendor's SDK has no pages, uploads, options of a call or async client: `-`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

ROOT = Path(__file__).resolve().parent.parent
TASK = ROOT / "benchmarks" / "sdk_task.py"
UPLOAD = 200 * 1024 * 1024

ENVIRONMENTS: Dict[str, List[str]] = {
    "ours": [f"{ROOT}[aiohttp]"],
    "openai": ["openai[aiohttp]"],
    "vendor": ["smarter-api==0.6.0"],
}
IMPORTS = {"ours": "smarter", "openai": "openai", "vendor": "smarter"}
CLIENTS = {
    "ours": "smarter.Smarter(api_key='k' * 64)",
    "openai": "openai.OpenAI(api_key='k' * 64)",
    "vendor": "smarter.Smarter(api_key='k' * 64)",
}


# A program that sends one request to the server `BASE`.
FIRST = {
    "raw": "import httpx; httpx.Client().get('BASE/models/gpt-4o').json()",
    "ours": "import smarter; smarter.Smarter(api_key='k' * 64, base_url='BASE').models.retrieve('gpt-4o')",
    "openai": "import openai; openai.OpenAI(api_key='k' * 64, base_url='BASE').models.retrieve('gpt-4o')",
    "vendor": "import smarter; smarter.Smarter(api_key='k' * 64, base_url='BASE').whoami()",
}


class Row(NamedTuple):
    """One row of the table. `base` is the denominator of its ratios."""

    name: str
    title: str
    unit: str
    who: Tuple[str, ...]
    base: str = "raw"


ROWS = (
    Row("import", "`import`", "ms CPU", ("pass", "ours", "openai", "vendor"), "pass"),
    Row("client", "`import`, and a client made", "ms CPU", ("pass", "ours", "openai", "vendor"), "pass"),
    Row(
        "first",
        "the same, and the first request (vendor: `whoami`)",
        "ms CPU",
        ("raw", "ours", "openai", "vendor"),
    ),
    Row("get", "a small typed answer (vendor: `whoami`)", "µs CPU", ("raw", "ours", "openai", "vendor")),
    Row("options", "the same through `with_options()`", "µs CPU", ("ours", "openai"), "get"),
    Row("post", "a chat completion", "µs CPU", ("raw", "ours", "openai")),
    Row("whoami", "`whoami()`", "µs CPU", ("raw", "ours", "vendor")),
    Row("concurrent", "async, 50 in flight", "µs CPU", ("raw", "ours", "openai")),
    Row("concurrent-aiohttp", "the same over aiohttp", "µs CPU", ("raw", "ours", "openai")),
    Row("paging", "an item of a list of 10,000 in pages of 100", "µs CPU", ("raw", "ours", "openai")),
    Row("upload-path", "200 MB upload of a path: memory", "MB", ("ours", "openai"), ""),
    Row("upload-async", "the same by the async client", "MB", ("ours", "openai"), ""),
    Row("upload-file", "the same of an open file", "MB", ("ours", "openai"), ""),
)


def environment(folder: Path, name: str) -> str:
    """Return the interpreter of an environment, making the environment if needed."""
    place = folder / name
    python = place / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet"]
    if not python.exists():
        venv.create(place, with_pip=True)
        subprocess.run([*install, *ENVIRONMENTS[name]], check=True, stderr=subprocess.DEVNULL)
    elif name == "ours":  # not an installed copy
        subprocess.run(
            [*install, "--no-deps", "--force-reinstall", str(ROOT)], check=True, stderr=subprocess.DEVNULL
        )
    return str(python)


def started(python: str, code: str) -> float:
    """Return CPU milliseconds of a new interpreter running `code`, minimum of three."""
    best = float("inf")
    # Ignore the configuration file of this machine.
    environ = {**os.environ, "SMARTER_HOME": str(TASK.with_name("no-such-folder"))}
    for _ in range(3):
        child = subprocess.Popen([python, "-c", code], cwd="/", env=environ)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, child.args)
        best = min(best, (used.ru_utime + used.ru_stime) * 1000)
    return best


def measure(row: Row, who: str, pythons: Dict[str, str], base: str, file: str) -> float:
    """Measure once."""
    python = pythons.get(who, pythons["ours"])
    if row.name == "first":
        return started(python, FIRST[who].replace("BASE", base))
    if row.name in ("import", "client"):
        if who == "pass":
            return started(python, "pass")
        made = f"; {CLIENTS[who]}" if row.name == "client" else ""
        return started(python, f"import {IMPORTS[who]}{made}")
    command = [python, str(TASK), who, row.name, base, file]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd="/")
    return float(done.stdout)


def table(rows: List[Row], medians: Dict[Tuple[str, str], float]) -> str:
    """Return the results as Markdown."""
    lines = [
        "| | unit | bare | smarter | openai-python | vendor's SDK |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        base = medians.get(("get", "raw")) if row.base == "get" else medians.get((row.name, row.base))
        cells = [cell(medians.get((row.name, who)), base) for who in (row.base, "ours", "openai", "vendor")]
        lines.append(f"| {row.title} | {row.unit} | {' | '.join(cells)} |")
    return "\n".join(lines)


def cell(value: Optional[float], base: Optional[float]) -> str:
    """Return a figure with its ratio to the base in brackets."""
    if value is None:
        return "-"
    shown = f"{value:.1f}" if value < 100 else f"{value:,.0f}"
    return shown if base is None or base == value else f"{shown} ({value / base:.2f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--environments", type=Path, default=Path(tempfile.gettempdir()) / "smarter-sdk-benchmark"
    )
    parser.add_argument("--rows", default="")
    given = parser.parse_args()
    chosen = [row for row in ROWS if not given.rows or row.name in given.rows.split(",")]
    pythons = {name: environment(given.environments, name) for name in ENVIRONMENTS}
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "benchmarks" / "sdk_server.py")], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    base = f"http://127.0.0.1:{server.stdout.readline().strip()}/api/v1"
    found: Dict[Tuple[str, str], List[float]] = {}
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(UPLOAD)
        try:
            for number in range(given.rounds):
                for row in chosen:
                    for who in row.who:
                        value = measure(row, who, pythons, base, file.name)
                        found.setdefault((row.name, who), []).append(value)
                print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
        finally:
            server.kill()
            server.wait()
    print(table(chosen, {key: statistics.median(values) for key, values in found.items()}))


if __name__ == "__main__":
    main()

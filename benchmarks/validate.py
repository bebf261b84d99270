"""`smarter validate` compared with check-jsonschema, the usual tool.

    python benchmarks/validate.py [--rounds 7] [--documents 1000] [--scale] [--instructions]

check-jsonschema is installed into its own environment, with its fastest parser, and checks the same files, named one by
one, against the same schema. Rounds alternate between the programs, so that other load affects both. Both run from
bytecode, like installed programs. The output has medians of wall time and the minimum of CPU time, which other programs
disturb least, and their ratios, which depend less on the machine.

npm's `@sourcemeta/jsonschema`, a validator in C++, is also measured if it is installed.

Copies of the quickstart's manifests with new names have four kinds, references, and some files with two documents; only
smarter validates them, since check-jsonschema takes one schema per run.

`--instructions` counts the instructions of the two Python programs with valgrind, instead of times: one run each, since
other load does not change them.

`--scale` validates 1,000, 10,000 and 100,000 documents and prints time and peak memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Sequence

ROOT = Path(__file__).resolve().parent.parent
PEER = ["check-jsonschema", "ruamel.yaml.clib"]
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "smarter-benchmark-bytecode"),
}

CHATBOT = """\
apiVersion: smarter.sh/v1
kind: Chatbot
metadata:
  name: bot_{number}
  description: A chatbot that answers questions about courses, number {number}.
  version: 1.0.0
  tags:
    - courses
    - production
  annotations:
    - example.com/owner: sales team
    - example.com/purpose: answer questions about the courses
spec:
  config:
    deployed: false
    provider: openai
    defaultModel: gpt-4o-mini
    defaultSystemRole: >
      You are a helpful assistant. When given the opportunity to utilize
      function calling, you should always do so.
    defaultTemperature: 0.5
    defaultMaxTokens: 512
    appName: Courses
    appAssistant: Stanley
    appWelcomeMessage: Welcome! How can I help you today?
    appExamplePrompts:
      - "Do you offer any courses on AI?"
      - "My budget is $1,000. What courses can I take?"
    appPlaceholder: "Ask me anything about our courses..."
    appInfoUrl: https://example.com
    appLogoUrl: https://example.com/logo.png
    appFileAttachment: false
    subdomain: null
    customDomain: null
  plugins: []
  functions: []
"""


class Cost(NamedTuple):
    """Cost of one run, in seconds and bytes."""

    wall: float
    cpu: float
    memory: int


def run(command: Sequence[str]) -> Cost:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status != 0:
        raise SystemExit(f"{' '.join(command[:3])} ... ended with status {status}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def peer() -> Path:
    """Return check-jsonschema in its own environment, made once."""
    folder = Path(tempfile.gettempdir()) / "smarter-benchmark-check-jsonschema"
    program = folder / "bin" / "check-jsonschema"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", *PEER], check=True)
    return program


def native_validator() -> Optional[str]:
    """Return the installed program of npm's `@sourcemeta/jsonschema`, if any.

    The package's own command starts it through node; the program itself is measured.
    """
    command = shutil.which("jsonschema")
    if command is None:
        return None
    # The command of the same name in Python's jsonschema has no such file two folders up.
    name = f"jsonschema-{sys.platform}-{platform.machine()}"
    return next(map(str, Path(command).resolve().parents[1].rglob(name)), None)


def write(folder: Path, count: int) -> List[str]:
    files = []
    for number in range(count):
        file = folder / f"{number // 1000:03}" / f"{number:06}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(CHATBOT.format(number=number), encoding="utf-8")
        files.append(str(file))
    return files


def write_quickstart(folder: Path, count: int) -> None:
    """Write `count` manifests of the quickstart, each set with its own names."""
    folder.mkdir()
    texts = {
        name: (ROOT / "manifests" / "quickstart" / f"{name}.yaml").read_text(encoding="utf-8")
        for name in ("chatbot", "plugin", "connection")  # the last file has two
    }
    for number in range(count // 4):
        for name, text in texts.items():
            renamed = re.sub(
                r"\b(bike_shop|faq|warehouse_key|warehouse)\b(?=\n| #|\])", rf"\1_{number}", text
            )
            (folder / f"{name}_{number:06}.yaml").write_text(renamed, encoding="utf-8")


def compare(title: str, commands: Dict[str, List[str]], rounds: int) -> None:
    costs: Dict[str, List[Cost]] = {name: [] for name in commands}
    for command in commands.values():
        run(command)  # writes its bytecode
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command))
    print(f"\n{title} ({rounds} rounds)")
    wall = {name: statistics.median(c.wall for c in found) for name, found in costs.items()}
    cpu = {name: min(c.cpu for c in found) for name, found in costs.items()}
    base = next(iter(commands))
    for name in commands:
        print(
            f"  {name:<18} wall {wall[name] * 1000:8.1f} ms   CPU {cpu[name] * 1000:8.1f} ms"
            f"   {wall[base] / wall[name]:5.2f} times / {cpu[base] / cpu[name]:5.2f} times as quick as {base}"
        )


def count_instructions(command: Sequence[str]) -> int:
    """Return a Python script's instruction count, run by the Python in its folder."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    interpreter = str(Path(command[0]).parent / "python")
    run([interpreter, *command])  # writes its bytecode
    done = subprocess.run(
        [*tool, interpreter, *command],
        env={**ENVIRONMENT, "PYTHONHASHSEED": "0"}, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    found = re.search(rb"I +refs: +([0-9,]+)", done.stderr)
    if found is None:
        raise SystemExit("valgrind printed no count")
    return int(found[1].replace(b",", b""))


def compare_instructions(title: str, theirs: Sequence[str], ours: Sequence[str]) -> None:
    base, own = count_instructions(theirs), count_instructions(ours)
    print(
        f"{title}: check-jsonschema {base / 1e6:,.0f} million, smarter {own / 1e6:,.0f} million: {base / own:.1f} times"
    )


def scale(program: str, folder: Path) -> None:
    print("\ngrowth")
    for count in (1_000, 10_000, 100_000):
        here = folder / f"scale-{count}"
        write(here, count)
        cost = run([program, "validate", str(here)])
        print(
            f"  {count:>7} files: {cost.cpu / count * 1e6:6.0f} microseconds each, peak {cost.memory / 2**20:5.0f} MiB"
        )
        shutil.rmtree(here)


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--documents", type=int, default=1_000)
    arguments.add_argument("--scale", action="store_true")
    arguments.add_argument("--instructions", action="store_true")
    chosen = arguments.parse_args()
    ours = str(Path(sys.executable).parent / "smarter")
    theirs = str(peer())
    schema = str(ROOT / "schemas" / "chatbot.schema.json")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder / "many", chosen.documents)
        one = files[0]
        if chosen.instructions:
            for title, some in (("one manifest", [one]), (f"{len(files)} manifests", files)):
                compare_instructions(
                    title, [theirs, "--schemafile", schema, *some], [ours, "validate", *some]
                )
            return
        compare(
            "start-up",
            {
                "check-jsonschema": [theirs, "--version"],
                "smarter": [ours, "--version"],
                "python": [sys.executable, "-c", "pass"],
            },
            chosen.rounds,
        )
        native = native_validator()
        compare(
            "one manifest",
            {
                "check-jsonschema": [theirs, "--schemafile", schema, one],
                "smarter": [ours, "validate", one],
                **({"sourcemeta": [native, "validate", schema, one]} if native else {}),
            },
            chosen.rounds,
        )
        compare(
            f"{chosen.documents} manifests",
            {
                "check-jsonschema": [theirs, "--schemafile", schema, *files],
                "smarter": [ours, "validate", *files],
                **({"sourcemeta": [native, "validate", schema, *files]} if native else {}),
            },
            chosen.rounds,
        )
        write_quickstart(folder / "mixed", chosen.documents)
        compare(
            f"{chosen.documents} manifests of four kinds",
            {"smarter": [ours, "validate", str(folder / "mixed")]},
            chosen.rounds,
        )
        if chosen.scale:
            scale(ours, folder)


if __name__ == "__main__":
    main()

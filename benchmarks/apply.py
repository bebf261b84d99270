"""`smarter apply` compared with one request at a time, at several latencies.

    python benchmarks/apply.py [--sizes 1,100,1000,10000] [--latencies 0,50] [--one-by-one 1000]

The platform is the embedded one in a separate process (`benchmarks/apply_server.py`), a new one for each size and
latency. Whole commands are measured: the first apply, an unchanged one, and one with a changed manifest.

- The ideal is the number of required requests, times the latency, divided by the parallelism of 10. Each resource
  must be read before it is written, and read back after: three requests for a new one, one for an unchanged one. The
  first command also detects the dialect once. Plugins must be written one at a time.
- Before a command's time is compared with the ideal, the start of the program is subtracted: the time of the same
  command for one unchanged manifest without latency.
- One by one is the method of the vendor's SDK and command: each manifest is read and sent, over one connection of
  httpx, whether new, unchanged or changed. Above `--one-by-one` manifests that figure is extrapolated from so many, and
  marked `~`.
- Memory is the command's peak, with interpreter and libraries.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SMARTER = str(Path(sys.executable).parent / "smarter")
KEY = "k" * 64
PARALLELISM = 10

# Ten manifests with references, in four levels, mostly plugins and chatbots.
SECRET = """\
apiVersion: smarter.sh/v1
kind: Secret
metadata: {{name: key_{number}, description: The key of a weather service., version: 1.0.0}}
spec:
  config: {{value: "${{env:WEATHER_KEY:-a key of a weather service}} {number}"}}
"""
CONNECTION = """\
apiVersion: smarter.sh/v1
kind: ApiConnection
metadata: {{name: weather_{number}, description: A weather service., version: 1.0.0}}
spec:
  connection: {{baseUrl: "https://weather.example.com/", apiKey: key_{number}, authMethod: token}}
"""
API_PLUGIN = """\
apiVersion: smarter.sh/v1
kind: ApiPlugin
metadata: {{name: forecast_{number}, description: Tells the weather., version: 1.0.0, pluginClass: api}}
spec:
  selector: {{directive: search_terms, searchTerms: [weather, rain, sunshine]}}
  prompt: {{provider: openai, systemRole: You know the weather., model: gpt-4o-mini, temperature: 0.5, maxTokens: 256}}
  connection: weather_{number}
  apiData: {{endpoint: /forecast/, method: GET, limit: 10}}
"""
PLUGIN = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata:
  name: faq_{number}_{letter}
  description: Answers what customers ask.
  version: 1.0.0
  pluginClass: static
  tags: [customers, production]
spec:
  selector: {{directive: search_terms, searchTerms: [opening hours, price, address]}}
  prompt:
    provider: openai
    systemRole: You answer questions about our shop with what you find in the data, and with nothing else.
    model: gpt-4o-mini
    temperature: 0.5
    maxTokens: 256
  data:
    description: what people ask
    staticData: {{hours: 9 to 5, address: 12 Example Street, price: {{coffee: 2.5, tea: 2}}, number: {number}}}
"""
CHATBOT = """\
apiVersion: smarter.sh/v1
kind: LLMClient
metadata:
  name: shop_{number}_{letter}
  description: Helps the customers of our shop.
  version: 1.0.0
  tags: [production]
  annotations:
    - example.com/owner: sales team
spec:
  config:
    provider: openai
    defaultModel: gpt-4o-mini
    defaultSystemRole: >
      You are a helpful assistant. When given the opportunity to utilize function calling, you should always do so.
    defaultTemperature: 0.5
    defaultMaxTokens: 512
    appName: Shop
    appAssistant: Stanley
    appWelcomeMessage: Welcome! How can I help you today?
    appExamplePrompts: ["When do you open?", "What does a coffee cost?"]
    appPlaceholder: Ask me anything about our shop...
    appInfoUrl: https://example.com
    appLogoUrl: https://example.com/logo.png
  plugins: [faq_{number}_{letter}, forecast_{number}]
  functions: [get_current_weather]
"""
TOGETHER = (
    ("secret", SECRET), ("connection", CONNECTION), ("forecast", API_PLUGIN),
    ("faq_a", PLUGIN), ("faq_b", PLUGIN), ("faq_c", PLUGIN), ("faq_d", PLUGIN),
    ("shop_a", CHATBOT), ("shop_b", CHATBOT), ("shop_c", CHATBOT),
)  # fmt: skip


class Cost(NamedTuple):
    """Cost of one command: seconds of wall and CPU time, bytes at the peak."""

    wall: float
    cpu: float
    memory: int


class Measured(NamedTuple):
    """One command against one platform."""

    cost: Cost
    requests: int
    late: int
    platform_cpu: float


def write(folder: Path, count: int) -> None:
    """Write `count` manifests, a folder for each ten; a single one is a plugin."""
    for number in range((count + 9) // 10):
        for name, text in TOGETHER if count > 1 else (("faq_a", PLUGIN),):
            file = folder / f"{number:05}" / f"{name}.yaml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(number=number, letter=name[-1]), encoding="utf-8")


def change(folder: Path) -> None:
    """Change a manifest without dependents."""
    file = sorted(folder.glob("*/shop_a.yaml") or [])[:1] or [folder / "00000" / "faq_a.yaml"]
    file[0].write_text(file[0].read_text(encoding="utf-8").replace("0.5", "0.75"), encoding="utf-8")


def run(command: List[str], environ: Dict[str, str]) -> Cost:
    """Run a command to its end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environ})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status != 0:
        raise SystemExit(f"{' '.join(command[:3])} ... ended with {process.returncode}")
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


class Place:
    """A platform with latency, and a home folder for its clients."""

    def __init__(self, port: str, home: Path) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.environ = {
            "SMARTER_BASE_URL": f"{self.origin}/api/v1",
            "SMARTER_API_KEY": KEY,
            "SMARTER_HOME": str(home),
        }

    def measure(self, command: List[str]) -> Measured:
        """Run `command` here, and count what it sent."""
        self.counts()
        cost = run(command, self.environ)
        counts = self.counts()
        return Measured(cost, sum(counts["requests"].values()), counts["late"], counts["cpu"])

    def counts(self) -> Any:
        with urllib.request.urlopen(f"{self.origin}/counts") as answer:
            return json.load(answer)


@contextmanager
def platform(latency: float) -> Iterator[Place]:
    """Make a new, empty platform."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(ROOT / "benchmarks" / "apply_server.py")
        command = [sys.executable, program, str(latency), str(Path(folder) / "platform.db")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield Place(process.stdout.readline().strip(), Path(folder) / "home")
            finally:
                process.kill()


def one_by_one(place: Place, folder: Path, limit: int) -> float:
    """Return the seconds to read and send up to `limit` manifests, in a new process."""
    return place.measure([sys.executable, __file__, "--send", str(folder), str(limit)]).cost.wall


def send(folder: Path, limit: int) -> None:
    """Read and send each manifest: secrets first, chatbots last."""
    import httpx
    import yaml

    order = [name for name, _ in TOGETHER]
    files = sorted(folder.glob("*/*.yaml"), key=lambda file: (order.index(file.stem), file))
    chosen = [file for file in files if int(file.parent.name) * 10 < limit]
    base = os.environ["SMARTER_BASE_URL"]
    with httpx.Client(headers={"Authorization": f"Token {KEY}"}) as client:
        for file in chosen:
            manifest = yaml.safe_load(file.read_text(encoding="utf-8"))
            answer = client.post(f"{base}/cli/apply/", json=manifest)
            answer.raise_for_status()
            answer.json()


class Row(NamedTuple):
    """One line of the table."""

    count: int
    latency: float
    work: str
    got: Measured
    least: int
    start: float
    peer: float
    reckoned: bool

    def text(self) -> str:
        """Return the line as Markdown."""
        # The platform takes plugins, half of the manifests, one at a time.
        serial = self.count // 2 if self.work == "first" else 0
        parallel = (self.least - serial) / min(PARALLELISM, self.count)
        ideal = (serial + parallel) * self.latency
        over = f"{(self.got.cost.wall - self.start) / ideal:.2f}" if ideal else "-"
        peer = f"{'~' if self.reckoned else ''}{self.peer:,.1f} ({self.peer / self.got.cost.wall:.1f})"
        shown = (
            f"{self.count:,}", f"{self.latency * 1000:.0f} ms", self.work,
            f"{self.got.requests:,}", f"{self.least:,}",
            f"{self.got.cost.wall:,.2f}", f"{ideal:,.2f}" if ideal else "-", over, peer,
            f"{self.got.cost.cpu:,.1f}", f"{self.got.platform_cpu:,.1f}",
            f"{self.got.cost.memory / 1e6:,.0f}",
        )  # fmt: skip
        return f"| {' | '.join(shown)} |"


TITLES = (
    "manifests", "latency", "apply", "requests", "least", "s", "ideal", "over it", "one by one", "CPU s", "platform",
    "peak MB",
)  # fmt: skip
HEAD = f"| {' | '.join(TITLES)} |\n| ---: | ---: | --- |{' ---: |' * 9}"


def rows(folder: Path, count: int, latency: float, start: float, limit: int) -> List[Row]:
    """Return rows: first, unchanged, one changed; `start` is in seconds."""
    here = folder / f"{count}-{latency}"
    write(here, count)
    command = [SMARTER, "apply", "-f", str(here)]
    works = {"first": 4 * count + 1, "unchanged": count, "one changed": count + 3}
    with platform(latency) as place:
        done: Dict[str, Measured] = {}
        for work in works:
            if work == "one changed":
                change(here)
            done[work] = place.measure(command)
            if done[work].late and latency:
                said = f"{count} {work}: {done[work].late} answers took longer than {latency} s"
                print(said, file=sys.stderr)
    with platform(latency) as place:
        sent = min(count, limit)
        peer = one_by_one(place, here, sent) * count / sent
    return [
        Row(count, latency, work, done[work], least, start, peer, sent < count)
        for work, least in works.items()
    ]


def start_of(folder: Path) -> float:
    """Return the seconds that one unchanged manifest takes without latency."""
    return min(rows(folder / word, 1, 0.0, 0.0, 1)[1].got.cost.wall for word in ("start", "again"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1,100,1000")
    parser.add_argument("--latencies", default="0,50", help="milliseconds")
    parser.add_argument("--one-by-one", type=int, default=1000, metavar="N")
    parser.add_argument("--send", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        send(Path(given.send[0]), int(given.send[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = start_of(folder)
        print(f"the start of a program: {start:.2f} s\n", file=sys.stderr)
        print(HEAD, flush=True)
        for latency in (float(each) / 1000 for each in given.latencies.split(",")):
            for count in map(int, given.sizes.split(",")):
                for row in rows(folder, count, latency, start, given.one_by_one):
                    print(row.text(), flush=True)


if __name__ == "__main__":
    main()

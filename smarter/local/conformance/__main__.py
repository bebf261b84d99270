"""`python -m smarter.local.conformance RECORDING.jsonl [--base-url URL]`: replay a recording and say how far it agrees."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import List, Optional

from smarter.local.conformance.recording import load
from smarter.local.conformance.replay import replay, summary
from smarter.local.conformance.report import report
from smarter.local.conformance.targets import EmbeddedTarget, RemoteTarget, embedded


def main(arguments: Optional[List[str]] = None) -> int:
    """Run the command. Returns 0 where everything agrees, 1 where something differs, 2 where nothing could be compared."""
    parser = argparse.ArgumentParser(prog="python -m smarter.local.conformance", description=main.__doc__)
    parser.add_argument("recording", type=Path, help="a recording: one exchange a line, as JSON")
    parser.add_argument(
        "--base-url", help="replay against this platform (`http://localhost:9357`), not the embedded one"
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="PLACEHOLDER=VARIABLE",
        help="with --base-url: the environment variable that holds the key a placeholder of the recording stands for",
    )
    parser.add_argument("--dialect", default="P14", choices=("P10", "P14", "P15"))
    parser.add_argument("--report", type=Path, help="write the list of disagreements to this Markdown file")
    options = parser.parse_args(arguments)
    try:
        exchanges = load(options.recording)
        keys = {}
        for one in options.key:
            placeholder, _, variable = one.partition("=")
            keys[placeholder] = os.environ[variable]
        target: "EmbeddedTarget | RemoteTarget"
        if options.base_url:
            target = RemoteTarget(options.base_url, keys)
        else:
            target = embedded(exchanges, options.dialect)
        outcomes = replay(exchanges, target)
        target.close()
    except KeyError as problem:
        print(f"the environment variable {problem} is not set", file=sys.stderr)
        return 2
    except (OSError, ValueError) as problem:
        print(f"{options.recording}: {problem}", file=sys.stderr)
        return 2
    for outcome in outcomes:
        if outcome.difference is not None:
            print(f"{outcome.exchange.name}: {outcome.difference[0]}: {outcome.difference[1]}")
    if options.report is not None:
        options.report.write_text(report(outcomes), encoding="utf-8")
    print(summary(outcomes))
    return 0 if all(outcome.difference is None for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())

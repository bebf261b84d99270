"""`python -m scripts.conformance RECORDING.jsonl [--base-url URL]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Union

from scripts.conformance.initial_state import administrator_of, users_of
from scripts.conformance.recording import Exchange, load
from scripts.conformance.replay import Outcome, replay, summary
from scripts.conformance.replay_targets import EmbeddedTarget, RemoteTarget, embedded
from scripts.conformance.report import into_document, report
from scripts.conformance.sdk_recordings import replay_sdk_recordings


def arguments_of(words: Optional[List[str]]) -> argparse.Namespace:
    """Parse the command line; exit with 2 on a usage error."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.conformance",
        description="Replay the core exchanges of a recording in order, compare the answers, and say how many agree.",
    )
    parser.add_argument("recording", type=Path, nargs="?", help="a recording: one exchange a line, as JSON")
    parser.add_argument(
        "--recordings-of-sdk",
        type=Path,
        metavar="DIR",
        help="replay the recorded responses in the unpacked source archive of smarter-api instead",
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        help="replay against this platform instead of the embedded one. The recording creates, changes and deletes "
        "resources there, an account and a provider among them: point it at one that you can throw away",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="PLACEHOLDER=VARIABLE",
        help="with --base-url: the environment variable with the key that a placeholder of the recording stands for; "
        "the administrator's is $SMARTER_API_KEY unless told otherwise",
    )
    parser.add_argument(
        "--dialect", default="P14", choices=("P10", "P14", "P15"), help="the embedded platform's"
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write the report into this Markdown file, replacing the last one",
    )
    options = parser.parse_args(words)
    if (options.recording is None) == (options.recordings_of_sdk is None):
        parser.error("give a recording, or --recordings-of-sdk DIR")
    return options


def main(words: Optional[List[str]] = None) -> int:
    """Run the command and return its exit code.

    0: all agree. 1: something differs. 2: nothing could be compared.
    """
    options = arguments_of(words)
    if options.recordings_of_sdk is not None:
        return _replay_sdk_recordings(options.recordings_of_sdk, options.report)
    try:
        exchanges = load(options.recording)
        target: Union[EmbeddedTarget, RemoteTarget]
        if options.base_url:
            target = RemoteTarget(options.base_url, _keys(exchanges, options.key))
        else:
            target = embedded(exchanges, options.dialect)
        try:
            outcomes = replay(exchanges, target)
        finally:
            target.close()
    except (OSError, ValueError) as problem:
        print(f"{options.recording}: {problem}", file=sys.stderr)
        return 2
    return _conclude(outcomes, options.recording.name, options.report)


def _replay_sdk_recordings(folder: Path, report_file: Optional[Path]) -> int:
    try:
        outcomes = replay_sdk_recordings(folder)
    except (OSError, ValueError) as problem:
        print(f"{folder}: {problem}", file=sys.stderr)
        return 2
    return _conclude(outcomes, "smarter-api-0.6.0", report_file)


def _conclude(outcomes: Sequence[Outcome], name: str, report_file: Optional[Path]) -> int:
    """Print the outcomes, write the report, and return the exit code."""
    if report_file is not None:
        _write(report_file, name, outcomes)
    for outcome in outcomes:
        if outcome.difference is not None:
            print(f"{outcome.exchange.name}: {outcome.difference[0]}: {outcome.difference[1]}")
    print(summary(outcomes))
    return 1 if any(outcome.difference for outcome in outcomes) else 0


def _keys(exchanges: Sequence[Exchange], given: Sequence[str]) -> Dict[str, str]:
    """Return the keys to send in place of the recording's placeholders.

    Raises ValueError for a variable that is not set.
    """
    keys: Dict[str, str] = {}
    users = users_of(exchanges)
    owner = administrator_of(exchanges)
    if "SMARTER_API_KEY" in os.environ:
        keys.update({key: os.environ["SMARTER_API_KEY"] for key, user in users.items() if user == owner})
    for one in given:
        placeholder, _, variable = one.partition("=")
        if variable not in os.environ:
            raise ValueError(f"--key {one}: the environment variable {variable!r} is not set")
        keys[placeholder] = os.environ[variable]
    return keys


def _write(path: Path, name: str, outcomes: Sequence[Outcome]) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(into_document(text, name, report(name, outcomes)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

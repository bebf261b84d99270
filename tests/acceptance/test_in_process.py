"""A run in the test's process prints the same as the installed script."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import List, Optional, Tuple

from tests.acceptance.conftest import ROOT, Command, Ran
from tests.acceptance.test_golden import scrub
from tests.docs.code_blocks import ordered

Line = Tuple[List[str], Optional[str]]
LOCAL = ["--context", "local"]
PLUGIN = (ROOT / "manifests" / "quickstart" / "plugin.yaml").read_text(encoding="utf-8")

# Run in order in one folder: arguments and stdin of each.
LINES: List[Line] = [
    (["--version"], None),
    (["apply", "--help"], None),
    (["aply"], None),
    (["get", "chatbots"], None),
    (["get", "chatbots", "-o", "json", "--context", "nowhere"], None),
    ([*LOCAL, "apply", "-f", "quickstart/", "--parallelism", "1"], None),
    ([*LOCAL, "apply", "-f", "-"], PLUGIN),
    ([*LOCAL, "diff", "-f", "-"], PLUGIN.replace("sunday: closed", "sunday: open")),
    ([*LOCAL, "get", "chatbots", "-o", "name"], None),
    ([*LOCAL, "-vv", "describe", "plugin", "faq"], None),
    ([*LOCAL, "chat", "bike_shop"], "Wann öffnet ihr?\n"),
    (["validate", "quickstart/", "-o", "sarif"], None),
    (["validate", "-"], PLUGIN.replace("systemRole", "systemRöle")),
    ([*LOCAL, "delete", "plugin", "faq"], None),
    ([*LOCAL, "delete", "-f", "quickstart/", "--yes", "-o", "json"], None),
]


def shop(place: Path) -> Command:
    """Make the command in a folder of its own, with a copy of the quickstart."""
    folder = place / "work"
    shutil.copytree(ROOT / "manifests" / "quickstart", folder / "quickstart")
    return Command(folder, place / "home", [])


def shown(ran: Ran, command: Command) -> Tuple[int, str, str]:
    """Return a run's output without log times, independent resources sorted."""
    log = re.sub(r"\d\d:\d\d:\d\d|\d+\.\d+ s\b|\w{3}, \d\d \w{3} \d{4}|smarter-[0-9a-f]{32}", "X", ran.err)
    return ran.code, scrub(ordered(ran.out), command), scrub(log, command)


def test_the_installed_command_prints_the_same_as_a_run_in_process(tmp_path: Path) -> None:
    apart, within = shop(tmp_path / "apart"), shop(tmp_path / "within")
    for words, stdin in LINES:
        process = shown(apart.process(*words, stdin=stdin), apart)
        assert shown(within(*words, stdin=stdin), within) == process, words

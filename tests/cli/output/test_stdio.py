"""Standard streams: the width that every output wraps at."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import List

import pytest

from smarter.cli.main import run

MANIFEST = """\
apiVersion: smarter.sh/v1
kind: Plugin
metadata: {name: faq}
spec: {sytem: "a text that is longer than the narrow window of this test, and longer than any number of columns there"}
"""


class Terminal(io.StringIO):
    """Standard output that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("flags", [[], ["--strict"]])
def test_findings_are_cut_to_the_columns_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: List[str]
) -> None:
    (tmp_path / "plugin.yaml").write_text(MANIFEST)
    monkeypatch.chdir(tmp_path)
    longest = {}
    for columns in (50, 100):
        terminal = Terminal()
        with monkeypatch.context() as patched:
            patched.setenv("COLUMNS", str(columns))
            patched.setenv("NO_COLOR", "1")
            patched.setattr(sys, "stdout", terminal)
            run(["validate", *flags, "plugin.yaml"])
        lines = terminal.getvalue().splitlines()
        longest[columns] = max(len(line) for line in lines if line.startswith("    4 |"))
    assert longest[50] <= 50 < longest[100] <= 100

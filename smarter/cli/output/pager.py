"""The user's pager, for text that is longer than the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from typing import List, Mapping

from smarter.cli.output import stdio


def write_paged(text: str) -> None:
    """Write text for people; page it if long and both ends are a terminal."""
    lines = text.count("\n") + 1
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")
    command = pager_command(os.environ) if interactive and lines >= shutil.get_terminal_size().lines else []
    if not command or not _page(command, stdio.escape_for_terminal(text)):
        stdio.write_result(text)


def pager_command(environ: Mapping[str, str]) -> List[str]:
    """Return the words of `$SMARTER_PAGER`, `$PAGER` or `less`; [] for no pager."""
    line = next((environ[name] for name in ("SMARTER_PAGER", "PAGER") if name in environ), "less")
    try:
        words = shlex.split(line)
    except ValueError:
        return []
    return [] if words in ([], ["cat"]) or shutil.which(words[0]) is None else words


def _page(command: List[str], text: str) -> bool:
    """Show the text in a pager; return False if it cannot be started."""
    # As git does: leave short text on the screen, and show colours.
    environ = {"LESS": "FRX", **os.environ}
    try:
        pager = subprocess.Popen(
            command, stdin=subprocess.PIPE, env=environ, encoding="utf-8", errors="replace"
        )
    except OSError:
        return False
    # Ctrl-C is the pager's while it runs.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager.communicate(text)
    except BrokenPipeError:
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True

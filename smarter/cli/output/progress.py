"""Progress of slow requests: a status line on a terminal, a sentence in a log."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import contextmanager
from typing import Iterator, Optional

from smarter.cli.output import stdio

_FIRST = 1.0  # seconds before a terminal shows anything
_EVERY = 0.1
_PATIENCE = 10.0  # seconds before a log gets a sentence
_AGAIN = 60.0


class Progress:
    """A thread that prints the request that the command waits for.

    Nothing is printed in the first second; until then the thread costs a tenth of a millisecond.

    Attributes:
        text: the request or resource that the command waits for; it may change meanwhile.
        done, total: how many of how many are done, where that is known.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.done = 0
        self.total: Optional[int] = None
        self._began = time.monotonic()
        self._paused = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="smarter-waiting", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Stop, and take back the line."""
        self._over.set()
        self._thread.join(timeout=1)
        stdio.erase_status_line()

    @contextmanager
    def pause_progress(self) -> Iterator[None]:
        """Pause while the user is prompted or the command sleeps."""
        self._paused += 1
        stdio.erase_status_line()
        try:
            yield
        finally:
            self._began = time.monotonic()
            self._paused -= 1

    def _run(self) -> None:
        terminal = sys.stderr.isatty() and not os.environ.get("CI")
        line: Optional[stdio.StatusLine] = None
        said = 0.0
        pause = _FIRST
        while not self._over.wait(pause):
            pause = _EVERY if terminal else _FIRST
            seconds = time.monotonic() - self._began
            if self._paused or seconds < _FIRST:
                said = 0.0
            elif terminal:
                line = line or _line()
                line.update(f"{self.text}, {int(seconds)} s", self.done, self.total)
                stdio.show_status_line(line, unless=lambda: bool(self._paused) or self._over.is_set())
            elif seconds >= (said + _AGAIN if said else _PATIENCE):
                said = seconds
                stdio.write_message(f"still {self.text}, after {int(seconds)} s\n")


def _line() -> stdio.StatusLine:
    """Return rich's line if installed and displayable, else a plain one."""
    encoding = (sys.stderr.encoding or "ascii").lower().replace("-", "")
    if encoding == "utf8" and os.environ.get("TERM") != "dumb":
        try:
            from smarter.cli.output.rich_progress import RichLine
        except ImportError:  # an extra
            return stdio.PlainLine()
        return RichLine()
    return stdio.PlainLine()

"""The command on a terminal: its questions, and its output after an answer."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from typing import Dict, List

__all__ = ["PATIENCE", "Terminal"]

# Seconds to wait for immediate output: a loaded machine may take long to start a process.
PATIENCE = 120.0


class Terminal:
    """A process on a terminal of 24 lines and 100 columns."""

    def __init__(self, line: List[str], folder: str, environment: Dict[str, str]) -> None:
        import fcntl
        import struct
        import termios

        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.process = subprocess.Popen(
            line,
            cwd=folder,
            env={**environment, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            # Make it the controlling terminal, so that Ctrl-C is a signal.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self.shown = ""

    def expect(self, text: str) -> str:
        """Wait until `text` is shown after the last match; return the output before it."""
        assert self._shows(text, PATIENCE), f"{text!r} was not shown, but {self.shown!r}"
        before, self.shown = self.shown.split(text, 1)
        return before

    def _shows(self, text: str, seconds: float) -> bool:
        """Wait until `text` is shown; return False after `seconds`."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            left = end - time.monotonic()
            if left <= 0:
                return False
            if not select.select([self._ours], [], [], left)[0]:
                continue
            try:
                piece = os.read(self._ours, 65536)
            except OSError:
                piece = b""
            assert piece, f"the command ended without {text!r}, having shown {self.shown!r}"
            self.shown += piece.decode("utf-8", "replace")
        return True

    def type(self, text: str) -> None:
        """Type text; `\\x03` is Ctrl-C, `\\x04` Ctrl-D."""
        os.write(self._ours, text.encode())

    def interrupt(self, answer: str) -> None:
        """Press Ctrl-C until `answer` is shown, as a person would.

        Python's readline misses an interrupt that comes between its prompt and its wait for the next character.
        """
        for _ in range(12):
            self.type("\x03")
            if self._shows(answer, PATIENCE / 12):
                return
        raise AssertionError(f"{answer!r} was not shown, but {self.shown!r}")

    def end(self) -> str:
        """Wait for the end; return the output since the last `expect`."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if not select.select([self._ours], [], [], 0.2)[0]:
                if self.process.poll() is not None:
                    break
                continue
            try:
                piece = os.read(self._ours, 65536)
            except OSError:
                break
            if not piece:
                break
            self.shown += piece.decode("utf-8", "replace")
        self.process.wait(timeout=PATIENCE)
        os.close(self._ours)
        return self.shown.replace("\r\n", "\n")

    @property
    def code(self) -> int:
        """Return the exit code."""
        return self.process.wait(timeout=PATIENCE)

"""The command on a terminal: what it asks, and what it says to the answers."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from typing import Dict, List

__all__ = ["Terminal"]


class Terminal:
    """A process whose stdin, stdout and stderr are one terminal of 24 lines and 100 columns."""

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
            # Makes it the controlling terminal, so that Ctrl-C is a signal.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self.shown = ""

    def expect(self, text: str, seconds: float = 20) -> None:
        """Wait until `text` has been shown since the last time."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            left = end - time.monotonic()
            assert left > 0, f"{text!r} was not shown, but {self.shown!r}"
            if not select.select([self._ours], [], [], left)[0]:
                continue
            try:
                piece = os.read(self._ours, 65536)
            except OSError:
                piece = b""
            assert piece, f"the command ended without {text!r}, having shown {self.shown!r}"
            self.shown += piece.decode("utf-8", "replace")
        self.shown = self.shown.split(text, 1)[1]

    def type(self, text: str) -> None:
        """Type text; `\\x03` is Ctrl-C, `\\x04` Ctrl-D."""
        os.write(self._ours, text.encode())

    def end(self, seconds: float = 20) -> str:
        """Wait for the end; what was shown since the last `expect`."""
        end = time.monotonic() + seconds
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
        self.process.wait(timeout=seconds)
        os.close(self._ours)
        return self.shown.replace("\r\n", "\n")

    @property
    def code(self) -> int:
        """The exit code."""
        return self.process.wait(timeout=20)

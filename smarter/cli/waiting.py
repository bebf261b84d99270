"""A word while something takes long: a line that comes and goes on a terminal, a plain sentence elsewhere."""

from __future__ import annotations

import sys
import threading
import time

from smarter.cli import output

__all__ = ["Waiting"]

_FIRST = 1.0  # seconds before a terminal shows anything
_EVERY = 0.2
_PATIENCE = 10.0  # seconds before a log gets a sentence
_AGAIN = 60.0


class Waiting:
    """Tells, from a thread of its own, what is waited for. `text` may change meanwhile.

    Nothing is shown of what takes less than a second; a thread that is never heard costs a tenth of a millisecond.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._began = time.monotonic()
        self._over = threading.Event()
        self._terminal = sys.stderr.isatty()
        self._thread = threading.Thread(target=self._tell, name="smarter-waiting", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def close(self) -> None:
        """Nothing is waited for any more."""
        self._over.set()
        self._thread.join(timeout=1)
        output.passing("")

    def _tell(self) -> None:
        pause = _FIRST if self._terminal else _PATIENCE
        while not self._over.wait(pause):
            seconds = int(time.monotonic() - self._began)
            if self._terminal:
                output.passing(f"{self.text}, {seconds} s")
                pause = _EVERY
            else:
                output.note(f"still {self.text}, after {seconds} s\n")
                pause = _AGAIN

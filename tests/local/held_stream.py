"""A streamed answer whose end waits for the test, which so finds out what arrives while it still runs."""

from __future__ import annotations

import threading
from typing import Iterator

import pytest

from smarter.local import faults


class HeldStream:
    """Holds back the piece of each streamed answer that contains `word`, and those after it, until `release()`.

    Attributes:
        late: whether a test let it wait for a minute.
    """

    def __init__(self, rules: faults.Faults, patch: pytest.MonkeyPatch, word: bytes) -> None:
        self.late = False
        self._word = word
        self._released = threading.Event()
        # The rule makes the answer pass through the function that is replaced here.
        rules.add("delay", verb="prompt", when="between", seconds=0.0)
        patch.setattr(faults, "_slow", self._hold)

    def release(self) -> None:
        """Let the rest of the answer go, and all later answers."""
        self._released.set()

    def _hold(self, pieces: Iterator[bytes], seconds: float) -> Iterator[bytes]:
        for piece in pieces:
            if self._word in piece:
                self.late |= not self._released.wait(60)
            yield piece

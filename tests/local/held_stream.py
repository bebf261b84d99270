"""A streamed response whose end waits for the test, to check earlier events."""

from __future__ import annotations

import threading
from typing import Iterator

import pytest

from smarter.local import faults


class HeldStream:
    """Holds back a stream's chunk with `word`, and later ones, until `release()`.

    Attributes:
        late: whether `release()` was not called for a minute.
    """

    def __init__(self, rules: faults.Faults, patch: pytest.MonkeyPatch, word: bytes) -> None:
        self.late = False
        self._word = word
        self._released = threading.Event()
        # The rule makes the response pass through the function that is replaced here.
        rules.add("delay", verb="prompt", when="between", seconds=0.0)
        patch.setattr(faults, "_slow", self._hold)

    def release(self) -> None:
        """Send the rest of the response, and all later responses."""
        self._released.set()

    def _hold(self, pieces: Iterator[bytes], seconds: float) -> Iterator[bytes]:
        for piece in pieces:
            if self._word in piece:
                self.late |= not self._released.wait(60)
            yield piece

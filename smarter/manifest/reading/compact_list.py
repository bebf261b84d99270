"""A long list of plain values, kept as bytes: objects would take several times the memory."""

from __future__ import annotations

import marshal
from array import array
from typing import Any, Sequence


class CompactList(Sequence[Any]):
    """A list of text, numbers and tuples of them, to append to and to read."""

    def __init__(self) -> None:
        self._written = bytearray()
        self._starts = array("Q")

    def append(self, note: Any) -> int:
        """Append a note; its number."""
        self._starts.append(len(self._written))
        self._written += marshal.dumps(note)
        return len(self._starts) - 1

    def __getitem__(self, number: Any) -> Any:
        with memoryview(self._written) as written:
            return marshal.loads(written[self._starts[number] :])  # which stops where the note ends

    def __len__(self) -> int:
        return len(self._starts)

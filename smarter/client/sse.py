"""Parser of server-sent events from a stream's chunks of any size. Pure."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Optional


class Event(NamedTuple):
    """One event: its `event:` field, or None, and its `data:` lines, joined."""

    name: Optional[str]
    data: str


class Decoder:
    """Incremental parser.

    Args:
        max_size: bytes of one event; `feed` raises `ValueError` for a larger one.
    """

    def __init__(self, max_size: Optional[int] = None) -> None:
        self._max_size = max_size
        self._size = 0  # of the data lines of the current event
        self._rest = bytearray()
        self._name: Optional[str] = None
        self._data: List[str] = []
        self._searched = 0
        self._first = True

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Parse `chunk` and yield the events that it completes."""
        rest = self._rest
        rest += chunk
        start = 0
        while True:
            end, after = _line_end(rest, max(start, self._searched))
            if end < 0:
                break
            event = self._line(rest[start:end].decode("utf-8", "replace"))
            start = self._searched = after
            if event:
                yield event
        del rest[:start]
        # A carriage return at the end may be half of a line end: search it again with the next chunk.
        self._searched = max(0, len(rest) - 1)
        if self._max_size is not None and len(rest) + self._size > self._max_size:
            raise ValueError(f"an event is larger than {self._max_size:,} bytes")

    def flush(self) -> Iterator[Event]:
        """Yield the last event of a stream that ended without a blank line."""
        rest, self._rest, self._searched = bytes(self._rest), bytearray(), 0
        for line in (rest.rstrip(b"\r").decode("utf-8", "replace"), ""):
            event = self._line(line)
            if event:
                yield event

    def _line(self, line: str) -> Optional[Event]:
        if not line:
            if not self._data and self._name is None:
                return None
            event = Event(self._name, "\n".join(self._data))
            self._name, self._data, self._size = None, [], 0
            return event if event.data else None  # an event without data keeps the connection open
        if self._first:  # a byte order mark may come first
            line, self._first = (line[1:] if line.startswith("\ufeff") else line), False
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            self._data.append(value)
            self._size += len(value)
        elif field == "event":
            self._name = value
        return None


def _line_end(data: bytearray, start: int) -> tuple[int, int]:
    """Return the next line's end and the following start; (-1, -1) if incomplete."""
    newline = data.find(b"\n", start)
    carriage = data.find(b"\r", start)
    if carriage >= 0 and (newline < 0 or carriage < newline):
        if carriage == len(data) - 1:
            return -1, -1
        return carriage, carriage + (2 if data[carriage + 1] == 0x0A else 1)
    return (newline, newline + 1) if newline >= 0 else (-1, -1)

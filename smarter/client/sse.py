"""Server-sent events: from the bytes of a stream, however they are cut, to events. Pure."""

from __future__ import annotations

from typing import Iterator, List, NamedTuple, Optional


class Event(NamedTuple):
    """One event: its `event:` field (None where it has none) and its `data:` lines, joined."""

    name: Optional[str]
    data: str


class Decoder:
    """Takes bytes as they come, gives the events that they complete."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._name: Optional[str] = None
        self._data: List[str] = []
        self._searched = 0
        self._first = True

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that `chunk` completes."""
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
        # A carriage return at the very end may be half of a line's end: look at it again with what follows.
        self._searched = max(0, len(rest) - 1)

    def flush(self) -> Iterator[Event]:
        """What is left when the stream has ended: an event without the blank line that should follow it."""
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
            self._name, self._data = None, []
            return event if event.data else None  # one without is there to keep the connection open
        if self._first:  # a byte order mark may come before all
            line, self._first = (line[1:] if line.startswith("\ufeff") else line), False
        field, _, value = line.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
        return None


def _line_end(data: bytearray, start: int) -> tuple[int, int]:
    """Where the next line ends and where the one after it starts; (-1, -1) if none ends for sure."""
    newline = data.find(b"\n", start)
    carriage = data.find(b"\r", start)
    if carriage >= 0 and (newline < 0 or carriage < newline):
        if carriage == len(data) - 1:
            return -1, -1
        return carriage, carriage + (2 if data[carriage + 1] == 0x0A else 1)
    return (newline, newline + 1) if newline >= 0 else (-1, -1)

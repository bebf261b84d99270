"""A document as a tree of nodes with positions."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Tuple

from smarter.manifest.findings import PathParts

LINE_BREAK = re.compile("\r\n|[\r\n]")


def line_end(text: str, at: int) -> int:
    """Return the offset of the first line break from `at` on, or of the text's end."""
    found = LINE_BREAK.search(text, at)
    return found.start() if found else len(text)


class Mark:
    """A stretch of the file: lines and columns from 1, `start` and `end` as offsets."""

    __slots__ = ("column", "end", "end_column", "end_line", "line", "start")

    def __init__(self, line: int, column: int, start: int, end_line: int, end_column: int, end: int) -> None:
        self.line, self.column, self.start = line, column, start
        self.end_line, self.end_column, self.end = end_line, end_column, end


def place_of(mark: Mark) -> Dict[str, Any]:
    """Return the place in a finding's fields, without an end on another line."""
    end = mark.end_column if mark.end_line == mark.line else None
    return {"line": mark.line, "column": mark.column, "end_column": end}


def has_properties(raw: str) -> bool:
    """Return whether a value has an anchor, tag or alias: no edit of it is safe."""
    return raw[:1] in ("&", "*", "!")


class Node:
    """A scalar (`value`), list (`items`) or mapping (`entries`: key -> mark, node)."""

    __slots__ = ("entries", "items", "mark", "size", "style", "text", "value")

    def __init__(self, mark: Mark, value: Any = None, style: Optional[str] = None) -> None:
        self.mark = mark
        self.value = value
        self.style = style
        self.text: Optional[str] = None  # of a YAML scalar, which is its name as a key
        self.items: Optional[List[Node]] = None
        self.entries: Optional[Dict[str, Tuple[Mark, Node]]] = None
        self.size = 1

    @property
    def name(self) -> str:
        """The node's name as a key: its text as written."""
        return self.text or ""

    def append(self, item: Node) -> None:
        assert self.items is not None
        self.items.append(item)
        self.size += item.size

    def plain(self) -> Any:
        """Return the node as plain data. Aliases of one anchor are one object."""
        return _plain(self, {})


def _plain(node: Node, seen: Dict[int, Any]) -> Any:
    if node.entries is None and node.items is None:
        return node.value
    known = seen.get(id(node))
    if known is None:
        if node.entries is not None:
            known = {key: _plain(child, seen) for key, (_, child) in node.entries.items()}
        else:
            known = [_plain(child, seen) for child in node.items or ()]
        seen[id(node)] = known
    return known


def find(root: Node, path: PathParts) -> Tuple[Optional[Mark], Node, int]:
    """Return the key's mark, the node at `path`, and how many of its parts exist.

    The mark is None for a list item. Where a part does not exist, the result is the deepest node that does.
    """
    key: Optional[Mark] = None
    child: Optional[Tuple[Optional[Mark], Node]]
    node = root
    for depth, part in enumerate(path):
        if isinstance(part, str):
            child = (node.entries or {}).get(part)
        else:
            child = (None, node.items[part]) if node.items and 0 <= part < len(node.items) else None
        if child is None:
            return key, node, depth
        key, node = child
    return key, node, len(path)

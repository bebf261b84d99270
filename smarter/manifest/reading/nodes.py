"""What a document says and where it says it: a tree of nodes with positions."""

from __future__ import annotations

import re
from typing import Any, Dict, List, NamedTuple, Optional, Tuple, Union

from smarter.manifest.findings import PathParts

LINE_BREAK = re.compile("\r\n|[\r\n]")  # what ends a line of a file, here as in editors


class Mark:
    """A stretch of the file. Lines and columns count from 1; `start` and `end` are offsets into its text."""

    __slots__ = ("column", "end", "end_column", "end_line", "line", "start")

    def __init__(self, line: int, column: int, start: int, end_line: int, end_column: int, end: int) -> None:
        self.line = line
        self.column = column
        self.start = start
        self.end_line = end_line
        self.end_column = end_column
        self.end = end


class Problem(NamedTuple):
    """What is wrong with the text itself: a rule, words, the stretch of text, and the field that it is in."""

    rule: str
    message: str
    mark: Mark
    hint: Optional[str] = None
    quote: bool = False  # the certain mend is to put the scalar into quotes
    path: PathParts = ()


class Node:
    """A scalar (`value`), a list (`items`) or a mapping (`entries`: key -> (its mark, node))."""

    __slots__ = ("entries", "items", "mark", "size", "style", "value")

    def __init__(self, mark: Mark, value: Any = None, style: Optional[str] = None) -> None:
        self.mark = mark
        self.value = value
        self.style = style
        self.items: Optional[List[Node]] = None
        self.entries: Optional[Dict[str, Tuple[Mark, Node]]] = None
        self.size = 1

    def plain(self) -> Any:
        """The node as plain data. What an alias repeats is one object in several places."""
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
    """The mark of the key at `path` (None for a list item), its node, and how many parts of the path exist.

    Where the path ends in nothing, the deepest node that exists stands for it.
    """
    key: Optional[Mark] = None
    node = root
    for depth, part in enumerate(path):
        child = _child(node, part)
        if child is None:
            return key, node, depth
        key, node = child
    return key, node, len(path)


def _child(node: Node, part: Union[str, int]) -> Optional[Tuple[Optional[Mark], Node]]:
    if isinstance(part, str):
        return node.entries.get(part) if node.entries is not None else None
    if node.items is not None and 0 <= part < len(node.items):
        return None, node.items[part]
    return None

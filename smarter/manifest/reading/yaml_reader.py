"""Reads one YAML document into nodes with positions, by ruamel.yaml's events: the careful path.

What is wrong is a `Problem` with its place, never an exception of the YAML library. No tag constructs an
object;
depth and expanded size are bounded, so that a small text cannot become a large one.
"""

from __future__ import annotations

import math
from typing import Any, Dict, Iterator, List, NoReturn, Optional, Tuple, Union

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from smarter.manifest.reading import scalars
from smarter.manifest.reading.limits import MAX_DEPTH, MAX_EXPANDED, TEXT_UNIT
from smarter.manifest.reading.nodes import LINE_BREAK, Mark, Node, Problem
from smarter.manifest.reading.yaml_errors import explain_yaml

# Characters that break lines in YAML 1.1, and are text in 1.2. ruamel.yaml takes them for both, so it is shown others,
# of the private use areas, in their places.
# A byte order mark within the text it does not count as a character.
_HIDDEN = "\x85\u2028\u2029\ufeff"
_STANDINS = "\U0010fff0\U0010fff1\U0010fff2\U0010fff3"
_HIDE = str.maketrans(_HIDDEN, _STANDINS)
_SHOW = str.maketrans(_STANDINS, _HIDDEN)

_NO_TAG = "Leave the tag out, or put a text that begins with `!` in quotes."
_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = (_TAG + "str", _TAG + "timestamp", "!")
_TYPED_TAGS = {_TAG + "int": int, _TAG + "float": float, _TAG + "bool": bool, _TAG + "null": type(None)}
_COLLECTION_TAGS = {MappingStartEvent: _TAG + "map", SequenceStartEvent: _TAG + "seq"}


class _Stop(Exception):
    """The document cannot be read further; the problem is already noted."""


def read_yaml(text: str, line: int = 1, offset: int = 0) -> Tuple[List[Node], List[Problem]]:
    """The documents of `text`, as nodes, and what is wrong with it. An empty document gives no node.

    Args:
        line, offset: where `text` begins in its file.
    """
    return _Reader(line, offset).read(text)


class _Scanner(Scanner):
    """What ruamel.yaml does otherwise than YAML does, or trips over."""

    def scan_flow_scalar_non_spaces(self, double: Any, start_mark: Any) -> Any:
        try:
            return super().scan_flow_scalar_non_spaces(double, start_mark)
        except (ValueError, OverflowError):  # `\\UFFFFFFFF`: there are not so many characters
            raise MarkedYAMLError(None, None, "no such character", self.reader.get_mark()) from None

    def scan_block_scalar_indentation(self) -> Any:
        """A block text may begin with a line of fewer blanks than its text has."""
        reader = self.reader
        breaks: List[Any] = []
        widest, end = 0, reader.get_mark()
        while reader.peek() in " \r\n\x85\u2028\u2029":
            if reader.peek() == " ":
                reader.forward()
                widest = max(widest, reader.column)
            else:
                breaks.append(self.scan_line_break())
                end = reader.get_mark()
        return breaks, widest, end


class _Reader:
    def __init__(self, line: int, offset: int) -> None:
        self.line = line
        self.offset = offset
        self.problems: List[Problem] = []
        self.anchors: Dict[str, Optional[Node]] = {}
        self.expanded = 0
        self.path: List[Union[str, int]] = []  # of the value that is read just now

    def read(self, text: str) -> Tuple[List[Node], List[Problem]]:
        roots: List[Node] = []
        yaml = YAML(typ="safe", pure=True)
        yaml.Scanner = _Scanner
        events = yaml.parse(text if text.isascii() else text[:1] + text[1:].translate(_HIDE))
        try:
            for event in events:
                if isinstance(event, DocumentEndEvent):
                    self.anchors, self.expanded, self.path = {}, 0, []
                elif isinstance(event, NodeEvent):
                    node = self.node(event, events, 1)
                    if not (node.value is None and node.entries is None and node.items is None):
                        roots.append(node)
        except _Stop:
            return [], self.problems
        except MarkedYAMLError as error:
            mark = _place(error)
            problem = error.problem or error.context or "it cannot be read"
            message, hint = explain_yaml(problem, text, mark.index if mark is not None else 0)
            self.note("yaml-syntax", message, self.at(mark), hint)
            return [], self.problems
        except ReaderError as error:
            code = error.character if isinstance(error.character, int) else ord(error.character)
            self.note(
                "yaml-syntax",
                f"Character U+{code:04X} may not stand in YAML.",
                self.near(text, error.position),
            )
            return [], self.problems
        except (YAMLError, YAMLStreamError, ValueError, IndexError, AttributeError, TypeError) as error:
            # ruamel.yaml lets a few of its own slips escape on garbage; to the user they are all one thing.
            self.note("yaml-syntax", f"This is not YAML: {error}.", self.near(text, 0))
            return [], self.problems
        return roots, self.problems

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self.alias(event)
        node = Node(self.mark(event))
        if isinstance(event, ScalarEvent) and not event.value.isascii():
            event.value = self.text(event.value.translate(_SHOW), node.mark)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        if isinstance(event, ScalarEvent):
            self.scalar(event, node)
        else:
            if depth > MAX_DEPTH:
                self.stop("too-deep", f"Nested deeper than {MAX_DEPTH} levels.", node.mark)
            tag = _tag(event)
            if tag is not None and tag not in (_COLLECTION_TAGS[type(event)], "!"):
                self.note(
                    "yaml-tag",
                    f"The tag `{_short_tag(tag)}` is not understood.",
                    node.mark,
                    _NO_TAG,
                )
            if isinstance(event, MappingStartEvent):
                self.mapping(node, events, depth)
            else:
                self.sequence(node, events, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def alias(self, event: AliasEvent) -> Node:
        mark = self.mark(event)
        if event.anchor not in self.anchors:
            self.stop(
                "yaml-syntax", f"No anchor `&{event.anchor}` stands above.", mark,
                "Put a text that begins with `*` in quotes.",
            )  # fmt: skip
        target = self.anchors[event.anchor]
        if target is None:
            self.stop(
                "yaml-bomb",
                f"`*{event.anchor}` stands inside its own anchor: the document would never end.",
                mark,
            )
        self.expanded += target.size
        if self.expanded > MAX_EXPANDED:
            self.stop(
                "yaml-bomb",
                f"Written out, the aliases would add more than {MAX_EXPANDED:,} values here.",
                mark,
            )
        return target

    def sequence(self, node: Node, events: Iterator[Any], depth: int) -> None:
        node.items = []
        for event in events:
            if isinstance(event, CollectionEndEvent):
                self.close(node, event)
                return
            self.path.append(len(node.items))
            child = self.node(event, events, depth + 1)
            self.path.pop()
            node.items.append(child)
            node.size += child.size

    def mapping(self, node: Node, events: Iterator[Any], depth: int) -> None:
        node.entries = {}
        merged: List[Node] = []
        for event in events:
            if isinstance(event, CollectionEndEvent):
                self.close(node, event)
                break
            key = self.node(event, events, depth + 1)
            mark = self.mark(event)
            name = self.key(event, key, mark)
            self.path.append(name or "?")
            child = self.node(next(events), events, depth + 1)
            if child.mark.start == child.mark.end:
                child.mark = _behind(mark)  # there is nothing, and that stands behind the key
            node.size += 1 + child.size
            self.add(node, name, event, mark, child, merged)
            self.path.pop()
        for source in merged:
            for name, entry in (source.entries or {}).items():
                node.entries.setdefault(name, entry)

    def add(
        self, node: Node, name: Optional[str], event: Any, mark: Mark, child: Node, merged: List[Node]
    ) -> None:
        assert node.entries is not None
        if name is None:
            return
        if name == "<<" and isinstance(event, ScalarEvent) and event.style is None:
            merged.extend(self.merge(child, mark))
        elif name in node.entries:
            first = node.entries[name][0]
            message = f"`{name}` stands here a second time; the first is on line {first.line}."
            self.note("duplicate-key", message, mark, "Keep one of the two.")
        else:
            node.entries[name] = (mark, child)

    def key(self, event: Any, key: Node, mark: Mark) -> Optional[str]:
        if key.entries is not None or key.items is not None:
            self.note(
                "yaml-key", "A key must be text, not a list or a mapping.", mark,
                "Put a text that begins with `{` or `[` in quotes.",
            )  # fmt: skip
            return None
        if isinstance(event, ScalarEvent):
            return str(event.value)
        return key.value if isinstance(key.value, str) else str(key.value)

    def merge(self, node: Node, mark: Mark) -> List[Node]:
        sources = [node] if node.items is None else node.items
        if any(source.entries is None for source in sources):
            self.note("yaml-key", "`<<` merges mappings, and this is none.", mark)
            return []
        return sources

    def scalar(self, event: ScalarEvent, node: Node) -> None:
        tag = _tag(event)
        node.style = event.style
        node.size += len(event.value) // TEXT_UNIT
        node.value = event.value
        if event.style is None and tag is None:
            node.value = scalars.resolve(event.value)
            doubt = scalars.ambiguity(event.value, node.value)
            if doubt is not None:
                what, words = doubt
                certain = node.value == event.value
                hint = "Put it in quotes."
                if not isinstance(node.value, str):
                    hint = "Write the number that you mean, or put it in quotes."
                elif not certain:
                    hint = f"Write `'{node.value}'`."
                self.note(f"ambiguous-{what}", f"{words}.", node.mark, hint, certain)
        elif tag in _TYPED_TAGS:
            node.value = scalars.resolve(event.value)
            if not isinstance(node.value, _TYPED_TAGS[tag]):
                self.note(
                    "yaml-tag", f"`{event.value}` is not what its tag `{_short_tag(tag)}` says.", node.mark
                )
        elif tag is not None and tag not in _TEXT_TAGS:
            self.note("yaml-tag", f"The tag `{_short_tag(tag)}` is not understood.", node.mark, _NO_TAG)
        if isinstance(node.value, float) and not math.isfinite(node.value):
            self.note(
                "yaml-number", f"`{event.value[:30]}` cannot be sent: JSON has no such number.", node.mark
            )

    def text(self, value: str, mark: Mark) -> str:
        """`value` with its pairs of surrogates, as JSON writes them, made the characters that they stand for."""
        if scalars.has_surrogate(value):
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
            if scalars.has_surrogate(value):
                self.note("yaml-syntax", scalars.HALF_A_CHARACTER, mark, "Write the character itself.")
        return value

    def note(
        self, rule: str, message: str, mark: Mark, hint: Optional[str] = None, quote: bool = False
    ) -> None:
        self.problems.append(Problem(rule, message, mark, hint, quote, tuple(self.path)))

    def stop(self, rule: str, message: str, mark: Mark, hint: Optional[str] = None) -> NoReturn:
        self.note(rule, message, mark, hint)
        raise _Stop

    def mark(self, event: Any) -> Mark:
        start, end = event.start_mark, event.end_mark
        return self.place(start.line, start.column, start.index, end.line, end.column, end.index)

    def close(self, node: Node, event: Any) -> None:
        mark, end = node.mark, event.end_mark
        mark.end_line, mark.end_column, mark.end = (
            self.line + end.line,
            end.column + 1,
            self.offset + end.index,
        )

    def at(self, mark: Any) -> Mark:
        if mark is None:
            return self.place(0, 0, 0, 0, 1, 1)
        return self.place(mark.line, mark.column, mark.index, mark.line, mark.column + 1, mark.index + 1)

    def near(self, text: str, position: int) -> Mark:
        lines = LINE_BREAK.split(text[:position])
        line, column = len(lines) - 1, len(lines[-1])
        return self.place(line, column, position, line, column + 1, position + 1)

    def place(self, line: int, column: int, start: int, end_line: int, end_column: int, end: int) -> Mark:
        base, shift = self.line, self.offset
        return Mark(base + line, column + 1, shift + start, base + end_line, end_column + 1, shift + end)


# Where these are found is only where the reader gave up; what they are about is what it was reading.
_GAVE_UP = ("found unexpected", "could not find expected ':'", "<stream end>")


def _place(error: MarkedYAMLError) -> Any:
    """ruamel.yaml's mark of where the slip most likely is."""
    if error.context_mark is not None and any(words in str(error.problem) for words in _GAVE_UP):
        return error.context_mark
    return error.problem_mark or error.context_mark


def _behind(key: Mark) -> Mark:
    return Mark(key.end_line, key.end_column, key.end, key.end_line, key.end_column, key.end)


def _tag(event: Any) -> Optional[str]:
    return None if event.tag is None else str(event.tag)


def _short_tag(tag: str) -> str:
    return "!!" + tag[len(_TAG) :] if tag.startswith(_TAG) else tag

"""Reader of YAML's flow style, `[...]` and `{...}`, and errors for stray text."""

from __future__ import annotations

import re
from typing import List, NoReturn, Optional

from smarter._text import odd_character
from smarter.manifest.reading.nodes import Node, line_end
from smarter.manifest.reading.yaml_builder import Builder, Properties
from smarter.manifest.reading.yaml_errors import explain_stray

_DIRECTIVE = re.compile(r"%(?:YAML|TAG)\b")

# Behind a `:` or `-` YAML does not take these for blanks, though they look like some.
_ODD_SPACE = re.compile("[:-][\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]")
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


class FlowReader(Builder):
    """Reader of collections in brackets; reports text that cannot be read.

    A method begins at the first character of what it reads and ends behind the last.
    """

    def at_indicator(self, sign: str) -> bool:
        return self.text[self.at : self.at + 1] == sign and self.at_blank(self.at + 1)

    # --- collections

    def flow_collection(self, depth: int, properties: Optional[Properties], first: int) -> Node:
        """Read `[...]` or `{...}`.

        Lines in it may be indented less than YAML wants, since brackets tell where it ends: many a `]` stands below its
        key.
        """
        opening = self.at
        sign = self.peek()
        closing = "]" if sign == "[" else "}"
        node = self.collection("list" if sign == "[" else "mapping", properties, first, depth)
        merged: List[Node] = []
        self.at += 1
        while True:
            self.flow_skip(opening)
            if self.peek() == closing:
                break
            if self.peek() == ",":
                self.fail("a value is missing before this comma", "Add the value, or remove the comma.")
            self.flow_entry(node, depth, opening, merged)
            self.flow_skip(opening)
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != closing:
                if self.text[self.at - 1 : self.at + 1] == "${":
                    message = f"a reference within `{sign}...{closing}` needs quotes"
                    self.fail(message, 'Write "${...}".', self.at - 1)
                self.not_closed(opening, self.at)
        self.at += 1
        self.merge(node, merged)
        return self.close(node, properties, self.at)

    def flow_skip(self, opening: int) -> None:
        self.skip()
        if self.at_end():
            self.not_closed(opening, opening)

    def flow_entry(self, node: Node, depth: int, opening: int, merged: List[Node]) -> None:
        """Read an item of a list, which may be a pair `a: b`, or an entry of a mapping."""
        first = self.at
        explicit = self.at_indicator("?")
        if explicit:
            self.at += 1
            self.flow_skip(opening)
        begin = self.at
        json_like = self.peek() in ('"', "'", "[", "{")
        mapping = node.entries is not None
        if not mapping:
            self.path.append(len(node.items or ()))
        empty = self.peek() in (",", "]", "}") or self.at_flow_colon(json_like=False)
        key = self.empty(begin, None) if empty else self.flow_node(depth + 1, opening)
        end = self.at
        self.flow_skip(opening)
        pair = explicit or self.at_flow_colon(json_like=json_like)
        if pair and not mapping and not explicit and self.line_of(self.at) != self.line_of(begin):
            self.not_closed(opening, self.at)
        if not pair and not mapping:
            self.path.pop()
            node.append(key)
            return
        target = node if mapping else self.collection("mapping", None, first, depth + 1)
        self.flow_pair(target, key, begin, end, depth, opening, merged)
        if not mapping:
            self.path.pop()
            node.append(self.close(target, None, self.at))

    def flow_pair(
        self, target: Node, key: Node, begin: int, end: int, depth: int, opening: int, merged: List[Node]
    ) -> None:
        name: Optional[str] = "" if begin == end else key.name
        merges = name == "<<" and key.style is None
        if key.entries is not None or key.items is not None:
            self.note_complex_key(key.mark)
            name = None
        self.path.append(name or "?")
        child = self.empty(end, None)
        if self.peek() == ":":
            self.at += 1
            self.flow_skip(opening)
            if self.peek() not in (",", "]", "}"):
                child = self.flow_node(depth + 2, opening)
        if child.mark.start == child.mark.end:
            child.mark = self.mark(end, end)
        self.add(target, name, self.mark(begin, end), child, merged if merges else None)
        self.path.pop()

    def at_flow_colon(self, *, json_like: bool) -> bool:
        if self.peek() != ":":
            return False
        return json_like or self.at_blank(self.at + 1) or self.text[self.at + 1] in ",[]{}"

    def flow_node(self, depth: int, opening: int) -> Node:
        first = self.at
        own = self.properties()
        if own is not None:
            self.flow_skip(opening)
            if self.peek() in (",", "]", "}") or self.at_flow_colon(json_like=False):
                return self.empty(first, own)
        sign = self.peek()
        if sign in ("[", "{"):
            return self.flow_collection(depth, own, first)
        if sign == "*":
            return self.alias(own, first)
        if sign in ("'", '"'):
            return self.scalar(self.quoted(-1, flow=True), own, first)
        if not self.begins_plain(flow=True):
            if self.column() == 0 and _DIRECTIVE.match(self.text, self.at):
                self.not_closed(opening, opening)
            self.cannot_begin(flow=True)
        return self.scalar(self.plain(-1, flow=True), own, first)

    # --- errors

    def not_closed(self, opening: int, at: int) -> NoReturn:
        shown = "[...]" if self.text[opening] == "[" else "{...}"
        self.fail(
            f"`{shown}` is not closed, or a comma is missing in it",
            "Close the bracket, or add the comma.",
            at,
        )

    def refuse_odd_space(self, start: int) -> None:
        """Raise for a character like a space, or an invisible one, after a `:` or `-`."""
        found = _ODD_SPACE.search(self.text, start, line_end(self.text, start))
        if found is not None:
            at = found.end() - 1
            self.fail(f"{odd_character(self.text[at])} in place of a space", "Replace it by a space.", at)

    def cannot_begin(self, *, flow: bool = False) -> None:
        """Raise for a character that no value may begin with."""
        sign = self.peek()
        if sign in ("", "\n", "\r", ",", "]", "}"):
            self.fail("a value is missing here", "Add the value, or put a text that begins so in quotes.")
        if sign == "%" and self.column() == 0 and not flow:
            self.stray(0)
        self.fail(f"a text may not begin with `{sign}`", "Put the text in quotes.")

    def stray(self, indent: int) -> None:
        """Raise for a misplaced token, with its most frequent cause."""
        self.skip_blanks()
        odd = _ODD_BREAK.search(self.text, self.lines[self.line_of(self.at)], line_end(self.text, self.at))
        if odd is not None:
            name = odd_character(odd.group())
            self.fail(f"{name} in place of a line break", "Replace it by a line break.", odd.start())
        above = self.line_of(self.at) - 1
        if above >= 0 and self.text[self.at : self.at + 1] == ":":
            self.refuse_odd_space(self.lines[above])
        message, hint, at = explain_stray(self.text, self.at, self.lines[self.line_of(self.at)])
        self.fail(message, hint, at)

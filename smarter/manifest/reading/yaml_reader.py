"""Reader of YAML 1.2 into nodes with positions: the careful path.

Errors are findings with their places, never exceptions. No tag constructs an object; depth and expanded size are
bounded, so that a small text cannot become a large one.
"""

from __future__ import annotations

import re
from itertools import count
from typing import List, NamedTuple, Optional, Tuple

from smarter.manifest.findings import Finding
from smarter.manifest.reading.nodes import Node
from smarter.manifest.reading.yaml_builder import Properties
from smarter.manifest.reading.yaml_flow import FlowReader
from smarter.manifest.reading.yaml_scanner import Scalar, YamlError

_LINE = re.compile(r"[^\r\n]*")
_YAML = re.compile(r"%YAML[ \t]+([0-9]+)\.([0-9]+)[ \t]*(?:[ \t]#.*)?\Z")
_TAG = re.compile(r"%TAG[ \t]+(!(?:[0-9A-Za-z-]*!)?)[ \t]+([^ \t]+)[ \t]*(?:[ \t]#.*)?\Z")


def read_yaml(text: str, name: str = "", line: int = 1, offset: int = 0) -> Tuple[List[Node], List[Finding]]:
    """Return the documents of `text` as nodes, without empty ones, and the findings.

    Args:
        name: the file's, for the findings.
        line, offset: where `text` begins in its file.
    """
    reader = _Reader(text, name, line, offset)
    return reader.documents(), reader.findings


def find_comments(text: str, line: int = 1) -> List[Tuple[int, int]]:
    """Return the lines and columns of comments, from 1; `text` begins on `line`."""
    reader = _Reader(text, "", line, 0)
    reader.documents()
    marks = [reader.mark(at, at) for at in sorted(reader.comments)]
    return [(mark.line, mark.column) for mark in marks]


class _Key(NamedTuple):
    """A key of a mapping and its place; `name` is None if it is not text."""

    name: Optional[str]
    start: int
    end: int
    merges: bool = False  # an unquoted `<<`


class _Reader(FlowReader):
    """A recursive descent parser of documents in block style."""

    # --- documents

    def documents(self) -> List[Node]:
        """Return the non-empty documents; none if one has a syntax error."""
        roots: List[Node] = []
        try:
            self.check_characters()
            while self.begin_document():
                root = self.document()
                if not (root.value is None and root.entries is None and root.items is None):
                    roots.append(root)
        except YamlError as error:
            self.report(error)
            return []
        return roots

    def begin_document(self) -> bool:
        """Read the directives and marker before a document; return False at the end."""
        self.begin()
        directives: List[str] = []
        while True:
            self.skip()
            if self.peek() == "\ufeff":
                self.skip_mark()
            elif self.at >= len(self.text):
                break
            elif self.peek() == "%" and self.column() == 0:
                directives.append(self.directive(directives))
            elif self.peek(3) == "..." and self.at_marker(self.at) and not directives:
                self.end_document()
            else:
                break
        if directives and not (self.peek(3) == "---" and self.at_marker(self.at)):
            self.fail("a directive needs a line `---` below it", "Add the line, or remove the directive.")
        return self.at < len(self.text)

    def directive(self, before: List[str]) -> str:
        """Read a line `%YAML` or `%TAG`; others have no meaning yet and are ignored."""
        start = self.at
        line = self.take(_LINE)
        word = line.split()[0]
        if word == "%YAML":
            match = _YAML.match(line)
            hint = "Write `%YAML 1.2`."
            if match is None or word in before:
                self.fail("this directive is malformed, or the second of its name", hint, start, self.at)
            if match.group(1) != "1":
                self.fail(f"YAML {match.group(1)}.{match.group(2)} is unknown", hint, start, self.at)
            if int(match.group(2)) > 2:
                words = f"YAML 1.{match.group(2)} is unknown; the file is read as YAML 1.2"
                hint = "Remove the line, or write `%YAML 1.2`."
                self.note("yaml-version", words, self.mark(start, self.at), hint)
        elif word == "%TAG":
            match = _TAG.match(line)
            if match is None:
                self.fail("this directive is malformed", "Write `%TAG !name! prefix`.", start, self.at)
            self.tags[match.group(1)] = match.group(2)
        return word

    def document(self) -> Node:
        start = self.lines[self.line_of(self.at)]
        if self.peek(3) == "---" and self.at_marker(self.at):
            self.at = start = self.at + 3
            if self.skip():
                self.skip_mark()
        node = self.block_node(-1, 1, start, nested=False)
        self.skip()
        if not self.at_end():
            self.stray(-1)
        if self.peek(3) == "...":
            self.end_document()
        return node

    def end_document(self) -> None:
        """Read a line `...`."""
        line = self.line_of(self.at)
        self.at += 3
        self.skip()
        if self.at < len(self.text) and self.line_of(self.at) == line:
            self.fail("only a comment may follow `...`", "Begin the next document on a line of its own.")

    # --- block style

    # Indentation alone does not tell a node's end: a list may stand at the column of its key, a tag or an anchor above
    # its value, and a key is known by the `:` behind it only. Held by tests/manifest/reading/test_yaml_suite.py.
    def block_node(
        self, indent: int, depth: int, start: int, *, nested: bool, list_at_indent: bool = False
    ) -> Node:
        """Read a node indented deeper than its parent's `indent`, or an empty one.

        Args:
            start: the offset behind the indicator (`-`, `?`, `:`) that the node belongs to.
            nested: a collection may begin on the indicator's line, as in `- a: b`.
            list_at_indent: the `-` of a list may stand at `indent` too, as below a key.
        """
        outer: Optional[Properties] = None
        while True:
            self.skip()
            fresh = self.first_on_line()
            if self.at_end() or (fresh and self.is_outside(indent, start, list_at_indent=list_at_indent)):
                self.at = start
                return self.empty(start, outer)
            can_nest = fresh or nested
            column, first, tab = self.column(), self.at, self.has_tab(start)
            if self.at_indicator("-"):
                if not can_nest:
                    self.fail(
                        "a list item may not begin here", "Put the `-` on a line of its own below the key."
                    )
                self.refuse_tab(first, tab)
                return self.block_list(column, indent, depth, outer)
            if can_nest and (self.at_indicator("?") or self.at_indicator(":")):
                self.refuse_tab(first, tab)
                return self.block_mapping(column, depth, outer, first, None)
            own = self.properties()
            if own is not None:
                behind = self.at
                self.skip()
                if self.at_end() or self.line_of(self.at) != self.line_of(behind):
                    outer, start, nested = self.merged(outer, own), behind, False
                    continue
                if self.at_indicator("-"):
                    self.fail(
                        "a list may not begin on the line of its tag or anchor", "Put it on the next line."
                    )
            key, node = self.key_or_node(indent, depth, first, outer, own)
            if node is not None:
                return node
            assert key is not None
            if not can_nest:
                self.stray(indent)
            self.refuse_tab(first, tab)
            return self.block_mapping(column, depth, outer, first, key)

    def is_outside(self, indent: int, start: int, *, list_at_indent: bool) -> bool:
        """Return whether the line is too far left for the node with the column `indent`."""
        if self.spaces() > indent:
            return False
        if list_at_indent and self.column() == indent and self.at_indicator("-"):
            return False
        self.refuse_tab(self.at, self.has_tab(start))
        return True

    def refuse_tab(self, at: int, tab: bool) -> None:
        if tab:
            start = self.text.rfind("\t", 0, at)
            while self.text[start - 1 : start] == "\t":
                start -= 1
            self.fail_at_tab(start)

    def key_or_node(
        self, indent: int, depth: int, first: int, outer: Optional[Properties], own: Optional[Properties]
    ) -> Tuple[Optional[_Key], Optional[Node]]:
        """Read what stands here. It is a key if a `:` follows on its line, else a node."""
        line = self.line_of(first)
        sign = self.peek()
        if sign in ("|", ">"):
            return None, self.scalar(self.block(indent), self.merged(outer, own), first)
        if sign == "*":
            node = self.alias(own, first)
        elif self.at_indicator(":"):  # a key that has a tag or an anchor, and no text
            self.empty(self.at, own)
            return _Key("", first, self.at), None
        elif sign in ("[", "{"):
            ahead = self.at
            node = self.flow_collection(depth, own, first)
            if self.at_colon() and self.line_of(self.at) == line:
                self.note_complex_key(self.mark(ahead, self.at))
                return _Key(None, first, self.at), None
            if outer is not None:
                self.merged(outer, own)
                self.apply_properties(node, outer)
            return None, node
        else:
            scalar = self.one_line_scalar(indent)
            if self.at_colon() and scalar.one_line:
                name = self.scalar(scalar, own, first).name
                return _Key(name, first, scalar.end, name == "<<" and scalar.style is None), None
            if scalar.style is None:
                self.at = scalar.end - len(scalar.value)
                scalar = self.plain(indent, flow=False)
                if scalar.swallowed >= 0:
                    self.note_swallowed(scalar, indent, first)
            if self.at_colon():
                self.stray(indent)
            return None, self.scalar(scalar, self.merged(outer, own), first)
        end = self.at
        if self.at_colon():
            return _Key(node.name, first, end), None
        if outer is not None:
            self.fail("an alias may have no tag and no anchor", "Remove them.", first)
        return None, node

    def one_line_scalar(self, indent: int) -> Scalar:
        """Read a scalar, of an unquoted one the first line."""
        if self.peek() in ("'", '"'):
            return self.quoted(indent, flow=False)
        if not self.begins_plain(flow=False):
            self.cannot_begin()
        value = self.plain_line(flow=False)
        return Scalar(value, None, self.at, True)

    def at_colon(self) -> bool:
        """Return whether the `:` behind a key of a block mapping follows on this line."""
        behind = self.at
        self.skip_blanks()
        if self.at_indicator(":"):
            return True
        self.at = behind
        return False

    def block_list(self, column: int, indent: int, depth: int, properties: Optional[Properties]) -> Node:
        node = self.collection("list", properties, self.at, depth)
        end = self.at
        for number in count():
            self.at += 1
            self.path.append(number)
            child = self.block_node(column, depth + 1, self.at, nested=True)
            self.path.pop()
            if child.style is None and child.text and child.mark.line != child.mark.end_line:
                self.note_joined(child.mark)
            node.append(child)
            end = self.at
            self.skip()
            if self.ends(column):
                break
            if not self.at_indicator("-"):
                if indent == column:
                    break  # the next key of the mapping that the list is a value of
                self.stray(column)
        self.at = end
        return self.close(node, properties, end)

    def block_mapping(
        self, column: int, depth: int, properties: Optional[Properties], start: int, key: Optional[_Key]
    ) -> Node:
        node = self.collection("mapping", properties, start, depth)
        merged: List[Node] = []
        while True:
            explicit = key is None and self.peek() in ("?", ":") and self.at_blank(self.at + 1)
            if explicit:
                key = self.explicit_key(column, depth)
            key = key or self.implicit_key(column, depth)
            self.path.append(key.name or "?")
            if self.at_indicator(":") and (self.column() == column or not explicit):
                self.at += 1
                child = self.block_node(column, depth + 1, self.at, nested=explicit, list_at_indent=True)
            else:
                child = self.empty(key.end, None)
            if child.mark.start == child.mark.end:
                child.mark = self.mark(key.end, key.end)
            self.add(node, key.name, self.mark(key.start, key.end), child, merged if key.merges else None)
            self.path.pop()
            key, end = None, self.at
            self.skip()
            if self.ends(column):
                break
        self.merge(node, merged)
        self.at = end
        return self.close(node, properties, end)

    def ends(self, column: int) -> bool:
        """Return whether a collection at `column` ends here; raise for a stray token."""
        if self.at_end():
            return True
        if not self.first_on_line():
            self.stray(column)
        if self.column() < column:
            return True
        self.refuse_tab(self.at, self.has_tab(0))
        if self.column() > column:
            self.stray(column)
        return False

    def explicit_key(self, column: int, depth: int) -> _Key:
        """Read `? key`, or nothing where a value without a key begins."""
        start = self.at
        if self.peek() == ":":
            return _Key("", start, start)
        self.at += 1
        node = self.block_node(column, depth + 1, self.at, nested=True, list_at_indent=True)
        self.skip()
        name: Optional[str] = "" if node.value is None else node.name
        if node.entries is not None or node.items is not None:
            self.note_complex_key(node.mark)
            name = None
        end = max(node.mark.end - self.offset, start + 1)
        return _Key(name, node.mark.start - self.offset, end, name == "<<" and node.style is None)

    def implicit_key(self, column: int, depth: int) -> _Key:
        first = self.at
        own = self.properties()
        if self.peek() in ("|", ">"):
            self.cannot_begin()
        if self.at_indicator("-"):
            self.fail(
                "a list item may not begin here", "Indent the `-` below the key that the list belongs to."
            )
        key, _ = self.key_or_node(column, depth, first, None, own) if self.is_key() else (None, None)
        if key is None:
            self.refuse_odd_space(first)
            self.fail(
                "this line is neither `key: value` nor part of the text above it",
                "Add the missing `:` or a space after the `-`, put the text in quotes, or indent it below its key.",
                first,
            )
        return key

    def is_key(self) -> bool:
        """Return whether an unquoted text is followed by a `:`; others are read to tell."""
        if not self.begins_plain(flow=False) or self.at_indicator(":"):
            return True
        at = self.at
        self.plain_line(flow=False)
        found = self.at_colon()
        self.at = at
        return found

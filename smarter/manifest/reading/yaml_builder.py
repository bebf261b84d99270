"""Nodes from scanned YAML: values, tags, anchors, merges, limits and findings."""

from __future__ import annotations

import math
import re
from typing import Any, Dict, List, NamedTuple, Optional, Union

from smarter._text import DASHES, odd_character, shorten, show_move
from smarter.manifest.findings import ERROR, NOTE, WARNING, Edit, Finding, show_path
from smarter.manifest.reading import scalars
from smarter.manifest.reading.limits import MAX_DEPTH, MAX_EXPANDED, TEXT_UNIT
from smarter.manifest.reading.nodes import Mark, Node, has_properties, line_end, place_of
from smarter.manifest.reading.yaml_scanner import CLOSE_QUOTE, NEVER_CLOSED, Scalar, Scanner, YamlError

_NO_TAG = "Remove the tag, or put a text that begins with `!` in quotes."
_YAML_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = (_YAML_TAG + "str", _YAML_TAG + "timestamp", "!")
_TYPED_TAGS = {_YAML_TAG + "int": int, _YAML_TAG + "bool": bool, _YAML_TAG + "null": type(None)}
_FLOAT_TAG = _YAML_TAG + "float"
# Quotes as word processors write them.
_OPENING = tuple("\u2018\u201a\u201c\u201e\xab")
_CLOSING = tuple("\u2018\u2019\u201c\u201d\xbb")
_SCALAR_TAGS = (*_TEXT_TAGS, *_TYPED_TAGS, _FLOAT_TAG)
_COLLECTION_TAGS = (_YAML_TAG + "seq", _YAML_TAG + "map")
_TAG_PARTS = re.compile(r"(!(?:[0-9A-Za-z-]*!)?)(.*)\Z", re.DOTALL)
_WRAPPED = 70  # characters of a line and the next word, from which on people wrap a text
# Findings that leave a document readable; all others are errors.
_SEVERITIES = {
    "ambiguous-date": NOTE, "ambiguous-scalar": WARNING, "swallowed-item": WARNING, "yaml-version": WARNING,
    "typographic-quotes": NOTE,
}  # fmt: skip


class Properties(NamedTuple):
    """A node's anchor and tag, and the offset at which they begin."""

    start: int
    anchor: Optional[str] = None
    tag: Optional[str] = None


class Builder(Scanner):
    """A scanner that makes nodes, and records findings."""

    def __init__(self, text: str, name: str, line: int, offset: int) -> None:
        super().__init__(text)
        self.name = name
        self.line = line
        self.offset = offset
        self.findings: List[Finding] = []
        self.path: List[Union[str, int]] = []  # of the value that is being read
        self.unmarked: Optional[Node] = None  # a list item that may contain the next one
        self.begin()

    def begin(self) -> None:
        """Forget the anchors and directives of the document before."""
        self.anchors: Dict[str, Optional[Node]] = {}
        self.tags = {"!": "!", "!!": _YAML_TAG}
        self.expanded = 0

    # --- places and findings

    def mark(self, start: int, end: int) -> Mark:
        """Return the place in the file of a stretch of the scanned text."""
        line, end_line = self.line_of(start), self.line_of(end)
        return Mark(
            self.line + line, max(start - self.lines[line], 0) + 1, self.offset + start,
            self.line + end_line, max(end - self.lines[end_line], 0) + 1, self.offset + end,
        )  # fmt: skip

    def note(
        self, rule: str, message: str, mark: Mark, hint: Optional[str] = None, *, quote: bool = False
    ) -> None:
        """Record a finding; with `quote`, putting the scalar in quotes fixes it."""
        raw = self.text[mark.start - self.offset : mark.end - self.offset]
        edit = Edit(mark.start, mark.end, f"'{raw}'") if quote and not has_properties(raw) else None
        self.findings.append(
            Finding(
                rule, _SEVERITIES.get(rule, ERROR), message, self.name, **place_of(mark),
                path=show_path(self.path), hint=hint, edit=edit,
            )
        )  # fmt: skip

    def report(self, error: YamlError) -> None:
        """Record the fatal error; an open quote above it is the likely cause."""
        if 0 <= self.loose_quote < error.start and error.rule == "yaml-syntax":
            error = YamlError(NEVER_CLOSED, self.loose_quote, CLOSE_QUOTE, None, error.rule)
        self.note(error.rule, error.message, self.mark(error.start, error.end), error.hint)

    def note_complex_key(self, mark: Mark) -> None:
        self.note(
            "yaml-key", "key must be text, not a list or a mapping", mark,
            "Put a text that begins with `{` or `[` in quotes.",
        )  # fmt: skip

    def note_swallowed(self, scalar: Scalar, indent: int, start: int) -> None:
        """Report a list item as part of the text above; other readers are silent."""
        at = scalar.swallowed
        columns = self.column_of(at) - indent
        message = "`{}` continues the text above; it is not an item of a list"
        hint = f"Move the `-` {show_move(-columns)}"
        alone = not self.text[self.lines[self.line_of(start)] : start].strip(" ")
        if alone and self.column_of(start) - self.column_of(at) in (0, len("- ")):
            # The item above has lost its dash.
            added = "Add a space after the `-`" if self.text[start] == "-" else "Write `- ` before it"
            at, message, hint = start, "`{}` begins no item of the list below it", added
        shown = shorten(self.text[at : line_end(self.text, at)].strip(), 40)
        self.note(
            "swallowed-item", message.format(shown), self.mark(at, at + 1),
            f"{hint}, or put the whole text in quotes.",
        )  # fmt: skip

    def note_joined(self, mark: Mark) -> None:
        """Report a line of an unquoted item that may be an item without its dash."""
        text = self.text[mark.start - self.offset : mark.end - self.offset]
        at = mark.start - self.offset
        above = ""
        for line in text.splitlines(keepends=True):
            entry = line.strip()
            if above and entry and _begins_entry(above, entry):
                start = at + line.index(entry)
                added = f"in place of {odd_character(entry)}" if entry[0] in DASHES else "before it"
                self.note(
                    "swallowed-item", f"`{shorten(entry, 40)}` continues the text above; it is not an item of the list",
                    self.mark(start, start + len(entry)),
                    f"Write `- ` {added}, below the `-` above, or put the whole text in quotes.",
                )  # fmt: skip
                return
            above = entry
            at += len(line)

    # --- properties and aliases

    def properties(self) -> Optional[Properties]:
        """Read the anchor and the tag that stand here on one line."""
        start, anchor, tag = self.at, None, None
        while True:
            sign = self.peek()
            if sign == "&" and anchor is None:
                anchor = self.anchor()
            elif sign == "!" and tag is None:
                tag = self.full_tag(self.tag(), self.at)
            elif sign in ("&", "!") and sign:
                self.fail("a value may have one tag and one anchor", "Put a text that begins so in quotes.")
            else:
                return None if anchor is None and tag is None else Properties(start, anchor, tag)
            self.skip_blanks()

    def full_tag(self, tag: str, end: int) -> str:
        """Return the tag with its handle replaced: `!!str` is `tag:yaml.org,2002:str`."""
        if tag.startswith("!<"):
            return tag[2:-1]
        match = _TAG_PARTS.match(tag)
        assert match is not None
        handle, suffix = match.groups()
        if not suffix and handle != "!" and handle not in self.tags:
            handle, suffix = "!", handle[1:]
        if handle not in self.tags:
            self.fail(f"tag `{handle}` is not defined", "Remove the tag.", end - len(tag), end)
        return self.tags[handle] + suffix

    def merged(self, outer: Optional[Properties], own: Optional[Properties]) -> Optional[Properties]:
        """Return the properties of a node from its own line and a line above."""
        if outer is None or own is None:
            return outer or own
        if (outer.anchor and own.anchor) or (outer.tag and own.tag):
            self.fail("a value may have one tag and one anchor", "Remove one of them.", own.start)
        return Properties(outer.start, outer.anchor or own.anchor, outer.tag or own.tag)

    def alias(self, own: Optional[Properties], first: int) -> Node:
        start = self.at
        name = self.anchor()
        if own is not None:
            self.fail("an alias may have no tag and no anchor", "Remove them.", first)
        if name not in self.anchors:
            hint = "Put a text that begins with `*` in quotes."
            self.fail(f"anchor `&{name}` is not defined above", hint, start, self.at)
        target = self.anchors[name]
        if target is None:
            message = f"`*{name}` is inside of its own anchor, so that the document would never end"
            self.fail(message, None, start, self.at, "yaml-bomb")
        self.expanded += target.size
        if self.expanded > MAX_EXPANDED:
            message = f"the aliases add more than {MAX_EXPANDED:,} values"
            self.fail(message, None, start, self.at, "yaml-bomb")
        return target

    # --- nodes

    def empty(self, start: int, properties: Optional[Properties]) -> Node:
        """Return the node of a value that is missing."""
        return self.scalar(Scalar("", None, start, True), properties, start)

    def scalar(self, scalar: Scalar, properties: Optional[Properties], first: int) -> Node:
        tag = properties.tag if properties is not None else None
        start = min(first, properties.start) if properties is not None else first
        node = Node(self.mark(start, scalar.end))
        text = scalar.value
        if not text.isascii():
            text = self.without_surrogates(text, node.mark)
        node.style, node.text, node.value = scalar.style, text, text
        node.size += len(text) // TEXT_UNIT
        if scalar.style is None and tag is None:
            node.value = scalars.resolve(text)
            if not _is_infinite(node.value):
                self.note_ambiguity(text, node)
        elif tag == _FLOAT_TAG or tag in _TYPED_TAGS:
            self.apply_tag(tag, node)
        elif tag is not None and tag not in _TEXT_TAGS:
            self.note_tag(tag, node.mark)
        if _is_infinite(node.value):
            self.note("yaml-number", f"`{text[:30]}` cannot be sent: JSON has no such number", node.mark)
        if properties is not None and properties.anchor is not None:
            self.anchors[properties.anchor] = node
        return node

    def note_ambiguity(self, text: str, node: Node) -> None:
        if text[:1] in _OPENING and text[-1] in _CLOSING and len(text) > 1:
            words = f"`{text[0]}` and `{text[-1]}` are part of the text; YAML has other quotes"
            self.note("typographic-quotes", words, node.mark, "Write `\"` or `'`.")
        doubt = scalars.ambiguity(text, node.value)
        if doubt is None:
            return
        what, words = doubt
        is_text = isinstance(node.value, str)
        hint = "Put it in quotes." if is_text else "Write the number that you mean, or put it in quotes."
        self.note(f"ambiguous-{what}", words, node.mark, hint, quote=is_text)

    def apply_tag(self, tag: str, node: Node) -> None:
        """Give the node the value of its tag `!!int`, `!!float`, `!!bool` or `!!null`."""
        text = node.text or ""
        node.value = scalars.resolve(text)
        if tag == _FLOAT_TAG and type(node.value) is int:
            node.value = float(node.value)
        if type(node.value) is not _TYPED_TAGS.get(tag, float):
            self.note(
                "yaml-tag", f"`{text[:30]}` is not of its tag `{_short(tag)}`", node.mark, "Remove the tag."
            )

    def note_tag(self, tag: str, mark: Mark) -> None:
        words = f"unknown tag `{_short(tag)}`"
        if tag in _SCALAR_TAGS or tag in _COLLECTION_TAGS:
            words = f"the value is not of its tag `{_short(tag)}`"
        self.note("yaml-tag", words, mark, _NO_TAG)

    def without_surrogates(self, value: str, mark: Mark) -> str:
        """Join pairs of surrogates, as JSON writes them, to characters."""
        if scalars.has_surrogate(value):
            value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
            if scalars.has_surrogate(value):
                self.note("yaml-syntax", scalars.HALF_A_CHARACTER, mark, "Write the character itself.")
        return value

    def collection(self, kind: str, properties: Optional[Properties], first: int, depth: int) -> Node:
        """Return the node of a list or a mapping that begins here, still empty."""
        start = min(first, properties.start) if properties is not None else first
        if depth > MAX_DEPTH:
            self.fail(f"nested deeper than {MAX_DEPTH} levels", start=start, rule="too-deep")
        node = Node(self.mark(start, first + 1))
        if kind == "list":
            node.items = []
        else:
            node.entries = {}
        if properties is not None:
            self.apply_properties(node, properties)
            if properties.anchor is not None:
                self.anchors[properties.anchor] = None  # an alias to it in here would be endless
        return node

    def apply_properties(self, node: Node, properties: Properties) -> None:
        """Check the tag of a list or a mapping, and define its anchor."""
        tag = _YAML_TAG + ("seq" if node.items is not None else "map")
        if properties.tag is not None and properties.tag not in (tag, "!"):
            self.note_tag(properties.tag, node.mark)
        if properties.anchor is not None:
            self.anchors[properties.anchor] = node

    def close(self, node: Node, properties: Optional[Properties], end: int) -> Node:
        """Finish a list or a mapping that ends before the offset `end`."""
        mark, behind = node.mark, self.mark(end, end)
        mark.end_line, mark.end_column, mark.end = behind.line, behind.column, behind.start
        if properties is not None and properties.anchor is not None:
            self.anchors[properties.anchor] = node
        return node

    def add(
        self, node: Node, name: Optional[str], mark: Mark, child: Node, merged: Optional[List[Node]]
    ) -> None:
        """Add an entry to a mapping; the value of a merge key (`<<`) to `merged`."""
        assert node.entries is not None
        node.size += 1 + child.size
        if name is None:
            return
        if merged is not None:
            sources = [child] if child.items is None else child.items
            if any(source.entries is None for source in sources):
                self.note("yaml-key", "`<<` merges mappings, and this is not one", mark)
            else:
                merged.extend(sources)
        elif name in node.entries:
            self.note_duplicate(node, name, mark)
        else:
            node.entries[name] = (mark, child)

    def note_duplicate(self, node: Node, name: str, mark: Mark) -> None:
        """Report a duplicate key; a list item's first key may begin the next item."""
        assert node.entries is not None
        first, earliest = node.entries[name][0], next(iter(node.entries))
        hint = "Remove one of the two."
        in_list = len(self.path) > 1 and isinstance(self.path[-2], int)
        if in_list and name == earliest and mark.column == first.column and mark.line != first.line:
            hint = (
                "Write `- ` before it if the next item of the list begins here; else remove one of the two."
            )
            self.unmarked = node
        elif self.unmarked is node:
            return  # a field of the next item
        self.note("duplicate-key", f"duplicate key `{name}` (first defined on line {first.line})", mark, hint)

    def merge(self, node: Node, merged: List[Node]) -> None:
        """Add the entries of merged mappings that the mapping does not have itself."""
        assert node.entries is not None or not merged
        for source in merged:
            for name, entry in (source.entries or {}).items():
                assert node.entries is not None
                node.entries.setdefault(name, entry)


# People wrap a text where its line is full, and inside of a sentence.
def _begins_entry(above: str, line: str) -> bool:
    """Return whether a line of an unquoted text looks like an item of a list."""
    if line.startswith("- "):
        return False  # reported as such
    if len(above) + len(line.split()[0]) >= _WRAPPED:
        return False
    return (
        not (" " in above or " " in line)
        or line[0] in "\"'"
        or (line[0] in DASHES and line[1:2].isspace())
        or (above[-1] in ".?!" and (line[0].isupper() or line[0].isdigit()))
    )


def _short(tag: str) -> str:
    return "!!" + tag[len(_YAML_TAG) :] if tag.startswith(_YAML_TAG) else tag


def _is_infinite(value: Any) -> bool:
    """Return whether a value is a number that JSON does not have."""
    return isinstance(value, float) and not math.isfinite(value)

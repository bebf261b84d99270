"""Reader of JSON into nodes with positions; its values are those of `json`."""

from __future__ import annotations

import bisect
import json
import re
from json import decoder
from typing import Any, Callable, List, NoReturn, Optional, Tuple, Union

from smarter.manifest.findings import ERROR, Finding, show_path
from smarter.manifest.reading.json_errors import Words, explain_json, explain_text
from smarter.manifest.reading.limits import MAX_DEPTH, MAX_DIGITS
from smarter.manifest.reading.nodes import LINE_BREAK, Mark, Node, place_of
from smarter.manifest.reading.scalars import HALF_A_CHARACTER, has_surrogate

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"true|false|null")
_read_string: Callable[[str, int, bool], Tuple[str, int]] = getattr(decoder, "scanstring")  # noqa: B009


class _Stop(Exception):
    """The document cannot be read further: the last finding tells why."""


def read_json(text: str, name: str = "") -> Tuple[List[Node], List[Finding]]:
    """Return the document as nodes, none for blank text, and the findings."""
    reader = _Reader(text, name)
    try:
        root, end = reader.value(reader.skip(0), 1)
        end = reader.skip(end)
        if end < len(text):
            message, hint = explain_json("text behind the end of the document", text, end)
            one = "A JSON file holds one manifest: write each other to a file of its own."
            reader.stop((message, hint or one), end)
    except _Stop:
        return [], (reader.findings[-1:] if text.strip() else [])
    return [root], reader.findings


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.findings: List[Finding] = []
        self.path: List[Union[str, int]] = []  # of the value that is being read
        self.lines = [0, *(match.end() for match in LINE_BREAK.finditer(text))]

    def value(self, at: int, depth: int) -> Tuple[Node, int]:
        first = self.text[at : at + 1]
        if depth > MAX_DEPTH:
            self.stop((f"nested deeper than {MAX_DEPTH} levels", None), at, "too-deep")
        if first == "{":
            return self.object(at, depth)
        if first == "[":
            return self.array(at, depth)
        if first == '"':
            value, end = self.string(at)
            return Node(self.mark(at, end), value, '"'), end
        return self.constant(at)

    def object(self, at: int, depth: int) -> Tuple[Node, int]:
        node = Node(self.mark(at, at + 1))
        node.entries = {}
        end = self.skip(at + 1)
        if self.text[end : end + 1] != "}":
            while True:
                if self.text[end : end + 1] != '"':
                    self.stop_at("expected a key in double quotes", end)
                name, after = self.string(end)
                mark = self.mark(end, after)
                colon = self.skip(after)
                if self.text[colon : colon + 1] != ":":
                    self.stop_at("expected `:`", colon)
                self.path.append(name)
                child, end = self.value(self.skip(colon + 1), depth + 1)
                self.enter(node, name, mark, child)
                self.path.pop()
                end = self.skip(end)
                if self.text[end : end + 1] != ",":
                    break
                end = self.skip(end + 1)
        return self.close(node, at, end, "}")

    def enter(self, node: Node, name: str, mark: Mark, child: Node) -> None:
        assert node.entries is not None
        node.size += 1 + child.size
        if name in node.entries:
            line = node.entries[name][0].line
            message = f"duplicate key `{name}` (first defined on line {line})"
            self.note("duplicate-key", message, mark, "Remove one of the two.")
        else:
            node.entries[name] = (mark, child)

    def array(self, at: int, depth: int) -> Tuple[Node, int]:
        node = Node(self.mark(at, at + 1))
        node.items = []
        end = self.skip(at + 1)
        if self.text[end : end + 1] != "]":
            while True:
                self.path.append(len(node.items))
                child, end = self.value(end, depth + 1)
                self.path.pop()
                node.items.append(child)
                node.size += child.size
                end = self.skip(end)
                if self.text[end : end + 1] != ",":
                    break
                end = self.skip(end + 1)
        return self.close(node, at, end, "]")

    def close(self, node: Node, at: int, end: int, bracket: str) -> Tuple[Node, int]:
        if self.text[end : end + 1] != bracket:
            self.stop_at(f"expected `,` or `{bracket}`", end)
        node.mark = self.mark(at, end + 1)
        return node, end + 1

    def string(self, at: int) -> Tuple[str, int]:
        try:
            value, end = _read_string(self.text, at + 1, True)
        except json.JSONDecodeError as error:
            self.stop(explain_text(error.msg), error.pos)
        if not value.isascii() and has_surrogate(value):
            self.note("json-syntax", HALF_A_CHARACTER, self.mark(at, end), "Write the character itself.")
        return value, end

    def constant(self, at: int) -> Tuple[Node, int]:
        match = _WORD.match(self.text, at) or _NUMBER.match(self.text, at)
        if match is None:
            self.stop_at("expected a value", at)
        mark = self.mark(at, match.end())
        word = match.group()
        value: Any = float("inf") if len(word) > MAX_DIGITS else json.loads(word)
        if value in (float("inf"), float("-inf")):
            self.note("yaml-number", f"the number `{word[:30]}` is too large", mark)
        return Node(mark, value), match.end()

    def skip(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def stop_at(self, wanted: str, at: int) -> NoReturn:
        self.stop(explain_json(wanted, self.text, at), at)

    def stop(self, words: Words, at: int, rule: str = "json-syntax") -> NoReturn:
        self.note(rule, words[0], self.mark(at, at + 1), words[1])
        raise _Stop from None

    def note(self, rule: str, message: str, mark: Mark, hint: Optional[str] = None) -> None:
        place = place_of(mark)
        self.findings.append(
            Finding(rule, ERROR, message, self.name, **place, path=show_path(self.path), hint=hint)
        )

    def mark(self, start: int, end: int) -> Mark:
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return Mark(line, column, start, end_line, end_column, end)

    def place(self, at: int) -> Tuple[int, int]:
        line = bisect.bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1

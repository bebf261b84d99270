"""Scanner for https://yaml.org/spec/1.2.2: blanks, comments, properties, scalars."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import List, NamedTuple, NoReturn, Optional, Pattern, Set, Tuple

from smarter.manifest.reading.nodes import LINE_BREAK, line_end

_LINE_START = re.compile("\\A|\r\n|[\r\n]")
_BLANKS = re.compile(r"[ \t]*")
_BREAKS = re.compile(r"(?:\r\n|[\r\n])(?:[ \t]*(?:\r\n|[\r\n]))*")  # with the blank lines behind
_COMMENT = re.compile(r"(?<![^ \t\r\n\ufeff])#[^\r\n]*")
_MARKER = re.compile(r"(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_NOT_PRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# One line of an unquoted text. In a flow collection `,[]{}` end it too. Each alternative begins with another character,
# so that no text takes more than linear time.
_PLAIN = re.compile(r"(?:[^ \t\r\n:#]|(?<=[^ \t\r\n])#|:(?=[^ \t\r\n])|[ \t]+(?=[^ \t\r\n:#]|:[^ \t\r\n]))*")
_PLAIN_IN_FLOW = re.compile(
    r"(?:[^ \t\r\n:#,\[\]{}]|(?<=[^ \t\r\n])#|:(?=[^ \t\r\n,\[\]{}])"
    r"|[ \t]+(?=[^ \t\r\n:#,\[\]{}]|:[^ \t\r\n,\[\]{}]))*"
)
_PLAIN_FIRST = re.compile(r"[^ \t\r\n\-?:,\[\]{}#&*!|>'\"%@`]|[-?:](?=[^ \t\r\n])")
_PLAIN_FIRST_IN_FLOW = re.compile(r"[^ \t\r\n\-?:,\[\]{}#&*!|>'\"%@`]|[-?:](?=[^ \t\r\n,\[\]{}])")
_SINGLE = re.compile(r"[^'\r\n]+|''")
_DOUBLE = re.compile(r'[^"\\\r\n]+')
_ANCHOR = re.compile(r"[^ \t\r\n,\[\]{}]+")
_TAG = re.compile(r"!<[^>\s]+>|![^ \t\r\n,\[\]{}]*")
_BLOCK_HEAD = re.compile(r"[|>](?:[1-9][-+]?|[-+][1-9]?)?")

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}

NEVER_CLOSED = "quoted text is never closed"
CLOSE_QUOTE = "Close it with the quote it began with."


class YamlError(Exception):
    """A syntax error. The document cannot be read further."""

    def __init__(self, message: str, start: int, hint: Optional[str], end: Optional[int], rule: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.start = start
        self.end = start + 1 if end is None else end
        self.rule = rule


class Scalar(NamedTuple):
    """A scalar as written: `style` is None without quotes; `end` is behind it."""

    value: str
    style: Optional[str]
    end: int
    one_line: bool
    swallowed: int = -1  # offset of a line of an unquoted text that looks like a list item


class Scanner:
    """A position in a text, and what can be read there. Columns count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        # Offset of a quoted text with a line that is indented too little: most likely it is not closed.
        self.loose_quote = -1
        self.comments: Set[int] = set()
        self.lines = [match.end() for match in _LINE_START.finditer(text)]

    def check_characters(self) -> None:
        """Raise YamlError for a character that YAML does not allow, not even in quotes."""
        found = _NOT_PRINTABLE.search(self.text)
        if found is not None:
            self.fail(f"character U+{ord(found.group()):04X} is not allowed in YAML", start=found.start())

    def fail(
        self, message: str, hint: Optional[str] = None, start: Optional[int] = None,
        end: Optional[int] = None, rule: str = "yaml-syntax",
    ) -> NoReturn:  # fmt: skip
        raise YamlError(message, self.at if start is None else start, hint, end, rule)

    def fail_at_tab(self, at: int) -> NoReturn:
        self.fail("a tab is used for indentation", "Indent with spaces.", at)

    def line_of(self, offset: int) -> int:
        """Return the number of a line, from 0."""
        return bisect_right(self.lines, offset, 1) - 1

    def column_of(self, offset: int) -> int:
        """Return a column, from 0."""
        return max(offset - self.lines[self.line_of(offset)], 0)

    def column(self) -> int:
        return self.column_of(self.at)

    def take(self, pattern: Pattern[str]) -> str:
        """Read the text that matches here; an empty one if none does."""
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def at_blank(self, offset: int) -> bool:
        """Return whether a blank, a line break or the end of the text is at `offset`."""
        return self.text[offset : offset + 1] in ("", " ", "\t", "\n", "\r")

    def skip(self) -> bool:
        """Move to the next token; return whether it is on another line."""
        crossed = False
        while True:
            self.skip_comment()
            breaks = _BREAKS.match(self.text, self.at)
            if breaks is None:
                return crossed
            self.at, crossed = breaks.end(), True

    def skip_mark(self) -> None:
        """Skip a byte order mark, which may begin each document and takes no column."""
        if self.peek() == "\ufeff":
            self.at += 1
            self.lines[self.line_of(self.at)] = self.at

    def first_on_line(self) -> bool:
        return not self.text[self.lines[self.line_of(self.at)] : self.at].strip(" \t")

    def spaces(self) -> int:
        """Return the number of spaces that the token's line begins with."""
        return _spaces(self.text, self.lines[self.line_of(self.at)])

    def skip_blanks(self) -> None:
        match = _BLANKS.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def skip_comment(self) -> None:
        """Move over blanks, and a comment behind them."""
        self.skip_blanks()
        start = self.at
        if self.text.startswith("#", start) and self.take(_COMMENT):
            self.comments.add(start)

    def at_end(self) -> bool:
        """Return whether the document ends here: at the end of the text, `---` or `...`."""
        return self.at >= len(self.text) or self.at_marker(self.at)

    def at_marker(self, offset: int) -> bool:
        if self.text[offset : offset + 3] not in ("---", "..."):
            return False
        return self.column_of(offset) == 0 and _MARKER.match(self.text, offset) is not None

    def has_tab(self, start: int) -> bool:
        """Return whether a tab is between `start` and the token, on the token's line."""
        return "\t" in self.text[max(start, self.lines[self.line_of(self.at)]) : self.at]

    # --- properties

    def anchor(self) -> str:
        """Read the name behind `&` or `*`."""
        self.at += 1
        name = self.take(_ANCHOR)
        if not name:
            message, hint = "an anchor needs a name", "Put a text that begins with `&` or `*` in quotes."
            self.fail(message, hint, self.at - 1)
        return name

    def tag(self) -> str:
        tag = self.take(_TAG)
        if not self.at_blank(self.at) and self.peek() not in (",", "]", "}"):
            self.fail("a tag must be followed by a space", "Put a text that begins with `!` in quotes.")
        return tag

    # --- scalars

    def begins_plain(self, *, flow: bool) -> bool:
        return (_PLAIN_FIRST_IN_FLOW if flow else _PLAIN_FIRST).match(self.text, self.at) is not None

    def plain_line(self, *, flow: bool) -> str:
        """Read the part of an unquoted text that is on this line."""
        return self.take(_PLAIN_IN_FLOW if flow else _PLAIN)

    def plain(self, indent: int, *, flow: bool) -> Scalar:
        """Read an unquoted text; its further lines are indented more than `indent`."""
        pieces = [self.plain_line(flow=flow)]
        end, swallowed = self.at, -1
        while True:
            breaks, fits = self._next_line(indent, flow=flow)
            if not breaks or not fits or self.at_end() or _COMMENT.match(self.text, self.at):
                break
            start = self.at
            more = self.plain_line(flow=flow)
            if not more:
                break
            if swallowed < 0 and not flow and more.startswith("- "):
                swallowed = start
            pieces += [" " if breaks == 1 else "\n" * (breaks - 1), more]
            end = self.at
        self.at = end
        return Scalar("".join(pieces), None, end, len(pieces) == 1, swallowed)

    def _next_line(self, indent: int, *, flow: bool) -> Tuple[int, bool]:
        """Move to the next text; return the line breaks, and whether its indent suffices."""
        breaks = 0
        while True:
            self.skip_blanks()
            if not self.take(LINE_BREAK):
                return breaks, flow or self.spaces() > indent
            breaks += 1

    def quoted(self, indent: int, *, flow: bool) -> Scalar:
        """Read a text in quotes; its further lines are indented more than `indent`."""
        start, quote = self.at, self.peek()
        pieces: List[str] = []
        self.at += 1
        one_line = True
        while True:
            rest = self.peek()
            if rest == quote and not (quote == "'" and self.peek(2) == "''"):
                self.at += 1
                return Scalar("".join(pieces), quote, self.at, one_line)
            if rest == "" or self.at_marker(self.at):
                self.fail(NEVER_CLOSED, CLOSE_QUOTE, start)
            if rest in "\r\n":
                one_line = False
                self._fold(pieces, indent, start, flow=flow)
            elif rest == "\\" and quote == '"':
                self._escape(pieces, indent, start, flow=flow)
            else:
                piece = self.take(_SINGLE if quote == "'" else _DOUBLE)
                pieces.append("'" if quote == "'" and piece == "''" else piece)

    def _fold(self, pieces: List[str], indent: int, start: int, *, flow: bool) -> None:
        """Fold the line breaks here in a quoted text, and drop the blanks around them."""
        if pieces:
            pieces[-1] = pieces[-1].rstrip(" \t")
        breaks, fits = self._next_line(indent, flow=flow)
        if self.at >= len(self.text) or self.at_marker(self.at):
            self.fail(NEVER_CLOSED, CLOSE_QUOTE, start)
        if not fits and self.loose_quote < 0:
            self.loose_quote = start
        pieces.append(" " if breaks == 1 else "\n" * (breaks - 1))

    def _escape(self, pieces: List[str], indent: int, start: int, *, flow: bool) -> None:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter in ("\r", "\n"):  # an escaped line break joins the lines
            self.at += 1
            breaks, _ = self._next_line(indent, flow=flow)
            pieces.append("\n" * (breaks - 1))
            return
        self.at += 2
        if letter in _HEX_ESCAPES:
            pieces += [self._hex_escape(_HEX_ESCAPES[letter]), ""]
        elif letter in _ESCAPES:
            # The empty piece keeps an escaped blank at the end of a line, where folding drops the others.
            pieces += [_ESCAPES[letter], ""]
        else:
            self.fail(
                "unknown backslash escape",
                "In double quotes write `\\\\` for a backslash, or use single quotes.",
                self.at - 1,
            )

    def _hex_escape(self, count: int) -> str:
        digits = self.text[self.at : self.at + count]
        if re.match(rf"[0-9a-fA-F]{{{count}}}\Z", digits) is None:
            self.fail(
                f"backslash escape needs {count} hexadecimal digits",
                "Write `\\xHH`, `\\uHHHH` or `\\UHHHHHHHH`, or `\\\\` for a backslash.",
            )
        if int(digits, 16) > 0x10FFFF:
            self.fail("backslash escape of no character", "The last one is `\\U0010FFFF`.")
        self.at += count
        return chr(int(digits, 16))

    def block(self, indent: int) -> Scalar:
        """Read a `|` or `>` text inside of a node that is indented by `indent`."""
        head = self.take(_BLOCK_HEAD)
        style, behind = head[0], self.at
        digit, chomp = head[1:].strip("-+"), head[1:].strip("123456789")
        self._end_block_head(style)
        depth = max(indent, 0) + int(digit) if digit else self._block_indent(indent)
        lines, end = self._block_lines(depth)
        value = "".join(line + "\n" for line in lines) if style == "|" else _folded(lines)
        content = value.rstrip("\n")
        if chomp == "-" or (not content and chomp != "+"):
            value = content
        elif chomp != "+":
            value = content + "\n"
        if end == len(self.text) and lines and lines[-1].strip(" "):
            value = content  # the last line has no break to keep
        self.at = end if lines else behind
        return Scalar(value, style, self.at, False)

    def _end_block_head(self, style: str) -> None:
        at = self.at
        self.skip_comment()
        if not self.take(LINE_BREAK) and self.at < len(self.text):
            self.fail(
                f"text may not begin on the line of its `{style}`",
                "Begin it on the next line, indented below its key.",
                at,
            )

    def _block_indent(self, indent: int) -> int:
        """Return the indentation of the first line with data; no blank one may be longer."""
        at, widest, where = self.at, 0, self.at
        while True:
            spaces = _spaces(self.text, at)
            line_break = LINE_BREAK.match(self.text, at + spaces)
            if line_break is None:
                break
            if spaces > widest:
                widest, where = spaces, at
            at = line_break.end()
        if at + spaces >= len(self.text):
            return max(spaces, widest, indent + 1)
        if spaces > indent and widest > spaces:
            self.fail(
                "this blank line has more spaces than the text below it",
                "Remove the spaces, or give the indentation: `|2`.",
                where,
                where + widest,
            )
        return max(spaces, indent + 1) if spaces > indent else max(widest, indent + 1)

    def _block_lines(self, depth: int) -> Tuple[List[str], int]:
        """Return the lines of a block text without indentation, and the offset behind."""
        lines: List[str] = []
        end = self.at
        while self.at < len(self.text):
            spaces = min(_spaces(self.text, self.at), depth)
            stop = line_end(self.text, self.at)
            line = self.text[self.at + spaces : stop]
            if (line and spaces < depth) or (depth == 0 and self.at_marker(self.at)):
                if line[:1] == "\t":
                    self._check_tab_line()
                break
            lines.append(line)
            end = stop if line else end
            self.at = stop
            self.take(LINE_BREAK)
        return lines, end

    def _check_tab_line(self) -> None:
        """Report tabs before a text: the line would seem to belong to the block above."""
        at = self.at
        self.skip_blanks()
        if not _COMMENT.match(self.text, self.at):
            self.fail_at_tab(at + _spaces(self.text, at))
        self.at = at


def _folded(lines: List[str]) -> str:
    """Join the lines of a `>` text by blanks; breaks by more indented lines stay."""
    folded: List[str] = []
    pending = 0  # empty lines since the last text
    last: Optional[str] = None
    for line in lines:
        if not line:
            pending += 1
            continue
        if last is None:
            folded.append("\n" * pending)
        elif line[0] in " \t" or last[0] in " \t":
            folded.append("\n" * (pending + 1))
        else:
            folded.append("\n" * pending if pending else " ")
        folded.append(line)
        pending, last = 0, line
    return "".join(folded) + "\n" * (pending + (last is not None))


def _spaces(text: str, at: int) -> int:
    end = at
    while text[end : end + 1] == " ":
        end += 1
    return end - at

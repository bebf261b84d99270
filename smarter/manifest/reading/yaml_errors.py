"""Says in plain words what a YAML reader complains about."""

from __future__ import annotations

from typing import Optional, Tuple

# What the reader says -> what it means, and what to do. The first match counts.
_WORDS = (
    (
        "mapping values are not allowed",
        "A `: ` stands inside an unquoted text, so it reads as a second key on this line.",
        "Put the text in quotes, or indent the line as it belongs.",
    ),
    (
        "could not find expected ':'",
        "This line is neither a `key: value` nor part of the text before it.",
        "Add the missing `:` or a blank behind the `-`, put the text in quotes, or indent it below its key.",
    ),
    (
        "character '\\t'",
        "A tab stands where YAML wants spaces.",
        "Indent with spaces.",
    ),
    (
        "expected <block end>",
        "This line is indented unlike the lines that it belongs to.",
        "Give all keys of a mapping, and all `-` of a list, the same indentation.",
    ),
    (
        "sequence entries are not allowed",
        "A list item may not begin here.",
        "Put the `-` on a line of its own below the key.",
    ),
    (
        "unexpected end of stream",
        "A quoted text is never closed.",
        "Close it with the quote it began with.",
    ),
    (
        "unexpected document separator",
        "A quoted text is never closed before the next document.",
        "Close it with the quote it began with.",
    ),
    (
        "expected the node content, but found '<stream end>'",
        "The text ends inside of a `[...]` or `{...}`.",
        "Close the bracket.",
    ),
    (
        "expected the node content",
        "A value belongs here.",
        "Write one, or put a text that begins with this character in quotes.",
    ),
    (
        "unknown escape character",
        "This backslash escape does not exist.",
        "In double quotes write `\\\\` for a backslash, or use single quotes.",
    ),
    (
        "hexdecimal numbers",
        "This backslash escape lacks hexadecimal digits.",
        "Write `\\xHH`, `\\uHHHH` or `\\UHHHHHHHH`, or `\\\\` for a backslash.",
    ),
    (
        "no such character",
        "This backslash escape is of no character.",
        "The last one is `\\U0010FFFF`.",
    ),
    (
        "expected chomping",
        "A text may not begin on the line of its `|` or `>`.",
        "Begin it on the next line, indented below its key.",
    ),
    (
        "expected ',' or",
        "A `[...]` or `{...}` is not closed, or a comma is missing in it.",
        "Close the bracket, or add the comma.",
    ),
    (
        "that cannot start any token",
        "A text may not begin with this character.",
        "Put the text in quotes.",
    ),
    (
        "undefined tag handle",
        "This tag has no meaning here.",
        "Leave the tag out.",
    ),
    (
        "expected ' ', but found",
        "Something stands directly behind a tag or an anchor.",
        "Put a text that begins with `!` or `&` in quotes.",
    ),
    (
        "<document start>",
        "Something stands after the end of the document.",
        "Begin another document with a line `---`, or indent the line as it belongs.",
    ),
)


def explain_yaml(problem: str, text: str, index: int) -> Tuple[str, Optional[str]]:
    """(what is wrong, what to do) for a reader's `problem` at offset `index` of `text`."""
    if "mapping values" in problem and _indents_deeper(text, index):
        return (
            "This line is indented deeper than the key above it, whose value stands on its own line already.",
            "Indent the line as its siblings, or put the value above in quotes.",
        )
    if "mapping values" in problem and _continues(text, index):
        return (
            "The line above has no `: ` in it, so that this one belongs to its text.",
            "Write the line above as `key: value`.",
        )
    if "expected <block end>" in problem and text[text.rfind("\n", 0, index) + 1 : index].strip(" -"):
        return (
            "Something stands behind the end of a value.",
            "Put the whole value in quotes; inside of single quotes write two for one.",
        )
    for pattern, message, hint in _WORDS:
        if pattern in problem:
            return message, hint
    return f"This is not YAML: {problem}.", None


def _continues(text: str, index: int) -> bool:
    """Whether the `:` at `index` ends the first key of a line, below a line as deep that has none."""
    line, above = _line_and_above(text, index)
    key = line.strip()
    level = len(line) - len(line.lstrip(" ")) == len(above) - len(above.lstrip(" "))
    return bool(key) and " " not in key and level and above.strip()[:1] not in ("", "#") and ": " not in above


def _indents_deeper(text: str, index: int) -> bool:
    """Whether the `:` at `index` ends the first key of a line that is a continuation of the line above."""
    line, above = _line_and_above(text, index)
    key = line.strip()
    deeper = len(line) - len(line.lstrip(" ")) > len(above) - len(above.lstrip(" "))
    return bool(key) and " " not in key and ": " in above and deeper


def _line_and_above(text: str, index: int) -> Tuple[str, str]:
    """The line of the offset `index` up to there, and the one above it."""
    start = text.rfind("\n", 0, index) + 1
    end = max(start - 1, 0)
    return text[start:index], text[text.rfind("\n", 0, end) + 1 : end]

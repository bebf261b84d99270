"""YAML writer whose output readers of YAML 1.1 and 1.2 take for the same data.

The writer is small because its input is JSON-able data. Where the two versions disagree (`yes`, `0o14`, `1:30`, dates),
text is quoted. Characters that control a terminal and lines that command a CI server are written as escapes.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Iterator, Mapping, Sequence, Tuple

from smarter._text import COMMAND_LINE, CONTROL, escape_commands, escape_controls

Path = Tuple[str, ...]

# Plain texts that a reader of either version takes for a number, a date or a constant.
_WORDS = frozenset(("", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<"))
_TYPED = re.compile(
    r"""[-+]?0[box]?[0-9a-fA-F_]+
    | [-+]?[0-9][0-9_]*(?: :[0-5]?[0-9] )+ (?:\.[0-9_]*)?
    | [-+]?(?: \.[0-9_]+ | [0-9][0-9_]*(?:\.[0-9_]*)? ) (?: [eE][-+]?[0-9_]+ )?
    | [-+]?\.inf | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [Tt\ ].* )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_INDICATOR = re.compile(r"""[\#,\[\]{}&*!|>'"%@`] | [-?:](?:\ |\Z) | --- | \.\.\. """, re.VERBOSE)
_INNER = re.compile(r": | #|:\Z")

# Characters that only double quotes can hold: controls, and those that a reader may drop, refuse, or take for a line
# break.
_ESCAPED = re.compile(f"{CONTROL[:-1]}\xa0\ufffe\uffff]")
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_IN_BLOCKS = {ord("\n"): " ", ord("\t"): " "}  # characters that a block may hold as they are

_LONGEST_KEY = 800  # characters; readers look 1,024 ahead for the colon behind a key


def dump(data: Any, comments: Mapping[Path, str] = {}, remarks: Sequence[str] = ()) -> str:
    """Return `data` as one YAML document.

    Args:
        data: mappings with keys of text, lists, text, numbers, booleans and None. Anything else is written as text.
        comments: path of a key -> the comment on its line; `*` matches the items of a list.
        remarks: comments above the document.
    """
    head = [
        f"# {escape_commands(escape_controls(line))}" if line else "#"
        for remark in remarks
        for line in remark.split("\n")
    ]
    is_nested = isinstance(data, (Mapping, list, tuple)) and data
    return "\n".join([*head, *(_lines(data, 0, (), comments) if is_nested else [_scalar(data)])]) + "\n"


def dump_all(documents: Iterable[Any]) -> str:
    """Return the documents as YAML, with `---` between them."""
    return "---\n".join(dump(each) for each in documents)


def _lines(data: Any, depth: int, path: Path, comments: Mapping[Path, str]) -> Iterator[str]:
    """Yield the lines of a non-empty mapping or list, the first not indented."""
    is_list = not isinstance(data, Mapping)
    indent = ""
    for key, value in (("*", item) for item in data) if is_list else data.items():
        here = (*path, str(key))
        head = indent + ("-" if is_list else _key(str(key), depth))
        note = f"  # {escape_commands(escape_controls(comments[here]))}" if here in comments else ""
        if isinstance(value, (Mapping, list, tuple)) and value:
            below = _lines(value, depth + 2, here, comments)
            if not is_list:
                yield f"{head}{note}"
                head = " " * (depth + 1)
            yield f"{head} {next(below)}"
            yield from below
        elif isinstance(value, str) and _fits_block(value):
            yield from _block(f"{head} ", value, depth + 2, note)
        else:
            yield f"{head} {_scalar(value)}{note}"
        indent = " " * depth


def _key(key: str, depth: int) -> str:
    shown = _text(key)
    return f"{shown}:" if len(shown) < _LONGEST_KEY else f"? {shown}\n{' ' * depth}:"


def _scalar(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, (list, tuple)):
        return "[]"
    return _text(str(value))


def _number(value: float) -> str:
    shown = repr(value)
    if shown in ("nan", "inf", "-inf"):
        return shown.replace("nan", ".nan").replace("inf", ".inf")
    # YAML 1.1 takes 1e+20 for text: a float has a point there.
    return shown.replace("e", ".0e") if "e" in shown and "." not in shown else shown


def _text(text: str) -> str:
    """Return text on one line, quoted unless YAML 1.1 and 1.2 read it the same."""
    if "\n" in text or _ESCAPED.search(text) or re.search(COMMAND_LINE, text):
        return _double(text)
    plain = (
        text.lower() not in _WORDS
        and text == text.strip(" ")
        and not _INDICATOR.match(text)
        and not _INNER.search(text)
        and not _TYPED.fullmatch(text)
    )
    if plain:
        return text
    return _double(text) if "'" in text else f"'{text}'"


def _double(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        character = match.group()
        number = ord(character)
        return _SHORT.get(character) or (f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}")

    shown = _ESCAPED.sub(escape, re.sub(r'["\\]', lambda match: "\\" + match.group(), text))
    return f'"{escape_commands(shown)}"'


def _fits_block(text: str) -> bool:
    """Return whether a block scalar shows the text unchanged."""
    return (
        "\n" in text
        and text[0] not in " \n\t"
        and not _ESCAPED.search(text.translate(_IN_BLOCKS))
        and not re.search(COMMAND_LINE, text)
    )


def _block(head: str, text: str, depth: int, note: str) -> Iterator[str]:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    yield f"{head}|{'-' if ends == 0 else '' if ends == 1 else '+'}{note}"
    for line in body.split("\n"):
        yield " " * depth + line if line else ""
    yield from [""] * (ends - 1)

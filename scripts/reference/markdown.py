"""Markdown tables, and docstrings converted to Markdown."""

from __future__ import annotations

import inspect
import re
from typing import Iterable, List, Sequence, Tuple

_SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Yields):$")
_ITEM = re.compile(r"(\*{0,2}[A-Za-z_][\w., *`]*): (.*)$")


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells may hold anything but a block."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join("| " + " | ".join(cell(text) for text in line) + " |\n" for line in lines)


def cell(text: str) -> str:
    """Return `text` on one line, without the end of a cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return `text` as code within a line."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def first_line(text: str) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join(inspect.cleandoc(text).split("\n\n")[0].split())


def clause(sentence: str) -> str:
    """Return a sentence as a clause: in lower case, without full stop."""
    text = sentence if sentence.endswith("...") else sentence.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def entry(docstring: str, indent: str = "    ") -> str:
    """Return a docstring as a list entry, with its `Args:` and `Raises:` below."""
    text, below = [], []
    for block in inspect.cleandoc(docstring).split("\n\n"):
        lines = block.splitlines()
        section = _SECTION.match(lines[0])
        if section:
            word = "raises " if section.group(1) == "Raises" else ""
            below += [f"{indent}- {word}{code(n)}: {clause(t)}\n" for n, t in items(lines[1:])]
        elif lines[0] != "Example:":
            text.append(" ".join(block.split()))
    # The entries of a class, which is not an entry itself, follow an empty line.
    return " ".join(text) + "\n" + ("\n" if below and not indent else "") + "".join(below)


def example(docstring: str) -> str:
    """Return the example of a docstring."""
    (block,) = [b for b in inspect.cleandoc(docstring).split("\n\n") if b.startswith("Example:")]
    return inspect.cleandoc("\n".join(["", *block.splitlines()[1:]])) + "\n"


def items(lines: Sequence[str]) -> List[Tuple[str, str]]:
    """Return an `Args:` section's (name, text); more indented lines continue a text."""
    found: List[Tuple[str, str]] = []
    for line in inspect.cleandoc("\n".join(["", *lines])).splitlines():
        match = None if line.startswith(" ") else _ITEM.match(line)
        if match:
            found.append((match.group(1), match.group(2)))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            found.append(("", line.strip()))
    return found

"""The fenced blocks of a Markdown page, and the commands in them.

- `console`: commands after `$`, continued after `>`, each followed by its output; a line `...` is any lines.
- `python`: a script, or a module of tests.
- `sh`: commands that are not run (they install, or need a key); `smarter local serve` is started.
- any language with `title="PATH"`: a file of that name.

Outcome lines of resources may come in any order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional, Tuple

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
_OUTCOME = re.compile(r"^\S+/\S+ (created|updated|unchanged|deleted|failed|skipped)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its title, its text, the line where it starts."""

    language: str
    title: Optional[str]
    text: str
    line: int


def blocks(path: Path) -> List[Block]:
    """Return the blocks of a page, in order."""
    page = path.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(page):
        words = match.group("info").split(None, 1)
        title = re.search(r'title="([^"]+)"', match.group("info"))
        indent = match.group("indent")
        text = (
            re.sub(rf"^{indent}", "", match.group("text"), flags=re.MULTILINE)
            if indent
            else match.group("text")
        )
        line = page.count("\n", 0, match.start()) + 1
        found.append(Block(words[0] if words else "", title.group(1) if title else None, text, line))
    return found


def prose(path: Path) -> str:
    """Return a page without its blocks and its inline code."""
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", _FENCE.sub("", path.read_text(encoding="utf-8")))


def commands(block: Block) -> List[Tuple[str, str]]:
    """Return the commands of a `console` block, each with its shown output."""
    found: List[Tuple[str, str]] = []
    for line in block.text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:].rstrip()}", "")
        else:
            command, output = found[-1]
            found[-1] = (command, output + line)
    return found


def agrees(shown: str, printed: str) -> bool:
    """Return whether the printed text is what the page shows."""
    parts = [re.escape(ordered(part)) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), ordered(printed)) is not None


def ordered(text: str) -> str:
    """Sort each run of outcome lines: independent resources finish in any order."""
    lines = text.splitlines(keepends=True)
    result: List[str] = []
    run: List[str] = []
    for line in [*lines, ""]:
        if _OUTCOME.match(line.rstrip("\n")):
            run.append(line)
        else:
            result.extend(sorted(run))
            run = []
            result.append(line)
    return "".join(result)

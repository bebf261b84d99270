"""The fenced blocks of a Markdown page, and how they are run.

- `console`: commands after `$`, each followed by what it prints; a line `...` stands for any lines.
- `python`: run as a script.
- `sh` with a command that ends in the page's own background server: started, and stopped at the end.

Lines that name what happened to resources may come in any order, as they do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import List, Tuple

_FENCE = re.compile(r"^```(\S*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_OUTCOME = re.compile(r"^\S+/\S+ (created|updated|unchanged|deleted|failed|skipped)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, its text, the line where it starts."""

    language: str
    text: str
    line: int


def blocks(path: Path) -> List[Block]:
    """The blocks of a page, in their order."""
    text = path.read_text(encoding="utf-8")
    return [Block(m.group(1), m.group(2), text.count("\n", 0, m.start()) + 1) for m in _FENCE.finditer(text)]


def commands(block: Block) -> List[Tuple[str, str]]:
    """The commands of a `console` block, each with the output that the page shows."""
    found: List[Tuple[str, str]] = []
    for line in block.text.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append((line[2:].rstrip("\n"), ""))
        else:
            command, output = found[-1]
            found[-1] = (command, output + line)
    return found


def agrees(shown: str, printed: str) -> bool:
    """Whether what was printed is what the page shows."""
    parts = [re.escape(ordered(part)) for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), ordered(printed)) is not None


def ordered(text: str) -> str:
    """The text with each run of outcome lines sorted: independent resources finish in any order."""
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

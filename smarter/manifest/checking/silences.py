"""Comments that silence rules: `# smarter: ignore=RULE,RULE`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Dict, FrozenSet, Iterator, List, Mapping, NamedTuple

from smarter._suggest import nearest
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import WARNING, Finding
from smarter.manifest.reading.documents import comments_in
from smarter.manifest.reading.nodes import LINE_BREAK

ALL = "*"  # a comment that names no rule silences all of them

_MARKER = "smarter:"
_DIRECTIVE = r"[ \t]*ignore(?P<rules>[ \t]*=[\w, \t-]*)?"


class _Silence(NamedTuple):
    """A comment: its line and target, and the column of each rule, all from 1."""

    line: int
    target: int
    rules: Dict[str, int]


def silences(text: str) -> Mapping[int, FrozenSet[str]]:
    """Return the rules that comments silence, by line; `*` stands for all.

    A comment at the end of a line silences that line. On a line of its own it silences the next line that is not a
    comment.
    """
    found: Dict[int, FrozenSet[str]] = {}
    for silence in _read(text):
        found[silence.target] = found.get(silence.target, frozenset()) | frozenset(silence.rules)
    return found


def unknown_silences(text: str, file: str) -> Iterator[Finding]:
    """Yield a finding for each rule in a comment that does not exist."""
    for silence in _read(text):
        for word, column in sorted(silence.rules.items()):
            if word not in RULES and word != ALL:
                meant = nearest(word, RULES)
                hint = f"Did you mean `{meant}`?" if meant else "`smarter validate --list-rules` lists them."
                yield Finding(
                    "unknown-rule", WARNING, f"unknown rule `{word}`", file, silence.line, column, hint=hint,
                    end_column=column + len(word),
                )  # fmt: skip


@lru_cache(maxsize=4)
def _read(text: str) -> List[_Silence]:
    """Return the silencing comments; the same words in a text silence nothing."""
    if _MARKER not in text:
        return []
    lines = LINE_BREAK.split(text)
    following = _following(lines)
    found = []
    for line, column in comments_in(text):
        comment = lines[line - 1][column - 1 :]
        at = comment.find(_MARKER)
        match = re.compile(_DIRECTIVE).match(comment, at + len(_MARKER)) if at >= 0 else None
        if match is None or comment[:at].rstrip(" \t")[-1:] != "#":
            continue
        target = line if lines[line - 1][: column - 1].strip() else following[line]
        start, end = match.span("rules")
        found_words = re.compile(r"[\w-]+").finditer(comment, start, end)
        words = {each.group(): column + each.start() for each in found_words}
        found.append(_Silence(line, target, words or {ALL: column}))
    return found


def _following(lines: List[str]) -> List[int]:
    """Return for each line the next line of data; at the end the line itself."""
    numbers = list(range(len(lines) + 1))
    next_one = 0
    for number in range(len(lines), 0, -1):
        numbers[number] = next_one or number
        if lines[number - 1].strip()[:1] not in ("", "#"):
            next_one = number
    return numbers

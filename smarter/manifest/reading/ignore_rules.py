"""Patterns of files to leave out, in the syntax of `.gitignore` (https://git-scm.com/docs/gitignore).

Patterns come with a repository, so they are not made into regular expressions: no pattern takes more time than the
product of its length and that of the name.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

_CLASS = r"\[([!^]?\]?(?:\[:[a-z]+:\]|[^\]])*)\]"
_NAMED = r"\[:([a-z]+):\]"
_NAMES = {
    "alpha": "[A-Za-z]", "digit": "[0-9]", "alnum": "[A-Za-z0-9]", "upper": "[A-Z]", "lower": "[a-z]",
    "xdigit": "[0-9A-Fa-f]", "space": r"\s", "blank": "[ \t]", "punct": r"[!-/:-@\[-`{-~]",
}  # fmt: skip


class Pattern(NamedTuple):
    """One pattern: the segments of its path, with `**` for any number of them."""

    segments: Tuple[str, ...]
    negated: bool
    folders_only: bool


class IgnoreRules:
    """The patterns of one file; they apply to paths below the folder of that file."""

    def __init__(self, folder: str, lines: Iterable[str]) -> None:
        self.folder = os.path.realpath(folder)
        self.patterns = [pattern for pattern in map(_parse, lines) if pattern is not None]

    def decision(self, path: str, *, is_folder: bool) -> Optional[bool]:
        """Return True for a real path that is left out, False for one that is let in again, None for any other."""
        segments = os.path.relpath(path, self.folder).split(os.sep)
        if segments[0] == os.pardir:
            return None
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and match_path(pattern.segments, segments):
                return not pattern.negated
        return None


def read_ignore_file(folder: str) -> Optional[IgnoreRules]:
    """Return the patterns of the `.gitignore` in `folder`; None without a readable one."""
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            return IgnoreRules(folder, file.read(1_000_000).splitlines())
    except OSError:
        return None


def is_ignored(rules: Sequence[IgnoreRules], path: str, *, is_folder: bool) -> bool:
    """Return whether a real path is left out; the rules of deeper folders come last and win."""
    for each in reversed(rules):
        decision = each.decision(path, is_folder=is_folder)
        if decision is not None:
            return decision
    return False


def _parse(line: str) -> Optional[Pattern]:
    if line.endswith(" ") and not line.endswith("\\ "):
        line = line.rstrip(" ")
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line[1:] if negated else line
    folders_only = line.endswith("/")
    anchored = "/" in line.rstrip("/")
    parts = line[line.startswith("/") : len(line) - folders_only].split("/")
    segments = tuple("**" if re.match(r"\*{2,}\Z", part) else part for part in parts) if any(parts) else ()
    if segments[-1:] == ("**",):
        segments += ("*",)  # `a/**` means what is in `a`, not `a` itself
    return Pattern(segments if anchored else ("**", *segments), negated, folders_only) if segments else None


def match_path(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Return whether a path matches a pattern, both as segments."""
    return len(pattern) in _places(pattern, path)


def may_hold_match(pattern: Sequence[str], folder: Sequence[str]) -> bool:
    """Return whether a path below `folder` may match a pattern."""
    return any(at < len(pattern) for at in _places(pattern, folder))


def _places(pattern: Sequence[str], path: Sequence[str]) -> Set[int]:
    """Match segment by segment; return the places in `pattern` that the path may have reached."""
    places = _behind_stars(pattern, {0})
    for name in path:
        reached = set()
        for at in places:
            if at < len(pattern) and pattern[at] == "**":
                reached.add(at)
            elif at < len(pattern) and match_name(pattern[at], name):
                reached.add(at + 1)
        places = _behind_stars(pattern, reached)
    return places


def _behind_stars(pattern: Sequence[str], places: Iterable[int]) -> Set[int]:
    """Add the places behind each `**`, which may match no segment."""
    found = set(places)
    for at in list(found):
        while at < len(pattern) and pattern[at] == "**":
            at += 1
            found.add(at)
    return found


def match_name(pattern: str, name: str) -> bool:
    """Match a name without slashes against `*`, `?`, `[...]` and `\\` escapes."""
    tokens = _tokens(pattern)
    at = place = 0
    star, resume = -1, 0
    while place < len(name):
        if at < len(tokens) and tokens[at] == ("*", ""):
            star, resume = at, place
            at += 1
        elif at < len(tokens) and _fits(tokens[at], name[place]):
            at, place = at + 1, place + 1
        elif star >= 0:  # let the last star take one character more
            resume += 1
            at, place = star + 1, resume
        else:
            return False
    return all(token == ("*", "") for token in tokens[at:])


@lru_cache(maxsize=1024)
def _tokens(pattern: str) -> List[Tuple[str, str]]:
    """Split a pattern into (`*`, ""), (`?`, ""), (`[`, the class) and (`=`, a character)."""
    tokens: List[Tuple[str, str]] = []
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        closed = sign == "[" and pattern.find("]", at + 1) > 0
        of_class = re.compile(_CLASS).match(pattern, at) if closed else None
        if sign == "\\" and at + 1 < len(pattern):
            tokens.append(("=", pattern[at + 1]))
            at += 2
        elif of_class is not None:
            tokens.append(("[", of_class.group(1)))
            at = of_class.end()
        else:
            tokens.append((sign, "") if sign in "*?" else ("=", sign))
            at += 1
    return tokens


def _fits(token: Tuple[str, str], character: str) -> bool:
    sign, text = token
    if sign == "[":
        negated = text[:1] in ("!", "^")
        return _in_class(text[1:] if negated else text, character) != negated
    return sign == "?" or (sign == "=" and text == character)


def _in_class(text: str, character: str) -> bool:
    at = 0
    while at < len(text):
        named = re.compile(_NAMED).match(text, at)
        if named is not None:
            if named.group(1) in _NAMES and re.match(_NAMES[named.group(1)], character):
                return True
            at = named.end()
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            if text[at] <= character <= text[at + 2]:
                return True
            at += 3
        else:
            if text[at] == character:
                return True
            at += 1
    return False

"""Exclusion patterns in the syntax of https://git-scm.com/docs/gitignore.

Patterns come with a repository, so no regular expression made of one has repetitions: no pattern takes more time than
the product of its length and that of the name.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Iterable, List, NamedTuple, Optional, Pattern, Sequence, Set, Tuple

_CLASS = r"\[(?P<not>[!^]?)(?P<members>\]?(?:\[:[a-z]+:\]|[^\]])*)\]"
_MEMBER = r"\[:(?P<name>[a-z]+):\]|(?P<first>.)(?:-(?P<last>.))?"
_NAMES = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z",
    "xdigit": "0-9A-Fa-f", "space": r"\s", "blank": " \t", "punct": r"!-/:-@\[-`{-~",
}  # fmt: skip


class PathPattern(NamedTuple):
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
        """Return True for an ignored real path, False for a readmitted one, else None."""
        segments = os.path.relpath(path, self.folder).split(os.sep)
        if segments[0] == os.pardir:
            return None
        for pattern in reversed(self.patterns):
            if (is_folder or not pattern.folders_only) and match_path(pattern.segments, segments):
                return not pattern.negated
        return None


def read_ignore_file(folder: str) -> Optional[IgnoreRules]:
    """Return the patterns of `folder/.gitignore`; None without a readable one."""
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            return IgnoreRules(folder, file.read(1_000_000).splitlines())
    except OSError:
        return None


def is_ignored(rules: Sequence[IgnoreRules], path: str, *, is_folder: bool) -> bool:
    """Return whether a real path is left out; the rules of deeper folders win."""
    for each in reversed(rules):
        decision = each.decision(path, is_folder=is_folder)
        if decision is not None:
            return decision
    return False


def _parse(line: str) -> Optional[PathPattern]:
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
        segments += ("*",)  # `a/**` means the content of `a`, not `a` itself
    return (
        PathPattern(segments if anchored else ("**", *segments), negated, folders_only) if segments else None
    )


def match_path(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Return whether a path matches a pattern, both as segments."""
    return len(pattern) in _places(pattern, path)


def may_hold_match(pattern: Sequence[str], folder: Sequence[str]) -> bool:
    """Return whether a path below `folder` may match a pattern."""
    return any(at < len(pattern) for at in _places(pattern, folder))


def _places(pattern: Sequence[str], path: Sequence[str]) -> Set[int]:
    """Return the reachable places in `pattern`, matching segment by segment."""
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


# Each part between two stars is taken at the first place where it matches, and never tried again.
def match_name(pattern: str, name: str) -> bool:
    """Match a name without slashes against `*`, `?`, `[...]` and `\\` escapes."""
    first, *others = _parts(pattern)
    found = first.match(name)
    for part in others:
        found = part.search(name, found.end()) if found is not None else None
    return found is not None


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> List[Pattern[str]]:
    """Return the parts between a pattern's stars as regexes; the last ends the name."""
    parts = [""]
    for sign in re.finditer(rf"\\(?P<escaped>.)|{_CLASS}|.", pattern, re.DOTALL):
        if sign.group() == "*":
            parts.append("")
        elif sign["members"] is not None:
            parts[-1] += _class(sign["members"], negated=bool(sign["not"]))
        else:
            parts[-1] += "." if sign.group() == "?" else re.escape(sign["escaped"] or sign.group())
    return [re.compile(part, re.DOTALL) for part in (*parts[:-1], parts[-1] + r"\Z")]


def _class(members: str, *, negated: bool) -> str:
    """Return a regex for a class; unknown names and reversed ranges match nothing."""
    inner = ""
    for member in re.finditer(_MEMBER, members, re.DOTALL):
        first, last = member["first"], member["last"] or member["first"]
        if member["name"]:
            inner += _NAMES.get(member["name"], "")
        elif first <= last:
            inner += f"{re.escape(first)}-{re.escape(last)}"
    return f"[{'^' * negated}{inner}]" if inner else "." if negated else "(?!)"

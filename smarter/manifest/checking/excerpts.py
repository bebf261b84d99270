"""Excerpts: the line of text that a finding is about, without the secrets in it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from typing import Any, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from smarter.kinds import Kind
from smarter.manifest.checking.rules import RULES
from smarter.manifest.findings import Excerpt, Finding, PathParts
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.nodes import LINE_BREAK
from smarter.manifest.resource import Resource, values_at
from smarter.manifest.schema.kind_index import kind_index

HIDDEN = "(secret)"
_AROUND = 120  # characters of context on either side
# Tells secrets by their keys in a text that cannot be read, or whose kind is unknown.
_KEY = r"""(?i)(?:(?:passw|secret|token|credential|api_?-?key|ssl_?key)[\w-]{0,60}|value)["']?\s*"""
_SECRET_KEY = _KEY + r"[:=]\s*(?P<value>\S)"
_SECRET_KEY_ALONE = _KEY + r":\s*(?:[|>][-+0-9]*\s*)?\Z"
_LINES_ABOVE = 50  # that are searched for the key of a line
Stretch = Tuple[int, int]


def with_excerpts(
    findings: Iterable[Finding], text: str, resource: Optional[Resource] = None
) -> List[Finding]:
    """Return the findings with their lines of the file, secrets masked."""
    spans = _secret_spans(resource) if resource is not None else None
    shown: List[Finding] = []
    for finding in findings:
        lines = _lines(text)
        line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else None
        if line:
            if spans is None:
                hidden = _behind_secret_key(line) or _below_secret_key(lines, finding.line - 1)
            else:
                hidden = _on_line(spans, finding.line, len(line))
            finding = finding._replace(excerpt=_excerpt(line, finding, hidden))
        shown.append(finding)
    return shown


def without_secrets(findings: Iterable[Finding], kinds: Iterable[Kind]) -> List[Finding]:
    """Mask quoted values in findings about fields with a secret in one of `kinds`."""
    indices = [kind_index(kind) for kind in kinds]
    secrets = {".".join(leaf.path) for index in indices for leaf in (*index.secrets, *index.secret_names)}
    shown: List[Finding] = []
    for finding in findings:
        path = re.sub(r"\[[0-9]+\]", ".*", finding.path)
        if path in secrets or any(path.startswith(secret + ".") for secret in secrets):
            if finding.edit is not None:
                finding = finding._replace(edit=finding.edit._replace(secret=True))
            if "`" in finding.message:
                title = RULES[finding.rule].title
                finding = finding._replace(message=title[0].lower() + title[1:])
        shown.append(finding)
    return shown


@lru_cache(maxsize=1)
def _lines(text: str) -> List[str]:
    """Return the lines of a file; its documents ask for them one after the other."""
    return LINE_BREAK.split(text)


def _secret_spans(resource: Resource) -> List[Tuple[int, int, int, int]]:
    document: Document = resource.document
    index = kind_index(resource.kind)
    spans = set()
    fields = [leaf.path for leaf in index.leaves]
    names = {field.path[-1] for field in index.secrets}
    secrets = (*index.secrets, *index.secret_names)
    places = chain.from_iterable(_where_it_may_stand(document.value, field.path, fields) for field in secrets)
    for path, value in chain(places, _named_elsewhere(document.value, names, set(fields))):
        if not (value is None or (isinstance(value, str) and value.startswith("${"))):
            mark = document.mark(path)
            spans.add((mark.line, mark.column, mark.end_line, mark.end_column))
    return sorted(spans)


def _where_it_may_stand(
    value: Any, pattern: PathParts, fields: Sequence[PathParts]
) -> Iterator[Tuple[PathParts, Any]]:
    """Yield the secret at `pattern`, and the places where people put it by mistake.

    Those are unknown fields of its section, and the places of the sections above it.
    """
    yield from values_at(value, pattern)
    for depth in range(1, len(pattern)):
        above = pattern[:depth]
        named = {field[depth] for field in fields if field[:depth] == above and len(field) > depth}
        for path, found in values_at(value, above):
            if isinstance(found, (str, int, float)):
                yield path, found
            elif depth == len(pattern) - 1 and isinstance(found, dict):
                yield from (((*path, key), found[key]) for key in found if key not in named)


def _named_elsewhere(
    value: Any, names: Set[str], fields: Set[Tuple[str, ...]], path: PathParts = ()
) -> Iterator[Tuple[PathParts, Any]]:
    """Yield misplaced secrets: values under a secret field's name in another section."""
    if isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            here = (*path, key)
            pattern = tuple("*" if isinstance(part, int) else part for part in here)
            if key in names and pattern not in fields and isinstance(below, (str, int, float)):
                yield here, below
            else:
                yield from _named_elsewhere(below, names, fields, here)


def _below_secret_key(lines: Sequence[str], number: int) -> List[Stretch]:
    """Return the whole line if it continues the value of a secret key above it."""
    indent = len(lines[number]) - len(lines[number].lstrip())
    for above in reversed(lines[max(0, number - _LINES_ABOVE) : number]):
        if above.strip() and len(above) - len(above.lstrip()) <= indent:
            if re.search(_SECRET_KEY_ALONE, above):
                return [(indent, len(lines[number]))]
            if above.lstrip()[:1] != "-":
                return []
    return []


@lru_cache(maxsize=1)
def _behind_secret_key(line: str) -> List[Stretch]:
    match = re.search(_SECRET_KEY, line)
    return [(match.start("value"), len(line))] if match is not None else []


def _on_line(spans: Sequence[Tuple[int, int, int, int]], number: int, length: int) -> List[Stretch]:
    return [
        (start - 1 if number == first else 0, end - 1 if number == last else length)
        for first, start, last, end in spans
        if first <= number <= last
    ]


def _excerpt(line: str, finding: Finding, hidden: Sequence[Stretch]) -> Excerpt:
    """Return the part of `line` around the finding's place, with secrets masked."""
    column = min(finding.column - 1, len(line))
    left, right = max(0, column - _AROUND), min(len(line), column + _AROUND)
    end = min(max(column + 1, (finding.end_column or 0) - 1), right)
    dots = "..." if left else ""
    first, behind = (len(dots + _masked(line, left, place, hidden)) for place in (column, end))
    shown = dots + _masked(line, left, right, hidden) + ("..." if right < len(line) else "")
    return Excerpt(shown, first + 1, max(1, behind - first))


def _masked(line: str, left: int, right: int, hidden: Sequence[Stretch]) -> str:
    shown, at = "", left
    for start, stop in sorted(hidden):
        if start < right and at < stop:
            shown += line[at : max(start, at)] + HIDDEN
            at = stop
    return shown + line[at:right]

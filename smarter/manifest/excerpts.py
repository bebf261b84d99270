"""The line of text that a finding is about, for people to look at, without the secrets that may stand in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Iterable, Iterator, List, Optional, Sequence, Tuple

from smarter.manifest.documents import Document
from smarter.manifest.facts import facts_of
from smarter.manifest.findings import Finding, PathParts
from smarter.manifest.nodes import LINE_BREAK
from smarter.manifest.resources import Resource, values_at

HIDDEN = "(secret)"
_WIDEST = 200
# Where the text cannot be read, or its kind is not known, a key must tell whether a value is secret.
_SECRET_KEY = re.compile(
    r"""([\w-]*(?:passw|secret|token|credential|api_?-?key|ssl_?key)[\w-]*|value)["']?\s*[:=]\s*(?P<value>\S.*)""",
    re.IGNORECASE,
)


def with_excerpts(
    findings: Iterable[Finding], text: str, resource: Optional[Resource] = None
) -> List[Finding]:
    """The findings, each with its line of `text`, the text of the file. Secrets of `resource` are left out of it."""
    lines: Optional[List[str]] = None
    spans = _secret_spans(resource) if resource is not None else None
    shown: List[Finding] = []
    for finding in findings:
        lines = lines if lines is not None else _lines(text)
        line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else None
        shown.append(finding._replace(excerpt=_mask(line, finding.line, spans)) if line else finding)
    return shown


@lru_cache(maxsize=1)
def _lines(text: str) -> List[str]:
    """A file's lines: all of its documents ask for them, one after the other."""
    return LINE_BREAK.split(text)


def _secret_spans(resource: Resource) -> List[Tuple[int, int, int, int]]:
    document: Document = resource.document
    facts = facts_of(resource.kind)
    spans = set()
    for field in facts.secrets:
        for path, value in _where_it_may_stand(
            document.value, field.path, [leaf.path for leaf in facts.leaves]
        ):
            if not (value is None or (isinstance(value, str) and value.startswith("${"))):
                mark = document.mark(path)
                spans.add((mark.line, mark.column, mark.end_line, mark.end_column))
    return sorted(spans)


def _where_it_may_stand(
    value: Any, pattern: PathParts, fields: Sequence[PathParts]
) -> Iterator[Tuple[PathParts, Any]]:
    """The secret at `pattern`, and where people put it by mistake: in a field of no such name beside it, or in place
    of the mapping that it belongs into."""
    yield from values_at(value, pattern)
    for depth in range(1, len(pattern)):
        above = pattern[:depth]
        named = {field[depth] for field in fields if field[:depth] == above and len(field) > depth}
        for path, found in values_at(value, above):
            if isinstance(found, (str, int, float)):
                yield path, found
            elif depth == len(pattern) - 1 and isinstance(found, dict):
                yield from (((*path, key), found[key]) for key in found if key not in named)


def _mask(line: str, number: int, spans: Optional[List[Tuple[int, int, int, int]]]) -> str:
    if spans is None:
        line = _cut(line)  # first, since the search takes its time on a very long line
        match = _SECRET_KEY.search(line)
        return line[: match.start("value")] + HIDDEN if match else line
    for first, start, last, end in sorted(spans, reverse=True):
        if first <= number <= last:
            before = line[: start - 1] if number == first else ""
            after = line[end - 1 :] if number == last else ""
            line = before + HIDDEN + after
    return _cut(line)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else line[: _WIDEST - 3] + "..."

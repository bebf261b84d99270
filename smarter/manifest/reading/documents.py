"""Documents: the data of one manifest each, with the position of every field."""

from __future__ import annotations

import re
from typing import IO, Any, Iterator, List, NamedTuple, Optional, Tuple

from smarter.kinds.paths import get
from smarter.manifest.findings import ERROR, Edit, Finding, PathParts, show_path
from smarter.manifest.reading.fast_yaml import UNKNOWN, read_fast
from smarter.manifest.reading.limits import DOCUMENT_CHARACTERS
from smarter.manifest.reading.nodes import Mark, Node, find, has_properties, place_of
from smarter.manifest.reading.scalars import is_text_to_all
from smarter.manifest.reading.sources import Source, read_text

# A line that begins with `---` begins a document, even in a quoted or block text. Files that were joined have a byte
# order mark before it.
_BOUNDARY = r"(?m)^\ufeff?---(?=\s|\Z)"
_DIRECTIVE = r"(?m)^\ufeff?%"
# The lines that Git writes around the two sides of a conflict.
_CONFLICT = r"(?m)^[<>]{7} "
_WORD = r"[A-Za-z0-9_./@-]+\Z"
_DATA_LINE = r"(?m)^[ \t]*[^\s#]"


class Document:
    """One document of a file.

    Attributes:
        index: its number in the file, from 0.
        text: that of the whole file.
        line: the number of its first line, from 1.
        value: JSON-able data, dates being text. Do not change it: aliases share objects.

    Positions are computed when they are first asked for.
    """

    __slots__ = ("_node", "_span", "index", "line", "source", "text", "value")

    def __init__(
        self, source: Source, index: int, text: str, span: Tuple[int, int], line: int, value: Any,
        node: Optional[Node] = None,
    ) -> None:  # fmt: skip
        self.source = source
        self.index = index
        self.text = text
        self.line = line
        self.value = value
        self._span = span
        self._node = node

    @property
    def node(self) -> Node:
        if self._node is None:
            start, end = self._span
            self._node = _parse(self.source, self.text[start:end], self.line, start)[0][0]
        return self._node

    @property
    def start(self) -> int:
        """The offset in the file at which the document begins."""
        return self._span[0]

    @property
    def file(self) -> str:
        return self.source.name

    @property
    def is_json(self) -> bool:
        return _is_json(self.source)

    def position(self, path: PathParts, *, key: bool = False) -> Tuple[int, int]:
        """Return the line and column, from 1, of the value at `path` or of its key."""
        mark = self.mark(path, key=key)
        return mark.line, mark.column

    def mark(self, path: PathParts, *, key: bool = False) -> Mark:
        """Return the place of the value or key at `path`, or of its deepest known part."""
        spot = self._spot(path) if self._node is None and not key else None
        if spot is not None:
            return spot
        name, node, depth = find(self.node, path)
        if name is not None and (key or depth < len(path)):
            return name
        return node.mark

    # Most findings are about one word, and reading the text again for its place takes fifty times as long as finding
    # the word. It must be certain, so the word must be in the text once, and no part of an escape or a folded text
    # (tests/manifest/reading/test_documents.py compares generated documents with the careful reader).
    def _spot(self, path: PathParts) -> Optional[Mark]:
        """Return the place of the word at `path`, if the text alone determines it."""
        value = get(self.value, path)
        if not isinstance(value, str) or not re.match(_WORD, value):
            return None
        text, (begin, end) = self.text, self._span
        at = text.find(value, begin, end)
        if at < 0 or text.find(value, at + 1, end) >= 0 or text.find("\\", begin, end) >= 0:
            return None
        line_start = text.rfind("\n", begin, at) + 1 or begin
        quoted = text[at - 1 : at] in ("'", '"')
        start, stop = at - quoted, at + len(value) + quoted
        if text[line_start:start].rstrip(" ")[-1:] not in tuple(":-[,"):  # it began on a line above
            return None
        line, column = self.line + text.count("\n", begin, at), start - line_start + 1
        return Mark(line, column, start, line, column + stop - start, stop)

    def raw(self, path: PathParts) -> str:
        """Return the text of the value at `path` as it is written."""
        mark = self.mark(path)
        return self.text[mark.start : mark.end]

    def finding(
        self,
        rule: str,
        severity: str,
        message: str,
        path: PathParts = (),
        *,
        key: bool = False,
        expected: Optional[str] = None,
        hint: Optional[str] = None,
        edit: Optional[str] = None,
        respell: Optional[str] = None,
    ) -> Finding:
        """Return a finding at `path`.

        Args:
            key: its place is the key's, not the value's.
            edit: the text to write in place of the value or key.
            respell: the word to write in place of it, in the quotes that it has or needs.
        """
        mark = self.mark(path, key=key)
        old = self.text[mark.start : mark.end]
        if respell is not None:
            edit = _in_quotes_of(old, respell)
        change = None if edit is None or has_properties(old) else Edit(mark.start, mark.end, edit)
        return Finding(
            rule, severity, message, self.file, **place_of(mark), path=show_path(path), expected=expected,
            hint=hint, edit=change,
        )  # fmt: skip


def _in_quotes_of(old: str, new: str) -> Optional[str]:
    """Return `new` in the quotes of `old`, or as needed; None for a block text."""
    quote = old[:1]
    if quote in ('"', "'"):
        return quote + new + quote
    if "\n" in old or quote in "|>":
        return None
    return new if is_text_to_all(new) else f"'{new}'"


class Reading(NamedTuple):
    """A part of a file that was read at once.

    Attributes:
        whole: the file's text.
        text: the part's.
        findings: those of its YAML or JSON.
    """

    whole: str
    text: str
    documents: List[Document]
    findings: List[Finding]

    @property
    def is_for_smarter(self) -> bool:
        """True if the text names the API group, and so is meant as a manifest."""
        return "smarter.sh" in self.text


def read_documents(source: Source, stdin: Optional[IO[Any]] = None) -> Iterator[Reading]:
    """Read `source` document by document, so that a broken one hides no other."""
    text = read_text(source, stdin)
    if isinstance(text, Finding):
        yield Reading("", "", [], [text])
        return
    index = 0
    for start, end, line in split_documents(source, text):
        if end - start > DOCUMENT_CHARACTERS:
            message = f"document larger than {DOCUMENT_CHARACTERS // 1_000_000} million characters"
            finding = Finding("too-large", ERROR, message, source.name, line)
            reading = Reading(text, text[start:end], [], [finding])
        else:
            reading = _read(source, text, (start, end), line, index)
        index += len(reading.documents)
        yield reading


def text_again(source: Source) -> str:
    """Return the text of a file that was read before.

    Raises:
        OSError: the file has changed.
    """
    text = read_text(source, None)
    if isinstance(text, Finding):
        raise OSError(0, "changed while it was read", source.name)
    return text


def read_again(source: Source, text: str, start: int, line: int, index: int) -> Document:
    """Return document `index` of a file again; it begins at `start`, on `line`.

    Raises:
        OSError: the file has changed.
    """
    whole = _in_one(source, text)
    following = None if whole else re.compile(_BOUNDARY).search(text, start + 1)
    end = following.start() if following is not None else len(text)
    for document in _read(source, text, (start, end), line, 0 if whole else index).documents:
        if document.index == index:
            return document
    raise OSError(0, "changed while it was read", source.name)


def _read(source: Source, text: str, span: Tuple[int, int], line: int, index: int) -> Reading:
    chunk = text if span == (0, len(text)) else text[span[0] : span[1]]
    if not _is_json(source):
        value = read_fast(chunk)
        if value is None:
            return Reading(text, chunk, [], [])
        if value is not UNKNOWN:
            return Reading(text, chunk, [Document(source, index, text, span, line, value)], [])
    roots, findings = _parse(source, chunk, line, span[0])
    documents = [
        Document(source, index + number, text, span, line, root.plain(), root)
        for number, root in enumerate(roots)
    ]
    return Reading(text, chunk, documents, findings)


def _parse(source: Source, chunk: str, line: int, offset: int) -> Tuple[List[Node], List[Finding]]:
    if _is_json(source):
        from smarter.manifest.reading.json_reader import read_json

        roots, findings = read_json(chunk, source.name)
    else:
        from smarter.manifest.reading.yaml_reader import read_yaml

        roots, findings = read_yaml(chunk, source.name, line, offset)
    if any(finding.rule.endswith("-syntax") for finding in findings):
        findings = _with_conflict(findings, chunk, line)
    return roots, findings


def _with_conflict(findings: List[Finding], chunk: str, line: int) -> List[Finding]:
    """Return the findings of a broken text: its merge conflict alone if it has one."""
    marker = re.search(_CONFLICT, chunk)
    if marker is None:
        return findings
    first = next(finding for finding in findings if finding.rule.endswith("-syntax"))
    at = line + _count_breaks(chunk, 0, marker.start())
    hint = "Resolve it, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`."
    return [Finding(first.rule, ERROR, "unresolved conflict of a merge", first.file, at, hint=hint)]


def split_documents(source: Source, text: str) -> Iterator[Tuple[int, int, int]]:
    """Yield start, end and first line of each document of `text`."""
    if _in_one(source, text):
        yield 0, len(text), 1
        return
    starts = [match.start() for match in re.finditer(_BOUNDARY, text)]
    if not starts or re.search(_DATA_LINE, text[: starts[0]]):
        starts.insert(0, 0)
    line = 1 + _count_breaks(text, 0, starts[0])
    for start, end in zip(starts, [*starts[1:], len(text)]):
        yield start, end, line
        line += _count_breaks(text, start, end)


def _count_breaks(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _in_one(source: Source, text: str) -> bool:
    """Return whether `text` is read at once: one document, or directives for several."""
    several = text.startswith("---") or "\n---" in text or "\n\ufeff---" in text
    return not several or _is_json(source) or ("%" in text and re.search(_DIRECTIVE, text) is not None)


def comments_in(text: str) -> List[Tuple[int, int]]:
    """Return the lines and columns, from 1, at which comments of YAML begin."""
    from smarter.manifest.reading.yaml_reader import find_comments

    parts = split_documents(Source("", None, False), text)
    return [place for start, end, line in parts for place in find_comments(text[start:end], line)]


def _is_json(source: Source) -> bool:
    return source.name.lower().endswith(".json")

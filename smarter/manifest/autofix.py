"""Automatic fixes: small edits of the text, which keep comments and layout."""

from __future__ import annotations

import os
from typing import IO, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Set, Tuple

from smarter._files import write_atomic
from smarter.kinds import KindTable
from smarter.manifest.checking.cross_references import Lookup
from smarter.manifest.checking.document_checks import Options
from smarter.manifest.findings import Edit, Finding
from smarter.manifest.reading.sources import PathLike, decode, encoding_of, is_stream
from smarter.manifest.validate import Report, validate

_MAX_ROUNDS = 10  # a fix can reveal another one; more than a few rounds would be a loop


class Fixed(NamedTuple):
    """The result of fixing.

    Attributes:
        fixed: the findings that were fixed.
        failed: file -> why it could not be written.
        report: the validation afterwards.
    """

    fixed: List[Finding]
    failed: Dict[str, str]
    report: Report


def fix(
    paths: Iterable[PathLike],
    kinds: KindTable,
    options: Options,
    stdin: Optional[IO[Any]] = None,
    lookup: Optional[Lookup] = None,
) -> Fixed:
    """Fix the files at `paths` in place, until no certain fix is left.

    Standard input and pipes are validated, but not fixed. A file that cannot be written does not stop the others.
    `stdin` and `lookup` are those of `validate`.
    """
    given = [os.fspath(path) for path in paths]
    files = [path for path in given if not is_stream(path)]
    fixed: List[Finding] = []
    failed: Dict[str, str] = {}
    for _ in range(_MAX_ROUNDS if files else 0):
        by_file: Dict[str, List[Finding]] = {}
        for finding in validate(files, kinds, options).findings:
            if finding.edit is not None and finding.file not in failed:
                by_file.setdefault(finding.file, []).append(finding)
        changed: Set[Tuple[int, int]] = set()
        for file, findings in by_file.items():
            try:
                status = os.stat(file)
                if (status.st_dev, status.st_ino) in changed:
                    continue  # a hard link to a file that this round has fixed: its places have moved
                _fix_file(file, findings)
            except OSError as error:
                failed[file] = error.strerror or str(error)
            else:
                status = os.stat(file)
                changed.add((status.st_dev, status.st_ino))
                fixed.extend(findings)
        if not by_file:
            break
    return Fixed(fixed, failed, validate(given, kinds, options, stdin, lookup))


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with the edits made; of two that overlap only the first."""
    pieces: List[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start >= at:
            pieces.extend((text[at : edit.start], edit.text))
            at = edit.end
    return "".join((*pieces, text[at:]))


def _fix_file(file: str, findings: List[Finding]) -> None:
    with open(file, "rb") as opened:
        data = opened.read()
    mark, encoding = encoding_of(data)
    edits = [finding.edit for finding in findings if finding.edit is not None]
    write_atomic(file, mark + apply_edits(decode(data), edits).encode(encoding))

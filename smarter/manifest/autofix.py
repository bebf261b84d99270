"""Mends what is certain: small edits of the text, so that comments and layout stay as they are."""

from __future__ import annotations

import os
from typing import IO, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence

from smarter._files import write_atomic
from smarter.kinds import KindTable
from smarter.manifest.checking.cross_references import Lookup
from smarter.manifest.checking.document_checks import Options
from smarter.manifest.findings import Edit, Finding
from smarter.manifest.reading.sources import PathLike, decode, encoding_of, is_stream
from smarter.manifest.validate import Report, validate

_ROUNDS = 10  # a mend can uncover another one; more than a few in a row would be going in circles


class Fixed(NamedTuple):
    """What was mended, and what a validation finds afterwards."""

    mended: List[Finding]
    report: Report


def fix(
    paths: Iterable[PathLike],
    kinds: KindTable,
    options: Options,
    stdin: Optional[IO[Any]] = None,
    lookup: Optional[Lookup] = None,
) -> Fixed:
    """Mend the files at `paths` in place, until nothing certain is left. Standard input and pipes are looked at, never
    mended. `stdin` and `lookup` are those of `validate`.

    Raises:
        OSError: a file cannot be written.
    """
    given = [os.fspath(path) for path in paths]
    files = [path for path in given if not is_stream(path)]
    mended: List[Finding] = []
    for _ in range(_ROUNDS if files else 0):
        report = validate(files, kinds, options)
        certain = [finding for finding in report.findings if finding.edit is not None]
        if not certain:
            break
        by_file: Dict[str, List[Finding]] = {}
        for finding in certain:
            by_file.setdefault(finding.file, []).append(finding)
        for file, findings in by_file.items():
            mended.extend(_mend_file(file, findings))
    return Fixed(mended, validate(given, kinds, options, stdin, lookup))


def mend(text: str, edits: Sequence[Edit]) -> str:
    """`text` with the edits made; of two that overlap the first one counts."""
    pieces: List[str] = []
    at = 0
    for start, end, replacement, _ in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if start >= at:
            pieces.extend((text[at:start], replacement))
            at = end
    return "".join((*pieces, text[at:]))


def _mend_file(file: str, findings: List[Finding]) -> List[Finding]:
    with open(file, "rb") as opened:
        data = opened.read()
    mark, encoding = encoding_of(data)
    edits = [finding.edit for finding in findings if finding.edit is not None]
    try:
        write_atomic(file, mark + mend(decode(data), edits).encode(encoding))
    except OSError as error:  # it may name the temporary file
        raise OSError(error.errno, f"cannot be fixed: {error.strerror}", file) from None
    return findings

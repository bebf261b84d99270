"""Validation of manifests; its memory grows with the findings, not the manifests."""

from __future__ import annotations

from itertools import chain
from typing import IO, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence

from smarter.kinds import KindTable
from smarter.manifest.checking.cross_references import DIALECTS, CrossReferenceIndex, Lookup
from smarter.manifest.checking.document_checks import Options
from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.loader import check_documents
from smarter.manifest.reading.sources import PathLike


class Report(NamedTuple):
    """The result of a validation; its findings are sorted by file and line."""

    findings: List[Finding]
    manifests: int
    files: Sequence[str] = ()

    @property
    def errors(self) -> bool:
        return any(finding.severity == ERROR for finding in self.findings)

    def by_file(self) -> Dict[str, List[Finding]]:
        """Group the findings by file, in order; a file without any has an empty list."""
        grouped: Dict[str, List[Finding]] = {file: [] for file in self.files}
        for finding in self.findings:
            grouped.setdefault(finding.file, []).append(finding)
        return grouped


def validate(
    paths: Iterable[PathLike],
    kinds: KindTable,
    options: Options,
    stdin: Optional[IO[Any]] = None,
    lookup: Optional[Lookup] = None,
) -> Report:
    """Check each manifest at `paths` by itself, and all of them as a set.

    Args:
        stdin: read for the path `-`; the process's own by default.
        lookup: asks the platform for a resource; see `CrossReferenceIndex.unresolved`.
    """
    index = CrossReferenceIndex(kinds, (options.dialect,) if options.dialect else DIALECTS)
    findings: List[Finding] = []
    manifests = 0
    for inspected in check_documents(paths, kinds, options, stdin):
        findings.extend(inspected.findings)
        manifests += inspected.resource is not None
        index.add(inspected)
    for finding, text in chain(index.duplicates(), index.unresolved(lookup)):
        from smarter.manifest.checking.excerpts import with_excerpts

        findings.extend(with_excerpts(options.policy.judge([finding], text), text))
    report = Report(findings, manifests, index.files)
    if options.variables is not None and not report.errors:
        findings.extend(options.policy.judge(options.variables.unused(), ""))
    findings.sort(key=lambda finding: finding.order)
    return report

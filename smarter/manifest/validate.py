"""Validates manifests one after the other, in memory that grows with what is wrong, not with what is looked at."""

from __future__ import annotations

from itertools import chain
from typing import IO, Any, Dict, Iterable, List, NamedTuple, Optional, Sequence

from smarter.kinds import KindTable
from smarter.manifest.checking.cross_references import DIALECTS, CrossReferenceIndex, Lookup
from smarter.manifest.checking.document_checks import Options
from smarter.manifest.checking.excerpts import with_excerpts
from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.loader import inspect_all
from smarter.manifest.reading.sources import PathLike


class Report(NamedTuple):
    """What a validation came to: the findings, sorted by file and line, how many manifests were looked at, and in
    which files."""

    findings: List[Finding]
    manifests: int
    files: Sequence[str] = ()

    @property
    def errors(self) -> bool:
        return any(finding.severity == ERROR for finding in self.findings)

    def by_file(self) -> Dict[str, List[Finding]]:
        """Group the findings by file, in the order of the files; files without findings have empty lists."""
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
    """Everything that is wrong with the manifests at `paths`, each by itself and all together as a set.

    Args:
        stdin: what `-` reads instead of the process's own.
        lookup: asks the platform whether it has one of these kinds by this name; see `CrossReferenceIndex.unresolved`.
    """
    roll = CrossReferenceIndex(kinds, (options.dialect,) if options.dialect else DIALECTS)
    judge = options.policy.judge
    findings: List[Finding] = []
    manifests = 0
    for resource, found in inspect_all(paths, kinds, options, stdin):
        findings.extend(found)
        if resource is not None:
            manifests += 1
            roll.add(resource)
    for finding, text in chain(roll.duplicates(), roll.unresolved(lookup)):
        findings.extend(with_excerpts(judge([finding], text), text))
    findings.sort(key=lambda finding: finding.order)
    return Report(findings, manifests, roll.files)

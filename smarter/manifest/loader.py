"""Loads manifests: from paths to resources and findings."""

from __future__ import annotations

import os
from typing import IO, Any, Iterable, Iterator, List, Mapping, Optional, Sequence

from smarter.kinds import Kind, KindTable
from smarter.manifest.checking.cross_references import CrossReferenceIndex
from smarter.manifest.checking.document_checks import Inspected, Options, inspect, is_ours, mentions_us
from smarter.manifest.checking.excerpts import with_excerpts, without_secrets
from smarter.manifest.checking.policy import Policy, discover, unknown_silences
from smarter.manifest.findings import ERROR, NOTE, Finding
from smarter.manifest.reading.documents import Document, Reading, read_documents
from smarter.manifest.reading.sources import STDIN, PathLike, Source, find_sources
from smarter.manifest.resource import Resource


class Bundle:
    """What was loaded. `findings` are sorted by file and line; `resources` keep the order of the files."""

    def __init__(self) -> None:
        self.documents: List[Document] = []
        self.resources: List[Resource] = []
        self.findings: List[Finding] = []

    @property
    def errors(self) -> bool:
        """Whether anything must be mended before these manifests can be applied."""
        return any(finding.severity == ERROR for finding in self.findings)


def load(
    paths: Iterable[PathLike],
    kinds: KindTable,
    stdin: Optional[IO[Any]] = None,
    environ: Optional[Mapping[str, str]] = None,
    resolve: bool = False,
    policy: Optional[Policy] = None,
    allowed: Sequence[str] = (),
    withheld: Mapping[str, str] = {},
) -> Bundle:
    """The resources that the manifests at `paths` describe, and everything that is wrong with them.

    Nothing is raised for what is wrong with a manifest: it is a finding, with its place.

    Args:
        paths: files, folders (read recursively, in sorted order), glob patterns, and `-` for standard input.
        stdin: what `-` reads instead of the process's own.
        environ: the variables of `${env:NAME}`; the process's own by default.
        resolve: make the substitutions in the resources' manifests; all of them must be possible then.
        policy: which findings count; by default what the settings of the working folder say.
        allowed: folders in which `${file:...}` may read besides the one that the manifest is in.
        withheld: variables that are not substituted, each with the reason.

    Raises:
        ConfigurationError: the settings of the working folder are wrong.
    """
    environ = os.environ if environ is None else environ
    policy = discover(os.getcwd()) if policy is None else policy
    options = Options(environ, resolve, policy=policy, allowed=allowed, withheld=withheld)
    given = [os.fspath(path) for path in paths]
    bundle = Bundle()
    roll = CrossReferenceIndex(kinds)
    for inspected in inspect_all(given, kinds, options, stdin):
        bundle.findings.extend(inspected.findings)
        if inspected.resource is not None:
            bundle.resources.append(inspected.resource)
            bundle.documents.append(inspected.resource.document)
            roll.add(inspected.resource)
    for finding, text in roll.duplicates():
        bundle.findings.extend(policy.judge([finding], text))
    if not bundle.resources and not bundle.errors:
        given = ["<stdin>" if path == STDIN else path for path in given]
        where = ", ".join(given) or "nothing"
        message = f"No Smarter manifest was found in {where}."
        bundle.findings.append(Finding("empty", ERROR, message, given[0] if given else ""))
    bundle.findings.sort(key=lambda finding: finding.order)
    return bundle


def inspect_all(
    paths: Iterable[PathLike], kinds: KindTable, options: Options, stdin: Optional[IO[Any]] = None
) -> Iterator[Inspected]:
    """Looks at each document of `paths` by itself, one after the other, and holds none of them."""
    for source in find_sources(paths):
        if isinstance(source, Finding):
            yield Inspected(None, [source])
        else:
            yield from _inspect_source(source, kinds, options, stdin)


def _inspect_source(
    source: Source, kinds: KindTable, options: Options, stdin: Optional[IO[Any]]
) -> Iterator[Inspected]:
    judge = options.policy.judge
    for number, reading in enumerate(read_documents(source, stdin)):
        found = _relevant(reading, source, kinds, options) if reading.findings else []
        known: List[Kind] = []
        if number == 0 and "#" in reading.whole:
            found = [*found, *unknown_silences(reading.whole, source.name)]
        for document in reading.documents:
            resource, findings = inspect(document, kinds, options)
            if resource is not None:
                known.append(resource.kind)
            if findings:
                found = _without_doubts(found, findings)
                findings = with_excerpts(judge(findings, reading.whole), reading.whole, resource)
            yield Inspected(resource, findings)
        if found:
            found = without_secrets(found, reading.whole, known or kinds.all())
            yield Inspected(None, with_excerpts(judge(found, reading.whole), reading.whole))


def _without_doubts(found: List[Finding], findings: List[Finding]) -> List[Finding]:
    """What a reader of YAML might make of a value does not matter where the value is wrong anyway."""
    wrong = {(each.line, each.column) for each in findings if each.severity == ERROR}
    return [
        each
        for each in found
        if not each.rule.startswith("ambiguous") or (each.line, each.column) not in wrong
    ]


def _relevant(reading: Reading, source: Source, kinds: KindTable, options: Options) -> List[Finding]:
    """What is wrong with a text, if it is any business of ours: how others write their YAML is not."""
    if options.all_files or not reading.text or mentions_us(reading):
        return reading.findings
    if not reading.documents and options.only_ours:
        return []
    if not reading.documents and not source.named:
        first = reading.findings[0]
        words = "Not a Smarter manifest. Passed over."
        return [Finding("not-ours", NOTE, words, source.name, first.line, first.column)]
    ours = not reading.documents or any(is_ours(document.value, kinds) for document in reading.documents)
    return reading.findings if ours else []

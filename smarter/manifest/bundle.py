"""Loads manifests: from paths to resources and findings."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import IO, Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple

from smarter.kinds import KindTable
from smarter.manifest.documents import Document, read_documents
from smarter.manifest.findings import ERROR, NOTE, Finding
from smarter.manifest.inspection import Inspected, Options, inspect, is_ours, mentions_us
from smarter.manifest.resources import Resource
from smarter.manifest.sources import PathLike, Source, find_sources


@dataclass
class Bundle:
    """What was loaded. `findings` are sorted by file and line; `resources` keep the order of the files."""

    documents: List[Document] = field(default_factory=list)
    resources: List[Resource] = field(default_factory=list)
    findings: List[Finding] = field(default_factory=list)

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
) -> Bundle:
    """The resources that the manifests at `paths` describe, and everything that is wrong with them.

    Nothing is raised for what is wrong: it is a finding, with its place.

    Args:
        paths: files, folders (read recursively, in sorted order), glob patterns, and `-` for standard input.
        stdin: what `-` reads instead of the process's own.
        environ: the variables of `${env:NAME}`; the process's own by default.
        resolve: make the substitutions in the resources' manifests; all of them must be possible then.
    """
    options = Options(environ=os.environ if environ is None else environ, resolve=resolve)
    given = [os.fspath(path) for path in paths]
    bundle = Bundle()
    for inspected in inspect_all(given, kinds, options, stdin):
        bundle.findings.extend(inspected.findings)
        if inspected.resource is not None:
            bundle.resources.append(inspected.resource)
            bundle.documents.append(inspected.resource.document)
    bundle.findings.extend(duplicates(bundle.resources))
    if not bundle.resources and not bundle.errors:
        where = ", ".join(given) or "nothing"
        bundle.findings.append(
            Finding("empty", ERROR, f"No Smarter manifest was found in {where}.", given[0] if given else "")
        )
    bundle.findings.sort(key=lambda finding: finding.order)
    return bundle


def inspect_all(
    paths: Iterable[PathLike], kinds: KindTable, options: Options, stdin: Optional[IO[Any]] = None
) -> Iterator[Inspected]:
    """Looks at each document of `paths` by itself, one after the other; holds none of them."""
    for source in find_sources(paths):
        if isinstance(source, Finding):
            yield Inspected(None, [source])
        else:
            yield from _inspect_source(source, kinds, options, stdin)


def _inspect_source(
    source: Source, kinds: KindTable, options: Options, stdin: Optional[IO[Any]]
) -> Iterator[Inspected]:
    for reading in read_documents(source, stdin):
        ours = [document for document in reading.documents if is_ours(document.value, kinds)]
        if reading.findings:
            if (
                ours
                or options.all_files
                or mentions_us(reading)
                or not reading.text
                or (source.named and not reading.documents)
            ):
                yield Inspected(None, reading.findings)
            elif not reading.documents:
                yield Inspected(
                    None,
                    [Finding("not-ours", NOTE, "Not a Smarter manifest. Passed over.", source.name)],
                    foreign=True,
                )
        for document in reading.documents:
            yield inspect(document, kinds, options)


def duplicates(resources: Iterable[Resource]) -> Iterator[Finding]:
    """A finding for each resource that another one before it describes already.

    Kinds that are one kind by two names count as one.
    """
    first: Dict[Tuple[str, str], Resource] = {}
    for resource in resources:
        if not resource.name:
            continue
        known = first.setdefault(resource.identity, resource)
        if known is not resource:
            line, column = known.position(("metadata", "name"))
            also = (
                f" ({known.kind.name} and {resource.kind.name} are one kind)"
                if known.word != resource.word
                else ""
            )
            place = f"{known.file}:{line}:{column}"
            message = f"{resource.word} `{resource.written_name}` is defined twice{also}: first at {place}."
            yield resource.document.finding(
                "duplicate-resource",
                ERROR,
                message,
                ("metadata", "name"),
                hint="Rename one of them, or leave one out.",
            )

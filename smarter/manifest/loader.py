"""Loading: from paths to resources and findings."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import (
    IO,
    TYPE_CHECKING,
    Any,
    Callable,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
)

from smarter.kinds import Kind, KindTable
from smarter.manifest.checking.cross_references import CrossReferenceIndex
from smarter.manifest.checking.document_checks import Inspected, Options, inspect, is_manifest
from smarter.manifest.checking.policy import Policy, discover
from smarter.manifest.findings import ERROR, Finding
from smarter.manifest.reading.documents import Document, Reading, read_documents
from smarter.manifest.reading.ignore_rules import IgnoreRules
from smarter.manifest.reading.sources import STDIN, PathLike, Source, find_sources
from smarter.manifest.resource import Resource

if TYPE_CHECKING:
    from smarter.manifest.checking.repairs import Repairs
    from smarter.manifest.variables import Variables


class Bundle:
    """Loaded manifests: findings by file and line, resources in order of the files."""

    def __init__(self) -> None:
        self.resources: List[Resource] = []
        self.findings: List[Finding] = []

    def __repr__(self) -> str:
        return f"<Bundle of {len(self.resources)} resources, {len(self.findings)} findings>"

    @property
    def documents(self) -> List[Document]:
        return [resource.document for resource in self.resources]

    @property
    def errors(self) -> bool:
        """True if something must be fixed before the manifests can be applied."""
        return any(finding.severity == ERROR for finding in self.findings)


_STRUCTURAL = ("unknown-field", "required", "type")
_SURE = ("Did you mean", "It belongs", "It looks like")


def load(
    paths: Iterable[PathLike],
    kinds: KindTable,
    stdin: Optional[IO[Any]] = None,
    environ: Optional[Mapping[str, str]] = None,
    resolve: bool = False,
    policy: Optional[Policy] = None,
    allowed: Sequence[str] = (),
    withheld: Mapping[str, str] = {},
    complete: bool = False,
    variables: Optional[Variables] = None,
) -> Bundle:
    """Return the resources that the manifests at `paths` describe, and all findings.

    Errors in manifests are findings with their places, not exceptions.

    Args:
        paths: files, folders (read recursively, in sorted order), glob patterns, and `-` for standard input.
        stdin: read for `-`; the process's own by default.
        environ: the variables of `${env:NAME}`; the process's own by default.
        resolve: make the substitutions in the resources' manifests; one that fails is an error.
        policy: which findings count; by default that of the working folder's settings.
        allowed: folders in which `${file:...}` may read, besides the manifest's own.
        withheld: variables that are not substituted, each with the reason.
        complete: a document that may be a manifest and would be skipped is an error.
        variables: the variables of `${var:NAME}`.

    Raises:
        ConfigurationError: the settings of the working folder are malformed.
    """
    environ = os.environ if environ is None else environ
    policy = discover(os.getcwd()) if policy is None else policy
    options = Options(
        environ, resolve, policy=policy, allowed=allowed, withheld=withheld, complete=complete,
        variables=variables,
    )  # fmt: skip
    given = [os.fspath(path) for path in paths]
    bundle = Bundle()
    index = CrossReferenceIndex(kinds)
    for inspected in check_documents(given, kinds, options, stdin):
        bundle.findings.extend(inspected.findings)
        bundle.resources.extend(inspected.resources())
        index.add(inspected)
    for finding, text in index.duplicates():
        bundle.findings.extend(policy.judge([finding], text))
    if not bundle.resources and not bundle.errors:
        given = ["<stdin>" if path == STDIN else path for path in given]
        message = f"no Smarter manifest in {', '.join(given) or 'no paths'}"
        bundle.findings.append(Finding("empty", ERROR, message, given[0] if given else ""))
    if variables is not None and not bundle.errors:
        bundle.findings.extend(policy.judge(variables.unused(), ""))
    bundle.findings.sort(key=lambda finding: finding.order)
    return bundle


def check_documents(
    paths: Iterable[PathLike], kinds: KindTable, options: Options, stdin: Optional[IO[Any]] = None
) -> Iterator[Inspected]:
    """Check each document of `paths` by itself, and hold none of them."""
    policy = options.policy

    @lru_cache(maxsize=1)
    def repairs() -> Repairs:
        from smarter.manifest.checking.repairs import Repairs  # late: most runs repair nothing

        return Repairs(kinds)

    exclude = IgnoreRules(policy.exclude_from, policy.exclude) if policy.exclude else None
    for source in find_sources(paths, exclude):
        if isinstance(source, Finding):
            yield Inspected(None, policy.judge([source], ""))
        else:
            yield from _check_source(source, kinds, options, stdin, repairs)


def _check_source(
    source: Source,
    kinds: KindTable,
    options: Options,
    stdin: Optional[IO[Any]],
    repairs: Callable[[], Repairs],
) -> Iterator[Inspected]:
    judge = options.policy.judge
    for number, reading in enumerate(read_documents(source, stdin)):
        text = reading.whole
        found = _relevant(reading, source, kinds, options) if reading.findings else []
        if found and not reading.documents:
            found = [_repaired(each, text, repairs) for each in found]
        if options.complete and number == 0 and not found:
            from smarter.manifest.checking.envelope import emptied, is_empty

            if is_empty(text):
                yield Inspected(None, judge([emptied(source.name)], ""))
                break
        known: List[Kind] = []
        if number == 0 and "smarter:" in text:
            from smarter.manifest.checking.silences import unknown_silences

            found = [*found, *unknown_silences(text, source.name)]
        for document in reading.documents:
            inspected = inspect(document, kinds, options)
            resource, findings = inspected.resource, inspected.findings
            if resource is not None:
                known.append(resource.kind)
            if inspected.left_out:
                yield Inspected(None, judge(inspected.left_out, ""))
            if findings:
                from smarter.manifest.checking.excerpts import with_excerpts

                if not document.is_json:
                    findings = _with_repair(findings, text, repairs)
                found, findings = _with_causes(_without_ambiguity(found, findings), findings, text)
                inspected = inspected._replace(findings=with_excerpts(judge(findings, text), text, resource))
            yield inspected
        if found:
            from smarter.manifest.checking.excerpts import with_excerpts, without_secrets

            found = without_secrets(found, known or kinds.all())
            yield Inspected(None, with_excerpts(judge(found, text), text))


def _repaired(finding: Finding, text: str, repairs: Callable[[], Repairs]) -> Finding:
    """Return a syntax error with the change that fixes it, if one is found."""
    if finding.rule != "yaml-syntax" or "U+" in finding.message:
        return finding
    return repairs().find(finding, text) or finding


def _with_repair(findings: List[Finding], text: str, repairs: Callable[[], Repairs]) -> List[Finding]:
    """Return the findings; a single repair, if any, replaces errors about fields."""
    errors = sorted((each for each in findings if each.severity == ERROR), key=lambda each: each.order)
    if not errors or any(each.rule not in _STRUCTURAL for each in errors):
        return findings
    if errors[0].hint and errors[0].hint.startswith(_SURE):
        return findings
    for each in list({each.line: each for each in errors}.values())[:3]:
        repaired = repairs().find(each, text)
        if repaired is not None:
            return [repaired, *(other for other in findings if other.rule not in _STRUCTURAL)]
    return findings


def _without_ambiguity(found: List[Finding], findings: List[Finding]) -> List[Finding]:
    """Drop findings about ambiguous values that are wrong anyway."""
    wrong = {(each.line, each.column) for each in findings if each.severity == ERROR}
    ambiguous = ("ambiguous-date", "ambiguous-scalar")
    return [each for each in found if each.rule not in ambiguous or (each.line, each.column) not in wrong]


# A list item that is indented too far becomes part of the text above it, which is then often invalid: the item is the
# cause, and moving it mends both. Held by tests/manifest/checking/test_advice.py.
def _with_causes(
    found: List[Finding], findings: List[Finding], text: str
) -> Tuple[List[Finding], List[Finding]]:
    """Return both findings, without errors caused by a swallowed list item."""
    swallowed = [each for each in found if each.rule == "swallowed-item"]
    if not swallowed:
        return found, findings
    lines = text.splitlines()
    results = {
        each: [cause for cause in swallowed if each.severity == ERROR and _continues(lines, each, cause)]
        for each in findings
    }
    causes = {cause for listed in results.values() for cause in listed}
    return (
        [each._replace(severity=ERROR) if each in causes else each for each in found],
        [each for each in findings if not results[each]],
    )


def _continues(lines: Sequence[str], error: Finding, cause: Finding) -> bool:
    """Return whether an error's text goes on to the line of a swallowed list item."""
    inner = lines[error.line : cause.line]
    return bool(inner) and all(len(line) - len(line.lstrip()) >= error.column - 2 for line in inner)


def _relevant(reading: Reading, source: Source, kinds: KindTable, options: Options) -> List[Finding]:
    """Return the findings of a text's YAML; none for another tool's file."""
    if options.all_files or not reading.text or reading.is_for_smarter:
        return reading.findings
    if options.complete and any(finding.severity == ERROR for finding in reading.findings):
        return reading.findings
    if reading.documents:
        has_manifest = any(is_manifest(document.value, kinds) for document in reading.documents)
        return reading.findings if has_manifest else []
    if options.only_ours:
        return []
    if source.named:
        return reading.findings
    from smarter.manifest.checking.envelope import unreadable

    return [unreadable(reading.findings[0], reading.text, kinds)]

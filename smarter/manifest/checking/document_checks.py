"""Checks of one document: is it a manifest, of which kind, and is it valid by itself."""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
    Union,
)

from smarter.errors import UnknownKindError
from smarter.kinds import Kind, KindTable
from smarter.manifest.checking.policy import Policy
from smarter.manifest.checking.resource_checks import check_dialect, check_resource, kept_parts
from smarter.manifest.findings import ERROR, NOTE, Finding, PathParts
from smarter.manifest.reading.documents import Document
from smarter.manifest.resource import KEEP, Resource, has_reference, make_resource
from smarter.manifest.schema.kind_index import kind_index

if TYPE_CHECKING:
    from smarter.manifest.checking.uploads import Upload
    from smarter.manifest.substitution import Substituted

# Imports for documents with findings are late: they take longer than a start does.

_GROUP = "smarter.sh"


class Options(NamedTuple):
    """Options of checking and loading.

    Attributes:
        environ: the variables of `${env:...}`.
        resolve: put the substituted values into the resources; a substitution that fails is an error.
        need_env: an unset variable is an error, not a note.
        all_files: a document that is not a Smarter manifest is an error; otherwise it is skipped.
        only_ours: skip such documents without a note, even in files that the user named.
        dialect: the name of the platform's dialect, if it is known.
        policy: which findings count.
        allowed: folders in which `${file:...}` may read, besides the manifest's own.
        withheld: variables that are not substituted, each with the reason.
        complete: a document that may be a manifest and would be skipped is an error: a set owns these resources, and
            would lose the skipped one.
    """

    environ: Mapping[str, str]
    resolve: bool = False
    need_env: bool = False
    all_files: bool = False
    only_ours: bool = False
    dialect: Optional[str] = None
    policy: Policy = Policy()
    allowed: Sequence[str] = ()
    withheld: Mapping[str, str] = {}
    complete: bool = False


class Inspected(NamedTuple):
    """The result of checking one document: its resource, if it is a manifest of a known kind, and the findings.

    `files` are those that the resource uploads, `left_out` notes on files beside them.
    """

    resource: Optional[Resource]
    findings: List[Finding]
    files: Sequence[Upload] = ()
    left_out: Sequence[Finding] = ()

    def resources(self) -> Iterable[Resource]:
        """Return the resource, or those of the files where the manifest has many."""
        if self.resource is None:
            return ()
        if not self.files:
            return (self.resource,)
        from smarter.manifest.checking.uploads import resources_of

        return resources_of(self.resource, self.files)


def is_manifest(value: Any, kinds: KindTable) -> bool:
    """Return whether a document is meant as a manifest for the platform, however wrong it is."""
    if not isinstance(value, dict):
        return False
    version = value.get("apiVersion")
    if isinstance(version, str):
        return version.startswith(_GROUP + "/") or _misspells_group(version)
    kind = value.get("kind")
    known = isinstance(kind, str) and kinds.find(kind) is not None
    return known and ("metadata" in value or "spec" in value)


def _misspells_group(version: str) -> bool:
    from smarter._suggest import find_typo

    group = version.split("/")[0]
    return find_typo(group, (_GROUP,)) is not None or group.lower() == _GROUP.split(".")[0]


def inspect(document: Document, kinds: KindTable, options: Options) -> Inspected:
    """Return the resource of a document, and the findings."""
    value = document.value
    if not is_manifest(value, kinds):
        if options.only_ours:
            return Inspected(None, [])
        from smarter.manifest.checking.envelope import foreign, may_be_manifest, missed

        if options.complete and may_be_manifest(document, kinds):
            return Inspected(None, [missed(document)])
        return Inspected(None, [foreign(document, kinds, all_files=options.all_files)])
    kind = _kind_of(document, kinds)
    if isinstance(kind, Finding):
        return Inspected(None, [kind])
    findings: List[Finding] = []
    made: Any = value
    written: Dict[PathParts, str] = {}
    unresolved: Set[PathParts] = set()
    put_in: Sequence[str] = ()
    kept: List[Tuple[PathParts, str]] = []
    if "$" in document.text and "${" in document.text:
        if has_reference(document.text):
            substituted = _substituted(document, options, findings)
            made, written = substituted.value, substituted.written
            unresolved = {failure.path for failure in substituted.failures}
            put_in = substituted.made if options.resolve else ()
        kept = list(_kept(made)) if KEEP in document.text else []
        unresolved = unresolved.union(path for path, _ in kept)
    if unresolved or not kind_index(kind).surely_valid(made):
        from smarter.manifest.checking.schema_checks import check

        findings.extend(check(document, kind, made, written, unresolved, options.dialect))
    resource = make_resource(document, kind, made if options.resolve else value, written, put_in)
    findings.extend(check_resource(resource, made))
    left_out: Sequence[Finding] = ()
    files: Sequence[Upload] = ()
    if kind.served == "files":
        from smarter.manifest.checking.uploads import find_uploads

        files, problems, left_out = find_uploads(resource, made)
        findings.extend(problems)
    if kept:
        findings.extend(kept_parts(resource, kept))
    if options.dialect is not None:
        special = list(check_dialect(resource, made, options.dialect, unresolved))
        # A field that the platform refuses is reported once, as that.
        refused = {found.path for found in special if found.severity == ERROR}
        findings = [each for each in findings if each.rule != "unknown-field" or each.path not in refused]
        findings.extend(special)
    return Inspected(resource, findings, files, left_out)


def _kept(value: Any, path: PathParts = ()) -> Iterator[Tuple[PathParts, str]]:
    """Yield the paths at which `${keep}` stands for the platform's value, and how it is written."""
    if isinstance(value, str) and value.strip() == KEEP:
        yield path, value
    elif isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _kept(below, (*path, key))


def _substituted(document: Document, options: Options, findings: List[Finding]) -> Substituted:
    """Return the data with its substitutions made; add those that fail to `findings`."""
    from smarter.manifest.substitution import substitute

    folder = document.source.folder
    made = substitute(document.value, folder, options.environ, options.allowed, options.withheld)
    for failure in made.failures:
        lenient = failure.rule == "unset-variable" and not (options.resolve or options.need_env)
        severity = NOTE if lenient else ERROR
        findings.append(
            document.finding(failure.rule, severity, failure.message, failure.path, hint=failure.hint)
        )
    return made


def _kind_of(document: Document, kinds: KindTable) -> Union[Kind, Finding]:
    word = document.value.get("kind")
    if not isinstance(word, str):
        from smarter.manifest.checking.envelope import kindless

        return kindless(document)
    try:
        return kinds.get(word)
    except UnknownKindError as error:
        from smarter.manifest.checking.envelope import unknown_kind

        meant = kinds.get(error.suggestion).name if error.suggestion else None
        return unknown_kind(document, kinds, meant)

"""Checks of one document: envelope, kind, and validity by itself."""

from __future__ import annotations

from typing import (
    TYPE_CHECKING,
    Any,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Set,
    Tuple,
    Union,
)

from smarter._suggest import find_typo
from smarter.errors import UnknownKindError
from smarter.kinds import Kind, KindTable
from smarter.kinds.fields import schema_at
from smarter.kinds.paths import leaves_of
from smarter.manifest.checking.policy import Policy
from smarter.manifest.checking.resource_checks import (
    check_dialect,
    check_resource,
    kept_parts,
    omitted_null_notes,
    refusals_elsewhere,
)
from smarter.manifest.checking.uploads import find_uploads, resources_of
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding, PathParts
from smarter.manifest.reading.documents import Document
from smarter.manifest.resource import KEEP, Resource, Tainted, make_resource
from smarter.manifest.schema.descriptions import types_of
from smarter.manifest.schema.kind_index import kind_index

if TYPE_CHECKING:
    from smarter.manifest.checking.uploads import Upload
    from smarter.manifest.substitution import Substituted
    from smarter.manifest.substitution_syntax import Failure
    from smarter.manifest.variables import Variables

# Imports for documents with findings are late: they take longer than a start does.

_GROUP = "smarter.sh"
_IN_GROUP = _GROUP + "/"


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
        variables: the variables of `${var:...}`.
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
    variables: Optional[Variables] = None


class Inspected(NamedTuple):
    """The findings of one document, and its resource if its kind is known.

    `files` are those that the resource uploads, `left_out` notes on files that are ignored.
    """

    resource: Optional[Resource]
    findings: List[Finding]
    files: Sequence[Upload] = ()
    left_out: Sequence[Finding] = ()

    def resources(self) -> Iterable[Resource]:
        """Return the resource, or those of the files where the manifest has many."""
        if self.resource is None:
            return ()
        return resources_of(self.resource, self.files) if self.files else (self.resource,)


def is_manifest(value: Any, kinds: KindTable) -> bool:
    """Return whether a document is a manifest for the platform, valid or not."""
    if not isinstance(value, dict):
        return False
    version = value.get("apiVersion")
    if isinstance(version, str):
        return version.startswith(_IN_GROUP) or _misspells_group(version)
    kind = value.get("kind")
    known = isinstance(kind, str) and kinds.find(kind) is not None
    return known and ("metadata" in value or "spec" in value)


def _misspells_group(version: str) -> bool:
    group = version.split("/")[0]
    return find_typo(group, (_GROUP,)) is not None or group.lower() == _GROUP.split(".")[0]


def inspect(document: Document, kinds: KindTable, options: Options) -> Inspected:
    """Return the resource of a document, and the findings."""
    value = document.value
    if not is_manifest(value, kinds):
        if options.only_ours:
            return Inspected(None, [])
        from smarter.manifest.checking.envelope import foreign, may_be_manifest, missed, seems_manifest

        if options.complete and may_be_manifest(document, kinds):
            return Inspected(None, [missed(document, of_set=True)])
        if not options.all_files and seems_manifest(document, kinds):
            return Inspected(None, [missed(document, of_set=False)])
        return Inspected(None, [foreign(document, kinds, all_files=options.all_files)])
    kind = _kind_of(document, kinds, options)
    if isinstance(kind, Finding):
        from smarter.manifest.checking.envelope import misspelt_sections

        return Inspected(None, [kind, *misspelt_sections(document)])
    findings: List[Finding] = []
    made: Any = value
    substituted: Optional[Substituted] = None
    unresolved: Set[PathParts] = set()
    kept: List[Tuple[PathParts, str]] = []
    if "$" in document.text and "${" in document.text:
        substituted = _substituted(document, kind, options, findings)
        made = substituted.value
        unresolved = {failure.path for failure in substituted.failures}
        if KEEP in document.text:
            kept = [leaf for leaf in leaves_of(made) if str(leaf[1]).strip() == KEEP]
        unresolved = unresolved.union(path for path, _ in kept)
    index = kind_index(kind)
    is_valid = not unresolved and index.surely_valid(made)
    if not is_valid:
        from smarter.manifest.checking.schema_checks import check

        findings.extend(check(document, kind, made, substituted, unresolved, options.dialect))
    resource = _resource(document, kind, made, substituted, options)
    is_clean = is_valid and substituted is None and resource.name == resource.written_name
    is_clean = is_clean and index.surely_clean(made)
    if not is_clean:
        findings.extend(check_resource(resource, made, substituted))
    left_out: Sequence[Finding] = ()
    files: Sequence[Upload] = ()
    if kind.served == "files":
        files, problems, left_out = find_uploads(resource, made)
        findings.extend(problems)
    findings.extend(kept_parts(resource, kept) if kept else ())
    if not is_clean:
        findings.extend(omitted_null_notes(resource, made, options.dialect))
        if options.dialect is None:
            findings.extend(refusals_elsewhere(resource, made))
    if options.dialect is not None:
        special = list(check_dialect(resource, made, options.dialect, substituted, unresolved))
        # A field that the platform refuses is reported once, as that.
        refused = {found.path for found in special if found.severity == ERROR}
        findings = [each for each in findings if each.rule != "unknown-field" or each.path not in refused]
        findings.extend(special)
    return Inspected(resource, findings, files, left_out)


def _resource(
    document: Document, kind: Kind, made: Any, substituted: Optional[Substituted], options: Options
) -> Resource:
    if substituted is None:
        return make_resource(document, kind, made, {})
    # A reference where a secret belongs is shown as it is written, whatever its source is.
    secrets = kind_index(kind).secrets
    tainted = {
        path: Tainted(text)
        for path, text in substituted.written.items()
        if any(_is_within(path, leaf.path) for leaf in secrets)
    }
    value = made if options.resolve else substituted.with_variables(document.value)
    secrets_made = substituted.made if options.resolve else ()
    tainted.update(substituted.tainted)
    return make_resource(document, kind, value, tainted, secrets_made, substituted.files)


def _is_within(path: PathParts, pattern: Sequence[str]) -> bool:
    """Return whether a path leads to a field, or to a part of it."""
    return len(path) >= len(pattern) and all(part in (key, "*") for key, part in zip(path, pattern))


def _substituted(document: Document, kind: Kind, options: Options, findings: List[Finding]) -> Substituted:
    """Return the data with its substitutions made; add those that fail to `findings`."""
    from smarter.manifest.substitution import substitute

    def takes_text(path: PathParts) -> bool:
        types = types_of(schema_at(kind.schema, path))
        return "string" in types and set(types) <= {"string", "null"}

    made = substitute(
        document.value, document.source.folder, options.environ, options.allowed, options.withheld,
        options.variables, takes_text,
    )  # fmt: skip
    for failure in made.failures:
        lenient = failure.rule == "unset-variable" and not (options.resolve or options.need_env)
        findings.append(_of_failure(document, failure, NOTE if lenient else ERROR))
    findings.extend(_of_failure(document, slip, WARNING) for slip in made.slips)
    return made


def _of_failure(document: Document, failure: Failure, severity: str) -> Finding:
    """Return the finding of a failure, at its line within a long text."""
    found = document.finding(failure.rule, severity, failure.message, failure.path, hint=failure.hint)
    mark = document.mark(failure.path)
    at = document.text.find(failure.written, mark.start, mark.end)
    line_start = document.text.rfind("\n", mark.start, max(at, mark.start)) + 1
    if not failure.written or not line_start:
        return found
    line = mark.line + document.text.count("\n", mark.start, at)
    return found._replace(line=line, column=at - line_start + 1, end_column=None)


def _kind_of(document: Document, kinds: KindTable, options: Options) -> Union[Kind, Finding]:
    word = document.value.get("kind")
    if isinstance(word, str) and "${var:" in word:
        from smarter.manifest.substitution import substitute

        made = substitute({"kind": word}, ".", {}, variables=options.variables, takes_text=lambda path: True)
        if made.failures:
            return _of_failure(document, made.failures[0], ERROR)
        word = made.value["kind"]
    if not isinstance(word, str):
        from smarter.manifest.checking.envelope import kindless

        return kindless(document)
    try:
        return kinds.get(word)
    except UnknownKindError as error:
        from smarter.manifest.checking.envelope import unknown_kind

        meant = kinds.get(error.suggestion).name if error.suggestion else None
        return unknown_kind(document, kinds, meant)

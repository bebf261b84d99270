"""What one document is, and what is wrong with it by itself."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Union

from smarter.errors import UnknownKindError
from smarter.kinds import Kind, KindTable
from smarter.manifest.checks import check_dialect, check_resource
from smarter.manifest.documents import Document, Reading
from smarter.manifest.facts import facts_of
from smarter.manifest.findings import ERROR, NOTE, Finding
from smarter.manifest.policy import Policy
from smarter.manifest.resources import Resource, make_resource
from smarter.manifest.schema_words import TYPES, type_of
from smarter.manifest.substitution import Failure, Substituted, has_reference, substitute
from smarter.manifest.suggest import nearest, slip

_GROUP = "smarter.sh"
_SECTIONS = ("apiVersion", "kind", "metadata", "spec", "status")


class Options(NamedTuple):
    """How to look at manifests.

    Attributes:
        environ: the variables that `${env:...}` names.
        resolve: put the substituted values into the resources; what cannot be substituted is an error then.
        need_env: an unset variable is an error, not a note.
        all_files: a document that is not ours is an error, not passed over.
        dialect: the platform's, where it is known: `P10`, `P14`, `P15`.
        policy: which findings count.
    """

    environ: Mapping[str, str]
    resolve: bool = False
    need_env: bool = False
    all_files: bool = False
    dialect: Optional[str] = None
    policy: Policy = Policy()


class Inspected(NamedTuple):
    """What came of one document: its resource, if it is one of ours, and the findings."""

    resource: Optional[Resource]
    findings: List[Finding]


def is_ours(value: Any, kinds: KindTable) -> bool:
    """Whether a document means to be a manifest for the platform, however wrong it is."""
    if not isinstance(value, dict):
        return False
    version = value.get("apiVersion")
    if isinstance(version, str):
        group = version.split("/")[0]
        return group == _GROUP or slip(group, (_GROUP,)) is not None
    kind = value.get("kind")
    known = isinstance(kind, str) and kinds.find(kind) is not None
    return known and ("metadata" in value or "spec" in value)


def mentions_us(reading: Reading) -> bool:
    """Whether a text that cannot be read was meant for the platform."""
    return _GROUP in reading.text


def inspect(document: Document, kinds: KindTable, options: Options) -> Inspected:
    """The resource that `document` describes, and what is wrong with it."""
    value = document.value
    if not is_ours(value, kinds):
        return Inspected(None, [_foreign(document, options)])
    kind = _kind_of(document, kinds)
    if isinstance(kind, Finding):
        return Inspected(None, [kind])
    findings: List[Finding] = []
    made = Substituted(value, {}, [])
    if has_reference(document.text):
        made = substitute(value, document.source.folder, options.environ)
        findings.extend(_failed(document, failure, options) for failure in made.failures)
    unresolved = {failure.path for failure in made.failures}
    if unresolved or not facts_of(kind).surely_valid(made.value):
        from smarter.manifest.schema_check import check

        findings.extend(check(document, kind, made.value, made.written, unresolved))
    resource = make_resource(document, kind, made.value if options.resolve else value, made.written)
    findings.extend(check_resource(resource, made.value))
    if options.dialect is not None:
        findings.extend(check_dialect(resource, made.value, options.dialect, unresolved))
    return Inspected(resource, findings)


def _foreign(document: Document, options: Options) -> Finding:
    value = document.value
    if isinstance(value, dict):
        what = f"apiVersion {value['apiVersion']!r}" if "apiVersion" in value else "no apiVersion"
        message = f"Not a Smarter manifest ({what})."
    elif isinstance(value, list) and any(isinstance(item, dict) and item.get("apiVersion") for item in value):
        message = "A list of manifests is not a manifest."
        return document.finding("not-a-mapping", ERROR, message, hint="Separate them by lines `---` instead.")
    else:
        message = f"This is {TYPES[type_of(value)]}, not a mapping of apiVersion, kind, metadata and spec."
        if document.source.named or options.all_files:
            return document.finding(
                "not-a-mapping", ERROR, message, hint="`smarter init KIND` writes one to begin with."
            )
    if options.all_files:
        return document.finding(
            "not-ours", ERROR, message, expected="smarter.sh/v1", hint="Write `apiVersion: smarter.sh/v1`."
        )
    return document.finding("not-ours", NOTE, f"{message} Passed over.")


def _kind_of(document: Document, kinds: KindTable) -> Union[Kind, Finding]:
    value: Dict[str, Any] = document.value
    word = value.get("kind")
    if word is None:
        misspelt = slip("kind", [key for key in value if key not in _SECTIONS])
        return document.finding(
            "unknown-kind", ERROR, "`kind` is missing.", ("kind",), key=True,
            hint=f"Did you mean `kind` where `{misspelt}` stands?" if misspelt else _LISTED,
        )  # fmt: skip
    if not isinstance(word, str):
        message = f"`kind` is {TYPES[type_of(word)]}, but must be text."
        return document.finding("unknown-kind", ERROR, message, ("kind",))
    try:
        return kinds.get(word)
    except UnknownKindError as error:
        return _unknown_kind(document, word, kinds, error.suggestion)


_LISTED = "`smarter api-resources` lists the kinds."


def _unknown_kind(document: Document, word: str, kinds: KindTable, suggestion: Optional[str]) -> Finding:
    for kind in kinds.all():
        if word in kind.schema["x-smarter-kind"].get("former", ()):
            message = f"There is no kind `{word}` any more: it is called {kind.name} now."
            hint = f"Write `{kind.name}`."
            return document.finding("unknown-kind", ERROR, message, ("kind",), hint=hint, respell=kind.name)
    meant = nearest(word, [kind.name for kind in kinds.all()]) or suggestion
    hint = f"Did you mean `{meant}`?" if meant else _LISTED
    return document.finding("unknown-kind", ERROR, f"There is no kind `{word}`.", ("kind",), hint=hint)


def _failed(document: Document, failure: Failure, options: Options) -> Finding:
    lenient = failure.rule == "unset-variable" and not (options.resolve or options.need_env)
    severity = NOTE if lenient else ERROR
    return document.finding(failure.rule, severity, failure.message, failure.path, hint=failure.hint)

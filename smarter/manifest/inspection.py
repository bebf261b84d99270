"""What one document is and what is wrong with it by itself: ours or not, which kind, schema, names, files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional

from smarter.errors import UnknownKindError
from smarter.kinds import Kind, KindTable
from smarter.manifest.documents import Document, Reading
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding, show_path
from smarter.manifest.resources import Resource, make_resource, values_at
from smarter.manifest.schema_words import TYPES, type_of
from smarter.manifest.substitution import Failure, Substituted, locate, substitute
from smarter.manifest.suggest import nearest, slip

_GROUP = "smarter.sh"
_SECTIONS = ("apiVersion", "kind", "metadata", "spec", "status")
# A failure of these rules is a note for a validation away from the place where the manifest is applied.
_PLACE_DEPENDENT = ("unset-variable",)


@dataclass(frozen=True)
class Options:
    """How to look at manifests.

    Attributes:
        environ: the variables that `${env:...}` names.
        resolve: put the substituted values into the resources; what cannot be substituted is an error then.
        all_files: a document that is not ours is an error, not passed over.
    """

    environ: Mapping[str, str]
    resolve: bool = False
    all_files: bool = False


@dataclass(frozen=True)
class Inspected:
    """What came of one document: its resource, if it is one of ours, and the findings."""

    resource: Optional[Resource]
    findings: List[Finding]
    foreign: bool = False


def is_ours(value: Any, kinds: KindTable) -> bool:
    """Whether a document means to be a manifest for the platform, however wrong it is."""
    if not isinstance(value, dict):
        return False
    version = value.get("apiVersion")
    if isinstance(version, str):
        group = version.split("/")[0]
        return group == _GROUP or slip(group, [_GROUP]) is not None
    known = isinstance(value.get("kind"), str) and kinds.find(value["kind"]) is not None
    return (version is None and known and ("metadata" in value or "spec" in value)) or (
        version is not None and known and "metadata" in value
    )


def mentions_us(reading: Reading) -> bool:
    """Whether a text that cannot be read was meant for the platform."""
    return _GROUP in reading.text


def inspect(document: Document, kinds: KindTable, options: Options) -> Inspected:
    """The resource that `document` describes, and what is wrong with it."""
    value = document.value
    if not is_ours(value, kinds):
        return Inspected(None, [_foreign(document, options)], foreign=True)
    kind_or_finding = _kind_of(document, kinds)
    if isinstance(kind_or_finding, Finding):
        return Inspected(None, [kind_or_finding])
    kind = kind_or_finding
    made = substitute(value, document.source.folder, options.environ)
    findings = [_failed(document, failure, options) for failure in made.failures]
    findings.extend(_check(document, kind, made))
    resource = make_resource(document, kind, made.value if options.resolve else value, made.written)
    findings.extend(_names(resource))
    findings.extend(_files(resource, made.value))
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


def _kind_of(document: Document, kinds: KindTable) -> Any:
    value: Dict[str, Any] = document.value
    word = value.get("kind")
    if word is None:
        misspelt = slip("kind", [key for key in value if key not in _SECTIONS])
        hint = (
            f"Did you mean `kind` where `{misspelt}` stands?"
            if misspelt
            else "Add `kind: ...`; `smarter api-resources` lists them."
        )
        return document.finding("unknown-kind", ERROR, "`kind` is missing.", ("kind",), key=True, hint=hint)
    if not isinstance(word, str):
        return document.finding(
            "unknown-kind", ERROR, f"`kind` is {TYPES[type_of(word)]}, but must be text.", ("kind",)
        )
    try:
        return kinds.get(word)
    except UnknownKindError as error:
        meant = error.suggestion or nearest(word, [kind.name for kind in kinds.all()])
        return document.finding(
            "unknown-kind", ERROR, f"There is no kind `{word}`.", ("kind",),
            hint=f"Did you mean `{meant}`?" if meant else "`smarter api-resources` lists the kinds.",
        )  # fmt: skip


def _failed(document: Document, failure: Failure, options: Options) -> Finding:
    severity = NOTE if failure.rule in _PLACE_DEPENDENT and not options.resolve else ERROR
    return document.finding(failure.rule, severity, failure.message, failure.path, hint=failure.hint)


def _check(document: Document, kind: Kind, made: Substituted) -> List[Finding]:
    from smarter.manifest.validation import check

    return check(document, kind, made.value, made.written, {failure.path for failure in made.failures})


def _names(resource: Resource) -> List[Finding]:
    """The platform rewrites names, and references by another rule: say which spelling survives."""
    written = resource.written_name
    if not written or written == resource.name or "${" in written:
        return []
    path = ("metadata", "name")
    if not resource.name:
        message = f"Of the name `{written}` the platform keeps nothing."
        return [
            resource.document.finding(
                "name-folded", ERROR, message, path, hint="Use letters a to z, digits and `_`."
            )
        ]
    message = f"The platform keeps the name `{written}` as `{resource.name}`."
    return [
        resource.document.finding(
            "name-folded",
            WARNING,
            message,
            path,
            expected="lower snake_case",
            hint=f"Write `{resource.name}`.",
        )
    ]


def _files(resource: Resource, value: Dict[str, Any]) -> List[Finding]:
    """The file that a resource of the files API is made of must be inside the manifest's folder tree."""
    if resource.kind.served != "files":
        return []
    found: List[Finding] = []
    for path, name in values_at(value, ("spec", "path")):
        if isinstance(name, str) and name and "${" not in name:
            where = locate(name, resource.base_dir)
            if isinstance(where, Failure):
                found.append(
                    resource.document.finding(where.rule, ERROR, where.message, path, hint=where.hint)
                )
            elif not os.access(where, os.R_OK):
                found.append(
                    resource.document.finding(
                        "file-missing", ERROR, f"{show_path(path)}: `{name}` cannot be read.", path
                    )
                )
    return found

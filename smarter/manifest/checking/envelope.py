"""What to say of documents that are no manifests of ours, or of a kind that does not exist."""

from __future__ import annotations

from typing import Any, Dict, Optional

from smarter._suggest import find_typo, nearest
from smarter.kinds import KindTable
from smarter.manifest.findings import ERROR, NOTE, Finding
from smarter.manifest.reading.documents import Document
from smarter.manifest.schema.descriptions import TYPES, show_value, type_of

_SECTIONS = ("apiVersion", "kind", "metadata", "spec", "status")
_LISTED = "`smarter api-resources` lists the kinds."


def foreign(document: Document, kinds: KindTable, *, all_files: bool) -> Finding:
    """A document that is not ours: passed over, unless the user meant it."""
    value = document.value
    if isinstance(value, dict):
        what = f"apiVersion {show_value(value['apiVersion'])}" if "apiVersion" in value else "no apiVersion"
        message = f"Not a Smarter manifest ({what})."
    elif isinstance(value, list) and any(isinstance(item, dict) and item.get("apiVersion") for item in value):
        message = "A list of manifests is not a manifest."
        return document.finding("not-a-mapping", ERROR, message, hint="Separate them by lines `---` instead.")
    else:
        message = f"This is {TYPES[type_of(value)]}, not a mapping of apiVersion, kind, metadata and spec."
        if document.source.named or all_files:
            hint = "`smarter init KIND` writes one to begin with."
            return document.finding("not-a-mapping", ERROR, message, hint=hint)
    if all_files:
        hint = "Write `apiVersion: smarter.sh/v1`."
        return document.finding("not-ours", ERROR, message, expected="smarter.sh/v1", hint=hint)
    kind = value.get("kind") if isinstance(value, dict) else None
    known = isinstance(kind, str) and kinds.find(kind) is not None
    meant = "If it is one, write `apiVersion: smarter.sh/v1`." if known else None
    return document.finding("not-ours", NOTE, f"{message} Passed over.", hint=meant)


def kindless(document: Document) -> Finding:
    """A manifest whose `kind` is missing or no text."""
    value: Dict[str, Any] = document.value
    if "kind" in value:
        message = f"`kind` is {TYPES[type_of(value['kind'])]}, but must be text."
        return document.finding("unknown-kind", ERROR, message, ("kind",))
    misspelt = find_typo("kind", [key for key in value if key not in _SECTIONS])
    hint = f"Did you mean `kind` where `{misspelt}` stands?" if misspelt else f"Add `kind: ...`; {_LISTED}"
    return document.finding("unknown-kind", ERROR, "`kind` is missing.", ("kind",), key=True, hint=hint)


def unknown_kind(document: Document, kinds: KindTable, suggestion: Optional[str]) -> Finding:
    """A manifest of a kind that does not exist, or does so no more."""
    word = document.value["kind"]
    for kind in kinds.all():
        if word in kind.schema["x-smarter-kind"].get("former", ()):
            message = f"There is no kind `{word}` any more: it is called {kind.name} now."
            hint = f"Write `{kind.name}`."
            return document.finding("unknown-kind", ERROR, message, ("kind",), hint=hint, respell=kind.name)
    meant = nearest(word, [kind.name for kind in kinds.all()]) or suggestion
    hint = f"Did you mean `{meant}`?" if meant else _LISTED
    return document.finding(
        "unknown-kind", ERROR, f"There is no kind {show_value(word)}.", ("kind",), hint=hint
    )

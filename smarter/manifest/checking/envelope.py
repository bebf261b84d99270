"""Findings about `apiVersion` and `kind`: foreign documents and unknown kinds."""

from __future__ import annotations

import re
from typing import Any, Dict, Iterable, Iterator, Mapping, Optional

from smarter._defaults import API_VERSION
from smarter._suggest import find_typo, has_same_letters, nearest
from smarter._text import escape_invisible, note_odd
from smarter.kinds import KindTable
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding
from smarter.manifest.reading.documents import Document
from smarter.manifest.schema.descriptions import TYPES, describe_value, show_value, type_of

_CAMEL_WORD = "[A-Z]?[a-z]+|[A-Z]+(?![a-z])"
_ADD_GROUP = "Write `apiVersion: smarter.sh/v1`, or move the file out of the folder."
# A field of a manifest and its value, in a text that is neither YAML nor JSON. JSON may be indented, or on one line.
_FIELD = r"""(?m)(?:^|(?:^|[{,])[ \t]*")(apiVersion|kind|metadata|spec)"? *:[ "']*([^\s"'#,}]*)"""
_EMPTY = frozenset(("---", "...", "null", "~", "{}", "[]", '""', "''"))
# Kinds of records that the platform listed once, and that had no successor.
_RETIRED = (
    "ChatConfig", "ChatHistory", "ChatPluginUsage", "ChatToolCall",
    "PromptHistory", "PromptPluginUsage", "PromptToolCall",
)  # fmt: skip
_SECTIONS = ("apiVersion", "kind", "metadata", "spec", "status")
_LISTED = "`smarter api-resources` lists the kinds."
_ADD_VERSION = "If it is one, add `apiVersion: smarter.sh/v1`."


def unreadable(finding: Finding, text: str, kinds: KindTable) -> Finding:
    """Return the finding for a skipped text with an error in its YAML.

    It is a warning if the text has the fields of a manifest, else a note.
    """
    fields: Dict[str, str] = dict(reversed(re.findall(_FIELD, text)))  # of several the first
    if _seems_manifest(fields, kinds):
        message = "skipped: not valid YAML, but it may be a Smarter manifest"
        message += f" ({finding.message})"
        return finding._replace(rule="skipped-manifest", severity=WARNING, message=message)
    message = "skipped: not valid YAML, and not a Smarter manifest"
    return Finding("not-ours", NOTE, message, finding.file, finding.line, finding.column)


def foreign(document: Document, kinds: KindTable, *, all_files: bool) -> Finding:
    """Return the finding for a foreign document: a note, or an error if it was meant."""
    value = document.value
    if isinstance(value, list) and any(isinstance(item, dict) and item.get("apiVersion") for item in value):
        message = "a list of manifests is not a manifest"
        hint = "Separate them by lines `---` instead."
        hint = "Write each to a file of its own." if document.is_json else hint
        return document.finding("not-a-mapping", ERROR, message, hint=hint)
    if not isinstance(value, dict) and (document.source.named or all_files):
        fields = "a manifest is a mapping of apiVersion, kind, metadata and spec"
        hint = "`smarter init KIND` writes a manifest to begin with."
        return document.finding("not-a-mapping", ERROR, f"{fields}; got {describe_value(value)}", hint=hint)
    what = TYPES[type_of(value)]
    if isinstance(value, dict):
        what = f"apiVersion {show_value(value['apiVersion'])}" if "apiVersion" in value else "no apiVersion"
    if all_files:
        hint = "Write `apiVersion: smarter.sh/v1`."
        message = f"not a Smarter manifest ({what})"
        return document.finding("not-ours", ERROR, message, expected=API_VERSION, hint=hint)
    kind = value.get("kind") if isinstance(value, dict) else None
    known = isinstance(kind, str) and kinds.find(kind) is not None
    message = f"skipped: not a Smarter manifest ({what})"
    return document.finding("not-ours", NOTE, message, hint=_ADD_VERSION if known else None)


# A prune deletes members of a set that have no manifest. A file that lost its `apiVersion` would be skipped, and its
# resource deleted. Held by tests/acceptance/test_skipped_files.py.
def may_be_manifest(document: Document, kinds: KindTable) -> bool:
    """Return whether a document may be a damaged manifest: cut, misspelt or emptied.

    A text alone is what Git LFS, a vault, or Git on a system without links leaves in a manifest's place.
    """
    value = document.value
    if isinstance(value, list):
        return "metadata:" in document.text or "kind:" in document.text
    # A download that failed leaves a page, `404: Not Found`.
    if not isinstance(value, dict) or (value and all(str(key).isdigit() for key in value)):
        return True
    fields = {re.sub(r"\W", "", str(key)).lower(): below for key, below in value.items()}
    if _means_kind(fields.get("kind"), kinds):
        return not _is_of_others(value) or "spec" in fields
    return not _is_of_others(value) and ("spec" in fields and "metadata" in fields)


def seems_manifest(document: Document, kinds: KindTable) -> bool:
    """Return whether a document is probably meant as a manifest.

    Outside of a set a skipped file costs nothing, and folders hold files of other tools.
    """
    return isinstance(document.value, dict) and _seems_manifest(document.value, kinds)


def _seems_manifest(fields: Mapping[str, Any], kinds: KindTable) -> bool:
    sections = ("metadata" in fields) + ("spec" in fields)
    if not sections or _is_of_others(fields):
        return False
    return sections == 2 or _means_kind(fields.get("kind"), kinds)


def _is_of_others(fields: Mapping[str, Any]) -> bool:
    """Return whether `apiVersion` names another tool; one encrypted by sops does not."""
    version = fields.get("apiVersion")
    return isinstance(version, str) and (version == "v1" or "/" in version) and version[:4] != "ENC["


def _means_kind(word: Any, kinds: KindTable) -> bool:
    if not isinstance(word, str):
        return False
    return kinds.find(word) is not None or find_typo(word, [known.name for known in kinds.all()]) is not None


def missed(document: Document, *, of_set: bool) -> Finding:
    """Return the finding for a skipped likely manifest: an error for one of a set."""
    if of_set and not isinstance(document.value, (dict, list)):
        what = TYPES[type_of(document.value)]
        message = f"may have been a manifest of this set, but holds {what} and nothing else"
        hint = "Restore it, or move it out of the folder."
        return document.finding("skipped-manifest", ERROR, message, hint=hint)
    what = "may be a manifest of this set" if of_set else "skipped: may be a Smarter manifest"
    message = f"{what}, but has no `apiVersion` of Smarter"
    return document.finding("skipped-manifest", ERROR if of_set else WARNING, message, hint=_ADD_GROUP)


def is_empty(text: str) -> bool:
    """Return whether a file has at most document marks and empty values."""
    rest = text.strip()
    return len(rest) < 100 and _EMPTY.issuperset(rest.split())


def emptied(file: str) -> Finding:
    """Return the error for an empty file of a set: a full disk may have cut it off."""
    message = "this file is empty, and may have been a manifest of this set"
    return Finding("skipped-manifest", ERROR, message, file, hint="Restore it, or delete it.")


def kindless(document: Document) -> Finding:
    """Return the finding for a manifest whose `kind` is missing or not a string."""
    value: Dict[str, Any] = document.value
    if "kind" in value:
        message = f"kind must be a string; got {describe_value(value['kind'])}"
        return document.finding("unknown-kind", ERROR, message, ("kind",))
    misspelt = find_typo("kind", [key for key in value if key not in _SECTIONS])
    hint = f"Did you mean `kind` where `{misspelt}` stands?" if misspelt else f"Add `kind: ...`; {_LISTED}"
    return document.finding("unknown-kind", ERROR, "missing field `kind`", ("kind",), key=True, hint=hint)


def misspelt_sections(document: Document) -> Iterator[Finding]:
    """Yield a finding for each misspelt section of a manifest of unknown kind."""
    free = [name for name in _SECTIONS if name not in document.value and name != "kind"]
    for name in document.value:
        meant = find_typo(name, free) if isinstance(name, str) and name not in _SECTIONS else None
        if meant is not None:
            message = f"unknown field `{escape_invisible(name)}`{note_odd(name)}"
            respell = meant if has_same_letters(name, meant) else None
            hint = f"Did you mean `{meant}`?"
            yield document.finding(
                "unknown-field", ERROR, message, (name,), key=True, hint=hint, respell=respell
            )


def unknown_kind(document: Document, kinds: KindTable, suggestion: Optional[str]) -> Finding:
    """Return the finding for an unknown kind, with its new name if it was renamed."""
    word, every = document.value["kind"], kinds.all()
    renamed = {former: k.name for k in every for former in k.schema["x-smarter-kind"].get("former", ())}
    known = [kind.name for kind in every]
    if word in renamed:
        message = f"kind `{word}` is called {renamed[word]} now"
        hint = f"Write `{renamed[word]}`."
        return document.finding("unknown-kind", ERROR, message, ("kind",), hint=hint, respell=renamed[word])
    if word in _RETIRED:
        message = f"the platform has no kind `{word}` any more"
        return document.finding("unknown-kind", ERROR, message, ("kind",), hint=_LISTED)
    near = _with_words_of(word, known) or nearest(word, [*known, *renamed])
    meant = renamed.get(near, near) if near else suggestion
    message = f"unknown kind {show_value(word)}{note_odd(word)}"
    hint = f"Did you mean `{meant}`?" if meant else _LISTED
    return document.finding("unknown-kind", ERROR, message, ("kind",), hint=hint)


def _with_words_of(kind: str, known: Iterable[str]) -> Optional[str]:
    """Return the known kind with the same two or more words: SqlPlugin for PluginSql."""
    words = set(re.findall(_CAMEL_WORD, kind))
    parts = {name: set(re.findall(_CAMEL_WORD, name)) for name in known}
    fitting = [name for name, own in parts.items() if len(own) > 1 and own <= words]
    return max(fitting, key=lambda name: len(parts[name]), default=None)

"""Uploads of a `File` manifest: one file, a folder's, or those of a pattern."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from smarter._defaults import LARGEST_DOCUMENT
from smarter._files import content_digest
from smarter.kinds import fold_reference
from smarter.kinds.names import escape_path
from smarter.manifest.findings import ERROR, Finding, PathParts
from smarter.manifest.reading.documents import Document
from smarter.manifest.reading.ignore_rules import match_path, may_hold_match
from smarter.manifest.reading.sources import Walk
from smarter.manifest.resource import Resource, values_at

if TYPE_CHECKING:
    # The files of a manifest, the findings about them, and notes on files that were left out.
    Uploads = Tuple[List["Upload"], List[Finding], List[Finding]]

_PATH: PathParts = ("spec", "path")


class Upload(NamedTuple):
    """A file to upload.

    Attributes:
        path: from the folder of the manifest, with `/`.
        name: from the folder that the manifest names, with `/`; "" for the one file that it names itself.
        file: where it is.
    """

    path: str
    name: str
    file: str


class _ContentWalk(Walk):
    """A walk over a folder's files of a pattern, without the manifest."""

    def __init__(self, folder: str, pattern: Sequence[str], manifest: Optional[str]) -> None:
        super().__init__(folder, None)
        self.pattern = pattern
        self.manifest = os.path.realpath(manifest) if manifest else None

    def takes(self, path: str) -> bool:
        return path != self.manifest and match_path(self.pattern, self._segments(path))

    def enters(self, path: str) -> bool:
        return may_hold_match(self.pattern, self._segments(path))

    def _segments(self, path: str) -> List[str]:
        return os.path.relpath(path, self.root).split(os.sep)


def find_uploads(resource: Resource, value: Any) -> Uploads:
    """Return the uploads of a manifest; `value` has its substitutions made."""
    from smarter.manifest.included_files import locate
    from smarter.manifest.substitution_syntax import Failure

    given = next((text for _, text in values_at(value, _PATH) if isinstance(text, str) and text), "")
    if not given or "${" in given:
        return [], [], []
    finding = resource.document.finding
    # A substituted path may be a secret: it is shown as it is written, and no similar file is named.
    tainted = resource.tainted.get(_PATH)
    written = tainted.text if tainted is not None else None
    folder = resource.document.source.folder
    store = _store(value)

    def shown(text: str) -> str:
        return text if written is None else text.replace(given, written)

    one: Uploads = ([Upload(given, "", "")], [], [])
    found, wrong, left_out = _walk(given, folder, resource.document.source.file) if store else one
    findings = [finding(each.rule, ERROR, shown(each.message), _PATH, hint=each.hint) for each in wrong]
    files: List[Upload] = []
    for each in found:
        where = locate(each.path, folder)
        if isinstance(where, Failure):
            hint = where.hint if written is None or where.rule != "file-missing" else None
            findings.append(finding(where.rule, ERROR, shown(where.message), _PATH, hint=hint))
        elif not os.access(where, os.R_OK):
            message = shown(f"cannot read the file `{each.path}`: permission denied")
            findings.append(finding("file-missing", ERROR, message, _PATH))
        else:
            problem = _problem(where) if store else None
            if problem is not None:
                findings.append(finding("file-size", ERROR, shown(f"`{each.path}` {problem}"), _PATH))
            files.append(each._replace(file=where))
    return files, findings, left_out


def _store(value: Any) -> Optional[str]:
    stores = (name for _, name in values_at(value, ("spec", "vectorstore")) if isinstance(name, str) and name)
    return next(stores, None)


def _problem(file: str) -> Optional[str]:
    """Return why a vectorstore takes no such file."""
    size = os.stat(file).st_size
    too_large = f"has {size:,} bytes; a vectorstore takes at most 50 MiB a file"
    return "is empty" if not size else too_large if size > LARGEST_DOCUMENT else None


def _walk(given: str, folder: str, manifest: Optional[str]) -> Uploads:
    """Find the files of a path, which may be a folder or a pattern."""
    from smarter.manifest.included_files import locate
    from smarter.manifest.substitution_syntax import Failure

    segments = [each for each in given.split("/") if each not in ("", ".")]
    at = next((at for at, each in enumerate(segments) if re.search(r"[*?[]", each)), len(segments))
    if os.path.isfile(os.path.join(folder, given)):
        return [Upload(given, "", "")], [], []
    base = "/".join(segments[:at])
    root = locate(base or ".", folder, folders=True)
    if isinstance(root, Failure):
        return [], [_found(root.rule, root.message, root.hint)], []
    if not os.path.isdir(root):
        file = locate(base, folder)
        if isinstance(file, Failure):
            return [], [_found(file.rule, file.message, file.hint)], []
        return [], [_found("file-missing", f"`{base}` is a file, and `{given}` names a folder")], []
    named = os.path.join(folder, *segments[:at])
    walk = _ContentWalk(named, segments[at:] or ("**", "*"), manifest)
    files, findings, left_out = [], [], []
    for found in walk.files():
        relative = os.path.relpath(found.file or "", named).replace(os.sep, "/")
        path = "/".join(each for each in (base, relative) if each not in ("", ".")) or "."
        if not isinstance(found, Finding):
            files.append(Upload(path, relative, ""))
        elif found.severity == ERROR:
            rule = "file-outside" if found.rule == "file-outside" else "file-missing"
            findings.append(_found(rule, f"`{path}`: {found.message}", found.hint))
        else:
            left_out.append(found)
    if not files and not findings:
        rest = "but for what is left out" if left_out else ""
        message = f"no file {'matches' if segments[at:] else 'in the folder'} `{given}` {rest}".rstrip()
        findings.append(_found("file-missing", message))
    return files, findings, left_out


def _found(rule: str, message: str, hint: Optional[str] = None) -> Finding:
    return Finding(rule, ERROR, message, "", hint=hint)


def resources_of(resource: Resource, files: Sequence[Upload]) -> Iterator[Resource]:
    """Yield the resource, or one for each of many files: `NAME/path/in/folder.md`."""
    if not any(each.name for each in files):
        yield resource
        return
    for each in files:
        name = f"{resource.name}/{escape_path(each.name)}"
        manifest = {
            **resource.manifest,
            "metadata": {**resource.manifest["metadata"], "name": name},
            "spec": {**resource.manifest["spec"], "path": each.path},
        }
        yield resource._replace(name=name, written_name=name, manifest=manifest, included={})


class UploadIndex:
    """Index of a run's documents, to find duplicates within a vectorstore."""

    def __init__(self) -> None:
        self._by_size: Dict[Tuple[str, int], List[Tuple[Upload, Document]]] = {}

    def add(self, resource: Resource, files: Sequence[Upload]) -> None:
        """Add the files of a manifest."""
        store = _store(resource.manifest)
        if store is None:
            return
        for each in files:
            with suppress(OSError):  # It is gone since it was found; the upload reports that.
                key = (fold_reference(store), os.stat(each.file).st_size)
                self._by_size.setdefault(key, []).append((each, resource.document))

    def duplicates(self) -> Iterator[Tuple[Finding, str]]:
        """Yield a finding for each file of the same content, with its manifest's text."""
        for (store, size), alike in self._by_size.items():
            seen: Dict[str, Tuple[Upload, Document]] = {}
            for each, document in alike if len(alike) > 1 and size else ():
                first, before = seen.setdefault(content_digest(each.file), (each, document))
                if first is each:
                    continue
                same = first.file == each.file
                line, column = before.position(_PATH)
                message = (
                    f"`{each.path}` is a document of {before.file}:{line}:{column} already"
                    if same
                    else f"`{each.path}` has the same content as `{first.path}` ({before.file}:{line}:{column}), "
                    f"which vectorstore {store} keeps once"
                )
                hint = "Remove it from one of the two manifests." if same else "Remove one of the two files."
                yield document.finding("duplicate-document", ERROR, message, _PATH, hint=hint), document.text

"""Checks across the manifests of a set: duplicates and unresolved references."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache
from itertools import islice
from typing import Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from smarter._suggest import find_typo
from smarter.kinds import KindTable, fold_name
from smarter.kinds.names import either_kind
from smarter.manifest.checking.document_checks import Inspected
from smarter.manifest.checking.uploads import UploadIndex
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding, PathParts, show_path
from smarter.manifest.reading.compact_list import CompactList
from smarter.manifest.reading.documents import Document, read_again, text_again
from smarter.manifest.reading.sources import Source
from smarter.manifest.resource import Reference, Resource, make_resource
from smarter.manifest.schema.kind_index import kind_index

Identity = Tuple[str, str]
Lookup = Callable[[Tuple[str, ...], str], Optional[bool]]

DIALECTS = ("P10", "P14")  # of the platforms in use; newer ones are asked for by name
_NAME: PathParts = ("metadata", "name")
_ALONE = (0, 1, 0)  # start, line and index of the one document of a file


class CrossReferenceIndex:
    """Index of the identities and references of a validation run.

    Add each document as it is inspected, then ask for the findings.
    """

    # A set may have 100,000 manifests, which must fit into 40 MB (benchmarks/validate.py --scale). So no documents are
    # kept, and few objects: a resource takes a hundred bytes, its name, its place and the names that it refers to. A
    # document with a finding is read again. Identities are compared by hashes first, which may collide.
    def __init__(self, kinds: KindTable, dialects: Sequence[str] = ()) -> None:
        """Take the platform's possible `dialects`; without any, check no references."""
        self.kinds = kinds
        self.dialects = dialects
        self.files = CompactList()
        self.written: Set[Identity] = set()  # names that the platform rewrites, as the manifests spell them
        self._file = (-1, "")
        self._identities = array("q")  # hashes of kind and name
        # File, kind, name; and start, line and index of a document that is not alone in its file.
        self._places = CompactList()
        # Kinds of a reference -> the number of its place, and the name.
        self._named: Dict[Tuple[str, ...], Optional[CompactList]] = {}
        self._held: Dict[int, Document] = {}
        # Findings come in the order of the files, so that one of each is enough.
        self._text = lru_cache(maxsize=1)(text_again)
        self._references = lru_cache(maxsize=1)(self._references_of)
        self._known = array("q")
        self._uploads = UploadIndex()

    def add(self, inspected: Inspected) -> None:
        for resource in inspected.resources():
            self._add(resource)
        if inspected.resource is not None and inspected.files:
            self._uploads.add(inspected.resource, inspected.files)

    def _add(self, resource: Resource) -> None:
        document, identity = resource.document, resource.identity
        if self._file[1] != document.file:
            self._file = self.files.append(document.file), document.file
        where = (document.start, document.line, document.index)
        place = (self._file[0], *identity)
        number = self._places.append(place if where == _ALONE else place + where)
        if not document.source.lasting:
            self._held[number] = document
        if resource.name:
            self._identities.append(hash(identity))
            if resource.written_name != resource.name:
                self.written.add((resource.kind.canonical, resource.written_name))
        for reference in resource.references() if self.dialects else ():
            named = self._naming(reference.kinds)
            if named is not None:
                named.append((number, reference.name))

    def _naming(self, kinds: Tuple[str, ...]) -> Optional[CompactList]:
        """Return the list of references to these kinds; None if no manifest defines them."""
        if kinds not in self._named:
            meant = [self.kinds.get(kind) for kind in kinds]
            verbs = {kind.verb("apply", dialect) for kind in meant for dialect in self.dialects}
            self._named[kinds] = None if verbs <= {"no"} else CompactList()
        return self._named[kinds]

    def duplicates(self) -> Iterator[Tuple[Finding, str]]:
        """Yield a finding for each duplicate, with the text of the later manifest's file."""
        known = self._sorted()
        twice = {one for one, following in zip(known, islice(known, 1, None)) if one == following}
        firsts: Dict[Identity, int] = {}
        # A manifest of a folder of files is many resources.
        reported: Set[Tuple[int, ...]] = set()
        for number, (file, kind, name, *where) in enumerate(self._places) if twice else ():
            if name and hash((kind, name)) in twice:
                first = firsts.setdefault((kind, name), number)
                if first != number and (file, *where) not in reported:
                    reported.add((file, *where))
                    document = self._document(number)
                    yield _duplicate(document, self._document(first)), document.text
        yield from self._uploads.duplicates()

    def unresolved(self, lookup: Optional[Lookup] = None) -> Iterator[Tuple[Finding, str]]:
        """Yield a finding for each unresolved reference, with the text of its file.

        Args:
            lookup: returns whether the platform has a resource of one of the kinds by this name, or None if unknown.
        """
        known = self._sorted()
        for kinds, named in self._named.items():
            meant = [self.kinds.get(kind) for kind in kinds]
            canonical = {kind.canonical for kind in meant}
            missing: Dict[str, List[int]] = {}
            for number, name in named or ():
                if not any(_has(known, hash((kind, name))) for kind in canonical):
                    missing.setdefault(name, []).append(number)
            names = [name for _, kind, name, *_ in self._places if kind in canonical] if missing else []
            for name, numbers in missing.items():
                near = find_typo(name, names)
                there = lookup(kinds, name) if lookup is not None else None
                for document, reference in self._naming_it(kinds, name, numbers) if not there else ():
                    if there is False:
                        message = f"{_shown(reference)} is neither in this set nor on the platform"
                        yield _unresolved(document, reference, ERROR, message, near), document.text
                    elif not _is_default(self.kinds, document, reference):
                        alike = (k.name for k in meant if (k.canonical, reference.written) in self.written)
                        yield _elsewhere(document, reference, near, next(alike, None)), document.text

    def _naming_it(
        self, kinds: Tuple[str, ...], name: str, numbers: Iterable[int]
    ) -> Iterator[Tuple[Document, Reference]]:
        """Yield the references by this name of the resources with these numbers."""
        for number in dict.fromkeys(numbers):
            document, references = self._references(number)
            for reference in references.get((kinds, name), ()):
                yield document, reference

    def _references_of(
        self, number: int
    ) -> Tuple[Document, Dict[Tuple[Tuple[str, ...], str], List[Reference]]]:
        """Read a document again; return it and its references by kinds and name."""
        document = self._document(number)
        resource = make_resource(document, self.kinds.get(document.value["kind"]), document.value, {})
        found: Dict[Tuple[Tuple[str, ...], str], List[Reference]] = {}
        for reference in resource.references():
            found.setdefault((reference.kinds, reference.name), []).append(reference)
        return document, found

    def _sorted(self) -> Sequence[int]:
        """Return the sorted hashes, in four parts: a list takes six times the memory."""
        if len(self._known) != len(self._identities):
            self._known = array("q")
            for top in range(-2, 2):
                self._known.extend(sorted([one for one in self._identities if one >> 62 == top]))
        return self._known

    def _document(self, number: int) -> Document:
        file, _, _, *where = self._places[number]
        source = Source(self.files[file], self.files[file], True)
        return self._held.get(number) or read_again(source, self._text(source), *(where or _ALONE))


def _has(known: Sequence[int], number: int) -> bool:
    at = bisect_left(known, number)
    return at < len(known) and known[at] == number


def _duplicate(document: Document, first: Document) -> Finding:
    line, column = first.position(_NAME)
    word, first_word = document.value["kind"], first.value["kind"]
    also = f" ({first_word} and {word} are one kind)" if first_word != word else ""
    name = document.value["metadata"]["name"]
    return document.finding(
        "duplicate-resource",
        ERROR,
        f"duplicate {word} `{name}`{also} (first defined at {first.file}:{line}:{column})",
        _NAME,
        hint="Rename or remove one of them.",
    )


def _unresolved(
    document: Document, reference: Reference, severity: str, message: str, near: Optional[str]
) -> Finding:
    return document.finding(
        "unresolved-reference", severity, message, reference.path, expected=either_kind(reference.kinds),
        hint=f"Did you mean `{near}`?" if near else None,
    )  # fmt: skip


def _shown(reference: Reference, written: Optional[str] = None) -> str:
    """Return the reference for a message, without its name if it may be a secret."""
    if reference.secret:
        return f"the {either_kind(reference.kinds)} named by {show_path(reference.path)}"
    return written or f"`{reference.name}`"


def _is_default(kinds: KindTable, document: Document, reference: Reference) -> bool:
    """Return whether the reference is the field's default, which the platform has."""
    kind = kinds.get(document.value["kind"])
    pattern = tuple(part for part in reference.path if isinstance(part, str))
    return any(
        field.path == pattern and field.default == reference.written for field in kind_index(kind).references
    )


def _elsewhere(
    document: Document, reference: Reference, near: Optional[str], never: Optional[str]
) -> Finding:
    name, written = reference.name, reference.written
    if never is not None and not reference.secret:
        message = (
            f"this reference never finds the {never} `{written}`: the platform looks up `{name}`, but stores it as "
            f"`{fold_name(written)}`"
        )
        hint = "Use a lower snake_case name in both places."
        return document.finding("unresolved-reference", WARNING, message, reference.path, hint=hint)
    shown = f"`{written}`" if written == name else f"`{written}` (`{name}` to the platform)"
    message = f"{_shown(reference, shown)} is not in this set; the platform must have it"
    return _unresolved(document, reference, WARNING if near else NOTE, message, near)

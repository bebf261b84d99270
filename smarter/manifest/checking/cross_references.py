"""What is wrong between the manifests of a set: things defined twice, and references to what is not there."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache
from itertools import islice
from typing import Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Set, Tuple

from smarter._suggest import find_typo
from smarter.kinds import KindTable
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
    """Who is defined and who is named in a set. Add the resources one by one, then ask what is wrong between them.

    What is kept of a resource takes a hundred bytes: its name, its place, and whom it names. Its document is read
    again if there is something to say of it, unless that cannot be done.
    """

    def __init__(self, kinds: KindTable, dialects: Sequence[str] = ()) -> None:
        """`dialects` are those of the platforms that the set may be for; without any, references do not matter."""
        self.kinds = kinds
        self.dialects = dialects
        self.files = CompactList()
        self.written: Set[Identity] = set()  # names that the platform rewrites, as they are written
        self._file = (-1, "")
        self._identities = array("q")  # a number for each kind and name: two may have one, but hardly ever do
        # File, kind, name; start, line and index of a document that is not alone in its file.
        self._places = CompactList()
        # Kinds -> who names a resource of one of them: the number of a place, and the name.
        self._named: Dict[Tuple[str, ...], Optional[CompactList]] = {}
        self._held: Dict[int, Document] = {}
        # One file and one document's references are kept: most of what there is to say comes in turn.
        self._text = lru_cache(maxsize=1)(text_again)
        self._references = lru_cache(maxsize=1)(self._references_of)
        self._known = array("q")

    def add(self, resource: Resource) -> None:
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
        """Where references to these kinds are kept; None where no manifest could define such a resource, so that it
        is none of this set's business."""
        if kinds not in self._named:
            verbs = {
                self.kinds.get(kind).verb("apply", dialect) for kind in kinds for dialect in self.dialects
            }
            self._named[kinds] = None if verbs <= {"no"} else CompactList()
        return self._named[kinds]

    def duplicates(self) -> Iterator[Tuple[Finding, str]]:
        """A finding for each resource that an earlier one is the same as, with the text of its file."""
        known = self._sorted()
        twice = {one for one, following in zip(known, islice(known, 1, None)) if one == following}
        firsts: Dict[Identity, int] = {}
        for number, (_, kind, name, *_) in enumerate(self._places) if twice else ():
            if name and hash((kind, name)) in twice:
                first = firsts.setdefault((kind, name), number)
                if first != number:
                    document = self._document(number)
                    yield _duplicate(document, self._document(first)), document.text

    def unresolved(self, lookup: Optional[Lookup] = None) -> Iterator[Tuple[Finding, str]]:
        """A finding for each reference to what the set does not define, with the text of its file.

        `lookup` says of kinds and a name whether the platform has it; None where that cannot be known.
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
                        yield _nowhere(document, reference, near), document.text
                    elif not _taken_for_granted(self.kinds, document, reference):
                        never = next(
                            (k.name for k in meant if (k.canonical, reference.written) in self.written), None
                        )
                        yield _elsewhere(document, reference, near, never), document.text

    def _naming_it(
        self, kinds: Tuple[str, ...], name: str, numbers: Iterable[int]
    ) -> Iterator[Tuple[Document, Reference]]:
        """The references by this name of the resources that have these numbers."""
        for number in dict.fromkeys(numbers):
            document, references = self._references(number)
            for reference in references.get((kinds, name), ()):
                yield document, reference

    def _references_of(
        self, number: int
    ) -> Tuple[Document, Dict[Tuple[Tuple[str, ...], str], List[Reference]]]:
        """A document, read again, and its references by kinds and name."""
        document = self._document(number)
        resource = make_resource(document, self.kinds.get(document.value["kind"]), document.value, {})
        found: Dict[Tuple[Tuple[str, ...], str], List[Reference]] = {}
        for reference in resource.references():
            found.setdefault((reference.kinds, reference.name), []).append(reference)
        return document, found

    def _sorted(self) -> Sequence[int]:
        """The numbers of all identities in order: sorted piece by piece, since a list takes six times the memory."""
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


def _either(kinds: Sequence[str]) -> str:
    return " or ".join([", ".join(kinds[:-1]), kinds[-1]]) if len(kinds) > 1 else "".join(kinds)


def _duplicate(document: Document, first: Document) -> Finding:
    line, column = first.position(_NAME)
    word, first_word = document.value["kind"], first.value["kind"]
    also = f" ({first_word} and {word} are one kind)" if first_word != word else ""
    name = document.value["metadata"]["name"]
    return document.finding(
        "duplicate-resource",
        ERROR,
        f"{word} `{name}` is defined twice{also}: first at {first.file}:{line}:{column}.",
        _NAME,
        hint="Rename one of them, or leave one out.",
    )


def _nowhere(document: Document, reference: Reference, near: Optional[str]) -> Finding:
    message = f"{_shown(reference)} is neither in this set nor on the platform."
    hint = f"Did you mean `{near}`?" if near else None
    expected = _either(reference.kinds)
    return document.finding(
        "unresolved-reference", ERROR, message, reference.path, expected=expected, hint=hint
    )


def _shown(reference: Reference, written: Optional[str] = None) -> str:
    """The reference for a message. Where a Secret's name belongs it is not shown: it may be the secret itself."""
    if reference.secret:
        return f"The {_either(reference.kinds)} that {show_path(reference.path)} names"
    return written or f"`{reference.name}`"


def _taken_for_granted(kinds: KindTable, document: Document, reference: Reference) -> bool:
    """Whether the reference is what the platform puts there by itself, so that it surely has it."""
    kind = kinds.get(document.value["kind"])
    pattern = tuple(part for part in reference.path if isinstance(part, str))
    return any(
        field.path == pattern and field.schema.get("default") == reference.written
        for field in kind_index(kind).references
    )


def _elsewhere(
    document: Document, reference: Reference, near: Optional[str], never: Optional[str]
) -> Finding:
    name, written = reference.name, reference.written
    if never is not None and not reference.secret:
        message = (
            f"The platform looks `{written}` up as `{name}`, but keeps the {never} `{written}` of this set under "
            "another name: they never meet."
        )
        hint: Optional[str] = "Name it in lower snake_case in both places."
        return document.finding("unresolved-reference", WARNING, message, reference.path, hint=hint)
    shown = f"`{written}`" if written == name else f"`{written}` (`{name}` to the platform)"
    message = f"{_shown(reference, shown)} is not in this set; the platform must have it."
    severity, hint = (NOTE, None) if near is None else (WARNING, f"Did you mean `{near}`?")
    expected = _either(reference.kinds)
    return document.finding(
        "unresolved-reference", severity, message, reference.path, expected=expected, hint=hint
    )

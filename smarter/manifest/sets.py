"""What is wrong between the manifests of a set: things defined twice, and references to what is not there."""

from __future__ import annotations

from functools import lru_cache
from typing import Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Set, Tuple

from smarter.kinds import KindTable
from smarter.manifest.documents import Document, read_again, text_again
from smarter.manifest.facts import facts_of
from smarter.manifest.findings import ERROR, NOTE, WARNING, Finding, PathParts
from smarter.manifest.resources import Resource
from smarter.manifest.sources import Source
from smarter.manifest.suggest import slip

Identity = Tuple[str, str]
Lookup = Callable[[Tuple[str, ...], str], Optional[bool]]

DIALECTS = ("P10", "P14")  # of the platforms in use; newer ones are asked for by name
_NAME: PathParts = ("metadata", "name")


class Place(NamedTuple):
    """Where a document stands. A document of a file is not held but read again when it is needed, so that a large set
    takes little memory."""

    source: Source
    start: int
    line: int
    number: int
    held: Optional[Document]


def place_of(resource: Resource) -> Place:
    document = resource.document
    held = None if document.source.lasting else document
    return Place(document.source, document.start, document.line, document.index, held)


class Roll:
    """Who is defined and who is named in a set. Add the resources one by one, then ask for the references."""

    def __init__(self, kinds: KindTable) -> None:
        self.kinds = kinds
        self.defined: Dict[Identity, Place] = {}
        self.written: Set[Tuple[str, str]] = set()  # names that the platform rewrites, as they are written
        self.named: Dict[Tuple[Tuple[str, ...], str, str], List[Tuple[Place, PathParts]]] = {}
        # One file and one document are kept: most of what there is to say comes in turn.
        self._text = lru_cache(maxsize=1)(text_again)
        self._again = lru_cache(maxsize=1)(read_again)

    def add(self, resource: Resource) -> Optional[Finding]:
        """Take in `resource`; a finding if an earlier one is the same."""
        here = place_of(resource)
        for reference in resource.references():
            key = (reference.kinds, reference.name, reference.written)
            self.named.setdefault(key, []).append((here, reference.path))
        if not resource.name:
            return None
        if resource.written_name != resource.name:
            self.written.add((resource.kind.canonical, resource.written_name))
        first = self.defined.setdefault(resource.identity, here)
        return None if first is here else _duplicate(resource, self._document(first))

    def _document(self, place: Place) -> Document:
        source, start, line, number, held = place
        return held or self._again(source, self._text(source), start, line, number)

    def unresolved(
        self, dialects: Sequence[str], lookup: Optional[Lookup] = None
    ) -> Iterator[Tuple[Finding, str]]:
        """A finding for each reference to what the set does not define, with the text of its file.

        `dialects` are those of the platforms that the set may be for. `lookup` says of kinds and a name whether the
        platform has it; None where that cannot be known.
        """
        for (kinds, name, written), places in self.named.items():
            meant = [self.kinds.get(kind) for kind in kinds]
            verbs = {kind.verb("apply", dialect) for kind in meant for dialect in dialects}
            if verbs <= {"no"}:
                continue  # no manifest could define it, so that it is none of this set's business
            if any((kind.canonical, name) in self.defined for kind in meant):
                continue
            names = [defined for kind, defined in self.defined if kind in {each.canonical for each in meant}]
            near = slip(name, names)
            never = next((k.name for k in meant if (k.canonical, written) in self.written), None)
            words = _either(kinds)
            there = lookup(kinds, name) if lookup is not None else None
            for place, path in places if not there else ():
                document = self._document(place)
                if there is False:
                    yield _nowhere(document, path, words, name, near), document.text
                elif not _taken_for_granted(self.kinds, document, path, written):
                    yield _elsewhere(document, path, words, name, written, near, never), document.text


def _either(kinds: Sequence[str]) -> str:
    return " or ".join([", ".join(kinds[:-1]), kinds[-1]]) if len(kinds) > 1 else "".join(kinds)


def _duplicate(resource: Resource, first: Document) -> Finding:
    line, column = first.position(_NAME)
    word = first.value.get("kind")
    also = f" ({word} and {resource.word} are one kind)" if word != resource.word else ""
    place = f"{first.file}:{line}:{column}"
    message = f"{resource.word} `{resource.written_name}` is defined twice{also}: first at {place}."
    return resource.document.finding(
        "duplicate-resource",
        ERROR,
        message,
        ("metadata", "name"),
        hint="Rename one of them, or leave one out.",
    )


def _nowhere(document: Document, path: PathParts, kinds: str, name: str, near: Optional[str]) -> Finding:
    message = f"`{name}` is neither in this set nor on the platform."
    hint = f"Did you mean `{near}`?" if near else None
    return document.finding("unresolved-reference", ERROR, message, path, expected=kinds, hint=hint)


def _taken_for_granted(kinds: KindTable, document: Document, path: PathParts, written: str) -> bool:
    """Whether the reference is what the platform puts there by itself, so that it surely has it."""
    kind = kinds.get(document.value["kind"])
    pattern = tuple(part for part in path if isinstance(part, str))
    return any(
        field.path == pattern and field.schema.get("default") == written
        for field in facts_of(kind).references
    )


def _elsewhere(
    document: Document,
    path: PathParts,
    kinds: str,
    name: str,
    written: str,
    near: Optional[str],
    never: Optional[str],
) -> Finding:
    if never is not None:
        message = (
            f"The platform looks `{written}` up as `{name}`, but keeps the {never} `{written}` of this set under "
            "another name: they never meet."
        )
        hint: Optional[str] = "Name it in lower snake_case in both places."
        return document.finding("unresolved-reference", WARNING, message, path, hint=hint)
    shown = f"`{written}`" if written == name else f"`{written}` (`{name}` to the platform)"
    message = f"{shown} is not in this set; the platform must have it."
    severity, hint = (NOTE, None) if near is None else (WARNING, f"Did you mean `{near}`?")
    return document.finding("unresolved-reference", severity, message, path, expected=kinds, hint=hint)

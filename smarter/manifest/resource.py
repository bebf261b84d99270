"""Resources: manifests of known kinds, with their names and references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, NamedTuple, Sequence, Tuple, TypeVar

from smarter.kinds import Field, Kind, fold_reference
from smarter.kinds.names import NO_NAME
from smarter.kinds.paths import values_at as values_at
from smarter.manifest.findings import PathParts
from smarter.manifest.reading.documents import Document
from smarter.manifest.schema.kind_index import Tree, kind_index

T = TypeVar("T")

if TYPE_CHECKING:
    from pathlib import Path

# A spelling that the platform changes neither in names nor in references.
_SETTLED = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*\Z").match

# As the whole value of a field it stands for the value that the platform has.
KEEP = "${keep}"


class Reference(NamedTuple):
    """A field that names another resource.

    Attributes:
        kinds: the kinds that the resource may be of.
        name: folded as the platform folds references.
        written: the name as the manifest spells it.
        secret: the field takes the name of a Secret, so that the text may be a secret by mistake.
    """

    path: PathParts
    kinds: Tuple[str, ...]
    name: str
    written: str
    secret: bool = False


class Tainted(NamedTuple):
    """The text of a value that holds a secret.

    Attributes:
        text: the text for outputs, with the reference in place of the secret.
        before: number of characters of the value that stand before the secret; `after` counts those behind it.
    """

    text: str
    before: int = 0
    after: int = 0


class Resource(NamedTuple):
    """One manifest of a known kind.

    Attributes:
        word: the kind as the manifest spells it.
        name: folded as the platform stores it; `written_name` is the manifest's spelling.
        manifest: apiVersion, kind, metadata and spec as JSON-able data. Dates are text as written, annotations a list
            of one-key mappings; substitutions are made if they were asked for.
        tainted: path -> its text for outputs, for each value that holds a substituted secret.
        substituted: the substituted secrets.
        included: path -> file, for each value that is the content of a file and nothing else.
    """

    kind: Kind
    word: str
    name: str
    written_name: str
    manifest: Dict[str, Any]
    tainted: Mapping[PathParts, Tainted]
    document: Document
    substituted: Sequence[str] = ()
    included: Mapping[PathParts, str] = {}

    @property
    def file(self) -> str:
        return self.document.file

    @property
    def base_dir(self) -> Path:
        """Return the folder that relative paths in the manifest start from."""
        from pathlib import Path

        return Path(self.document.source.folder)

    @property
    def identity(self) -> Tuple[str, str]:
        """The canonical kind and the folded name, equal for manifests of one resource."""
        return self.kind.canonical, self.name

    def position(self, path: PathParts) -> Tuple[int, int]:
        """Return the line and the column, from 1, of the value at `path`."""
        return self.document.position(path)

    def references(self) -> List[Reference]:
        """Return the references to other resources, in the order of the schema.

        Values with a substitution that was not made are left out.
        """
        found: List[Reference] = []
        for field, path, value in leaves_in(self.manifest, kind_index(self.kind).naming):
            if value:
                found.extend(_named(path, value, self._kinds_of(field, path), field.names_secret))
        return found

    def _kinds_of(self, field: Field, path: PathParts) -> Tuple[str, ...]:
        """Return the kinds that a reference may be to; a sibling field may choose one."""
        sibling = field.schema.get("x-smarter-reference-kind")
        if sibling is None:
            return field.references
        words = field.schema.get("x-smarter-reference-words", {})
        given = (value for _, value in values_at(self.manifest, (*path[:-1], sibling)))
        meant = {words.get(value, value) for value in given if isinstance(value, str)}
        return tuple(kind for kind in field.references if kind in meant)

    # A tuple's hash would be that of its manifest, a dictionary, which has none.
    def __hash__(self) -> int:
        return hash(self.identity)

    def __repr__(self) -> str:
        return f"<Resource {self.kind.name}/{self.name} {self.file}>"


def _named(path: PathParts, value: Any, kinds: Tuple[str, ...], secret: bool) -> Iterator[Reference]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _named((*path, index), item, kinds, secret)
    elif not kinds or not isinstance(value, str) or not value or "${" in value:
        return
    elif not (secret and NO_NAME.search(value)):
        yield Reference(path, kinds, value if _SETTLED(value) else fold_reference(value), value, secret)


def leaves_in(value: Any, tree: Tree, path: PathParts = ()) -> List[Tuple[Any, PathParts, Any]]:
    """Return the leaves of `tree` that `value` has, each with its path and its value."""
    found = [(tree[None], path, value)] if None in tree else []
    if isinstance(value, dict):
        for part, below in tree.items():
            if part in value:
                found += leaves_in(value[part], below, (*path, part))
    elif isinstance(value, list) and "*" in tree:
        for index, item in enumerate(value):
            found += leaves_in(item, tree["*"], (*path, index))
    return found


def make_resource(
    document: Document, kind: Kind, value: Dict[str, Any], tainted: Mapping[PathParts, Tainted],
    substituted: Sequence[str] = (), included: Mapping[PathParts, str] = {},
) -> Resource:  # fmt: skip
    """Return the resource of a document with the data `value`, which may be invalid."""
    metadata = value.get("metadata")
    written = metadata.get("name") if isinstance(metadata, dict) else None
    written_name = written if isinstance(written, str) else ""
    read_only = kind_index(kind).read_only
    manifest = {key: part for key, part in value.items() if key not in read_only}
    if isinstance(metadata, dict) and isinstance(metadata.get("annotations"), dict):
        listed = [{key: note} for key, note in metadata["annotations"].items()]
        manifest["metadata"] = {**metadata, "annotations": listed}
        keys = list(metadata["annotations"])
        tainted, included = _relocate(tainted, keys), _relocate(included, keys)
    name = written_name if _SETTLED(written_name) else kind.fold(written_name)
    word = str(value.get("kind"))
    return Resource(kind, word, name, written_name, manifest, tainted, document, substituted, included)


def _relocate(paths: Mapping[PathParts, T], keys: List[str]) -> Dict[PathParts, T]:
    """Return the mapping by path, with annotations in a list of one-key mappings."""
    moved: Dict[PathParts, T] = {}
    for path, found in paths.items():
        if path[:2] == ("metadata", "annotations") and len(path) > 2:
            path = (*path[:2], keys.index(str(path[2])), *path[2:])
        moved[path] = found
    return moved

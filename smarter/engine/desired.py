"""A resource as its manifest wants it: what is compared with the platform, and what is sent there."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, FrozenSet, Mapping, Optional, Tuple

from smarter.engine import digests
from smarter.engine.normalize import Path as FieldPath
from smarter.engine.normalize import canonical, completed, fold_references, get, mentions, put
from smarter.kinds import Field, Kind
from smarter.manifest import Resource
from smarter.platform.field_moves import at_home, home_path
from smarter.platform.files import content_mark

Identity = Tuple[str, str]  # canonical kind, folded name


def label(identity: Identity) -> str:
    """`plugin/faq`: a resource as messages name it."""
    return f"{identity[0].lower()}/{identity[1]}"


@dataclass(frozen=True)
class Desired:
    """One manifest, ready to be compared. `manifest` is what its author wrote."""

    kind: Kind
    word: str
    name: str
    manifest: Mapping[str, Any] = field(repr=False)  # holds secrets in clear
    tainted: Mapping[Tuple[Any, ...], str] = field(default_factory=dict)
    content: Optional[Path] = None
    kept: FrozenSet[FieldPath] = frozenset()  # fields that hold what was read, to be sent back as they are
    held: FrozenSet[FieldPath] = frozenset()  # fields to be kept whose value cannot be read, so neither sent
    sealed: FrozenSet[FieldPath] = frozenset()  # of the kept fields those that a substitution once made
    resource: Optional[Resource] = None

    @property
    def values(self) -> Mapping[str, Any]:
        """The manifest complete and normalised, as the platform would hold it; kept until `rest` is called."""
        values: Optional[Mapping[str, Any]] = self.__dict__.get("_values")
        if values is None:
            values = self.__dict__["_values"] = completed(self.kind, self.manifest)
        return values

    def rest(self) -> None:
        """Let go of what can be worked out again: ten thousand resources wait longer than they are looked at."""
        self.__dict__.pop("_values", None)

    @property
    def identity(self) -> Identity:
        return (self.kind.canonical, self.name)

    def __str__(self) -> str:
        return label((self.word, self.name))

    def mentions(self, path: FieldPath) -> bool:
        """Whether the manifest says anything about the field."""
        return mentions(self.manifest, path)

    def value(self, each: Field) -> Any:
        """What the field should be, in canonical form."""
        return canonical(get(self.values, each.path), each)

    def hidden(self, each: Field) -> bool:
        """Whether the field's value must not be shown, nor hashed quickly."""
        depth = len(each.path)
        tainted = any(path[:depth] == each.path for path in self.tainted)
        return each.secret or tainted or each.path in self.sealed

    def names(self, each: Field) -> bool:
        """Whether the field holds the name of a resource of which the platform shows the content: that is no secret."""
        return bool(each.references) and "resolved" in each.readback and each.path not in self.tainted


def prepare(resource: Resource, dialect: str) -> Desired:
    """Make a manifest comparable on platforms of `dialect`. Reads the content of a file that it names.

    Raises:
        OSError: that file cannot be read.
    """
    kind = resource.kind.for_dialect(dialect)
    manifest = at_home(kind, resource.manifest)  # either spelling may be written
    content: Optional[Path] = None
    for each in compared(kind):
        if "content" in each.normalize:
            content = Path(resource.base_dir) / str(get(manifest, each.path))
            manifest = copy.deepcopy(manifest)
            put(manifest, each.path, content_mark(content))
    return Desired(
        kind=kind,
        word=resource.word,
        name=resource.name,
        manifest=manifest,
        tainted={home_path(kind, path): text for path, text in resource.tainted.items()},
        content=content,
        resource=resource,
    )


@lru_cache(maxsize=256)
def compared(kind: Kind) -> Tuple[Field, ...]:
    """The fields that make a resource what it is: all but the server's own and the name."""
    return tuple(
        f for f in kind.fields if not f.read_only and not f.in_list and f.path != ("metadata", "name")
    )


def marks(desired: Desired, salt: str) -> Dict[str, str]:
    """The annotations of ours that go with this manifest: a digest for each field that is not at its default."""
    plain: Dict[str, str] = {}
    slow: Dict[str, str] = {}
    names: Dict[str, str] = {}
    for each in compared(desired.kind):
        value = desired.value(each)
        if value is None or each.operational:
            continue
        if desired.names(each):
            names[digests.field_key(each.path)] = str(value)
        elif desired.hidden(each):
            slow[digests.field_key(each.path)] = digests.sealed(value, salt)
        else:
            plain[digests.field_key(each.path)] = digests.plain(value)
    result = {digests.APPLIED: digests.write_applied(plain)}
    if slow:
        result[digests.SEALED] = digests.write_sealed(salt, slow)
    if names:
        result[digests.NAMES] = digests.write_names(names)
    return result


def wire_manifest(desired: Desired) -> Dict[str, Any]:
    """What is sent: what the author wrote, and the defaults that are not null.

    Names and references go out as the platform folds them, so that both always meet.
    """
    manifest: Dict[str, Any] = copy.deepcopy(
        {key: desired.manifest.get(key) or {} for key in ("metadata", "spec")}
    )
    manifest["metadata"]["name"] = desired.name
    if desired.kind.identity:
        manifest["metadata"].setdefault(desired.kind.identity, desired.name)
    for each in desired.kind.fields:
        if each.read_only or each.in_list:
            continue
        # An empty list and null mean the same, but some lists the platform takes only as lists.
        unsaid = not desired.mentions(each.path) or (each.default == [] and get(manifest, each.path) is None)
        inside = isinstance(get(desired.values, each.path[:-1]), Mapping)  # not of an object that is left out
        if unsaid and inside and each.default is not None:
            put(manifest, each.path, copy.deepcopy(each.default))
        elif each.references and get(manifest, each.path) is not None:
            put(manifest, each.path, fold_references(get(manifest, each.path)))
    return manifest

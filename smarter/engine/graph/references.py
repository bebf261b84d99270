"""References in manifests, and those visible in live resources."""

from __future__ import annotations

from typing import Any, Collection, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Set, Tuple

from smarter.engine import digests
from smarter.engine.desired import Identity
from smarter.engine.normalize import Path, get
from smarter.kinds import Field, Kind, KindTable
from smarter.kinds.names import normalize_key
from smarter.kinds.paths import values_at
from smarter.manifest import Resource
from smarter.manifest.findings import PathParts
from smarter.manifest.schema.kind_index import kind_index
from smarter.platform import LiveResource, Platform


class Reference(NamedTuple):
    """Field with another resource's name, in its applied spelling if known.

    `cascades`: the platform deletes the referring resource when the other one is deleted.
    """

    path: str
    kinds: Tuple[str, ...]
    name: str
    cascades: bool = False

    def names(self, kind: Kind, name: str) -> bool:
        """Tell whether this may be a reference to the resource `name` of `kind`."""
        # The platform camelCases names in lists (`faq_plugin` -> `faqPlugin`), so spellings are compared loosely.
        return bool({kind.name, kind.canonical} & set(self.kinds)) and normalize_key(
            self.name
        ) == normalize_key(name)


def reference_fields(kind: Kind, target: Kind) -> List[Field]:
    """Return the fields of `kind` that can name a resource of `target`."""
    wanted = {target.name, target.canonical}
    return [field for field in kind_index(kind).references if wanted & set(field.references)]


def live_references(live: LiveResource, only: Optional[Collection[Path]] = None) -> Iterator[Reference]:
    """Find the references of a live resource, in all its fields or `only` in those.

    Where the platform shows the content of the other resource in place of its name (`x-smarter-readback: resolved`),
    the name is the one that was applied, from our annotation; without an annotation there is none.
    """
    applied = digests.read_applied(live.marks.get(digests.NAMES)) or {}
    for field in kind_index(live.kind).references:
        if only is not None and field.path not in only:
            continue
        values: List[Any]
        if "resolved" in field.readback:
            values = [applied.get(digests.field_key(field.path))]
        elif field.in_list:
            values = [value for _, value in values_at(live.manifest, field.path)]
        else:
            value = get(live.manifest, field.path)
            values = _as_applied(live, field, value) if isinstance(value, list) else [value]
        for name in values:
            if isinstance(name, str) and name:
                cascades = bool(field.schema.get("x-smarter-cascade"))
                yield Reference(str(field), field.references, name, cascades)


def refers_to(live: LiveResource, kind: Kind, name: str, *, cascading: bool = False) -> bool:
    """Tell whether a live resource may refer to `name` of `kind`.

    With `cascading`, only if the platform deletes it along with that resource.
    """
    return any(
        reference.names(kind, name) and (reference.cascades or not cascading)
        for reference in live_references(live)
    )


def references_among(lives: Mapping[Identity, LiveResource]) -> Dict[Identity, Set[Identity]]:
    """Return, for each live resource, those of the others that it may refer to."""
    return {
        identity: {
            other
            for reference in live_references(live)
            for other, target in lives.items()
            if other != identity and reference.names(target.kind, target.name)
        }
        for identity, live in lives.items()
    }


def _as_applied(live: LiveResource, field: Field, shown: List[Any]) -> List[Any]:
    """Return a list's applied names if the platform only changed their spelling."""
    kept = digests.read_value(live.marks.get(digests.VALUE + digests.field_key(field.path)))
    same = isinstance(kept, list) and sorted(map(_spelling, kept)) == sorted(map(_spelling, shown))
    return kept if same else shown


def _spelling(name: Any) -> str:
    return normalize_key(str(name))


def hides_references(live: LiveResource, target: Kind) -> bool:
    """Tell whether a field without a visible name may refer to one of `target`."""
    applied = digests.read_applied(live.marks.get(digests.NAMES)) or {}
    return any(
        "resolved" in field.readback
        and get(live.manifest, field.path) not in (None, "")
        and digests.field_key(field.path) not in applied
        for field in reference_fields(live.kind, target)
        if not field.in_list
    )


def serves(platform: Platform, word: str) -> bool:
    """Tell whether the platform has a kind of this name."""
    kind = platform.kinds.find(word)
    return kind is not None and kind.is_served(platform.dialect().name)


def served_references(platform: Platform, live: LiveResource) -> List[Reference]:
    """Return a live resource's references, each limited to the served kinds."""
    return [
        each._replace(kinds=tuple(word for word in each.kinds if serves(platform, word)) or each.kinds)
        for each in live_references(live)
    ]


class NamedTarget(NamedTuple):
    """Reference in a manifest with its kinds, and its identities `inside` the set.

    `secret`: the field takes the name of a Secret, so that the name may be a secret by mistake.
    """

    path: PathParts
    name: str
    kinds: Tuple[Kind, ...]
    inside: Tuple[Identity, ...]
    secret: bool = False


# References to resources without a manifest, by the kinds and the name that they may mean, with their places.
Outside = Dict[Tuple[Tuple[Kind, ...], str], List[Tuple[Resource, NamedTarget]]]


def split_references(
    resources: Iterable[Resource],
    kinds: KindTable,
    present: Collection[Identity],
    dialect: Optional[str] = None,
) -> Tuple[Dict[Identity, Set[Identity]], Outside]:
    """Split references into those to `present` resources, by resource, and the rest."""
    needs: Dict[Identity, Set[Identity]] = {identity: set() for identity in present}
    outside: Outside = {}
    for resource in resources:
        for target in manifest_references(resource, kinds, present, dialect):
            if target.inside:
                needs[resource.identity].update(each for each in target.inside if each != resource.identity)
            elif target.kinds:
                outside.setdefault((target.kinds, target.name), []).append((resource, target))
    return needs, outside


def manifest_references(
    resource: Resource, kinds: KindTable, present: Collection[Identity], dialect: Optional[str] = None
) -> Iterator[NamedTarget]:
    """Find a manifest's references; with `dialect`, only to kinds served there."""
    for reference in resource.references():
        # A kind may go by two names (a Chatbot is an LLMClient); the canonical one counts once.
        known = {kind.canonical: kind for kind in map(kinds.find, reference.kinds) if kind is not None}
        served = [kind for kind in known.values() if dialect is None or kind.is_served(dialect)]
        identities = [(kind.canonical, reference.name) for kind in served]
        inside = tuple(each for each in identities if each in present)
        yield NamedTarget(reference.path, reference.name, tuple(served), inside, reference.secret)

"""What a live resource refers to, and what refers to it, as far as the platform can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, NamedTuple, Set, Tuple

from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.kinds import Field, Kind
    from smarter.platform import LiveResource, Platform

__all__ = ["Reference", "referred_by", "refers_to"]


class Reference(NamedTuple):
    """A field that names another resource, and the kinds that it may be of on this platform."""

    path: str
    kinds: Tuple[str, ...]
    name: str


def refers_to(platform: Platform, live: LiveResource) -> List[Reference]:
    """Every reference in the manifest, as far as it comes back true."""
    dialect = platform.dialect().name
    found = []
    for reference in _references(live.kind, live.manifest):
        served = [word for word in reference.kinds if _served(platform, word, dialect)]
        found.append(reference._replace(kinds=tuple(served or reference.kinds)))
    return found


def referred_by(platform: Platform, live: LiveResource) -> Tuple[List[str], Set[str]]:
    """`kind/name` of what refers to the resource, and the kinds of which the platform cannot tell."""
    from smarter.cli.output.resource_view import name_of
    from smarter.cli.reading import read_all

    found: Set[str] = set()
    unknown: Set[str] = set()
    dialect = platform.dialect().name
    for kind in _referring(platform, live.kind, dialect):
        if all("resolved" in field.readback for field in _fields(kind, live.kind)):
            unknown.add(kind.plural)
            continue
        try:
            names = [name_of(row) for row in platform.list(kind).rows]
            others = read_all(platform, kind, names) if names else []
        except SmarterError:  # what cannot be asked is unknown; the resource itself is shown all the same
            unknown.add(kind.plural)
            continue
        for other in others:
            if other is not None and any(
                live.kind.name in each.kinds and _same(each.name, live.name)
                for each in _references(kind, other.manifest)
            ):
                found.add(f"{kind.singular}/{other.name}")
    return sorted(found), unknown


def _served(platform: Platform, word: str, dialect: str) -> bool:
    kind = platform.kinds.find(word)
    return kind is not None and (kind.served == "files" or dialect in kind.wire)


def _referring(platform: Platform, target: Kind, dialect: str) -> List[Kind]:
    """The kinds that this platform serves with a field that may name `target`, each canonical kind once."""
    chosen: Dict[str, Kind] = {}
    for kind in platform.kinds.all():
        if kind.verb("describe", dialect) != "no" and _fields(kind, target):
            chosen.setdefault(kind.canonical, kind)
    return list(chosen.values())


def _fields(kind: Kind, target: Kind) -> List[Field]:
    return [field for field in kind.fields if target.name in field.references and not field.read_only]


def _references(kind: Kind, manifest: Mapping[str, Any]) -> Iterator[Reference]:
    for field in kind.fields:
        # What comes back in place of a name (the secret itself, say) is no reference, and must not be shown.
        if field.references and not field.read_only and "resolved" not in field.readback:
            for value in _values(manifest, field.path):
                if isinstance(value, str) and value:
                    yield Reference(str(field), field.references, value)


def _values(node: Any, path: Tuple[str, ...]) -> Iterator[Any]:
    if not path:
        yield from node if isinstance(node, list) else [node]
    elif path[0] == "*":
        for item in node if isinstance(node, list) else ():
            yield from _values(item, path[1:])
    elif isinstance(node, Mapping) and path[0] in node:
        yield from _values(node[path[0]], path[1:])


def _same(one: str, other: str) -> bool:
    """Whether two names are one, the platform giving some back in camelCase."""
    return one.replace("_", "").lower() == other.replace("_", "").lower()

"""Manifests fitted to another platform: to its names, fields and secrets."""

from __future__ import annotations

import copy
from typing import Any, Collection, Dict, Iterator, List, NamedTuple, Tuple

from smarter.engine.desired import Identity
from smarter.engine.export.exporter import Exported
from smarter.kinds import Kind, KindTable, fold_reference
from smarter.kinds.paths import get, leaves_of, put_at, take, values_at
from smarter.kinds.wire import unknown_fields
from smarter.manifest.resource import KEEP
from smarter.platform.field_moves import at_home

# The longest name that the platform takes.
LONGEST_NAME = 50


class Fitted(NamedTuple):
    """Manifest for another platform, and the fields left out as unknown there."""

    manifest: Dict[str, Any]
    left_out: Tuple[str, ...]


def references_of(exported: Exported, kinds: KindTable) -> Iterator[Tuple[Kind, str]]:
    """Find an exported manifest's possible references, one for each possible kind."""
    manifest = at_home(exported.kind, exported.manifest)
    for _, value, named in _references(manifest, exported.kind, kinds):
        for kind in named:
            yield kind, fold_reference(value)


def required_by(exported: Exported, dialect: str, kinds: KindTable) -> Iterator[Tuple[List[Kind], str]]:
    """Find a manifest's required resources for `dialect`: possible kinds and a name."""
    kind = kinds.get(exported.kind.name).for_dialect(dialect)
    for _, value, named in _references(at_home(exported.kind, exported.manifest), kind, kinds, checked=True):
        yield named, fold_reference(value)


def fit_to(
    exported: Exported,
    dialect: str,
    kinds: KindTable,
    *,
    suffix: str = "",
    renamed: Collection[Identity] = (),
    exists: bool = False,
) -> Fitted:
    """Return an exported manifest for a platform of `dialect`.

    Args:
        suffix: added to the name and to references of resources in `renamed`.
        exists: the platform has the resource, and keeps its own secrets; otherwise variables give them.
    """
    kind = kinds.get(exported.kind.name).for_dialect(dialect)
    manifest = copy.deepcopy(at_home(exported.kind, exported.manifest))
    if exists:
        for path in exported.variables:
            put_at(manifest, path, KEEP)
    # Each platform decides for itself which chatbots are live.
    for field in kind.fields:
        if field.operational:
            take(manifest, field.path)
    sections = {key: manifest.get(key) or {} for key in ("metadata", "spec")}
    left_out: List[str] = []
    for lacking in list(unknown_fields(sections, kind.schema, kind.schema)):
        if get(manifest, [str(part) for part in lacking]) not in (None, [], {}, ""):
            left_out.append(".".join(map(str, lacking)))
        take(manifest, [str(part) for part in lacking])
    if suffix:
        for place, value, named in list(_references(manifest, kind, kinds)):
            if any((each.canonical, fold_reference(value)) in renamed for each in named):
                put_at(manifest, place, value + suffix)
        for key in filter(None, ("name", kind.identity)):
            if (kind.canonical, exported.name) in renamed and isinstance(manifest["metadata"].get(key), str):
                manifest["metadata"][key] += suffix
    return Fitted(manifest, tuple(left_out))


def _references(
    manifest: Dict[str, Any], kind: Kind, kinds: KindTable, *, checked: bool = False
) -> Iterator[Tuple[Tuple[Any, ...], str, List[Kind]]]:
    """Find references: place, value, kinds; if `checked`, only those that must exist."""
    for field in kind.fields:
        named = [found for found in map(kinds.find, field.references) if found is not None]
        if not named or (checked and field.schema.get("x-smarter-unchecked")):
            continue
        for place, value in values_at(manifest, field.path):
            for at, item in leaves_of(value, place):
                if isinstance(item, str) and item and item != KEEP:
                    yield at, item, named

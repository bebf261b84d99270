"""Who refers to whom among manifests: what a drawing shows, and what belongs on one shard. Needs no platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Tuple

from smarter.engine.desired import Identity
from smarter.engine.graph.ordering import levels
from smarter.kinds import KindTable
from smarter.manifest import Resource

Edge = Tuple[Identity, Identity]


@dataclass(frozen=True)
class Relations:
    """`nodes` in the order of their levels: what others need comes first. `outside` are those that are only named.

    `needed` has what a node refers to, `users` what refers to it. An edge goes from what refers to what it refers to.
    Labels are as outputs name resources: `plugin/faq`.
    """

    nodes: Tuple[Identity, ...]
    levels: Tuple[Tuple[Identity, ...], ...]
    edges: Tuple[Edge, ...]
    outside: Tuple[Identity, ...]
    labels: Dict[Identity, str]
    needed: Mapping[Identity, Sequence[Identity]]
    users: Mapping[Identity, Sequence[Identity]]


def relations(resources: Sequence[Resource], kinds: KindTable) -> Relations:
    """The graph of the resources.

    Raises:
        CycleError: they refer to each other in a circle.
    """
    inside = {resource.identity: resource for resource in resources}
    labels = {identity: f"{each.kind.singular}/{each.name}" for identity, each in inside.items()}
    edges: Dict[Edge, None] = {}
    outside: Dict[Identity, None] = {}
    for identity, resource in inside.items():
        for reference in resource.references():
            known = [kind for kind in map(kinds.find, reference.kinds) if kind is not None]
            named = [(kind.canonical, reference.name) for kind in known]
            there = [each for each in named if each in inside and each != identity]
            if not there and named and identity not in named:
                # It may be of any of these kinds; the first stands for it.
                there = named[:1]
                outside[there[0]] = None
                labels.setdefault(there[0], f"{known[0].singular}/{reference.name}")
            edges.update(((identity, target), None) for target in there)
    needed: Dict[Identity, List[Identity]] = {node: [] for node in (*inside, *outside)}
    users: Dict[Identity, List[Identity]] = {node: [] for node in needed}
    for source, target in sorted(edges):
        needed[source].append(target)
        users[target].append(source)
    order = levels(sorted(inside), needed)
    return Relations(
        nodes=tuple(node for level in order for node in level),
        levels=tuple(tuple(level) for level in order),
        edges=tuple(sorted(edges)),
        outside=tuple(sorted(outside)),
        labels=labels,
        needed=needed,
        users=users,
    )

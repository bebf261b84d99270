"""Graph of the references among manifests. Needs no platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping, Sequence, Set, Tuple

from smarter.engine.desired import Identity
from smarter.engine.graph.ordering import levels
from smarter.engine.graph.references import manifest_references, split_references
from smarter.kinds import KindTable
from smarter.manifest import Resource
from smarter.manifest.findings import show_path


@dataclass(frozen=True)
class ResourceGraph:
    """Resources and the references between them.

    Attributes:
        nodes: the resources in the order of their levels: those that others need come first.
        levels: the nodes by level.
        edges: pairs of a resource and a resource that it refers to.
        outside: resources that are referred to and not among the manifests.
        labels: names as outputs show them: `plugin/faq`.
        needed: for each node, the resources that it refers to.
        users: for each node, the resources that refer to it.
    """

    nodes: Tuple[Identity, ...]
    levels: Tuple[Tuple[Identity, ...], ...]
    edges: Tuple[Tuple[Identity, Identity], ...]
    outside: Tuple[Identity, ...]
    labels: Dict[Identity, str]
    needed: Mapping[Identity, Sequence[Identity]]
    users: Mapping[Identity, Sequence[Identity]]


def build_graph(resources: Sequence[Resource], kinds: KindTable) -> ResourceGraph:
    """Build the graph of the resources.

    Raises:
        CycleError: they refer to each other in a circle.
    """
    inside = {resource.identity: resource for resource in resources}
    labels = {identity: f"{each.kind.singular}/{each.name}" for identity, each in inside.items()}
    needs, unknown = split_references(inside.values(), kinds, inside)
    outside: Set[Identity] = set()
    for (possible, name), places in unknown.items():
        first = possible[0]  # it may be of any of these kinds; the first one stands for it
        outside.add((first.canonical, name))
        for resource, target in places:
            needs[resource.identity].add((first.canonical, name))
            shown = f"{first.singular}/{name}"
            if target.secret:  # the name may be the secret itself, by mistake
                shown = f"{first.singular} named by {show_path(target.path)} of {labels[resource.identity]}"
            labels.setdefault((first.canonical, name), shown)
    edges = sorted((user, used) for user, targets in needs.items() for used in targets)
    needed: Dict[Identity, List[Identity]] = {node: [] for node in (*inside, *outside)}
    users: Dict[Identity, List[Identity]] = {node: [] for node in needed}
    for user, used in edges:
        needed[user].append(used)
        users[used].append(user)
    order = levels(sorted(inside), needed)
    return ResourceGraph(
        nodes=tuple(node for level in order for node in level),
        levels=tuple(tuple(level) for level in order),
        edges=tuple(edges),
        outside=tuple(sorted(outside)),
        labels=labels,
        needed=needed,
        users=users,
    )


def with_needed(
    resources: Sequence[Resource], chosen: Iterable[Identity], kinds: KindTable
) -> List[Resource]:
    """Return the `chosen` resources and their needs, direct and indirect."""
    inside = {resource.identity: resource for resource in resources}
    found: Set[Identity] = set()
    waiting = list(chosen)
    while waiting:
        identity = waiting.pop()
        if identity not in found:
            found.add(identity)
            for target in manifest_references(inside[identity], kinds, inside):
                waiting.extend(target.inside)
    return [resource for resource in resources if resource.identity in found]

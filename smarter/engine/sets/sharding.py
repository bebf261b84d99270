"""Split resources over machines, connected resources together, so that each part is complete."""

from __future__ import annotations

from typing import Dict, List, Sequence

from smarter.engine.desired import Identity
from smarter.engine.graph.resource_graph import build_graph
from smarter.kinds import KindTable
from smarter.manifest import Resource


def shard(resources: Sequence[Resource], index: int, count: int, kinds: KindTable) -> List[Resource]:
    """Return the `index`-th (from 1) of `count` parts of about equal size. Equal input is split equally.

    Raises:
        CycleError: resources refer to each other in a circle.
    """
    parts: List[List[Identity]] = [[] for _ in range(count)]
    for chain in _chains(resources, kinds):
        min(parts, key=len).extend(chain)
    mine = set(parts[index - 1])
    return [resource for resource in resources if resource.identity in mine]


def _chains(resources: Sequence[Resource], kinds: KindTable) -> List[List[Identity]]:
    """Return groups of resources connected by references, the largest first. Resources outside connect nothing."""
    graph = build_graph(resources, kinds)
    leader: Dict[Identity, Identity] = {node: node for node in graph.nodes}

    def find(node: Identity) -> Identity:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for source, target in graph.edges:
        if target in leader:
            leader[find(source)] = find(target)
    chains: Dict[Identity, List[Identity]] = {}
    for node in sorted(graph.nodes):
        chains.setdefault(find(node), []).append(node)
    return sorted(chains.values(), key=lambda chain: (-len(chain), chain[0]))

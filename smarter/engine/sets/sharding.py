"""Split of resources into complete parts for machines, connected ones together."""

from __future__ import annotations

import hashlib
from typing import Callable, Dict, Hashable, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from smarter.engine.desired import Identity
from smarter.engine.graph.references import references_among
from smarter.engine.graph.resource_graph import build_graph
from smarter.kinds import KindTable
from smarter.manifest import Resource
from smarter.platform import LiveResource


class Shard(NamedTuple):
    """One of `total` machines, `number` from 1."""

    number: int
    total: int


# Some platforms take writes of some kinds only one at a time; machines cannot wait for each other's turn, so these
# resources, with all that refers to them, are one chain. Held by tests/engine/sets/test_shards.py.
def split(
    resources: Sequence[Resource], count: int, kinds: KindTable, dialect: Optional[str] = None
) -> Dict[Identity, int]:
    """Return each resource's part number, from 1; the parts are about equally large.

    Equal input is split equally. With `dialect` resources of one lane are together.

    Raises:
        CycleError: resources refer to each other in a circle.
    """
    graph = build_graph(resources, kinds)
    inside = {resource.identity: resource for resource in resources}
    edges: List[Tuple[Hashable, Hashable]] = [edge for edge in graph.edges if edge[1] in inside]
    for identity, resource in inside.items():
        lane = resource.kind.lane(dialect) if dialect is not None else None
        if lane is not None:
            edges.append((identity, lane))
    parts: List[List[Identity]] = [[] for _ in range(count)]
    for chain in sorted(_chains(sorted(inside), edges), key=lambda chain: (-len(chain), chain[0])):
        min(parts, key=len).extend(chain)
    return {identity: number for number, part in enumerate(parts, 1) for identity in part}


def token(numbers: Mapping[Identity, int]) -> str:
    """Return a short digest of a split: machines with the same one share no resource."""
    text = "\n".join(f"{'/'.join(identity)} {number}" for identity, number in sorted(numbers.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def split_orphans(
    orphans: Mapping[Identity, LiveResource],
    heirs: Mapping[Identity, Identity],
    numbers: Mapping[Identity, int],
    count: int,
    lane_of: Callable[[Identity], Optional[str]],
) -> Dict[Identity, int]:
    """Return the number of the part that deletes each orphan.

    `heirs` are the new identities of renamed orphans, and `numbers` the parts of the resources with a manifest: the
    part of a renamed resource deletes the former one.
    """
    edges = [(user, used) for user, needed in references_among(orphans).items() for used in needed]
    lanes = {lane_of(identity): number for identity, number in numbers.items()}
    found: Dict[Identity, int] = {}
    for chain in _chains(sorted(orphans), edges):
        known = [numbers[heirs[each]] for each in chain if heirs.get(each) in numbers]
        known += [lanes[lane] for lane in map(lane_of, chain) if lane is not None and lane in lanes]
        number = (
            known[0]
            if known
            else 1 + int(hashlib.sha256("/".join(chain[0]).encode()).hexdigest(), 16) % count
        )
        found.update((each, number) for each in chain)
    return found


def _chains(nodes: Iterable[Identity], edges: Iterable[Tuple[Hashable, Hashable]]) -> List[List[Identity]]:
    """Return groups of nodes connected by edges, also indirectly; keep node order."""
    order = list(nodes)
    leader: Dict[Hashable, Hashable] = {}

    def find(node: Hashable) -> Hashable:
        leader.setdefault(node, node)
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for source, target in edges:
        leader[find(source)] = find(target)
    chains: Dict[Hashable, List[Identity]] = {}
    for node in order:
        chains.setdefault(find(node), []).append(node)
    return list(chains.values())

"""Sorting of nodes by dependency into concurrent levels, and search for cycles."""

from __future__ import annotations

from typing import Dict, Hashable, Iterable, List, Mapping, Set, Tuple, TypeVar

from smarter.errors import ManifestError

Node = TypeVar("Node", bound=Hashable)


class CycleError(ManifestError):
    """Circular reference among resources; `path` repeats the first at its end."""

    def __init__(self, path: Tuple[object, ...]) -> None:
        shown = " -> ".join(str(node) for node in path)
        super().__init__(
            f"Circular reference: {shown}.",
            hint="Remove one of the references.",
        )
        self.path = path


def levels(nodes: Iterable[Node], needs: Mapping[Node, Iterable[Node]]) -> List[List[Node]]:
    """Return `nodes` in levels by need; inside a level they keep their order.

    Raises:
        CycleError: the nodes need each other in a circle.
    """
    order = dict.fromkeys(nodes)
    waiting: Dict[Node, Set[Node]] = {
        node: {needed for needed in needs.get(node, ()) if needed in order} for node in order
    }
    done: Set[Node] = set()
    result: List[List[Node]] = []
    while waiting:
        level = [node for node, needed in waiting.items() if needed <= done]
        if not level:
            circle: Tuple[Node, ...] = _cycle(waiting, done)
            raise CycleError(circle)
        result.append(level)
        done.update(level)
        for node in level:
            del waiting[node]
    return result


def _cycle(waiting: Mapping[Node, Set[Node]], done: Set[Node]) -> Tuple[Node, ...]:
    node = next(iter(waiting))
    path: List[Node] = []
    while node not in path:
        path.append(node)
        node = min((n for n in waiting[node] if n not in done), key=str)
    circle = path[path.index(node) :]
    return (*circle, node)

"""Draw a graph of resources as a text tree, Mermaid, DOT or SVG. Pure functions."""

from __future__ import annotations

import json
from html import escape
from statistics import fmean
from typing import Callable, Dict, Iterator, List, Mapping, Set, Tuple

from smarter.engine.desired import Identity
from smarter.engine.graph.resource_graph import ResourceGraph


def text(graph: ResourceGraph) -> str:
    """Return a tree for each unreferenced resource; a repeated subtree is only named."""
    lines: List[str] = []
    drawn: Set[Identity] = set()
    for node in reversed(graph.nodes):
        if not graph.users[node]:
            lines.extend(_tree(graph, node, "", "", drawn))
    return "".join(line + "\n" for line in lines)


def _tree(graph: ResourceGraph, node: Identity, first: str, rest: str, drawn: Set[Identity]) -> Iterator[str]:
    below = graph.needed[node]
    remark = (
        " (not among the manifests)"
        if node in graph.outside
        else " (above)"
        if node in drawn and below
        else ""
    )
    yield first + graph.labels[node] + remark
    if node in drawn:
        return
    drawn.add(node)
    for number, child in enumerate(below):
        last = number == len(below) - 1
        yield from _tree(
            graph, child, rest + ("└── " if last else "├── "), rest + ("    " if last else "│   "), drawn
        )


def mermaid(graph: ResourceGraph) -> str:
    """Return a Mermaid flowchart for Markdown pages."""
    ids = {node: f"n{number}" for number, node in enumerate((*graph.nodes, *graph.outside))}
    lines = ["flowchart LR"]
    lines += [f'  {ids[node]}["{graph.labels[node]}"]' for node in graph.nodes]
    lines += [f'  {ids[node]}(["{graph.labels[node]}"])' for node in graph.outside]
    lines += [f"  {ids[source]} --> {ids[target]}" for source, target in graph.edges]
    if graph.outside:
        lines.append("  classDef outside stroke-dasharray: 4")
        lines.append(f"  class {','.join(ids[node] for node in graph.outside)} outside")
    return "\n".join(lines) + "\n"


def dot(graph: ResourceGraph) -> str:
    """Return a graph in the DOT language of Graphviz."""

    def name(node: Identity) -> str:
        return json.dumps(graph.labels[node], ensure_ascii=False)

    lines = ["digraph smarter {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    lines += [f"  {name(node)};" for node in graph.nodes]
    lines += [f"  {name(node)} [style=dashed];" for node in graph.outside]
    lines += [f"  {name(source)} -> {name(target)};" for source, target in graph.edges]
    return "\n".join([*lines, "}"]) + "\n"


# Sizes in pixels. A letter of the font is taken for _LETTER wide, which is on the safe side.
_LETTER, _HEIGHT, _GAP, _ACROSS, _MARGIN = 7.3, 32, 14, 70, 20

_STYLE = """\
  .box { fill: #f6f8fa; stroke: #57606a; } .outside { fill: none; stroke-dasharray: 4; }
  .edge { fill: none; stroke: #8c959f; } .tip { fill: #8c959f; }
  text { font: 12px ui-monospace, monospace; fill: #1f2328; dominant-baseline: central; }
  @media (prefers-color-scheme: dark) { .box { fill: #161b22; } .outside { fill: none; } text { fill: #e6edf3; } }"""


def svg(graph: ResourceGraph) -> str:
    """Return an SVG picture; each resource stands to the left of its references."""
    boxes, width, height = _layout(graph)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" role="img">',
        "<title>Resources and what they refer to</title>",
        f"<style>\n{_STYLE}\n</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    for source, target in graph.edges:
        x, y, wide = boxes[source]
        to_x, to_y, _ = boxes[target]
        middle = (x + wide + to_x) / 2
        parts.append(
            f'<path class="edge" marker-end="url(#tip)" d="M{x + wide:.0f} {y:.0f}'
            f'C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"/>'
        )
    for node, (x, y, wide) in boxes.items():
        outside = " outside" if node in graph.outside else ""
        parts.append(
            f'<rect class="box{outside}" x="{x:.0f}" y="{y - _HEIGHT / 2:.0f}" width="{wide:.0f}"'
            f' height="{_HEIGHT}" rx="6"/><text x="{x + 10:.0f}" y="{y:.0f}">{escape(graph.labels[node])}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


Box = Tuple[float, float, float]  # left edge, middle of the height, width


def _layout(graph: ResourceGraph) -> Tuple[Dict[Identity, Box], float, float]:
    """Place each level in a column, the most needed right; keep connected nodes near."""
    columns: List[List[Identity]] = [list(level) for level in reversed(graph.levels)]
    if graph.outside:
        columns.append(list(graph.outside))
    row: Dict[Identity, float] = {}
    for column in columns:
        near = {
            node: fmean([row[user] for user in graph.users[node] if user in row] or [0.0]) for node in column
        }
        column.sort(key=lambda node: (near[node], graph.labels[node]))
        row.update((node, float(number)) for number, node in enumerate(column))
    boxes: Dict[Identity, Box] = {}
    left = float(_MARGIN)
    tallest = max((len(column) for column in columns), default=0)
    for column in columns:
        wide = max(len(graph.labels[node]) for node in column) * _LETTER + 20
        down = _MARGIN + (tallest - len(column)) * (_HEIGHT + _GAP) / 2
        for number, node in enumerate(column):
            boxes[node] = (left, down + number * (_HEIGHT + _GAP) + _HEIGHT / 2, wide)
        left += wide + _ACROSS
    return boxes, left - _ACROSS + _MARGIN, 2 * _MARGIN + tallest * (_HEIGHT + _GAP) - _GAP


FORMS: Mapping[str, Callable[[ResourceGraph], str]] = {
    "text": text,
    "mermaid": mermaid,
    "dot": dot,
    "svg": svg,
}

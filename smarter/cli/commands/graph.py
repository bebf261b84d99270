"""`smarter graph`: draw the references between manifests."""

from __future__ import annotations

from typing import Tuple

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@session_command(
    "smarter graph -f manifests/quickstart/",
    "smarter graph -f manifests/quickstart/ -o mermaid",
    needs=("paths",),
)
@flags.positional_files()
@flags.files()
@flags.output("text", "mermaid", "dot", "svg")
def command(session: Session, paths: Tuple[str, ...]) -> None:
    """Draw the references between manifests in apply order. Needs no platform."""
    from smarter.engine.graph import render
    from smarter.engine.graph.resource_graph import build_graph

    bundle = session.load(session.paths(paths), resolve=False)
    graph = build_graph(bundle.resources, session.kinds)
    kinds = {resource.identity: resource.kind.name for resource in bundle.resources}
    results = [
        {
            "kind": kinds[node],
            "name": node[1],
            "level": level,
            "refersTo": [graph.labels[target] for target in graph.needed[node]],
        }
        for level, group in enumerate(graph.levels)
        for node in group
    ]
    emit(
        session,
        results,
        {"resources": len(graph.nodes), "references": len(graph.edges)},
        lambda: render.FORMS[session.output_format](graph),
        outside=[graph.labels[node] for node in graph.outside],
    )

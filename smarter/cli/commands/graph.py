"""`smarter graph`: who refers to whom among manifests."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=["smarter graph -f manifests/quickstart/", "smarter graph -f manifests/quickstart/ -o mermaid"],
)
@flags.files()
@flags.output_format(["text", "mermaid", "dot", "svg", "json"])
@click.pass_obj
def command(session: Session, paths: Tuple[str, ...], output_format: str) -> int:
    """Draw which resources refer to which: what is needed is applied first. Needs no platform."""
    from smarter.engine.graph import render
    from smarter.engine.graph.resource_graph import build_graph

    bundle = session.load(session.paths(paths), resolve=False)
    graph = build_graph(bundle.resources, session.kinds)
    if output_format == "json":
        words = {resource.identity: resource.kind.name for resource in bundle.resources}
        results = [
            {
                "kind": words[node],
                "name": node[1],
                "level": level,
                "refersTo": [graph.labels[target] for target in graph.needed[node]],
            }
            for level, group in enumerate(graph.levels)
            for node in group
        ]
        outside = [graph.labels[node] for node in graph.outside]
        summary = {"resources": len(graph.nodes), "references": len(graph.edges)}
        stdio.write_document(stdio.document("graph", results, summary, outside=outside))
    else:
        stdio.write_result(render.FORMS[output_format](graph))
    return exit_codes.DONE

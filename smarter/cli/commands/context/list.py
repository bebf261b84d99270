"""`smarter context list`: the contexts, and the one that is meant."""

from __future__ import annotations

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter context list"])
@options.output_format(["table", "json", "name"], default="table")
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """List the contexts: the built-in one, the vendor's environments, and those of the configuration."""
    from smarter.cli import view
    from smarter.cli.known import contexts_known
    from smarter.cli.table import table

    found = contexts_known(session)
    if output_format == "json":
        results = [each._asdict() for each in found]
        output.write_document(output.document("context.list", results, {"found": len(found)}))
    elif output_format == "name":
        output.say("".join(f"{each.name}\n" for each in found))
    else:
        rows = [["*" if each.current else "", each.name, each.base_url, each.key] for each in found]
        output.say(table(["", "NAME", "ADDRESS", "KEY"], rows, view.window_width()))
    return codes.DONE

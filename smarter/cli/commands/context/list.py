"""`smarter context list`: the contexts, and the one that is meant."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter context list"])
@flags.output_format(["table", "json", "name"], default="table")
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """List the contexts: the built-in one, the vendor's environments, and those of the configuration."""
    from smarter.cli.actions.context_list import contexts_known
    from smarter.cli.output import resource_view
    from smarter.cli.output.text_table import table

    found = contexts_known(session)
    if output_format == "json":
        results = [each._asdict() for each in found]
        stdio.write_document(stdio.document("context.list", results, {"found": len(found)}))
    elif output_format == "name":
        stdio.write_result("".join(f"{each.name}\n" for each in found))
    else:
        rows = [["*" if each.current else "", each.name, each.base_url, each.key] for each in found]
        stdio.write_result(table(["", "NAME", "ADDRESS", "KEY"], rows, resource_view.window_width()))
    return exit_codes.DONE

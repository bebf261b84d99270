"""`smarter context list`: list the contexts."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter context list"])
@flags.output("table", "name")
@click.pass_obj
def command(session: Session) -> int:
    """List the built-in context, the vendor's environments, and the contexts of the configuration."""
    from smarter.cli.actions.context_list import contexts_known
    from smarter.cli.output import resource_view
    from smarter.cli.output.text_table import table

    found = contexts_known(session)

    def text() -> str:
        rows = [["*" if each.current else "", each.name, each.base_url, each.key] for each in found]
        return table(["", "NAME", "ADDRESS", "KEY"], rows, resource_view.window_width())

    emit(session, [each._asdict() for each in found], "found", text, names=[each.name for each in found])
    return exit_codes.DONE

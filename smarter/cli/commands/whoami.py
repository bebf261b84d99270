"""`smarter whoami`: whose key this is, and where it leads."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, key_values
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local whoami"])
@flags.output_format(key_values.FORMATS)
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Show whose key this is, and which platform it leads to."""
    context = session.resolve()
    platform = session.platform()
    told = platform.ask("whoami")
    where = {"context": context.name, "url": context.shown_url, "key_from": context.source}
    key_values.show("whoami", {**where, **(told if isinstance(told, dict) else {})}, output_format)
    return exit_codes.DONE

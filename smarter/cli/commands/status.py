"""`smarter status`: how the platform says it is."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, key_values
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local status"])
@flags.output_format(key_values.FORMATS)
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Show what the platform says of its infrastructure."""
    told = session.platform().ask("status")
    key_values.show("status", told if isinstance(told, dict) else {}, output_format)
    return exit_codes.DONE

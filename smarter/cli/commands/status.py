"""`smarter status`: show the platform's own status."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output.emit import emit_mapping
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local status"])
@flags.output()
@click.pass_obj
def command(session: Session) -> None:
    """Show the platform's report on its infrastructure."""
    answer = session.platform().ask("status")
    emit_mapping(session, answer if isinstance(answer, dict) else {})

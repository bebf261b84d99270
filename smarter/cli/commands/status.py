"""`smarter status`: how the platform says it is."""

from __future__ import annotations

import click

from smarter.cli import codes, facts, options
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local status"])
@options.output_format(facts.FORMATS)
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Show what the platform says of its infrastructure."""
    told = session.platform().ask("status")
    facts.show("status", told if isinstance(told, dict) else {}, output_format)
    return codes.DONE

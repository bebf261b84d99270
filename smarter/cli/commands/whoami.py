"""`smarter whoami`: whose key this is, and where it leads."""

from __future__ import annotations

import click

from smarter.cli import codes, facts, options
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local whoami"])
@options.output_format(facts.FORMATS)
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Show whose key this is, and which platform it leads to."""
    context = session.resolve()
    platform = session.platform()
    told = platform.ask("whoami")
    where = {"context": context.name, "url": context.shown_url, "key_from": context.source}
    facts.show("whoami", {**where, **(told if isinstance(told, dict) else {})}, output_format)
    return codes.DONE

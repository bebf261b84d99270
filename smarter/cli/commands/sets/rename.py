"""`smarter sets rename`: give a set another name."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command("smarter --context local sets rename quickstart web-shop")
@click.argument("old", type=name_of("set"))
@click.argument("new")
@flags.output()
def command(session: Session, old: str, new: str) -> None:
    """Give a set another name. Its members are not written.

    Use the new name from then on, as in `--set NEW` and in .smarter.yaml.
    """
    from smarter import engine
    from smarter.cli.name_cache import remember

    made = engine.rename(session.platform(), old, new)
    remember(session.place, ("set",), [old], gone=True)
    remember(session.place, ("set",), [new])
    result = {"name": made.name, "former": old, "members": len(made.members)}
    emit(session, [result], "renamed", f"set {old} renamed to {made.name}\n")
    if session.project and session.project.set_name == old:
        stdio.write_message(f"note: .smarter.yaml names the set {old}: write {made.name} there\n")

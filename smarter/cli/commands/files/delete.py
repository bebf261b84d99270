"""`smarter files delete`: delete files."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local files delete repair_guide --yes"])
@click.argument("names", nargs=-1, required=True, metavar="ID|NAME...", type=flags.NameOf("file"))
@flags.yes()
@flags.output()
@click.pass_obj
def command(session: Session, names: Tuple[str, ...], yes: bool) -> int:
    """Delete files, by id or name. Asks for confirmation on a terminal."""
    from smarter.cli.actions.find_file import find

    files = session.client().files
    found = [find(files, name) for name in names]
    if not yes and flags.at_terminal():
        stdio.write_message("".join(f"{each.id} {each.filename}\n" for each in found))
        flags.require_confirmation(
            f"Delete {'this file' if len(found) == 1 else f'these {len(found)} files'}?"
        )
    for each in found:
        files.delete(each.id)
        if session.for_people:
            stdio.write_result(f"{each.id} deleted\n")
    emit(session, [{"id": each.id, "name": each.name, "action": "deleted"} for each in found], "deleted")
    return exit_codes.DONE

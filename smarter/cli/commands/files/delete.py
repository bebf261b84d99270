"""`smarter files delete`: delete files."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local files delete repair_guide --yes"])
@click.argument("names", nargs=-1, required=True, metavar="ID|NAME...", type=options.NameOf("file"))
@options.yes()
@options.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, names: Tuple[str, ...], yes: bool, output_format: str) -> int:
    """Delete files, by id or by name. Asks first on a terminal."""
    from smarter.cli.uploaded import find

    files = session.client().files
    found = [find(files, name) for name in names]
    if not yes and options.at_terminal():
        output.note("".join(f"{each.id} {each.filename}\n" for each in found))
        if not options.confirm(f"Delete {'this file' if len(found) == 1 else f'these {len(found)} files'}?"):
            raise click.Abort()
    for each in found:
        files.delete(each.id)
        if output_format == "text":
            output.say(f"{each.id} deleted\n")
    if output_format == "json":
        results = [{"id": each.id, "name": each.name, "action": "deleted"} for each in found]
        output.write_document(output.document("files.delete", results, {"deleted": len(results)}))
    return codes.DONE

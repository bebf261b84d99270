"""`smarter schema export`: write the schemas as files."""

from __future__ import annotations

import os

import click

from smarter._files import write_atomic
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@session_command("smarter schema export .smarter/schemas")
@click.argument("folder", metavar="FOLDER", type=click.Path())
@flags.output()
def command(session: Session, folder: str) -> None:
    """Write a schema for each kind, one for any kind, and a catalog to FOLDER.

    Each file is self-contained. Existing files of the same names are replaced.
    """
    from smarter.manifest.schema.editor_schemas import export

    files = export(session.kinds)
    for name, text in files.items():
        write_atomic(os.path.join(folder, name), text.encode())
    emit(session, [{"file": os.path.join(folder, name), "action": "created"} for name in files], "created")
    if session.for_people:
        stdio.write_message(f"wrote {len(files)} files to {folder}\n")

"""`smarter files get`: download a file."""

from __future__ import annotations

import sys
from typing import Optional

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_file
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command(
    "smarter --context local files get repair_guide",
    "smarter --context local files get repair_guide --to copy.md",
    "smarter --context local files get repair_guide -o json",
)
@click.argument("file", metavar="ID|NAME", type=name_of("file"))
@click.option(
    "--to", metavar="PATH", type=click.Path(dir_okay=False), help="Write to PATH instead of stdout."
)
@flags.output("content")
def command(session: Session, file: str, to: Optional[str]) -> None:
    """Write the content of a file to stdout or --to PATH; with -o json, its metadata.

    A file that was uploaded without --name is found by its file name too; of several, the newest.
    """
    files = session.client(patient=True).files
    found = find_file(files, file, filenames=True)
    if session.output_format != "content":
        emit(session, [found.to_dict()], "found")
        return
    if to is None and sys.stdout.isatty() and (found.media_type or "").split("/")[0] not in ("text", ""):
        raise click.UsageError("The file is binary: write it to a file with --to PATH.")
    with files.with_streaming_response.content(found.id) as content:
        if to is not None:
            content.stream_to_file(to)
            stdio.write_message(f"{to}: {found.bytes} bytes\n")
            return
        for piece in content.iter_bytes():
            stdio.write_bytes(piece)
            if stdio.reader_is_gone():
                break

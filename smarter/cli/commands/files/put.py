"""`smarter files put`: upload files."""

from __future__ import annotations

from pathlib import Path
from typing import Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command, examples=["smarter --context local files put manifests/quickstart/files/repair-guide.md"]
)
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False)
)
@click.option("--purpose", default="user_data", show_default=True, help="What the files are for.")
@click.option("--name", help="The name to know the file by; only for one file.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(
    session: Session, paths: Tuple[str, ...], purpose: str, name: Optional[str], output_format: str
) -> int:
    """Upload files, whatever their size. Prints the id of each."""
    if name and len(paths) > 1:
        raise click.UsageError("--name goes with one file.")
    files = session.client(patient=True).files
    results = []
    for path in paths:
        made = files.create(file=Path(path), purpose=purpose, name=name)
        results.append(made.to_dict())
        if output_format == "text":
            stdio.write_result(f"{made.id} {made.filename}\n")
    if output_format == "json":
        stdio.write_document(stdio.document("files.put", results, {"created": len(results)}))
    return exit_codes.DONE

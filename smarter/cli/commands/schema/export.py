"""`smarter schema export`: the schemas as files."""

from __future__ import annotations

import os

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter schema export .smarter/schemas"])
@click.argument("folder", metavar="FOLDER", type=click.Path())
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, folder: str, output_format: str) -> int:
    """Write the schema of every kind, one that takes any kind, and a catalog of them into FOLDER.

    Each file stands by itself. What is there by the same name is replaced.
    """
    from smarter.manifest.schema.editor_schemas import export

    files = export(session.kinds)
    os.makedirs(folder, exist_ok=True)
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as opened:
            opened.write(text)
    if output_format == "json":
        results = [{"file": os.path.join(folder, name), "action": "created"} for name in files]
        stdio.write_document(stdio.document("schema.export", results, {"created": len(results)}))
    else:
        stdio.write_message(f"wrote {len(files)} files to {folder}\n")
    return exit_codes.DONE

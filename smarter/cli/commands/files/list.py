"""`smarter files list`: list the files."""

from __future__ import annotations

from typing import Any, Dict, Optional

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local files list"])
@click.option("--purpose", help="Only files for this.")
@click.option("--name", help="Only files of this name.")
@click.option("--absolute", is_flag=True, help="Show dates in place of ages.")
@flags.output_format(["table", "json", "name"], default="table")
@click.pass_obj
def command(
    session: Session, purpose: Optional[str], name: Optional[str], absolute: bool, output_format: str
) -> int:
    """List the files, the newest first."""
    from datetime import datetime, timezone

    from smarter.cli.output import ages, resource_view
    from smarter.cli.output.text_table import table

    chosen: Dict[str, Any] = {key: value for key, value in (("purpose", purpose), ("name", name)) if value}
    found = list(session.client().files.list(order="desc", limit=100, **chosen))
    if output_format == "json":
        results = [each.to_dict() for each in found]
        stdio.write_document(stdio.document("files.list", results, {"found": len(results)}))
    elif output_format == "name":
        stdio.write_result("".join(f"{each.id}\n" for each in found))
    elif found:
        now = datetime.now(timezone.utc)
        rows = []
        for each in found:
            made = ages.moment(each.created_at)
            age = ages.absolute(made) if absolute else ages.ago(made, now)
            rows.append([each.id, each.filename, each.name or "", str(each.bytes), age, each.purpose])
        stdio.write_result(
            table(
                ["ID", "FILENAME", "NAME", "BYTES", "CREATED", "PURPOSE"], rows, resource_view.window_width()
            )
        )
    else:
        stdio.write_message("There are no files.\n")
    return exit_codes.DONE

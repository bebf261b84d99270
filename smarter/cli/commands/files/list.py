"""`smarter files list`: list the files."""

from __future__ import annotations

from typing import Any, Dict, Optional

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local files list"])
@click.option("--purpose", help="Only files with this purpose.")
@click.option("--name", help="Only files with this name.")
@flags.vectorstore("List the documents of this vectorstore instead.")
@click.option("--absolute", is_flag=True, help="Show dates instead of ages.")
@flags.output("table", "name")
@click.pass_obj
def command(
    session: Session, purpose: Optional[str], name: Optional[str], vectorstore: Optional[str], absolute: bool
) -> int:
    """List files, newest first."""
    if vectorstore:
        return _list_documents(session, vectorstore)
    from datetime import datetime, timezone

    from smarter.cli.output import ages, resource_view
    from smarter.cli.output.text_table import table

    chosen: Dict[str, Any] = {key: value for key, value in (("purpose", purpose), ("name", name)) if value}
    found = list(session.client().files.list(order="desc", limit=100, **chosen))

    def text() -> str:
        now = datetime.now(timezone.utc)
        rows = []
        for each in found:
            made = ages.moment(each.created_at)
            age = ages.absolute(made) if absolute else ages.ago(made, now)
            rows.append([each.id, each.filename, each.name or "", str(each.bytes), age, each.purpose])
        titles = ["ID", "FILENAME", "NAME", "BYTES", "CREATED", "PURPOSE"]
        return table(titles, rows, resource_view.window_width()) if rows else ""

    emit(session, [each.to_dict() for each in found], "found", text, names=[each.id for each in found])
    if not found and session.for_people:
        stdio.write_message("No files found.\n")
    return exit_codes.DONE


def _list_documents(session: Session, vectorstore: str) -> int:
    from smarter.cli.actions.rest_lookup import find_named
    from smarter.cli.output import resource_view
    from smarter.cli.output.text_table import table

    client = session.client()
    found = list(
        client.vectorstores.documents.list(find_named(client.vectorstores, "vectorstore", vectorstore).id)
    )

    def text() -> str:
        rows = [
            [
                str(each.id),
                each.name,
                str(each.size_bytes),
                each.status,
                str(each.chunk_count),
                each.status_message,
            ]
            for each in found
        ]
        titles = ["ID", "NAME", "BYTES", "STATUS", "CHUNKS", "MESSAGE"]
        return table(titles, rows, resource_view.window_width()) if rows else ""

    emit(
        session,
        [each.to_dict(mode="json") for each in found],
        "found",
        text,
        names=[str(each.id) for each in found],
    )
    if not found and session.for_people:
        stdio.write_message(f"No documents found in {vectorstore}.\n")
    return exit_codes.DONE

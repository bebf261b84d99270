"""`smarter files list`: list the files."""

from __future__ import annotations

from typing import Any, Dict, Optional

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import ages
from smarter.cli.output.emit import Columns, emit_table
from smarter.cli.session import Session


@session_command("smarter --context local files list")
@click.option("--purpose", help="Only files with this purpose.")
@click.option("--name", help="Only files with this name.")
@flags.vectorstore("List the documents of this vectorstore instead.")
@flags.absolute()
@flags.output("table", "name")
def command(
    session: Session, purpose: Optional[str], name: Optional[str], vectorstore: Optional[str]
) -> None:
    """List files, newest first."""
    if vectorstore:
        if purpose:
            raise click.UsageError("Documents of a vectorstore have no purpose: leave out --purpose.")
        _list_documents(session, vectorstore, name)
        return

    chosen: Dict[str, Any] = {key: value for key, value in (("purpose", purpose), ("name", name)) if value}
    found = list(session.client().files.list(order="desc", limit=100, **chosen))
    now = session.now
    columns: Columns = {
        "ID": "id",
        "FILENAME": "filename",
        "NAME": "name",
        "BYTES": "bytes",
        "CREATED": lambda file: ages.shown(file.created_at, now),
        "PURPOSE": "purpose",
    }
    emit_table(session, found, columns, names="id", empty="No files found.")


def _list_documents(session: Session, vectorstore: str, name: Optional[str]) -> None:
    from smarter.platform.vectorstore_documents import resource_name

    client = session.client()
    store = find_named(client.vectorstores, "vectorstore", vectorstore)
    found = [
        each
        for each in client.vectorstores.documents.list(store.id)
        if not name or name in (each.name, resource_name(each.metadata))
    ]

    def label(document: Any) -> str:
        name = resource_name(document.metadata)
        return f"file/{name}" if name else ""

    columns: Columns = {
        "ID": "id",
        "NAME": "name",
        "BYTES": "size_bytes",
        "STATUS": "status",
        "CHUNKS": "chunk_count",
        "RESOURCE": label,
        "MESSAGE": "status_message",
    }
    emit_table(session, found, columns, names="id", empty=f"No documents found in {vectorstore}.")

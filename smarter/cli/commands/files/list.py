"""`smarter files list`: list the files."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import ages
from smarter.cli.output.emit import emit_table
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

    def row(each: Any) -> List[str]:
        age = ages.shown(ages.moment(each.created_at), now)
        return [each.id, each.filename, each.name or "", str(each.bytes), age, each.purpose]

    emit_table(
        session,
        [each.to_dict() for each in found],
        ["ID", "FILENAME", "NAME", "BYTES", "CREATED", "PURPOSE"],
        row,
        items=found,
        names=[each.id for each in found],
        empty="No files found.",
    )


def _list_documents(session: Session, vectorstore: str, name: Optional[str]) -> None:
    from smarter.platform.documents import resource_name

    client = session.client()
    store = find_named(client.vectorstores, "vectorstore", vectorstore)
    found = [
        each
        for each in client.vectorstores.documents.list(store.id)
        if not name or name in (each.name, resource_name(each.metadata))
    ]

    def row(document: Any) -> List[str]:
        name = resource_name(document.metadata)
        fields = ("name", "size_bytes", "status", "chunk_count")
        return [
            str(document.id),
            *(str(getattr(document, field)) for field in fields),
            f"file/{name}" if name else "",
            str(document.status_message),
        ]

    emit_table(
        session,
        [each.to_dict(mode="json") for each in found],
        ["ID", "NAME", "BYTES", "STATUS", "CHUNKS", "RESOURCE", "MESSAGE"],
        row,
        items=found,
        names=[str(each.id) for each in found],
        empty=f"No documents found in {vectorstore}.",
    )

"""`smarter files delete`: delete files."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_file, find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import name_of
from smarter.cli.session import Session
from smarter.errors import InvalidArgumentError, NotFoundError


@session_command("smarter --context local files delete repair_guide --yes")
@click.argument("names", nargs=-1, required=True, metavar="ID|NAME...", type=name_of("file"))
@flags.vectorstore("Delete documents of this vectorstore instead.")
@flags.yes()
@flags.output()
def command(session: Session, names: Tuple[str, ...], vectorstore: Optional[str], yes: bool) -> None:
    """Delete files, by id or name. Asks for confirmation on a terminal."""
    found, delete = _documents(session, vectorstore, names) if vectorstore else _files(session, names)
    if not yes and flags.at_terminal():
        # A document is called as its file.
        stdio.write_message("".join(f"{each.id} {getattr(each, 'filename', each.name)}\n" for each in found))
        flags.require_confirmation(
            f"Delete {'this file' if len(found) == 1 else f'these {len(found)} files'}?"
        )
    for each in found:
        delete(each.id)
        if session.for_people:
            stdio.write_result(f"{each.id} deleted\n")
    emit(session, [{"id": each.id, "name": each.name, "action": "deleted"} for each in found], "deleted")


def _files(session: Session, names: Tuple[str, ...]) -> Tuple[List[Any], Callable[[Any], Any]]:
    """Return the files with these ids or names, and the function that deletes one."""
    files = session.client().files
    return [find_file(files, name) for name in names], files.delete


def _documents(
    session: Session, vectorstore: str, names: Tuple[str, ...]
) -> Tuple[List[Any], Callable[[Any], Any]]:
    """Return the documents by id or name, and the function to delete one.

    Each is chosen by its id, the name of its File resource, or the name of its file where no other document has it.

    Raises:
        NotFoundError: the vectorstore, or one of the documents, does not exist; nothing has been deleted.
        InvalidArgumentError: several documents have the name; nothing has been deleted.
    """
    from smarter.client.base_model import check_shape
    from smarter.platform.vectorstore_documents import resource_name

    client = session.client()
    store = find_named(client.vectorstores, "vectorstore", vectorstore)
    existing = list(client.vectorstores.documents.list(store.id))
    for each in existing:
        check_shape(each, "id", "name")
    found: Dict[Any, Any] = {}
    for name in names:
        matching = [each for each in existing if str(each.id) == name] or [
            each
            for each in existing
            if name in (each.name, resource_name(each.metadata), f"file/{resource_name(each.metadata)}")
        ]
        if not matching:
            raise NotFoundError(f"document {name} not found in {vectorstore}")
        if len(matching) > 1:
            ids = ", ".join(str(each.id) for each in matching)
            raise InvalidArgumentError(
                f"{len(matching)} documents of {vectorstore} are named {name}: give one of their ids, {ids}."
            )
        found[matching[0].id] = matching[0]
    return list(found.values()), lambda document: client.vectorstores.documents.delete(store.id, document)

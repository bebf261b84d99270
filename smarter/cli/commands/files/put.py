"""`smarter files put`: upload files."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session
from smarter.errors import APIStatusError


@session_command("smarter --context local files put manifests/quickstart/files/repair-guide.md")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False)
)
@click.option("--purpose", help="Purpose of the files.  [default: user_data]")
@click.option("--name", help="Name for the file; for one file only.")
@flags.vectorstore("Add the files to this vectorstore as documents.")
@flags.output()
def command(
    session: Session,
    paths: Tuple[str, ...],
    purpose: Optional[str],
    name: Optional[str],
    vectorstore: Optional[str],
) -> int:
    """Upload files of any size, and print their ids."""
    if name and len(paths) > 1:
        raise click.UsageError("--name needs exactly one file.")
    if vectorstore:
        if purpose or name:
            raise click.UsageError(
                "A document has the name of its file and no purpose: leave out --name and --purpose."
            )
        return _add_documents(session, paths, vectorstore)
    files = session.client(patient=True).files
    results = []
    for path in paths:
        made = files.create(file=Path(path), purpose=purpose or "user_data", name=name)
        results.append(made.to_dict())
        if session.for_people:
            stdio.write_result(f"{made.id} {made.filename}\n")
    emit(session, results, "created")
    return exit_codes.DONE


def _add_documents(session: Session, paths: Tuple[str, ...], vectorstore: str) -> int:
    """Add files to a vectorstore by one request each: a failure loses no other."""
    from smarter.client.base_model import check_shape
    from smarter.resources.rest import document_form

    document_form([Path(path) for path in paths], None)  # Refuses all before the first is sent.
    client = session.client(patient=True)
    found = find_named(client.vectorstores, "vectorstore", vectorstore)
    results: List[Dict[str, Any]] = []
    code = exit_codes.DONE
    for number, path in enumerate(paths):
        if session.waiting is not None:
            session.waiting.done, session.waiting.total = number, len(paths)
        try:
            added = client.vectorstores.documents.add_files(found.id, [Path(path)])
        except APIStatusError as error:
            code = exit_codes.PARTIAL
            results.append({"name": path, "action": "failed", "error": str(error)})
            if session.for_people:
                stdio.write_message(f"error: {path}: {error}\n")
            continue
        check_shape(added, "documents", "duplicates", "message")
        for word, documents in (("added", added.documents), ("duplicate", added.duplicates)):
            for each in documents or ():
                results.append({**each.to_dict(mode="json"), "action": word})
                if session.for_people:
                    stdio.write_result(f"{each.id} {each.name} {word}, {each.status}\n")
                if each.status == "failed":
                    code = exit_codes.PARTIAL
                    if session.for_people:
                        stdio.write_message(f"error: {each.name}: {each.status_message}\n")
        if not added.queued and added.message:
            stdio.write_message(f"note: {added.message}\n")
    emit(session, results, {"created": sum(each["action"] == "added" for each in results)})
    return code

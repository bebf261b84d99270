"""`smarter local reset`: delete the database of the embedded platform."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.commands.local.status import database_files, describe_database
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@session_command("smarter local reset --yes", "smarter local reset --db /tmp/try.db --yes")
@flags.local_database()
@flags.yes()
@flags.output()
def command(session: Session, db: Optional[Path], yes: bool) -> None:
    """Delete the embedded platform's resources, files and conversations.

    Its API key stays. A running `smarter local serve` answers 503 afterwards, until it is started again.
    """
    path = db or contexts.data_home() / "local.db"
    found = describe_database(path)
    if not found["exists"]:
        emit(session, [], "deleted", f"nothing to delete: {path} does not exist\n")
        return
    count = sum(found["resources"].values())
    if not yes:
        if not flags.at_terminal():
            raise flags.cannot_confirm(f"{path} holds {count} resources", "smarter local reset --yes")
        flags.require_confirmation(f"Delete {path} with {count} resources?")
    for file in database_files(path):
        file.unlink()
    result = {"path": str(path), "resources": count, "action": "deleted"}
    emit(session, [result], "deleted", f"{path} deleted ({count} resources)\n")

"""`smarter whoami`: show the user of the key."""

from __future__ import annotations

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit_mapping
from smarter.cli.session import Session


@session_command("smarter --context local whoami")
@flags.output()
def command(session: Session) -> None:
    """Show the user of the key, and the platform it belongs to."""
    context = session.resolve()
    answer = session.platform().ask("whoami")
    where = {"context": context.name, "url": context.shown_url, "key_from": context.source}
    emit_mapping(session, {**where, **(answer if isinstance(answer, dict) else {})})

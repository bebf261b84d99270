"""`smarter status`: show the platform's own status."""

from __future__ import annotations

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit_mapping
from smarter.cli.session import Session


@session_command("smarter --context local status")
@flags.output()
def command(session: Session) -> None:
    """Show the platform's report on its infrastructure."""
    answer = session.platform().ask("status")
    emit_mapping(session, answer if isinstance(answer, dict) else {})

"""`smarter context show`: show the current context."""

from __future__ import annotations

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit_mapping
from smarter.cli.session import Session
from smarter.errors import MissingKeyError


@session_command("smarter --context local context show")
@flags.output()
def command(session: Session) -> None:
    """Show the current context and its source: flags, environment or configuration."""
    try:
        context = session.resolve()
    except MissingKeyError:
        environ, config, name = session.configuration()
        url = session.address() or contexts.context_url(name, config, environ)
        context = contexts.Context(name, url, source="not set")
    values = {
        "name": context.name,
        "base_url": context.shown_url,
        "key_from": context.source,
        "local": context.local,
    }
    emit_mapping(session, values)

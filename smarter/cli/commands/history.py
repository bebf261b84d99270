"""`smarter history`: list chat sessions, tool calls or uses of plugins."""

from __future__ import annotations

from typing import Any, Dict, List

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import unsupported_api
from smarter.cli.click_classes import session_command
from smarter.cli.output import ages
from smarter.cli.output.emit import Columns, emit_table
from smarter.cli.session import Session
from smarter.errors import NotFoundError

# Columns of each list after its id and age, and the field of each; JSON has all fields.
_COLUMNS: Dict[str, Dict[str, str]] = {
    "sessions": {"CHATBOT": "llmclient", "SESSION": "session_key"},
    "tool-calls": {
        "CHATBOT": "prompt.llmclient",
        "FUNCTION": "function_name",
        "ARGUMENTS": "function_args",
    },
    "plugin-usage": {"CHATBOT": "prompt.llmclient", "PLUGIN": "plugin.name", "INPUT": "input_text"},
}


@session_command("smarter history", "smarter history tool-calls -o json")
@click.argument(
    "what",
    metavar="[WHAT]",
    type=click.Choice(["sessions", "tool-calls", "plugin-usage"]),
    default="sessions",
)
@click.option(
    "-n",
    "most",
    type=click.IntRange(1),
    metavar="N",
    default=50,
    show_default=True,
    help="Maximum number of entries.",
)
@flags.output("table")
def command(session: Session, what: str, most: int) -> None:
    """List chat sessions, tool calls or uses of plugins, newest first.

    WHAT is sessions (the default), tool-calls or plugin-usage, of all chatbots.
    """
    history = session.client().history
    try:
        found: List[Any] = list(getattr(history, what.replace("-", "_")).list())
    except NotFoundError:
        raise unsupported_api("the history") from None
    found = sorted(found, key=lambda each: each.id if isinstance(each.id, int) else 0, reverse=True)[:most]
    now = session.now
    columns: Columns = {
        "ID": "id",
        "CREATED": lambda entry: ages.shown(entry.created_at, now),
        **_COLUMNS[what],
    }
    emit_table(session, found, columns, empty=f"No {what.replace('-', ' ')} found.")

"""`smarter history`: list chat sessions, tool calls or uses of plugins."""

from __future__ import annotations

from typing import Any, List

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter history", "smarter history tool-calls -o json"])
@click.argument("what", type=click.Choice(["sessions", "tool-calls", "plugin-usage"]), default="sessions")
@click.option(
    "-n", "most", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="Most entries."
)
@flags.output("table")
@click.pass_obj
def command(session: Session, what: str, most: int) -> int:
    """List what chatbots were asked, newest first."""
    from smarter.cli.actions.rest_lookup import unsupported_api
    from smarter.cli.output.resource_view import window_width
    from smarter.cli.output.text_table import table
    from smarter.errors import NotFoundError

    history = session.client().history
    try:
        found: List[Any] = list(getattr(history, what.replace("-", "_")).list())
    except NotFoundError:
        raise unsupported_api("the history") from None
    found = sorted(found, key=lambda each: each.id, reverse=True)[:most]
    rows = [each.to_dict(mode="json") for each in found]

    def text() -> str:
        if not rows:
            return ""
        titles = [key for key in rows[0] if not isinstance(rows[0][key], (dict, list))]
        lines = [
            ["" if row.get(key) is None else " ".join(str(row[key]).split()) for key in titles]
            for row in rows
        ]
        return table([title.upper() for title in titles], lines, window_width())

    emit(session, rows, "found", text)
    if not rows and session.for_people:
        stdio.write_message(f"No {what} found.\n")
    return exit_codes.DONE

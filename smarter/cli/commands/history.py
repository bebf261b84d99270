"""`smarter history`: list chat sessions, tool calls or uses of plugins."""

from __future__ import annotations

from typing import Any, List

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output.emit import emit_table
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter history", "smarter history tool-calls -o json"])
@click.argument("what", type=click.Choice(["sessions", "tool-calls", "plugin-usage"]), default="sessions")
@click.option(
    "-n", "most", type=click.IntRange(1), metavar="N", default=50, show_default=True, help="Most entries."
)
@flags.output("table")
@click.pass_obj
def command(session: Session, what: str, most: int) -> None:
    """List what chatbots were asked, newest first."""
    from smarter.cli.actions.rest_lookup import unsupported_api
    from smarter.errors import NotFoundError

    history = session.client().history
    try:
        found: List[Any] = list(getattr(history, what.replace("-", "_")).list())
    except NotFoundError:
        raise unsupported_api("the history") from None
    found = sorted(found, key=lambda each: each.id if isinstance(each.id, int) else 0, reverse=True)[:most]
    rows = [each.to_dict(mode="json") for each in found]
    keys = [key for key, value in (rows[0] if rows else {}).items() if not isinstance(value, (dict, list))]
    emit_table(
        session,
        rows,
        [key.upper() for key in keys],
        lambda row: ["" if row.get(key) is None else str(row[key]) for key in keys],
        empty=f"No {what} found.",
    )

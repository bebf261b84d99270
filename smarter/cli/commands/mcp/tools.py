"""`smarter mcp tools`: list the tools of an MCP client."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter mcp tools search_server"])
@click.argument("name", type=flags.NameOf("mcpclient"))
@click.option("--refresh", is_flag=True, help="Reconnect to the server first.")
@flags.output("table", "name")
@click.pass_obj
def command(session: Session, name: str, refresh: bool) -> int:
    """List the tools that an MCP client offers to chatbots."""
    from smarter.cli.actions.rest_lookup import find_named
    from smarter.cli.output.resource_view import window_width
    from smarter.cli.output.text_table import table

    client = session.client()
    found = find_named(client.mcp_clients, "MCP client", name)
    answer = client.mcp_clients.tools(found.id, refresh="true" if refresh else None)
    tools = answer.tools or []

    def text() -> str:
        rows = [[each.name, " ".join((each.description or "").split())] for each in tools]
        return table(["NAME", "DESCRIPTION"], rows, window_width()) if rows else ""

    emit(
        session,
        [each.to_dict(mode="json") for each in tools],
        "found",
        text,
        names=[each.name for each in tools],
    )
    if not tools and session.for_people:
        stdio.write_message(f"No tools found for {name}.\n")
    return exit_codes.DONE

"""`smarter mcp tools`: list the tools of an MCP client."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit_table
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command("smarter mcp tools search_server")
@click.argument("name", type=name_of("mcpclient"))
@click.option("--refresh", is_flag=True, help="Reconnect to the server first.")
@flags.output("table", "name")
def command(session: Session, name: str, refresh: bool) -> None:
    """List the tools that an MCP client offers to chatbots."""
    from smarter.client.base_model import check_shape

    client = session.client()
    found = find_named(client.mcp_clients, "MCP client", name)
    answer = client.mcp_clients.tools(found.id, refresh="true" if refresh else None)
    check_shape(answer, "tools")
    emit_table(
        session,
        answer.tools or [],
        {"NAME": "name", "DESCRIPTION": "description"},
        names="name",
        empty=f"No tools found for {name}{f': {answer.last_error}' if answer.last_error else '.'}",
    )

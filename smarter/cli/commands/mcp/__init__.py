"""`smarter mcp`: look at MCP clients."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "mcp",
    entries=(Entry("tools", "Commands", "List the tools of an MCP client."),),
    package="smarter.cli.commands.mcp",
    help="Look at the MCP servers that chatbots call.",
)

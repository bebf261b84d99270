"""`smarter context`: manage contexts."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "context",
    entries=(
        Entry("list", "Commands", "List the contexts."),
        Entry("show", "Commands", "Show the current context and where it comes from."),
        Entry("use", "Commands", "Set the default context."),
        Entry("add", "Commands", "Add or change a context."),
        Entry("remove", "Commands", "Remove a context and its key."),
    ),
    package="smarter.cli.commands.context",
    help="Manage contexts: platforms by name, each with its address and key, in ~/.smarter/config.yaml.",
)

"""`smarter context`: which platforms there are, and which one is meant."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "context",
    entries=(
        Entry("list", "Commands", "List the contexts."),
        Entry("show", "Commands", "Show the one that is meant, and why."),
        Entry("use", "Commands", "Choose the one that is meant from now on."),
        Entry("add", "Commands", "Add or change one."),
        Entry("remove", "Commands", "Remove one, and its key."),
    ),
    package="smarter.cli.commands.context",
    help="Contexts: platforms by name, each with its address and its key, in ~/.smarter/config.yaml.",
)

"""`smarter local`: manage the embedded platform."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "local",
    entries=(
        Entry("serve", "Commands", "Serve the embedded platform over HTTP."),
        Entry("status", "Commands", "Show its database and how many resources it has."),
        Entry("reset", "Commands", "Delete its database."),
    ),
    package="smarter.cli.commands.local",
    help="The embedded platform of `--context local`, which runs in this process or over HTTP.",
)

"""`smarter local`: the embedded platform as a server of its own."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "local",
    entries=(Entry("serve", "Commands", "Serve the embedded platform over HTTP."),),
    package="smarter.cli.commands.local",
    help="The embedded platform: what `--context local` runs in-process, over HTTP.",
)

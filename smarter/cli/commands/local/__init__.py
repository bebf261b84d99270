"""`smarter local`: manage the embedded platform."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "local",
    entries=(Entry("serve", "Commands", "Serve the embedded platform over HTTP."),),
    package="smarter.cli.commands.local",
    help="The embedded platform of `--context local`, which runs in this process or over HTTP.",
)

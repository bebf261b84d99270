"""`smarter schema`: show, export and fetch schemas."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "schema",
    entries=(
        Entry("export", "Commands", "Write the schemas and a catalog to a folder."),
        Entry("pull", "Commands", "Fetch the schemas of kinds that are not built in."),
        Entry("show", "Commands", "Print the schema of a kind."),
    ),
    package="smarter.cli.commands.schema",
    help="Show, export and fetch the JSON Schemas of the kinds.",
)

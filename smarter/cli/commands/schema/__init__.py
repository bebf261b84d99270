"""`smarter schema`: the schemas, for editors and other tools."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "schema",
    entries=(
        Entry("export", "Commands", "Write the schemas and a catalog into a folder."),
        Entry("pull", "Commands", "Fetch the schemas of kinds that only the platform knows."),
        Entry("show", "Commands", "Print the schema of a kind."),
    ),
    package="smarter.cli.commands.schema",
    help="The JSON Schemas of the kinds, for editors and other tools.",
)

"""`smarter files`: manage files on the platform."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "files",
    entries=(
        Entry("put", "Commands", "Upload files."),
        Entry("get", "Commands", "Download a file."),
        Entry("list", "Commands", "List the files."),
        Entry("delete", "Commands", "Delete files."),
    ),
    package="smarter.cli.commands.files",
    help="Manage files on the platform, by id or name. To manage them with manifests, see the kind File.",
)

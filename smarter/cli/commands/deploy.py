"""`smarter deploy`: make resources live."""

from __future__ import annotations

from smarter.cli.actions.deploy import lifecycle_command

command = lifecycle_command(
    "deploy",
    "deployed",
    "Make resources live. A chatbot gets its own address, with DNS and TLS, which costs money.",
)

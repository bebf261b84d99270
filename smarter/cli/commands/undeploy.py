"""`smarter undeploy`: take resources down."""

from __future__ import annotations

from smarter.cli.actions.deploy import lifecycle_command

command = lifecycle_command(
    "undeploy",
    "undeployed",
    "Take resources down. A chatbot loses its own address; everything else about it stays.",
)

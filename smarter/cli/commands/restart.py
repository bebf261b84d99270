"""`smarter restart`: take resources down and make them live again."""

from __future__ import annotations

from smarter.cli.actions.deploy import lifecycle_command

command = lifecycle_command("restart", "restarted", "Take resources down and make them live again.")

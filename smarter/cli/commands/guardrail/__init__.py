"""`smarter guardrail`: try guardrails."""

from __future__ import annotations

from smarter.cli.click_classes import LazyGroup
from smarter.cli.command_table import Entry

command = LazyGroup(
    "guardrail",
    entries=(Entry("evaluate", "Commands", "Evaluate a text with a guardrail."),),
    package="smarter.cli.commands.guardrail",
    help="Try guardrails on texts.",
)

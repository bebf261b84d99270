"""`smarter promote`: make resources of one platform like those of another one."""

from __future__ import annotations

import sys
from typing import Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request, promotion_flags
from smarter.cli.actions.execute import carry_out, outcome_output
from smarter.cli.actions.promotion import plan_promotion
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, plan_view, stdio
from smarter.cli.session import Session


@session_command(
    "smarter promote --from-context staging --to-context prod --set shop --dry-run",
    "smarter promote --from-context staging --to-context prod chatbot/bike_shop --yes",
)
@flags.targets("[KIND | KIND/NAME]...", required=False)
@promotion_flags.contexts()
@flags.variables()
@flags.set_name("Promote the members of this apply set, and make them members of it on the other platform.")
@click.option("--dry-run", is_flag=True, help="Print the changes without making them.")
@flags.yes()
@outcome_output()
@flags.parallelism()
def command(
    session: Session,
    words: Tuple[str, ...],
    from_context: Optional[str],
    to_context: Optional[str],
    suffix: str,
    set_name: Optional[str],
    dry_run: bool,
    yes: bool,
    parallelism: int,
) -> int:
    """Make resources of one platform like those of another one.

    `diff` with the same flags shows the changes. Secrets are left alone: values are never copied, and a
    Secret that the other platform lacks is created only from its variable. Nothing is deleted, and deployed
    resources stay deployed. Asks for confirmation on a terminal.
    """
    ends = promotion_flags.check_contexts(session, from_context, to_context, suffix)
    found = plan_promotion(session, ends, words, set_name, parallelism)
    more = promotion_flags.more(found)
    promotion_flags.print_notes(session, found)
    if dry_run:
        plan_request.report_dry_run(session, found.plan, more)
        return exit_codes.DONE
    if not yes and not found.plan.empty:
        if not flags.at_terminal():
            raise flags.cannot_confirm(f"promote changes {ends.target}")
        stdio.write_message(plan_view.plan_text(found.plan.steps, session.label, stdio.Paint(sys.stderr)))
        flags.require_confirmation(f"Apply this to {ends.target}?")
    return carry_out(session, found.platform, found.plan, more=more, parallelism=parallelism)

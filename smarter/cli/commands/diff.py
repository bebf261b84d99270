"""`smarter diff`: show the changes of an apply, field by field."""

from __future__ import annotations

from typing import Any, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.click_classes import Command
from smarter.cli.session import Session


@click.command(
    cls=Command, needs=("paths",), examples=["smarter --context local diff -f manifests/quickstart/"]
)
@flags.positional_files(parts=True)
@flags.files()
@plan_request.shaping()
@flags.output("text", "markdown")
@flags.quiet()
@flags.parallelism()
@click.pass_obj
def command(session: Session, /, paths: Tuple[str, ...], parallelism: int, **shape: Any) -> int:
    """Show what apply would change: every field, before and after. Sends no write.

    Exits 0 if there are no differences, 1 if there are some.
    """
    planned = plan_request.make(session, plan_request.shape_of(session, paths, shape), parallelism)
    return plan_request.report(session, planned)

"""`smarter apply`: make the platform what the manifests say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import deploy, plan_request
from smarter.cli.actions.execute import FORMATS, carry_out
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Plan


@click.command(
    cls=Command,
    examples=[
        "smarter --context local apply -f manifests/quickstart/",
        "smarter --context local apply -f manifests/quickstart/ --dry-run",
        "smarter --context local apply -f manifests/quickstart/ --set quickstart --prune",
    ],
)
@flags.files(required=False)
@plan_request.shaping()
@click.option(
    "--plan",
    "saved_plan",
    metavar="FILE",
    type=click.Path(),
    help="Carry out a plan saved by `smarter plan --out`.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--fail-fast", is_flag=True, help="Begin nothing more after the first failure.")
@click.option("--allow-duplicates", is_flag=True, help="Apply kinds of which every apply makes another one.")
@deploy.waiting_flag("Wait until what shall be live is live, and what was pruned is gone; 5m unless given.")
@flags.yes()
@flags.output_format(FORMATS)
@flags.parallelism()
@click.pass_obj
def command(
    session: Session,
    /,
    paths: Tuple[str, ...],
    saved_plan: Optional[str],
    dry_run: bool,
    fail_fast: bool,
    allow_duplicates: bool,
    wait: Optional[float],
    yes: bool,
    output_format: str,
    parallelism: int,
    **shape: Any,
) -> int:
    """Make the platform what the manifests say: create what is missing, update what differs, leave the rest.

    Resources go in the order of their references. One that fails does not stop what does not depend on it.
    """
    from smarter.cli.output import plan_view

    given = plan_request.Shape(paths, **shape)
    wanted = given if saved_plan else plan_request.shape_of(session, paths, shape)
    planned = _planned(session, saved_plan, wanted, parallelism)
    platform, bundle, plan = planned
    more = plan_request.more(planned)
    if output_format not in ("json", "yaml"):
        stdio.write_message(
            plan_view.findings_text(session.worth_saying(bundle.findings), stdio.Paint(sys.stderr))
        )
    if dry_run:
        if output_format == "json":
            stdio.write_document(plan_view.rehearsal_document("apply", plan.steps, **more))
        else:
            stdio.write_result(plan_view.rehearsal_text(plan.steps, session.label, stdio.Paint(sys.stdout)))
            stdio.write_message(plan_view.warnings_text(plan.steps, session.label, stdio.Paint(sys.stderr)))
            if session.verbose:
                stdio.write_message(plan_view.notes_text(plan.steps, session.label, stdio.Paint(sys.stderr)))
        return exit_codes.DONE
    if not yes and saved_plan is None:
        _ask_before_deleting(session, plan)
    return carry_out(
        session,
        platform,
        plan,
        verb="apply",
        output_format=output_format,
        more=more,
        patience=wait,
        parallelism=parallelism,
        fail_fast=fail_fast,
        allow_duplicates=allow_duplicates,
    ).exit_code


def _planned(
    session: Session, saved_plan: Optional[str], shape: plan_request.Shape, parallelism: int
) -> plan_request.Planned:
    """A plan made now; with `--plan`, only if it is the one that was saved."""
    if saved_plan is None:
        return plan_request.make(session, shape, parallelism)
    if shape != plan_request.Shape():
        raise click.UsageError("--plan goes alone: the saved plan remembers the flags it was made with.")
    from pathlib import Path

    from smarter.engine import plan_file

    document = plan_file.load(Path(saved_plan))
    plan_file.check_platform(document, session.platform().base_url)
    planned = plan_request.make(session, plan_request.Shape.from_json(document["options"]), parallelism)
    plan_file.check(document, planned.plan, planned.platform.base_url)
    return planned


def _ask_before_deleting(session: Session, plan: Plan) -> None:
    """Show what a prune would delete, and go on only if somebody says so."""
    from smarter.cli.output import plan_view

    doomed = [step for step in plan.steps if step.action == "delete"]
    if not doomed:
        return
    if not flags.at_terminal():
        from smarter.errors import GuardError

        names = ", ".join(session.label(step.kind, step.name) for step in doomed)
        raise GuardError(f"--prune would delete {names}, and nobody is here to ask.", hint="Pass --yes.")
    stdio.write_message(plan_view.plan_text(doomed, session.label, stdio.Paint(sys.stderr)))
    if not flags.confirm(f"Delete {'this' if len(doomed) == 1 else f'these {len(doomed)} resources'}?"):
        raise click.Abort

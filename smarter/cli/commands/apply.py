"""`smarter apply`: make the platform what the manifests say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Optional, Tuple

import click

from smarter.cli import codes, deploying, options, output, planning
from smarter.cli.carrying import FORMATS, carry_out
from smarter.cli.group import Verb
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Plan


@click.command(
    cls=Verb,
    examples=[
        "smarter --context local apply -f manifests/quickstart/",
        "smarter --context local apply -f manifests/quickstart/ --dry-run",
        "smarter --context local apply -f manifests/quickstart/ --set quickstart --prune",
    ],
)
@options.files(required=False)
@planning.shaping()
@click.option(
    "--plan",
    "plan_file",
    metavar="FILE",
    type=click.Path(),
    help="Carry out a plan saved by `smarter plan --out`.",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("--fail-fast", is_flag=True, help="Begin nothing more after the first failure.")
@click.option("--allow-breeding", is_flag=True, help="Apply kinds of which every apply makes another one.")
@deploying.waiting_flag(
    "Wait until what shall be live is live, and what was pruned is gone; 5m unless given."
)
@options.yes()
@options.output_format(FORMATS)
@options.parallelism()
@click.pass_obj
def command(
    session: Session,
    /,
    paths: Tuple[str, ...],
    plan_file: Optional[str],
    dry_run: bool,
    fail_fast: bool,
    allow_breeding: bool,
    wait: Optional[float],
    yes: bool,
    output_format: str,
    parallelism: int,
    **shape: Any,
) -> int:
    """Make the platform what the manifests say: create what is missing, update what differs, leave the rest.

    Resources go in the order of their references. One that fails does not stop what does not depend on it.
    """
    from smarter.cli import render

    given = planning.Shape(paths, **shape)
    wanted = given if plan_file else planning.shape_of(session, paths, shape)
    planned = _planned(session, plan_file, wanted, parallelism)
    platform, bundle, plan = planned
    more = planning.more(planned)
    if output_format not in ("json", "yaml"):
        output.note(render.findings_text(session.worth_saying(bundle.findings), output.Paint(sys.stderr)))
    if dry_run:
        if output_format == "json":
            output.write_document(render.rehearsal_document("apply", plan.steps, **more))
        else:
            output.say(render.rehearsal_text(plan.steps, session.label, output.Paint(sys.stdout)))
            output.note(render.warnings_text(plan.steps, session.label, output.Paint(sys.stderr)))
            if session.verbose:
                output.note(render.notes_text(plan.steps, session.label, output.Paint(sys.stderr)))
        return codes.DONE
    if not yes and plan_file is None:
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
        allow_breeding=allow_breeding,
    ).exit_code


def _planned(
    session: Session, plan_file: Optional[str], shape: planning.Shape, parallelism: int
) -> planning.Planned:
    """A plan made now; with `--plan`, only if it is the one that was saved."""
    if plan_file is None:
        return planning.make(session, shape, parallelism)
    if shape != planning.Shape():
        raise click.UsageError("--plan goes alone: the saved plan remembers the flags it was made with.")
    from pathlib import Path

    from smarter.engine import saved

    document = saved.load(Path(plan_file))
    saved.check_platform(document, session.platform().base_url)
    planned = planning.make(session, planning.Shape.from_json(document["options"]), parallelism)
    saved.check(document, planned.plan, planned.platform.base_url)
    return planned


def _ask_before_deleting(session: Session, plan: Plan) -> None:
    """Show what a prune would delete, and go on only if somebody says so."""
    from smarter.cli import render

    doomed = [step for step in plan.steps if step.action == "delete"]
    if not doomed:
        return
    if not options.at_terminal():
        from smarter.errors import GuardError

        names = ", ".join(session.label(step.kind, step.name) for step in doomed)
        raise GuardError(f"--prune would delete {names}, and nobody is here to ask.", hint="Pass --yes.")
    output.note(render.plan_text(doomed, session.label, output.Paint(sys.stderr)))
    if not options.confirm(f"Delete {'this' if len(doomed) == 1 else f'these {len(doomed)} resources'}?"):
        raise click.Abort

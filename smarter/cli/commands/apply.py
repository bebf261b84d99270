"""`smarter apply`: make the platform what the manifests say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Outcome


@click.command(
    cls=Verb,
    examples=[
        "smarter --context local apply -f manifests/quickstart/",
        "smarter --context local apply -f manifests/quickstart/ --dry-run",
    ],
)
@options.files()
@click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@options.output_format(["text", "json"])
@options.parallelism()
@click.pass_obj
def command(
    session: Session, paths: Tuple[str, ...], dry_run: bool, output_format: str, parallelism: int
) -> int:
    """Make the platform what the manifests say: create what is missing, update what differs, leave the rest.

    Resources go in the order of their references. One that fails does not stop what does not depend on it.
    """
    from smarter import engine
    from smarter.cli import render

    bundle = session.load(paths, resolve=True)
    as_json = output_format == "json"
    if not as_json:
        output.note(render.findings_text(session.worth_saying(bundle.findings), output.Paint(sys.stderr)))
    findings = [found.to_json() for found in bundle.findings]
    more = {"findings": findings} if findings else {}
    platform = session.platform()
    plan = engine.plan(platform, bundle.resources, parallelism=parallelism)
    paint = output.Paint(sys.stdout)
    if dry_run:
        if as_json:
            output.write_document(render.rehearsal_document("apply", plan.steps, **more))
        else:
            output.say(render.rehearsal_text(plan.steps, session.label, paint))
            if session.verbose:
                output.note(render.notes_text(plan.steps, session.label, output.Paint(sys.stderr)))
        return codes.DONE

    def show(outcome: Outcome) -> None:
        if not as_json:
            output.say(render.outcome_line(outcome, session.label, paint))

    outcomes = engine.execute(platform, plan, parallelism=parallelism, on_outcome=show)
    if as_json:
        output.write_document(render.outcomes_document("apply", outcomes, **more))
    else:
        output.say(render.outcomes_summary(outcomes))
        if session.verbose:
            output.note(render.notes_text(outcomes, session.label, output.Paint(sys.stderr)))
        output.note(render.problems_text(outcomes, session.label, output.Paint(sys.stderr)))
    return render.outcomes_exit_code(outcomes)

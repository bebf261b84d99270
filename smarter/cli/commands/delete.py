"""`smarter delete`: delete resources, by manifest or by name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Optional, Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Outcome


@click.command(
    cls=Verb,
    examples=[
        "smarter --context local delete -f manifests/quickstart/ --yes",
        "smarter --context local delete plugin faq --yes",
    ],
)
@click.argument("kind", metavar="[KIND]", required=False)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.files(required=False)
@options.yes()
@options.output_format(["text", "json"])
@options.parallelism()
@click.pass_obj
def command(
    session: Session,
    kind: Optional[str],
    names: Tuple[str, ...],
    paths: Tuple[str, ...],
    yes: bool,
    output_format: str,
    parallelism: int,
) -> int:
    """Delete what the manifests describe, or what is named; what refers to a resource goes before it.

    Asks first on a terminal. What is not there already is left at that.
    """
    from smarter import engine
    from smarter.cli import render

    if bool(paths) == bool(kind):
        raise click.UsageError("Name either manifests with -f, or a KIND and a NAME.")
    if kind and not names:
        raise click.UsageError(f"Name which {kind} to delete.")
    platform = None
    if kind:
        chosen = session.kinds.get(kind)
        platform = session.platform()
        plan = engine.plan_delete_named(platform, chosen, names, parallelism=parallelism)
    else:
        bundle = session.load(paths, resolve=False)
        platform = session.platform()
        plan = engine.plan_delete(platform, bundle.resources, parallelism=parallelism)

    doomed = [step for step in plan.steps if step.action == "delete"]
    if doomed and not yes and options.at_terminal():
        output.note("".join(f"{session.label(step.kind, step.name)}\n" for step in doomed))
        if not options.confirm(f"Delete {'this' if len(doomed) == 1 else f'these {len(doomed)} resources'}?"):
            raise click.Abort()

    as_json = output_format == "json"
    paint = output.Paint(sys.stdout)

    def show(outcome: Outcome) -> None:
        if not as_json:
            output.say(render.outcome_line(outcome, session.label, paint))

    outcomes = engine.execute(platform, plan, parallelism=parallelism, on_outcome=show)
    missing = [outcome for outcome in outcomes if kind and outcome.action == "unchanged"]
    if as_json:
        output.write_document(render.outcomes_document("delete", outcomes))
    else:
        output.say(render.outcomes_summary(outcomes))
        output.note(render.problems_text(outcomes, session.label, output.Paint(sys.stderr)))
    if missing:
        output.note(f"error: There is no {', '.join(session.label(o.kind, o.name) for o in missing)}.\n")
    return codes.worst([render.outcomes_exit_code(outcomes), codes.ERROR if missing else codes.DONE])

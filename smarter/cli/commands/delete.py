"""`smarter delete`: delete resources, by manifest or by name."""

from __future__ import annotations

from typing import Optional, Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.carrying import FORMATS, carry_out
from smarter.cli.group import Verb
from smarter.cli.session import Session


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
@options.output_format(FORMATS)
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

    outcomes, exit_code = carry_out(
        session,
        platform,
        plan,
        verb="delete",
        output_format=output_format,
        more={},
        parallelism=parallelism,
    )
    missing = [outcome for outcome in outcomes if kind and outcome.action == "unchanged"]
    if missing:
        output.note(f"error: There is no {', '.join(session.label(o.kind, o.name) for o in missing)}.\n")
    return codes.worst([exit_code, codes.ERROR if missing else codes.DONE])

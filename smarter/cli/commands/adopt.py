"""`smarter adopt`: make resources that exist members of an apply set."""

from __future__ import annotations

import sys
from typing import Optional, Tuple

import click

from smarter.cli import options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(
    cls=Verb,
    examples=["smarter --context local adopt --set shop -f manifests/quickstart/"],
)
@click.argument("kind", metavar="[KIND]", required=False)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@options.files(required=False)
@click.option("--set", "set_name", metavar="NAME", required=True, help="The set that takes them.")
@options.output_format(["text", "json"])
@options.parallelism()
@click.pass_obj
def command(
    session: Session,
    kind: Optional[str],
    names: Tuple[str, ...],
    paths: Tuple[str, ...],
    set_name: str,
    output_format: str,
    parallelism: int,
) -> int:
    """Make resources that exist members of a set, of another set's too. Changes nothing else about them.

    A resource with a value that the platform does not show, such as a secret, needs its manifest: -f.
    """
    from smarter import engine
    from smarter.cli import render

    if bool(paths) == bool(kind and names):
        raise click.UsageError("Name either manifests with -f, or a KIND and a NAME.")
    resources = session.load(paths, resolve=True).resources if paths else []
    named = [(session.kinds.get(kind), name) for name in names] if kind else []
    platform = session.platform()
    plan = engine.plan_adopt(platform, set_name, resources, named, parallelism=parallelism)
    outcomes = engine.execute(platform, plan, parallelism=parallelism)
    if output_format == "json":
        output.write_document(render.outcomes_document("adopt", outcomes))
    else:
        for outcome in outcomes:
            adopted = "adopted" if outcome.action == "updated" else outcome.action
            output.say(f"{session.label(outcome.kind, outcome.name)} {adopted}\n")
        output.note(render.problems_text(outcomes, session.label, output.Paint(sys.stderr)))
    return render.outcomes_exit_code(outcomes)

"""`smarter diff`: what apply would change, field by field."""

from __future__ import annotations

import sys
from typing import Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local diff -f manifests/quickstart/"])
@options.files()
@options.output_format(["text", "json"])
@options.parallelism()
@click.pass_obj
def command(session: Session, paths: Tuple[str, ...], output_format: str, parallelism: int) -> int:
    """Show what apply would change: every field, before and after. Sends no write.

    Exits 0 where there is nothing to do, 1 where there is.
    """
    from smarter import engine
    from smarter.cli import render

    bundle = session.load(paths, resolve=True)
    plan = engine.plan(session.platform(), bundle.resources, parallelism=parallelism)
    if output_format == "json":
        findings = [found.to_json() for found in bundle.findings]
        more = {"findings": findings} if findings else {}
        output.write_document(render.plan_document("diff", plan.steps, **more))
    else:
        output.note(render.findings_text(session.worth_saying(bundle.findings), output.Paint(sys.stderr)))
        paint = output.Paint(sys.stdout)
        output.say(render.plan_text(plan.steps, session.label, paint))
        summary = render.count((step.action for step in plan.steps), render.PLAN_ACTIONS)
        output.note(render.plan_summary(summary))
    return codes.FOUND if any(step.action != "none" for step in plan.steps) else codes.DONE

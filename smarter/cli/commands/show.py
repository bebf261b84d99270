"""`smarter show`: print a saved plan."""

from __future__ import annotations

from pathlib import Path

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter show plan.json", "smarter show plan.json -o markdown"])
@click.argument("file", type=click.Path())
@flags.output_format(plan_request.FORMATS)
@click.pass_obj
def command(session: Session, file: str, output_format: str) -> int:
    """Print a plan that `smarter plan --out FILE` saved. Asks no platform.

    Exits 0 where the plan has nothing to do, 1 where it has.
    """
    from smarter.engine import plan_file

    document = plan_file.load(Path(file))
    steps = plan_file.saved_steps(document)
    set_name = document["options"].get("set_name")
    plan_request.print_steps(
        session,
        "show",
        steps,
        output_format,
        more={"platform": document["platform"]},
        title=f"Plan for {set_name}" if set_name else "Plan",
        platform=document["platform"],
    )
    return exit_codes.FOUND if any(step.action != "none" for step in steps) else exit_codes.DONE

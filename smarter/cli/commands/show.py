"""`smarter show`: print a saved plan."""

from __future__ import annotations

from pathlib import Path

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes
from smarter.cli.session import Session


@session_command("smarter show plan.json", "smarter show plan.json -o markdown")
@click.argument("file", type=click.Path())
@flags.pager()
@flags.output("text", "markdown")
def command(session: Session, file: str) -> int:
    """Print a plan saved by `smarter plan --out FILE`. Sends no request.

    Exits 0 if the plan changes nothing, 1 if it does.
    """
    from smarter.engine import plan_file

    document = plan_file.load(Path(file))
    steps = plan_file.saved_steps(document)
    set_name, inventory = document["options"].get("set_name"), plan_file.saved_inventory(document)
    plan_request.print_steps(
        session,
        steps,
        more={"platform": document["platform"], **plan_request.inventory_fields(inventory)},
        title=f"Plan for {set_name}" if set_name else "Plan",
        platform=document["platform"],
        orphans=plan_file.saved_orphans(document),
        inventory=inventory,
    )
    differs = inventory is not None or any(step.action != "none" for step in steps)
    return exit_codes.FOUND if differs else exit_codes.DONE

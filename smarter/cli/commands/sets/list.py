"""`smarter sets`: list apply sets and their members."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command("smarter --context local sets", "smarter --context local sets quickstart")
@click.argument("names", nargs=-1, metavar="[NAME]...", type=name_of("set"))
@flags.output("text", "name")
@flags.parallelism()
def command(session: Session, names: Tuple[str, ...], parallelism: int) -> int:
    """List apply sets and their members."""
    from smarter import engine
    from smarter.cli.name_cache import remember

    platform = session.platform()
    if names:
        found = [engine.read_set(platform, name) for name in names]
    else:
        found = engine.find_sets(platform, parallelism=parallelism)
    results = [
        {
            "name": each.name,
            "members": sorted(session.member(*member) for member in each.members),
        }
        for each in found
        if each.exists
    ]
    known = [str(each["name"]) for each in results]
    remember(session.place, ("set",), known)

    def text() -> str:
        return "".join(
            f"{each['name']} ({len(each['members'])})\n"
            + "".join(f"  {label}\n" for label in each["members"])
            for each in results
        )

    emit(session, results, "sets", text, names=known, empty="" if names else "No apply sets found.")
    missing = [each.name for each in found if not each.exists]
    if names and missing:
        stdio.write_message(f"error: set {', '.join(missing)} not found\n")
        return exit_codes.ERROR
    return exit_codes.DONE

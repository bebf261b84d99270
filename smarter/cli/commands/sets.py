"""`smarter sets`: which apply sets there are, and what belongs to them."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command, examples=["smarter --context local sets", "smarter --context local sets quickstart"]
)
@click.argument("names", nargs=-1, metavar="[NAME]...", type=flags.NameOf("set"))
@flags.output_format(["text", "json", "name"])
@flags.parallelism()
@click.pass_obj
def command(session: Session, names: Tuple[str, ...], output_format: str, parallelism: int) -> int:
    """List apply sets, with the resources that are their members."""
    from smarter import engine
    from smarter.cli import name_cache

    platform = session.platform()
    if names:
        found = [engine.read_set(platform, name) for name in names]
    else:
        found = engine.find_sets(platform, parallelism=parallelism)
    known = [each for each in found if each.exists]
    name_cache.remember(session.place, ("set",), [each.name for each in known])
    if output_format == "json":
        results = [
            {"name": each.name, "members": [session.label(kind, name) for kind, name in sorted(each.members)]}
            for each in known
        ]
        stdio.write_document(stdio.document("sets", results, {"sets": len(known)}))
    elif output_format == "name":
        stdio.write_result("".join(f"{each.name}\n" for each in known))
    else:
        for each in known:
            stdio.write_result(f"{each.name} ({len(each.members)})\n")
            stdio.write_result(
                "".join(f"  {session.label(kind, name)}\n" for kind, name in sorted(each.members))
            )
    missing = [each.name for each in found if not each.exists]
    if names and missing:
        stdio.write_message(f"error: There is no set {', '.join(missing)}.\n")
    return exit_codes.ERROR if names and missing else exit_codes.DONE

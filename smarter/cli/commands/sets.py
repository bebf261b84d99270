"""`smarter sets`: which apply sets there are, and what belongs to them."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local sets", "smarter --context local sets quickstart"])
@click.argument("names", nargs=-1, metavar="[NAME]...", type=options.NameOf("set"))
@options.output_format(["text", "json", "name"])
@options.parallelism()
@click.pass_obj
def command(session: Session, names: Tuple[str, ...], output_format: str, parallelism: int) -> int:
    """List apply sets, with the resources that are their members."""
    from smarter import engine
    from smarter.cli import completion

    platform = session.platform()
    if names:
        found = [engine.read_set(platform, name) for name in names]
    else:
        found = engine.find_sets(platform, parallelism=parallelism)
    known = [each for each in found if each.stored]
    completion.remember(session, ("set",), [each.name for each in known])
    if output_format == "json":
        results = [
            {"name": each.name, "members": [session.label(kind, name) for kind, name in sorted(each.members)]}
            for each in known
        ]
        output.write_document(output.document("sets", results, {"sets": len(known)}))
    elif output_format == "name":
        output.say("".join(f"{each.name}\n" for each in known))
    else:
        for each in known:
            output.say(f"{each.name} ({len(each.members)})\n")
            output.say("".join(f"  {session.label(kind, name)}\n" for kind, name in sorted(each.members)))
    missing = [each.name for each in found if not each.stored]
    if names and missing:
        output.note(f"error: There is no set {', '.join(missing)}.\n")
    return codes.ERROR if names and missing else codes.DONE

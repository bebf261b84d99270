"""`smarter api-resources`: the kinds, and what the platform can do with each."""

from __future__ import annotations

from typing import List, Optional

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(
    cls=Verb,
    examples=["smarter --context local api-resources", "smarter api-resources --dialect P15 -o name"],
)
@click.option(
    "--dialect",
    metavar="NAME",
    help="Of this generation of the platform (P10, P14, P15), without asking one.",
)
@options.output_format(["table", "json", "name"], default="table")
@click.pass_obj
def command(session: Session, dialect: Optional[str], output_format: str) -> int:
    """List the kinds of resources, how they are spelt, and the verbs that this platform has for them."""
    from smarter.cli import view
    from smarter.cli.table import table

    if dialect is not None:
        from smarter.platform import DIALECTS

        if dialect not in DIALECTS:
            raise click.UsageError(
                f"There is no dialect {dialect!r}; there are {', '.join(sorted(DIALECTS))}."
            )
    spoken = dialect or session.platform().dialect().name
    rows = []
    for kind in session.kinds.all():
        verbs: List[str] = [verb for verb in kind.verbs if kind.verb(verb, spoken) != "no"]
        if verbs:
            rows.append((kind, verbs))
    if output_format == "json":
        results = [
            {
                "kind": kind.name,
                "name": kind.plural,
                "aliases": list(kind.aliases),
                "served": kind.served,
                "verbs": verbs,
            }
            for kind, verbs in rows
        ]
        output.write_document(output.document("api-resources", results, {"found": len(rows)}, dialect=spoken))
    elif output_format == "name":
        output.say("".join(f"{kind.plural}\n" for kind, _ in rows))
    else:
        cells = [[kind.plural, ",".join(kind.aliases), kind.name, ",".join(verbs)] for kind, verbs in rows]
        output.say(table(["NAME", "SHORT", "KIND", "VERBS"], cells, view.window_width()))
    return codes.DONE

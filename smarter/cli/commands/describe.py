"""`smarter describe`: one resource in full."""

from __future__ import annotations

import click

from smarter.cli import codes, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter --context local describe chatbot bike_shop"])
@click.argument("kind", metavar="KIND")
@click.argument("name", metavar="NAME")
@options.output_format(["text", "json", "yaml"])
@click.pass_obj
def command(session: Session, kind: str, name: str, output_format: str) -> int:
    """Show one resource in full: what it is, its spec, its status. Secrets are not shown."""
    from smarter import engine
    from smarter.cli import reading, view
    from smarter.errors import NotFoundError

    chosen = session.kinds.get(kind)
    (live,) = reading.read_all(session.platform(), chosen, [name])
    if live is None:
        raise NotFoundError(f"There is no {chosen.singular}/{name}.", hint=f"smarter get {chosen.plural}")
    if output_format == "json":
        result = {"kind": chosen.name, "name": live.name, "manifest": engine.shown(live)}
        output.write_document(output.document("describe", [result], {"found": 1}))
    elif output_format == "yaml":
        output.say(view.yaml_text([engine.shown(live)]))
    else:
        output.say(view.describe_text(live, engine.shown(live)))
    return codes.DONE

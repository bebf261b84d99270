"""`smarter schema show`: print a schema."""

from __future__ import annotations

from typing import Optional

import click

from smarter._text import escape_json
from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter schema show plugin"])
@click.argument("kind", metavar="KIND", type=flags.TargetWord())
@flags.dialect()
@flags.output("schema")
@click.pass_obj
def command(session: Session, kind: str, dialect: Optional[str]) -> None:
    """Print the JSON Schema of KIND; with -o json, inside a document."""
    chosen = session.kinds.get(kind)
    import json

    from smarter.kinds.wire import wire_schema

    schema = wire_schema(chosen, dialect) if dialect and dialect in chosen.wire else chosen.schema

    text = escape_json(json.dumps(schema, indent=2, ensure_ascii=False)) + "\n"
    emit(session, [{"kind": chosen.name, "schema": schema}], "found", text)

"""`smarter schema show`: one schema."""

from __future__ import annotations

from typing import Optional

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter schema show plugin"])
@click.argument("kind", metavar="KIND", type=flags.TargetWord())
@flags.dialect()
@flags.output_format(["schema", "json"], default="schema")
@click.pass_obj
def command(session: Session, kind: str, dialect: Optional[str], output_format: str) -> int:
    """Print the JSON Schema of KIND, as it ships with this program; with -o json inside of a document."""
    chosen = session.kinds.get(kind)
    schema = chosen.for_dialect(dialect).schema if dialect else chosen.schema
    if output_format == "json":
        result = {"kind": chosen.name, "schema": schema}
        stdio.write_document(stdio.document("schema.show", [result], {"found": 1}))
        return exit_codes.DONE
    import json

    stdio.write_result(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    return exit_codes.DONE

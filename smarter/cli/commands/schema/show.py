"""`smarter schema show`: print a schema."""

from __future__ import annotations

from typing import Optional

import click

from smarter._text import dump_json
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.param_types import TARGET_WORD
from smarter.cli.session import Session


@session_command("smarter schema show plugin")
@click.argument("kind", metavar="KIND", type=TARGET_WORD)
@flags.dialect()
@flags.output("schema")
def command(session: Session, kind: str, dialect: Optional[str]) -> None:
    """Print the JSON Schema of KIND; with -o json, inside a document.

    It describes manifests as users write them, with `${var:...}` and other references in any field; with --dialect,
    the data that the platform takes.
    """
    chosen = session.kinds.get(kind)
    from smarter.kinds.wire import wire_schema
    from smarter.manifest.schema.editor_schemas import editor_schema

    wire = dialect is not None and dialect in chosen.wire
    schema = wire_schema(chosen, str(dialect)) if wire else editor_schema(chosen)

    emit(session, [{"kind": chosen.name, "schema": schema}], "found", dump_json(schema))

"""`smarter context use`: set the default context."""

from __future__ import annotations

import os

import click

from smarter import contexts
from smarter._suggest import nearest
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.config.config_file import changed_config, section_of
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import CONTEXT_NAME
from smarter.cli.session import Session


@session_command("smarter context use local")
@click.argument("name", type=CONTEXT_NAME)
@flags.output()
def command(session: Session, name: str) -> None:
    """Set the default context."""
    known = contexts.names(contexts.read_config())
    if name not in known:
        guess = nearest(name, known)
        raise UsageError(f"context {name!r} not found", None, f"smarter context use {guess or 'local'}")

    with changed_config() as config:
        section_of(config, "config")["environment"] = name
    emit(session, [{"name": name, "action": "chosen"}], "chosen", f'Switched to context "{name}".\n')
    if os.environ.get("SMARTER_CONTEXT") not in (None, "", name):
        stdio.write_message("warning: SMARTER_CONTEXT overrides it\n")

"""`smarter context use`: choose the context that is meant from now on."""

from __future__ import annotations

import os

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command, ContextName
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter context use local"])
@click.argument("name", type=ContextName())
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, name: str, output_format: str) -> int:
    """Choose the context that is meant where no flag and no variable says another."""
    from smarter import contexts
    from smarter._suggest import nearest
    from smarter.cli.config.config_file import change, section_of
    from smarter.cli.output.error_report import UsageError

    known = contexts.names(contexts.read_config())
    if name not in known:
        guess = nearest(name, known)
        raise UsageError(f"There is no context {name!r}.", None, f"smarter context use {guess or 'local'}")

    def edit(config: contexts.MutableConfig) -> None:
        section_of(config, "config")["environment"] = name

    change(edit)
    if output_format == "json":
        stdio.write_document(
            stdio.document("context.use", [{"name": name, "action": "chosen"}], {"chosen": 1})
        )
    else:
        stdio.write_result(f"context {name} chosen\n")
    if os.environ.get("SMARTER_CONTEXT") not in (None, "", name):
        stdio.write_message("warning: SMARTER_CONTEXT is set, and says another.\n")
    return exit_codes.DONE

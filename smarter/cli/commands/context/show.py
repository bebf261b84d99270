"""`smarter context show`: which platform is meant, and why."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, key_values
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local context show"])
@flags.output_format(key_values.FORMATS)
@click.pass_obj
def command(session: Session, output_format: str) -> int:
    """Show which platform the flags, the environment and the configuration lead to, and where its key comes from."""
    from smarter import contexts
    from smarter.errors import MissingKeyError

    try:
        context = session.resolve()
    except MissingKeyError:
        environ = session.environ()
        config = contexts.read_config(environ)
        name = contexts.chosen_name(session.context, config, environ)
        url = (
            session.base_url or environ.get("SMARTER_BASE_URL") or contexts.context_url(name, config, environ)
        )
        context = contexts.Context(name, contexts.normalize_base_url(url), source="nowhere: there is none")
    told = {
        "name": context.name,
        "base_url": context.shown_url,
        "key_from": context.source,
        "local": context.local,
    }
    key_values.show("context.show", told, output_format)
    return exit_codes.DONE

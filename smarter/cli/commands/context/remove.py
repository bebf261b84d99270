"""`smarter context remove`: remove a context and its key."""

from __future__ import annotations

import click

from smarter import contexts
from smarter._suggest import nearest
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.config import key_store
from smarter.cli.config.config_file import changed_config
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError
from smarter.cli.param_types import CONTEXT_NAME
from smarter.cli.session import Session


@session_command(
    "smarter context add staging --base-url https://staging.example.com && smarter context remove staging",
)
@click.argument("name", type=CONTEXT_NAME)
@flags.output()
def command(session: Session, name: str) -> None:
    """Remove a context from the configuration, and its key from the keyring."""
    config = contexts.read_config()
    section = config.get(name)
    if name == "config" or not isinstance(section, dict):
        guess = nearest(
            name, [key for key, value in config.items() if isinstance(value, dict) and key != "config"]
        )
        hint = f"smarter context remove {guess}" if guess else "smarter context list"
        raise UsageError(f"context {name!r} is not in the configuration", None, hint)
    if section.get("key_store") == contexts.KEYRING:
        key_store.forget(contexts.context_url(name, config))

    with changed_config() as changed:
        del changed[name]
        general = changed.get("config")
        if general and general.get("environment") == name:
            del general["environment"]
    emit(session, [{"name": name, "action": "deleted"}], "deleted", f"context {name} deleted\n")

"""`smarter login`: check an API key and store it."""

from __future__ import annotations

import sys

import click

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.config import key_store
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import Declined
from smarter.cli.session import Session
from smarter.errors import ConfigurationError


@session_command("echo 0123abcd | smarter --context beta login --store file --no-check --api-key-file -")
@click.option(
    "--store",
    type=click.Choice(["keyring", "file"]),
    default="keyring",
    show_default=True,
    help="Store the key in the system's keyring, or as plain text in config.yaml, readable only by you.",
)
@click.option("--no-check", is_flag=True, help="Store the key without checking it.")
@flags.output()
def command(session: Session, store: str, no_check: bool) -> None:
    """Check and store a context's API key, from a prompt or --api-key-file.

    A key is never taken from the command line, and stored as plain text only with --store file.
    """
    from smarter.platform import Platform

    environ, config, name = session.configuration(own_key=True)
    if name not in contexts.names(config):
        raise ConfigurationError(
            f"context {name!r} not found",
            hint=f"Add it: `smarter context add {name} --base-url URL`.",
        )
    url = contexts.context_url(name, config, environ)
    if name == contexts.LOCAL and not config.get(name):
        raise ConfigurationError(
            "The built-in context `local` needs no key.", hint="smarter --context local whoami"
        )
    if store == "keyring":
        key_store.need_keyring()  # fail before the user types a key
    key = contexts.check_key(session.api_key() or _ask(contexts.shown_url(url)))
    user = None
    if not no_check:
        source = "the prompt" if session.api_key_file is None else "--api-key-file"
        context = contexts.Context(name, url, key, source=source)
        answer = Platform(session.connect(context), session.kinds).ask("whoami")
        user = ((answer or {}).get("user") or {}).get("username")
    if store == "file":
        key_store.keep_in_file(name, key)
        where = f"{contexts.config_path()}, in plain text"
    else:
        key_store.keep_in_keyring(name, url, key)
        where = "the system's keyring"
    shown = contexts.shown_url(url)
    result = {"context": name, "base_url": shown, "user": user, "store": store}
    who = f" as {user}" if user else ""
    done = f"stored the key for {shown}, unchecked" if no_check else f"logged in to {shown}{who}"
    emit(session, [result], "kept", f"{done}; the key is in {where}\n")


def _ask(url: str) -> str:
    if not flags.at_terminal():
        raise click.UsageError(
            "This is not a terminal: pass the key with --api-key-file FILE, or - for stdin."
        )
    stdio.write_message(f"API key for {url} (not shown):\n")
    try:
        key: str = click.prompt("key", hide_input=True, err=True)
    except click.Abort:
        raise Declined() from None
    sys.stderr.flush()
    return key

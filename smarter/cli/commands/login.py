"""`smarter login`: take a key, see that it works, and keep it."""

from __future__ import annotations

import sys

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=["echo 0123abcd | smarter --context beta login --store file --no-check --api-key-file -"],
)
@click.option(
    "--store",
    type=click.Choice(["keyring", "file"]),
    default="keyring",
    show_default=True,
    help="Where to keep the key: the system's keyring, or plain text in config.yaml, which only you can read.",
)
@click.option("--no-check", is_flag=True, help="Do not ask the platform whether the key works.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, store: str, no_check: bool, output_format: str) -> int:
    """Ask for the key of a context's platform (or read it from --api-key-file), check it, and keep it.

    A key is never read from the command line, and never kept as plain text unless --store file says so.
    """
    from smarter import contexts
    from smarter.cli.config import key_store
    from smarter.errors import ConfigurationError
    from smarter.platform import Platform

    environ = session.environ(own_key=True)
    config = contexts.read_config(environ)
    name = contexts.chosen_name(session.context, config, environ)
    if name not in contexts.names(config):
        raise ConfigurationError(
            f"There is no context named {name!r}.",
            hint=f"Add it: `smarter context add {name} --base-url URL`.",
        )
    url = contexts.context_url(name, config, environ)
    if name == contexts.LOCAL and not config.get(name):
        raise ConfigurationError(
            "The built-in context `local` needs no key.", hint="smarter --context local whoami"
        )
    if store == "keyring":
        key_store.need_keyring()  # told before anybody types a key
    key = contexts.check_key(session.api_key() or _ask(contexts.shown_url(url)))
    user = None
    if not no_check:
        context = contexts.Context(name, url, key, source="what was typed")
        told = Platform(session.connect(context), session.kinds).ask("whoami")
        user = ((told or {}).get("user") or {}).get("username")
    if store == "file":
        key_store.keep_in_file(name, key)
        where = f"{contexts.config_path()}, in plain text"
    else:
        key_store.keep_in_keyring(name, url, key)
        where = "the system's keyring"
    if output_format == "json":
        result = {"context": name, "base_url": contexts.shown_url(url), "user": user, "store": store}
        stdio.write_document(stdio.document("login", [result], {"kept": 1}))
    else:
        who = f" as {user}" if user else ""
        stdio.write_result(f"logged in to {contexts.shown_url(url)}{who}; the key is kept in {where}\n")
    return exit_codes.DONE


def _ask(url: str) -> str:
    if not flags.at_terminal():
        raise click.UsageError(
            "There is nobody to ask for a key: give it with --api-key-file FILE, or - for stdin."
        )
    stdio.write_message(f"The key for {url}, which will not be shown:\n")
    key: str = click.prompt("key", hide_input=True, err=True)
    sys.stderr.flush()
    return key

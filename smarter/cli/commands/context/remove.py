"""`smarter context remove`: remove a context, and its key."""

from __future__ import annotations

import click

from smarter.cli import codes, options, output
from smarter.cli.failure import Misuse
from smarter.cli.group import ContextName, Verb
from smarter.cli.session import Session


@click.command(
    cls=Verb,
    examples=[
        "smarter context add staging --base-url https://staging.example.com && smarter context remove staging"
    ],
)
@click.argument("name", type=ContextName())
@options.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, name: str, output_format: str) -> int:
    """Remove a context from the configuration, and its key from the keyring."""
    from smarter import contexts
    from smarter.cli import keys
    from smarter.cli.config_file import change
    from smarter.cli.suggest import nearest

    config = contexts.read_config()
    section = config.get(name)
    if name == "config" or not isinstance(section, dict):
        guess = nearest(
            name, [key for key, value in config.items() if isinstance(value, dict) and key != "config"]
        )
        hint = f"smarter context remove {guess}" if guess else "smarter context list"
        raise Misuse(f"The configuration holds no context {name!r}.", None, hint)
    if section.get("key_store") == contexts.KEYRING:
        keys.forget(contexts.context_url(name, config))

    def edit(config: contexts.MutableConfig) -> None:
        del config[name]
        general = config.get("config")
        if general and general.get("environment") == name:
            del general["environment"]

    change(edit)
    if output_format == "json":
        output.write_document(
            output.document("context.remove", [{"name": name, "action": "deleted"}], {"deleted": 1})
        )
    else:
        output.say(f"context {name} deleted\n")
    return codes.DONE

"""`smarter context add`: add or change a context."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter context add staging --base-url https://staging.example.com"])
@click.argument("name")
@flags.output()
@click.pass_obj
def command(session: Session, name: str) -> int:
    """Add a context for the platform at --base-url, or change its address. `smarter login` stores its key."""
    from smarter import contexts
    from smarter.cli.config.config_file import change, section_of

    if name in (contexts.LOCAL, "config") or not name.replace("-", "").replace("_", "").isalnum():
        raise click.UsageError(f"{name!r} is not a valid context name.")
    if not session.base_url:
        raise click.UsageError("Pass its address with --base-url URL.")
    url = contexts.normalize_base_url(session.base_url)
    is_new = name not in contexts.read_config()

    def edit(config: contexts.MutableConfig) -> None:
        section_of(config, name)["base_url"] = url

    change(edit)
    action = "created" if is_new else "updated"
    result = {"name": name, "base_url": contexts.shown_url(url), "action": action}
    emit(session, [result], action, f"context {name} {action}\n")
    return exit_codes.DONE

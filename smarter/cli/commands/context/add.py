"""`smarter context add`: add or change a context."""

from __future__ import annotations

from typing import Optional

import click

from smarter import contexts
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.config.config_file import changed_config, section_of
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import UsageError
from smarter.cli.session import Session


def _require_address(ctx: click.Context, param: click.Parameter, value: Optional[str]) -> str:
    address = value or ctx.ensure_object(Session).base_url  # the flag may stand before the command too
    if not address:
        raise click.MissingParameter(ctx=ctx, param=param)
    return address


@session_command("smarter context add staging --base-url https://staging.example.com")
@click.argument("name")
@click.option(
    "--base-url",
    metavar="URL",
    callback=_require_address,
    help="Address of the platform's API (required).",
)
@flags.output()
def command(session: Session, name: str, base_url: str) -> None:
    """Add a context for the platform at --base-url, or change its address.

    `smarter login` stores its key.
    """
    if name == contexts.LOCAL:
        raise UsageError(
            "the context `local` is built in: the embedded platform, which has no address",
            None,
            "smarter --context local get all",
        )
    if name == "config" or not name.replace("-", "").replace("_", "").isalnum():
        raise click.UsageError(f"{name!r} is not a valid context name.")
    url = contexts.normalize_base_url(base_url)
    is_new = name not in contexts.read_config()
    with changed_config() as config:
        section_of(config, name)["base_url"] = url
    action = "created" if is_new else "updated"
    result = {"name": name, "base_url": contexts.shown_url(url), "action": action}
    emit(session, [result], action, f"context {name} {action}\n")

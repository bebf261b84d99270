"""`smarter context add`: add a context, or change one."""

from __future__ import annotations

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter context add staging --base-url https://staging.example.com"])
@click.argument("name")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, name: str, output_format: str) -> int:
    """Add the platform at --base-url by name, or change its address; `smarter login` gives it its key."""
    from smarter import contexts
    from smarter.cli.config.config_file import change, section_of

    if name in (contexts.LOCAL, "config") or not name.replace("-", "").replace("_", "").isalnum():
        raise click.UsageError(f"{name!r} cannot be the name of a context.")
    if not session.base_url:
        raise click.UsageError("Say where it is with --base-url URL.")
    url = contexts.normalize_base_url(session.base_url)
    is_new = name not in contexts.read_config()

    def edit(config: contexts.MutableConfig) -> None:
        section_of(config, name)["base_url"] = url

    change(edit)
    action = "created" if is_new else "updated"
    if output_format == "json":
        results = [{"name": name, "base_url": contexts.shown_url(url), "action": action}]
        stdio.write_document(stdio.document("context.add", results, {action: 1}))
    else:
        stdio.write_result(f"context {name} {action}\n")
    return exit_codes.DONE

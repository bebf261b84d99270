"""`smarter version`: which client, which platform."""

from __future__ import annotations

from typing import Any, Dict

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, key_values, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter version --client", "smarter --context local version -o json"])
@click.option("--client", is_flag=True, help="Only this command's, without asking a platform.")
@flags.output_format(key_values.FORMATS)
@click.pass_obj
def command(session: Session, client: bool, output_format: str) -> int:
    """Show the versions of this command and of the platform, and which dialect that speaks."""
    from smarter._version import __version__

    told: Dict[str, Any] = {"client": __version__}
    failure = None
    if not client:
        from smarter.cli.output.error_report import of_exception
        from smarter.errors import SmarterError

        try:
            platform = session.platform()
            told["dialect"] = platform.dialect().name
            told["platform"] = platform.ask("version")
        except SmarterError as error:  # what is known is shown all the same
            failure = of_exception(error)
    key_values.show("version", told, output_format)
    if failure is not None:
        stdio.write_message(failure.to_text())
        return failure.exit_code
    return exit_codes.DONE

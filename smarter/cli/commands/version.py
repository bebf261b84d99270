"""`smarter version`: show the versions of client and platform."""

from __future__ import annotations

from typing import Any, Dict

import click

from smarter._version import __version__
from smarter.cli import flags
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit_mapping
from smarter.cli.output.error_report import of_exception
from smarter.cli.session import Session
from smarter.errors import SmarterError


@session_command("smarter version --client", "smarter --context local version -o json")
@click.option("--client", is_flag=True, help="Show the client's version only; send no request.")
@flags.ignored("--short")
@flags.output()
def command(session: Session, client: bool) -> int:
    """Show the versions of client and platform, and the platform's dialect."""
    versions: Dict[str, Any] = {"client": __version__}
    failure = None
    if not client:
        try:
            platform = session.platform()
            versions["dialect"] = platform.dialect().versions
            versions["platform"] = platform.ask("version")
        except SmarterError as error:  # print the versions that are known
            failure = of_exception(error)
    emit_mapping(session, versions)
    if failure is not None:
        stdio.write_message(failure.to_text())
        return failure.exit_code
    return exit_codes.DONE

"""`smarter version`: which client, which platform."""

from __future__ import annotations

from typing import Any, Dict

import click

from smarter.cli import codes, facts, options, output
from smarter.cli.group import Verb
from smarter.cli.session import Session


@click.command(cls=Verb, examples=["smarter version --client", "smarter --context local version -o json"])
@click.option("--client", is_flag=True, help="Only this command's, without asking a platform.")
@options.output_format(facts.FORMATS)
@click.pass_obj
def command(session: Session, client: bool, output_format: str) -> int:
    """Show the versions of this command and of the platform, and which dialect that speaks."""
    from smarter._version import __version__

    told: Dict[str, Any] = {"client": __version__}
    failure = None
    if not client:
        from smarter.cli.failure import of_exception
        from smarter.errors import SmarterError

        try:
            platform = session.platform()
            told["dialect"] = platform.dialect().name
            told["platform"] = platform.ask("version")
        except SmarterError as error:  # what is known is shown all the same
            failure = of_exception(error)
    facts.show("version", told, output_format)
    if failure is not None:
        output.note(failure.to_text())
        return failure.exit_code
    return codes.DONE

"""`smarter guardrail evaluate`: evaluate a text with a guardrail."""

from __future__ import annotations

from typing import Optional

import click

from smarter.cli import flags
from smarter.cli.actions.rest_lookup import find_named
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit
from smarter.cli.output.stdio import read_text
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command(
    'smarter guardrail evaluate no_card_numbers "My card is 4111 1111 1111 1111"',
    "smarter guardrail evaluate no_card_numbers < transcript.txt",
)
@click.argument("name", type=name_of("guardrail"))
@click.argument("text", required=False)
@click.option(
    "--stage",
    type=click.Choice(["input", "output"]),
    default="input",
    show_default=True,
    help="Whether the text is a user's message or the model's reply.",
)
@flags.output()
def command(session: Session, name: str, text: Optional[str], stage: str) -> int:
    """Evaluate a text or stdin with a guardrail. Exits 1 if it blocks the text.

    Records no event.
    """
    from smarter.client.base_model import check_shape

    given = read_text() if text is None or text == "-" else text
    if not given.strip():
        raise click.UsageError("The text is missing: give it as an argument or on standard input.")
    client = session.client()
    found = find_named(client.guardrails, "guardrail", name)
    result = client.guardrails.evaluate(
        found.id, text=given, stage="output" if stage == "output" else "input"
    )
    check_shape(result, "disposition", "findings", "message", "error", "text")

    def page() -> str:
        lines = [f"{name}: {result.disposition}"]
        for each in result.findings or ():
            lines += [f"  {each.rationale}"] if each.rationale else []
            lines += [f"  {found.label or 'match'}: {found.text!r}" for found in each.matches or ()]
        lines += [f"  {line}" for line in (result.message, result.error) if line]
        if result.text and result.text != given:
            lines += ["", result.text]
        return "\n".join(lines) + "\n"

    emit(session, [result.to_dict(mode="json")], {"evaluated": 1}, page)
    return exit_codes.FOUND if result.disposition == "blocked" else exit_codes.DONE

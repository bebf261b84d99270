"""`smarter deploy`: make resources live."""

from __future__ import annotations

from typing import Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import deploy
from smarter.cli.click_classes import Command
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local deploy chatbot bike_shop"])
@deploy.words_argument()
@deploy.waiting_flag("Wait until the platform says that it is so, 5m unless DURATION is given.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, words: Tuple[str, ...], wait: Optional[float], output_format: str) -> int:
    """Bring resources up: a chatbot gets its own address, with DNS and TLS, which costs money."""
    return deploy.act_on(
        session,
        words,
        verb="deploy",
        done="deployed",
        act=lambda platform, kind, name: platform.act("deploy", kind, name),
        wanted=True,
        patience=wait,
        output_format=output_format,
    )

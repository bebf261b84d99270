"""`smarter restart`: take resources down and bring them up again."""

from __future__ import annotations

from typing import Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import deploy
from smarter.cli.click_classes import Command
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local restart chatbot bike_shop"])
@deploy.words_argument()
@deploy.waiting_flag("Wait until the platform says that it is so, 5m unless DURATION is given.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, words: Tuple[str, ...], wait: Optional[float], output_format: str) -> int:
    """Take resources down and bring them up again."""
    from smarter.engine.wait import restart

    return deploy.act_on(
        session,
        words,
        verb="restart",
        done="restarted",
        act=restart,
        wanted=True,
        patience=wait,
        output_format=output_format,
    )

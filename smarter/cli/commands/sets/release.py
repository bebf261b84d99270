"""`smarter sets release`: let members leave their set without deleting them."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.targets import parse_named
from smarter.cli.click_classes import session_command
from smarter.cli.output.emit import emit
from smarter.cli.param_types import name_of
from smarter.cli.session import Session


@session_command("smarter --context local sets release quickstart plugin/faq")
@click.argument("name", metavar="NAME", type=name_of("set"))
@flags.targets()
@flags.output("text", "name")
def command(session: Session, name: str, words: Tuple[str, ...]) -> None:
    """Release members from their set; they stay, and no prune deletes them.

    A later apply of the set takes back the resources of its manifests.
    """
    from smarter import engine

    named = parse_named(words, session.kinds, "release")
    chosen = {(kind.canonical, each) for kind, each in named}
    engine.release(session.platform(), name, chosen)
    results = [{"kind": kind, "name": each, "action": "released"} for kind, each in sorted(chosen)]
    names = [session.member(kind, each) for kind, each in sorted(chosen)]
    emit(session, results, "released", "".join(f"{each} released\n" for each in names), names=names)

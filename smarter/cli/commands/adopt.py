"""`smarter adopt`: add existing resources to an apply set."""

from __future__ import annotations

from typing import Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.execute import carry_out, outcome_output
from smarter.cli.actions.targets import parse_named
from smarter.cli.click_classes import session_command
from smarter.cli.session import Session


@session_command("smarter --context local adopt --set shop -f manifests/quickstart/")
@flags.targets("[KIND NAME... | KIND/NAME...]", required=False)
@flags.files()
@flags.set_name("Set to add the resources to.", required=True)
@outcome_output()
@flags.parallelism()
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    set_name: str,
    parallelism: int,
) -> int:
    """Add existing resources to a set; take them from another set if need be.

    Changes nothing else. A resource with a value that the platform does not show, such as a secret, needs its
    manifest: -f.
    """
    from smarter import engine

    if bool(paths) == bool(words):
        raise click.UsageError("Name either manifests with -f, or resources as KIND NAME or KIND/NAME.")
    resources = session.load(paths, resolve=True).resources if paths else []
    named = parse_named(words, session.kinds, "adopt") if words else []
    platform = session.platform()
    plan = engine.plan_adopt(platform, set_name, resources, named, parallelism=parallelism)
    return carry_out(session, platform, plan, parallelism=parallelism)

"""`smarter describe`: show one resource in full."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes
from smarter.cli.output.emit import emit
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=[
        "smarter --context local describe chatbot bike_shop",
        "smarter --context local describe plugin/faq",
        "smarter --context local describe plugin/faq -o json",
    ],
)
@flags.targets("KIND NAME | KIND/NAME")
@click.option("--absolute", is_flag=True, help="Show dates instead of ages.")
@flags.output()
@click.pass_obj
def command(session: Session, words: Tuple[str, ...], absolute: bool) -> int:
    """Show one resource: spec, status, references and dependents. Secrets are masked."""
    from datetime import datetime, timezone

    from smarter import engine
    from smarter.cli.actions.targets import one
    from smarter.cli.name_cache import similar_name
    from smarter.cli.output import resource_view
    from smarter.engine.concurrency import read_all
    from smarter.engine.dependents import Dependents
    from smarter.engine.references import served_references
    from smarter.errors import NotFoundError

    kind, names = one(words, session.kinds)
    platform = session.platform()
    (live,) = read_all(platform, kind, names)
    if live is None:
        guess = similar_name(session.place, kind, names[0])
        hint = f"smarter describe {kind.singular}/{guess}" if guess else f"smarter get {kind.plural}"
        raise NotFoundError(f"{kind.singular}/{names[0]} not found", hint=hint)
    shown = engine.mask_resource(live)
    if session.output_format == "yaml":  # the manifest alone; its relations would take more requests
        emit(session, [], "found", yaml=[resource_view.to_apply(shown)])
        return exit_codes.DONE
    references = served_references(platform, live)
    users, unseen = Dependents(platform).users_and_unseen(live)
    referred_by = sorted(f"{user.kind.singular}/{user.name}" for user in users)
    unknown = sorted(kind.plural for kind in unseen)
    result: Dict[str, Any] = {
        "kind": kind.name,
        "name": live.name,
        "manifest": shown,
        "refersTo": [{"path": each.path, "kinds": each.kinds, "name": each.name} for each in references],
        "referredBy": referred_by,
    }
    if unknown:
        result["unknown"] = unknown

    def text() -> str:
        now = None if absolute else datetime.now(timezone.utc)
        return resource_view.describe_text(live, shown, now) + resource_view.relations_text(
            references, referred_by, unknown
        )

    emit(session, [result], "found", text)
    return exit_codes.DONE

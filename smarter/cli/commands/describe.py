"""`smarter describe`: one resource in full."""

from __future__ import annotations

from typing import Any, Dict, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(
    cls=Command,
    examples=[
        "smarter --context local describe chatbot bike_shop",
        "smarter --context local describe plugin/faq",
        "smarter --context local describe plugin/faq -o json",
    ],
)
@click.argument("words", nargs=-1, required=True, metavar="KIND NAME | KIND/NAME", type=flags.TargetWord())
@click.option("--absolute", is_flag=True, help="Show dates in place of ages.")
@flags.output_format(["text", "json", "yaml"])
@click.pass_obj
def command(session: Session, words: Tuple[str, ...], absolute: bool, output_format: str) -> int:
    """Show one resource in full: its spec, its status, what it refers to and what refers to it. No secrets."""
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
        raise NotFoundError(f"There is no {kind.singular}/{names[0]}.", hint=hint)
    shown = engine.mask_resource(live)
    if output_format == "yaml":
        stdio.write_result(resource_view.yaml_text([resource_view.to_apply(shown)]))
        return exit_codes.DONE
    references = served_references(platform, live)
    users, unseen = Dependents(platform).users_and_unseen(live)
    referred_by = sorted(f"{user.kind.singular}/{user.name}" for user in users)
    unknown = sorted(kind.plural for kind in unseen)
    if output_format == "json":
        related: Dict[str, Any] = {
            "refersTo": [{"path": each.path, "kinds": each.kinds, "name": each.name} for each in references],
            "referredBy": referred_by,
        }
        if unknown:
            related["unknown"] = unknown
        result = {"kind": kind.name, "name": live.name, "manifest": shown, **related}
        stdio.write_document(stdio.document("describe", [result], {"found": 1}))
    else:
        now = None if absolute else datetime.now(timezone.utc)
        stdio.write_result(
            resource_view.describe_text(live, shown, now)
            + resource_view.relations_text(references, referred_by, unknown)
        )
    return exit_codes.DONE

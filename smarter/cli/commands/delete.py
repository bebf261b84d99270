"""`smarter delete`: delete resources, by manifest or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.execute import carry_out, outcome_output
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.error_report import CliError
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Plan, Step
    from smarter.platform import Platform


@click.command(
    cls=Command,
    examples=[
        "smarter --context local delete -f manifests/quickstart/ --yes",
        "smarter --context local delete plugin faq --yes",
        "smarter --context local delete chatbot/bike_shop plugin/faq --yes",
    ],
)
@flags.targets("[KIND NAME... | KIND/NAME...]", required=False)
@flags.files()
@flags.yes()
@click.option(
    "--cascade", is_flag=True, help="Accept that the platform deletes dependent resources too; do not warn."
)
@outcome_output()
@flags.parallelism()
@click.pass_obj
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    yes: bool,
    cascade: bool,
    parallelism: int,
) -> int:
    """Delete the resources of manifests, or named ones. Dependents are deleted first.

    Asks for confirmation on a terminal. Resources of manifests that do not exist are skipped.
    """
    import sys

    from smarter import engine
    from smarter.cli.output import plan_view

    if bool(paths) == bool(words):
        raise click.UsageError("Name either manifests with -f, or a KIND and a NAME.")
    if words:
        platform, plan = _named(session, words, parallelism)
    else:
        bundle = session.load(paths, resolve=False)
        platform = session.platform()
        plan = engine.plan_delete(platform, bundle.resources, parallelism=parallelism)

    deletes = [step for step in plan.steps if step.action == "delete"]
    asking = bool(deletes) and not yes and flags.at_terminal()
    if cascade:
        plan = _unannotated(plan)
    if asking:
        stdio.write_message("".join(f"{session.label(step.kind, step.name)}\n" for step in deletes))
        if not cascade:
            stdio.write_message(plan_view.notes_text(deletes, session.label, stdio.Paint(sys.stderr)))
        flags.require_confirmation(
            f"Delete {'this' if len(deletes) == 1 else f'these {len(deletes)} resources'}?"
        )
        plan = _unannotated(plan)  # the notes were shown with the question

    missing = [step for step in plan.steps if words and step.action == "none"]
    failure = _not_found(session, missing) if missing else None
    more: Dict[str, Any] = {"error": failure.to_json()} if failure else {}
    exit_code = carry_out(session, platform, plan, more=more, parallelism=parallelism).exit_code
    if failure:
        stdio.write_message(failure.to_text())
    return exit_codes.worst([exit_code, failure.exit_code if failure else exit_codes.DONE])


def _named(session: Session, words: Sequence[str], parallelism: int) -> Tuple[Platform, Plan]:
    """Plan the deletion of named resources, kind by kind in the order of the words."""
    from dataclasses import replace

    from smarter import engine
    from smarter.cli.actions.targets import parse_named_targets

    targets = parse_named_targets(words, session.kinds, "delete")
    platform = session.platform()
    steps: List[Step] = []
    for level, (kind, names) in enumerate(targets):
        plan = engine.plan_delete_named(platform, kind, names, parallelism=parallelism)
        steps.extend(replace(step, level=level) for step in plan.steps)
    return platform, engine.Plan(tuple(steps))


def _unannotated(plan: Plan) -> Plan:
    """Return the plan without notes about cascades."""
    from dataclasses import replace

    return replace(plan, steps=tuple(replace(step, notes=()) for step in plan.steps))


def _not_found(session: Session, missing: Sequence[Step]) -> CliError:
    from smarter.cli.name_cache import similar_name

    labels = ", ".join(session.label(step.kind, step.name) for step in missing)
    kind = missing[0].desired.kind
    guess = similar_name(session.place, kind, missing[0].name)
    hint = f"delete {kind.singular}/{guess}" if guess else f"get {kind.plural}"
    return CliError("not-found", f"{labels} not found", session.line(hint), exit_codes.ERROR)

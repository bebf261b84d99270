"""`smarter delete`: delete resources, by manifest, by name, or a whole set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.actions.execute import carry_out, outcome_output
from smarter.cli.actions.targets import parse_targets, require_names
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.error_report import CliError
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.cli.actions.targets import Target
    from smarter.engine import Plan, Step
    from smarter.platform import Platform


@session_command(
    "smarter --context local delete -f manifests/quickstart/ --yes",
    "smarter --context local delete plugin faq --yes",
    "smarter --context local delete chatbot/bike_shop plugin/faq --yes",
    "smarter --context local delete --set quickstart --yes",
    needs=("words", "paths", "set_name"),
)
@flags.targets("[KIND NAME... | KIND/NAME...]", required=False)
@flags.files()
@flags.set_name("Delete all members of this apply set, and the set itself.")
@flags.yes()
@click.option(
    "--cascade", is_flag=True, help="Accept that the platform deletes dependent resources too; do not warn."
)
@click.option("--all", "everything", is_flag=True, help="Delete every resource of the kinds.")
@click.option("-l", "--selector", metavar="SELECTOR", help="Delete resources with these tags: a,!b,c=d,e!=f.")
@click.option("--ignore-not-found", is_flag=True, help="Do not fail if a named resource does not exist.")
@click.option(
    "--dry-run", is_flag=True, help="Print the resources that would be deleted without deleting them."
)
@outcome_output()
@flags.parallelism()
def command(
    session: Session,
    words: Tuple[str, ...],
    paths: Tuple[str, ...],
    set_name: Optional[str],
    yes: bool,
    cascade: bool,
    everything: bool,
    selector: Optional[str],
    ignore_not_found: bool,
    dry_run: bool,
    parallelism: int,
) -> int:
    """Delete resources by manifest or name, or an apply set. Dependents go first.

    Asks for confirmation on a terminal; elsewhere --set needs --yes. Resources of manifests that do not exist
    are skipped. Protected members of a set are not deleted (exit code 8), and the set stays with them.
    """
    from smarter import engine

    more: Dict[str, Any] = {}
    if (everything or selector) and not words:
        raise click.UsageError("--all and -l need a KIND.")
    if words:
        targets = parse_targets(words, session.kinds)
        if everything or selector:
            targets = _select(session, targets, selector)
        else:
            require_names(targets, "delete")
        platform = session.platform()
        plan = _plan_named(platform, targets, parallelism)
    elif set_name is not None:
        platform = session.platform()
        plan = engine.plan_delete_set(platform, set_name, parallelism=parallelism)
        more = plan_request.set_fields(plan)
    else:
        bundle = session.load(paths, resolve=False)
        platform = session.platform()
        plan = engine.plan_delete(platform, bundle.resources, parallelism=parallelism)

    missing = [step for step in plan.steps if words and step.action == "none"]
    plan = replace(plan, steps=tuple(step for step in plan.steps if step not in missing))
    failure = _not_found(session, missing) if missing and not ignore_not_found else None
    if failure:
        more["error"] = failure.to_json()
    if cascade:
        plan = _unannotated(plan)
    if failure and not plan.steps and session.for_people:
        return _end(failure, exit_codes.DONE)
    if dry_run:
        plan_request.report_dry_run(session, plan, more)
        return _end(failure, exit_codes.DONE)
    if not yes:
        asked = plan_request.confirm_deletes(session, plan, "delete --set" if set_name is not None else None)
        if asked:
            plan = _unannotated(plan)  # the notes were shown with the question

    exit_code = carry_out(session, platform, plan, more=more, parallelism=parallelism)
    return _end(failure, exit_code)


def _end(failure: Optional[CliError], exit_code: int) -> int:
    if failure is None:
        return exit_code
    stdio.write_message(failure.to_text())
    return exit_codes.worst([exit_code, failure.exit_code])


def _select(session: Session, targets: Sequence[Target], selector: Optional[str]) -> List[Target]:
    """Return the targets with the names selected by `selector`, or all names."""
    from smarter.cli.actions import collect

    found = []
    for target in targets:
        if target.names:
            raise click.UsageError("--all and -l exclude names.")
        collected = collect.collect(session.platform(), target, whole=bool(selector), texts=False)
        if selector:
            collect.select(collected, selector)
        if not collected.complete:
            stdio.write_message(f"note: this list of {target.kind.plural} may be incomplete\n")
        found.append(target._replace(names=[item.name for item in collected.items]))
    return found


def _plan_named(platform: Platform, targets: Sequence[Target], parallelism: int) -> Plan:
    """Plan the deletion of named resources, kind by kind in the order of the words."""
    from smarter import engine

    steps: List[Step] = []
    leaving = {(target.kind.canonical, target.kind.fold(name)) for target in targets for name in target.names}
    for level, (kind, names) in enumerate(targets):
        plan = engine.plan_delete_named(platform, kind, names, leaving=leaving, parallelism=parallelism)
        steps.extend(replace(step, level=level) for step in plan.steps)
    return engine.Plan(tuple(steps))


def _unannotated(plan: Plan) -> Plan:
    """Return the plan without notes about cascades."""
    return replace(plan, steps=tuple(replace(step, notes=()) for step in plan.steps))


def _not_found(session: Session, missing: Sequence[Step]) -> CliError:
    from smarter.cli.name_cache import hint_for_missing

    labels = ", ".join(session.label(step.kind, step.name) for step in missing)
    kind = missing[0].desired.kind
    hint = hint_for_missing(session.place, "delete", kind, missing[0].name)
    return CliError("not-found", f"{labels} not found", session.line(hint), exit_codes.ERROR)

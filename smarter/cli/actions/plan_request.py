"""Flags that shape a plan, and planning, for apply, diff and plan."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, NamedTuple, Optional, Sequence, Tuple

import click

from smarter._defaults import PRUNE_LIMIT
from smarter.cli import flags
from smarter.cli.actions.parts import select
from smarter.cli.output import ci_reports, exit_codes, plan_view, stdio
from smarter.cli.output.emit import emit_document
from smarter.cli.session import Session
from smarter.errors import GuardError, ManifestError

if TYPE_CHECKING:
    from smarter.cli.output.plan_view import PlannedOrphan, PlannedStep
    from smarter.engine import Plan
    from smarter.engine.plan import InventoryChange
    from smarter.manifest import Bundle
    from smarter.platform import Platform

Decorator = Callable[[Any], Any]


class Shape(NamedTuple):
    """The flags that shape a plan. A saved plan remembers them."""

    paths: Tuple[str, ...] = ()
    merge: bool = False
    force_conflicts: bool = False
    set_name: Optional[str] = None
    prune: bool = False
    prune_limit: float = 100 * PRUNE_LIMIT
    shard: Optional[str] = None
    selector: Optional[str] = None
    parts: Tuple[str, ...] = ()
    environment: Optional[str] = None
    variable_words: Tuple[str, ...] = ()
    variable_files: Tuple[str, ...] = ()


class Planned(NamedTuple):
    """A plan, its platform and its manifests."""

    platform: Platform
    bundle: Bundle
    plan: Plan


def shape_of(session: Session, paths: Tuple[str, ...], shape: Dict[str, Any]) -> Shape:
    """Return the flags' shape with paths, set and environment of `.smarter.yaml`."""
    given = flags_of(session, paths, shape)
    project = session.project
    set_name = given.set_name
    if set_name is None and project:
        set_name = project.set_name
    environment = project.environment if project else None
    return given._replace(paths=tuple(session.paths(paths)), set_name=set_name, environment=environment)


def flags_of(session: Session, paths: Tuple[str, ...], shape: Dict[str, Any]) -> Shape:
    """Return the shape that the flags alone give, without the environment."""
    return Shape(
        (*paths, *session.more_paths),
        **shape,
        parts=tuple(session.parts),
        variable_words=tuple(session.variable_words),
        variable_files=tuple(session.variable_files),
    )


def recall(session: Session, options: Dict[str, Any]) -> Shape:
    """Return a saved plan's shape; set the session's environment and variables.

    Raises:
        GuardError: another environment is chosen.
    """
    saved: Dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in options.items()
        if key in Shape._fields
    }
    shape = Shape(**saved)
    chosen = session.environment_name()
    if chosen is not None and chosen != shape.environment:
        made_for = f"environment {shape.environment}" if shape.environment else "no environment"
        raise GuardError(
            f"The plan was made for {made_for}, not for {chosen}.", hint="Make a plan for this environment."
        )
    session.environment = shape.environment
    session.variable_words, session.variable_files = shape.variable_words, shape.variable_files
    return shape


def _shard(ctx: click.Context, param: click.Parameter, value: Optional[str]) -> Optional[str]:
    index, _, count = ("1/1" if value is None else value).partition("/")
    if not (index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
        raise click.BadParameter("use I/N, with I from 1 to N.", ctx, param)
    return value


def shaping() -> Decorator:
    """Add the flags of `Shape`, such as `--merge`, `--set`, `--prune` and `-l`."""
    return flags.stacked(
        click.option(
            "--merge", is_flag=True, help="Keep the live value of every field that the manifest omits."
        ),
        click.option(
            "--force-conflicts", is_flag=True, help="Overwrite resources of other users of the account, too."
        ),
        flags.set_name("Add the resources to this apply set."),
        click.option("--prune", is_flag=True, help="Delete members of the set that are in no manifest."),
        click.option(
            "--prune-limit",
            type=click.FloatRange(0, 100),
            default=100 * PRUNE_LIMIT,
            show_default=True,
            metavar="PERCENT",
            help="Refuse to prune more than this share of the set.",
        ),
        click.option(
            "--shard",
            metavar="I/N",
            callback=_shard,
            help="Apply and prune only part I of N, to split the work across N machines.",
        ),
        click.option(
            "-l",
            "--selector",
            metavar="SELECTOR",
            help="Only resources with these tags (a,!b,c=d,e!=f), and resources they refer to.",
        ),
    )


def make(session: Session, shape: Shape, parallelism: int) -> Planned:
    """Read the manifests and the platform, and plan. Sends no write."""
    from smarter import engine

    if shape.prune and shape.set_name is None:
        raise click.UsageError("--prune needs --set NAME.")
    partial = shape.selector is not None or bool(shape.parts)
    if shape.prune and partial:
        raise click.UsageError("--prune excludes -l and KIND/NAME: it needs all manifests of the set.")
    bundle, empty = _load(session, shape)
    chosen = bundle.resources
    if partial:
        chosen = select(chosen, shape.parts, shape.selector, session.kinds)
    platform = session.platform()
    plan = engine.plan(
        platform,
        chosen,
        parallelism=parallelism,
        merge=shape.merge,
        force_conflicts=shape.force_conflicts,
        set_name=shape.set_name,
        prune=shape.prune,
        prune_limit=shape.prune_limit / 100,
        partial=partial,
        shard=engine.Shard(*map(int, shape.shard.split("/"))) if shape.shard else None,
        neighbours=engine.Neighbours(shape.paths, session.kinds),
    )
    if empty is not None and not plan.steps and not plan.orphans:
        raise empty
    engine.check_skipped(plan, shape.paths, bundle)
    return Planned(platform, bundle, plan)


def _load(session: Session, shape: Shape) -> Tuple[Bundle, Optional[ManifestError]]:
    """Load the manifests; with `--prune`, return the error that there are none.

    A set may lose its last member.
    """
    from smarter.manifest import Bundle

    try:
        return session.load(shape.paths, resolve=True, complete=shape.set_name is not None), None
    except ManifestError as error:
        if shape.prune and error.findings and all(found.rule == "empty" for found in error.findings):
            return Bundle(), error
        raise


def report(session: Session, planned: Planned) -> int:
    """Print a plan; return 1 if it changes anything."""
    if session.for_people:
        write_findings(session, planned.bundle)
    plan = planned.plan
    print_steps(
        session,
        plan.steps,
        more=more(planned),
        title=f"Plan for {plan.inventory.name}" if plan.inventory is not None else "Plan",
        platform=planned.platform.base_url,
        orphans=plan.orphans,
        inventory=plan.inventory_change,
    )
    return exit_codes.DONE if plan.empty else exit_codes.FOUND


def write_findings(session: Session, bundle: Bundle) -> None:
    """Write the findings of loaded manifests for people."""
    shown = session.shown_findings(bundle.findings)
    stdio.write_message(plan_view.loaded_text(bundle.findings, shown, stdio.Paint(sys.stderr)))


def print_steps(
    session: Session,
    steps: Sequence[PlannedStep],
    *,
    more: Dict[str, Any],
    title: str,
    platform: str,
    orphans: Sequence[PlannedOrphan] = (),
    inventory: Optional[InventoryChange] = None,
) -> None:
    """Print the steps of a plan, made now or saved, in the format of `-o`."""

    def text() -> str:
        if session.output_format == "markdown":
            from smarter.cli.output.plan_markdown import plan_markdown

            return plan_markdown(
                steps, session.label, title=title, platform=platform, orphans=orphans, inventory=inventory
            )
        if session.quiet:
            return ""
        paint = stdio.Paint(sys.stdout)
        return plan_view.plan_text(steps, session.label, paint) + plan_view.orphans_text(
            orphans, session.label, paint
        )

    emit_document(session, plan_view.plan_document(session.verb, steps, **more), text)
    if session.output_format in ("text", "markdown") and not session.quiet:
        stdio.write_message(plan_view.remarks_text("warning", steps, session.label, stdio.Paint(sys.stderr)))
        summary = plan_view.count((step.action for step in steps), plan_view.PLAN_ACTIONS)
        stdio.write_message(plan_view.plan_summary(summary, inventory))


def report_dry_run(session: Session, plan: Plan, more: Mapping[str, Any]) -> None:
    """Print the expected outcomes in the format of `-o`."""
    outcomes = plan_view.rehearsed(plan.steps)

    def text() -> str:
        if session.output_format in ci_reports.FORMS:
            return ci_reports.FORMS[session.output_format](session.verb, outcomes, session.label)
        if session.quiet:
            return ""
        return plan_view.rehearsal_text(
            outcomes, session.label, stdio.Paint(sys.stdout), unchanged=session.lists_unchanged
        )

    document = plan_view.outcomes_document(session.verb, outcomes, dryRun=True, **more)
    emit_document(session, document, text)
    if session.for_people:
        err = stdio.Paint(sys.stderr)
        stdio.write_message(plan_view.remarks_text("warning", plan.steps, session.label, err))
        # The plan shows the effects of a delete on other resources too.
        steps = [step for step in plan.steps if session.verbose or step.action == "delete"]
        stdio.write_message(plan_view.remarks_text("note", steps, session.label, err))
        stdio.write_message(plan_view.orphans_text(plan.orphans, session.label, err))


def confirm_deletes(session: Session, plan: Plan, asked_by: Optional[str]) -> bool:
    """Show the deletions and ask on a terminal; return whether the user was asked.

    Raises:
        GuardError: this is not a terminal, and `asked_by`, the flag that deletes, needs a confirmation.
    """
    deletes = [step for step in plan.steps if step.action == "delete"]
    if not deletes:
        return False
    if not flags.at_terminal():
        if asked_by is None:
            return False
        names = ", ".join(session.label(step.kind, step.name) for step in deletes)
        raise flags.cannot_confirm(f"{asked_by} would delete {names}")
    paint = stdio.Paint(sys.stderr)
    stdio.write_message(plan_view.plan_text(deletes, session.label, paint))
    stdio.write_message(plan_view.orphans_text(plan.orphans, session.label, paint))
    flags.require_confirmation(
        f"Delete {'this' if len(deletes) == 1 else f'these {len(deletes)} resources'}?"
    )
    return True


def more(planned: Planned) -> Dict[str, Any]:
    """Return further fields of the document: findings, and the set."""
    fields: Dict[str, Any] = {}
    if planned.bundle.findings:
        fields["findings"] = [found.to_json() for found in planned.bundle.findings]
    return {**fields, **set_fields(planned.plan)}


def set_fields(plan: Plan) -> Dict[str, Any]:
    """Return the document's fields about the set: name, size and orphans."""
    if plan.inventory is None:
        return {}
    members = {"name": plan.inventory.name, "members": len(plan.members_after)}
    fields: Dict[str, Any] = {"set": members, **inventory_fields(plan.inventory_change)}
    if plan.orphans:
        fields["orphans"] = [orphan.to_json() for orphan in plan.orphans]
    return fields


def inventory_fields(change: Optional[InventoryChange]) -> Dict[str, Any]:
    """Return the field of the document about the set's inventory, if it changes."""
    return {"inventory": change.to_json()} if change is not None else {}

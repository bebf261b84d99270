"""Carrying out a plan and saying how it went: a line a resource as it happens, then the whole in the form asked for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, List, Mapping, NamedTuple, Optional, Tuple

from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Outcome, Plan
    from smarter.platform import Platform

FORMATS = ("text", "json", "yaml", "name", "junit", "github")


class Carried(NamedTuple):
    """What was done, and the exit code that says so."""

    outcomes: List[Outcome]
    exit_code: int


def carry_out(
    session: Session,
    platform: Platform,
    plan: Plan,
    *,
    verb: str,
    output_format: str,
    more: Mapping[str, Any],
    patience: Optional[float] = None,
    **options: Any,
) -> Carried:
    """Execute the plan and report. After Ctrl-C what was in flight is finished and reported, exit code 5.

    `more` goes into the document beside the results; with `patience` (seconds) it is waited until what was done shows;
    `options` are those of `engine.execute`.
    """
    from smarter import engine
    from smarter.cli.output import ci_reports, plan_view

    paint = stdio.Paint(sys.stdout)

    done = 0

    def show(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        if session.waiting is not None:
            session.waiting.done, session.waiting.total = done, len(plan.steps)
            session.waiting.text = f"{verb}: {done} of {len(plan.steps)} resources"
        if output_format == "text":
            stdio.write_result(plan_view.outcome_line(outcome, session.label, paint))

    interrupted = False
    try:
        outcomes = engine.execute(platform, plan, on_outcome=show, **options)
    except engine.Interrupted as stop:
        outcomes, interrupted = stop.outcomes, True
    if patience is not None and not interrupted:
        from smarter.cli.actions.wait import come_true

        outcomes = come_true(session, platform, outcomes, patience)
    session.remember(outcomes)
    if plan.inventory is not None:
        from smarter.cli.name_cache import remember

        remember(session.place, ("set",), [plan.inventory.name])
    exit_code = exit_codes.INTERRUPTED if interrupted else plan_view.outcomes_exit_code(outcomes)
    if output_format == "text":
        stdio.write_result(plan_view.outcomes_summary(outcomes))
        warn = stdio.Paint(sys.stderr)
        if session.verbose:
            stdio.write_message(plan_view.notes_text(outcomes, session.label, warn))
        stdio.write_message(plan_view.warnings_text(outcomes, session.label, warn))
        stdio.write_message(plan_view.problems_text(outcomes, session.label, warn))
    elif output_format in ("json", "yaml"):
        stopped = {"error": {"code": "interrupted", "message": "Interrupted."}} if interrupted else {}
        document = plan_view.outcomes_document(verb, outcomes, **more, **stopped)
        stdio.write_result(ci_reports.yaml(document)) if output_format == "yaml" else stdio.write_document(
            document
        )
    else:
        stdio.write_result(ci_reports.FORMS[output_format](verb, outcomes, session.label))
    if interrupted and output_format not in ("json", "yaml"):
        stdio.write_message(f"interrupted: {_left(plan, outcomes)} not begun; run the same command again\n")
    return Carried(outcomes, exit_code)


def _left(plan: Plan, outcomes: List[Outcome]) -> str:
    done: Tuple[str, ...] = tuple(o.action for o in outcomes if o.action != "skipped")
    left = len(plan.steps) - len(done)
    return f"{left} of {len(plan.steps)} resources"

"""Execution of a plan: a line for each change, then the result in `-o` format."""

from __future__ import annotations

import sys
from collections import deque
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, List, Mapping, Optional

from smarter.cli import flags
from smarter.cli.actions.wait import wait_for_outcomes
from smarter.cli.output import ci_reports, exit_codes, plan_view, stdio
from smarter.cli.output.emit import emit_document
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine import Outcome, Plan
    from smarter.engine.desired import Identity
    from smarter.platform import Platform


def outcome_output() -> Callable[[Any], Any]:
    """Add `-o` with the formats of outcomes, `-q` and `--show-unchanged`."""
    unchanged = flags.session_option(
        "show_unchanged",
        "--show-unchanged",
        is_flag=True,
        help="List unchanged resources too, as -v does; otherwise count them.",
    )
    return flags.stacked(flags.output("text", "name", "junit", "github"), flags.quiet(), unchanged)


def carry_out(
    session: Session,
    platform: Platform,
    plan: Plan,
    *,
    more: Mapping[str, Any] = {},
    patience: Optional[float] = None,
    **options: Any,
) -> int:
    """Execute the plan and report; return the exit code.

    After Ctrl-C, running requests are finished and reported; the exit code is 5.

    Args:
        more: further fields of the document.
        patience: seconds to wait until the changes are visible on the platform.
        options: of `engine.execute`.
    """
    from smarter import engine
    from smarter.cli.name_cache import remember

    lines = _Lines(session, plan)
    done = 0

    def show(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        if session.waiting is not None:
            session.waiting.done, session.waiting.total = done, len(plan.steps)
            session.waiting.text = f"{session.verb}: {done} of {len(plan.steps)} resources"
        lines.add(outcome)

    # The engine turns Ctrl-C into `Interrupted` with the outcomes so far: it finishes requests in flight, since the
    # platform may have carried them out already, and reports steps that were not started as skipped. No outcome may be
    # lost: a report follows in each format, then exit code 5. Tests: tests/acceptance/test_interrupt.py.
    interrupted = False
    try:
        outcomes = engine.execute(platform, plan, on_outcome=show, **options)
    except engine.Interrupted as stop:
        outcomes, interrupted = stop.outcomes, True
    lines.end()
    if patience is not None and not interrupted:
        outcomes = wait_for_outcomes(session, platform, outcomes, patience)
    session.remember(outcomes)
    if plan.inventory is not None:
        remember(session.place, ("set",), [plan.inventory.name])
    _report(session, plan, outcomes, more, interrupted)
    return exit_codes.INTERRUPTED if interrupted else plan_view.outcomes_exit_code(outcomes)


class _Lines:
    """Printer of outcomes: at once on a terminal, elsewhere in the plan's order."""

    def __init__(self, session: Session, plan: Plan) -> None:
        self.session = session
        self.paint = stdio.Paint(sys.stdout)
        self.waiting: Dict[Identity, Outcome] = {}
        self.order: Deque[Identity] = deque()
        if not sys.stdout.isatty():  # a log of CI must not differ from run to run
            self.order.extend(step.identity for step in plan.steps)

    def add(self, outcome: Outcome) -> None:
        self.waiting[outcome.step.identity] = outcome
        while self.order and self.order[0] in self.waiting:
            self._print(self.waiting.pop(self.order.popleft()))
        if not self.order:
            self.end()

    def end(self) -> None:
        """Print the remaining outcomes after an interrupted run."""
        for identity in [*self.order, *self.waiting]:
            if identity in self.waiting:
                self._print(self.waiting.pop(identity))

    def _print(self, outcome: Outcome) -> None:
        if self.session.for_people and (outcome.action != "unchanged" or self.session.lists_unchanged):
            stdio.write_result(plan_view.outcome_line(outcome, self.session.label, self.paint))


def _report(
    session: Session, plan: Plan, outcomes: List[Outcome], more: Mapping[str, Any], interrupted: bool
) -> None:
    stopped = {"error": {"code": "interrupted", "message": "Interrupted."}} if interrupted else {}

    def text() -> str:
        if session.output_format in ci_reports.FORMS:
            return ci_reports.FORMS[session.output_format](session.verb, outcomes, session.label)
        return "" if session.quiet else plan_view.outcomes_summary(outcomes)

    emit_document(session, plan_view.outcomes_document(session.verb, outcomes, **more, **stopped), text)
    if session.for_people:
        warn = stdio.Paint(sys.stderr)
        if session.verbose:
            stdio.write_message(plan_view.remarks_text("note", outcomes, session.label, warn))
        stdio.write_message(plan_view.remarks_text("warning", outcomes, session.label, warn))
        staying = [orphan for orphan in plan.orphans if not orphan.blocked]
        stdio.write_message(plan_view.orphans_text(staying, session.label, warn))
    if session.for_people or session.quiet:
        stdio.write_message(plan_view.problems_text(outcomes, session.label, stdio.Paint(sys.stderr)))
    if interrupted and session.output_format not in ("json", "yaml"):
        left = len(plan.steps) - sum(outcome.action != "skipped" for outcome in outcomes)
        stdio.write_message(
            f"interrupted: {left} of {len(plan.steps)} resources not started; run the same command again\n"
        )

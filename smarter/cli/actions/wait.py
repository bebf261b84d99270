"""Waiting for resources, with progress."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, List, Optional, Sequence

from smarter.cli.session import Session
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.engine import Outcome
    from smarter.engine.wait import Goal
    from smarter.kinds import Kind
    from smarter.platform import Platform


def wait_for(session: Session, platform: Platform, kind: Kind, name: str, goal: Goal, timeout: float) -> None:
    """Wait until the goal is met, and show the resource's state meanwhile.

    Raises:
        SmarterError: it was not met within `timeout` seconds, or cannot be read.
    """
    from smarter.engine import wait

    label = session.label(kind.name, name)

    def look(stands: str, seconds: float) -> None:
        if session.waiting is not None:
            session.waiting.text = f"waiting for {label}: {stands}"

    wait.wait(platform, kind, name, goal, timeout=timeout, on_look=look)


def wait_for_outcomes(
    session: Session, platform: Platform, outcomes: Sequence[Outcome], timeout: float
) -> List[Outcome]:
    """Wait until applied resources are live and deleted ones are gone.

    A goal that is not met within `timeout` seconds in all turns its outcome into a failure.
    """
    from smarter.engine import problem_of

    deadline = time.monotonic() + timeout
    after: List[Outcome] = []
    for outcome in outcomes:
        goal = _goal(outcome)
        if goal is not None:
            desired = outcome.step.desired
            left = max(0.0, deadline - time.monotonic())
            try:
                wait_for(session, platform, desired.kind, desired.name, goal, left)
            except SmarterError as late:
                outcome = replace(outcome, action="failed", error=problem_of(late, outcome.step))
        after.append(outcome)
    return after


def _goal(outcome: Outcome) -> Optional[Goal]:
    from smarter.engine import wait

    if outcome.action == "deleted":
        return wait.deleted()
    if outcome.action in ("created", "updated", "unchanged"):
        desired = outcome.step.desired
        if wait.to_be_deployed(desired):
            return wait.deployed(desired.kind)
        if desired.content is not None:
            return wait.loaded(desired.kind)
    return None

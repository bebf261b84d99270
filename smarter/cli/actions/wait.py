"""Waiting for resources, with progress."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, List, Optional, Sequence, Tuple

from smarter.cli.session import Session
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.engine import Outcome
    from smarter.engine.wait import Goal
    from smarter.kinds import Kind
    from smarter.platform import Platform

# A resource, and what is waited for.
Awaited = Tuple["Kind", str, "Goal"]


def wait_for(
    session: Session, platform: Platform, awaited: Sequence[Awaited], timeout: float
) -> List[SmarterError]:
    """Wait for each goal in turn, `timeout` seconds in all; return the errors."""
    from smarter.engine import wait

    deadline = time.monotonic() + timeout
    failed: List[SmarterError] = []
    for kind, name, goal in awaited:
        label = session.label(kind.name, name)

        def look(stands: str, seconds: float, label: str = label) -> None:
            if session.waiting is not None:
                session.waiting.text = f"waiting for {label}, which is {stands}"

        try:
            left = max(0.0, deadline - time.monotonic())
            wait.wait(platform, kind, name, goal, timeout=left, on_look=look)
        except SmarterError as error:
            failed.append(error)
    return failed


def come_true(
    session: Session, platform: Platform, outcomes: Sequence[Outcome], patience: float
) -> List[Outcome]:
    """Wait until applied resources are live and deleted ones are gone.

    A goal that is not met within `patience` seconds in all turns its outcome into a failure.
    """
    from smarter.engine import problem_of

    deadline = time.monotonic() + patience
    after: List[Outcome] = []
    for outcome in outcomes:
        goal = _goal(outcome)
        if goal is not None:
            desired = outcome.step.desired
            left = max(0.0, deadline - time.monotonic())
            for late in wait_for(session, platform, [(desired.kind, desired.name, goal)], left):
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

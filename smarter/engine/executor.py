"""Executor of a plan: level by level, the steps of a level at the same time.

Its input is a plan and nothing else, so that only planned changes happen. Steps that depend on a failure are skipped,
others go on. Each outcome is reported when its step ends.
"""

from __future__ import annotations

import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any, Dict, Iterator, List, Optional, Set

from smarter._tracing import end_with_error, span
from smarter.engine.concurrency import PARALLELISM, thread_count
from smarter.engine.desired import Identity, label
from smarter.engine.guards import check_duplicates
from smarter.engine.plan import Plan, Step
from smarter.engine.sets import inventory as inventories
from smarter.engine.sets.apply_sets import Inventory, Run
from smarter.engine.writes.data_rows import update_rows
from smarter.engine.writes.outcome import (
    DONE,
    DONE_BY_OTHERS,
    NOT_BEGUN,
    Interrupted,
    Outcome,
    Problem,
    Report,
    problem_of,
    problem_of_kept,
)
from smarter.engine.writes.step_writer import StepWriter
from smarter.errors import SmarterError, raised_at
from smarter.platform import LiveResource, Platform

# Threads for kinds that are written one at a time: one writes, others read before their write or read back.
_SERIAL_THREADS = 4


def execute(
    platform: Platform,
    plan: Plan,
    *,
    parallelism: int = PARALLELISM,
    fail_fast: bool = False,
    allow_duplicates: bool = False,
    on_outcome: Optional[Report] = None,
) -> List[Outcome]:
    """Carry out a plan and return the outcomes, in the plan's order.

    The inventory of a set is written before the first step, with existing and planned members, so that a crash loses
    track of none; and after the last, without deleted ones.

    Args:
        platform: the platform to write to.
        plan: the plan.
        parallelism: requests at a time.
        fail_fast: begin no further step after the first failure.
        allow_duplicates: apply kinds that the platform duplicates on every apply.
        on_outcome: called with each outcome as it comes.

    Raises:
        GuardError: a kind would be duplicated without `allow_duplicates`; nothing was sent.
        Interrupted: Ctrl-C; requests in flight were finished first.
    """
    if not allow_duplicates:
        check_duplicates(platform, plan.steps)
    report = on_outcome or (lambda outcome: None)
    run = _Run(StepWriter(platform, plan, parallelism, allow_duplicates), report, fail_fast)
    recorded = inventories.begin(platform, plan)
    if plan.detached:
        update_rows(platform, detached=plan.detached)
    threads = thread_count(parallelism)
    pool = ThreadPoolExecutor(max_workers=threads)
    serial = ThreadPoolExecutor(max_workers=min(threads, _SERIAL_THREADS))
    try:
        with _stopping(run):
            for _, steps in groupby(sorted(plan.steps, key=_level), key=_level):
                run.level(pool, serial, list(steps), 2 * threads)
    except KeyboardInterrupt:  # the second one waits for nothing
        pool.shutdown(wait=False)
        serial.shutdown(wait=False)
        raise
    pool.shutdown()
    serial.shutdown()
    outcomes = [run.outcomes[step.identity] for step in plan.steps if step.identity in run.outcomes]
    for orphan in plan.orphans:
        if orphan.blocked:
            reason = f"{orphan.text[0].upper()}{orphan.text[1:]}."
            outcomes.append(
                Outcome(orphan.step, "failed", Problem("refused", reason, "Remove the annotation first."))
            )
            report(outcomes[-1])
    outcomes.extend(run.end(outcomes, recorded))
    if run.stop.is_set() and run.interrupted:
        raise Interrupted(outcomes)
    return outcomes


_level = attrgetter("level")


class _Run:
    def __init__(self, writer: StepWriter, report: Report, fail_fast: bool) -> None:
        self.writer = writer
        self.platform = writer.platform
        self.plan = plan = writer.plan
        self.report = report
        self.fail_fast = fail_fast
        self.stop = writer.stop
        self.steps = {step.identity: step for step in plan.steps}
        self.outcomes: Dict[Identity, Outcome] = {}
        self.failed: Set[Identity] = set()
        self.interrupted = False

    def level(
        self, pool: ThreadPoolExecutor, serial: ThreadPoolExecutor, steps: List[Step], ahead: int
    ) -> None:
        """Carry out the steps of one level at the same time.

        Steps of kinds that the platform takes one at a time run on threads of their own, so that they hold up no
        others. Of the others no more than `ahead` are handed out at a time, since each future handed out is watched.
        """

        def is_serial(step: Step) -> bool:
            return step.desired.kind.lane(self.writer.dialect) is not None

        failed = bool(self.failed)
        waiting: Set[Future[Outcome]] = set()
        running: Set[Future[Outcome]] = set()
        for step in sorted(steps, key=is_serial, reverse=True):
            outcome = self._outcome_before(step, failed)
            if outcome is not None:
                self.settle(outcome)
                continue
            threads, futures = (serial, waiting) if is_serial(step) else (pool, running)
            futures.add(threads.submit(copy_context().run, self.traced, step))
            while len(running) >= ahead:
                self.settle_some(running)
        running |= waiting
        while running:
            self.settle_some(running)

    def _outcome_before(self, step: Step, failed: bool) -> Optional[Outcome]:
        """Return the outcome of a step that is not to be carried out; None if it is."""
        needs = self.plan.needs.get(step.identity, ())
        blockers = [each for each in sorted(needs) if each in self.failed]
        # A step that was not begun has not failed (tests/acceptance/test_interrupt.py).
        blocker = next((each for each in blockers if self.outcomes[each].error is not NOT_BEGUN), None)
        if blocker is not None:
            reason = Problem("dependency-failed", f"{label(blocker)} failed, and this depends on it.")
            return Outcome(step, "skipped", reason)
        if blockers:
            return Outcome(step, "skipped", NOT_BEGUN)
        unwritten = (each for each in self.failed if self.steps[each].action != "delete")
        if step.action == "delete" and failed and self.plan.inventory is not None and any(unwritten):
            interrupted = all(self.outcomes[each].error is NOT_BEGUN for each in self.failed)
            reason = Problem("dependency-failed", "Not pruned, since another step failed.")
            return Outcome(step, "skipped", NOT_BEGUN if interrupted else reason)
        if self.stop.is_set():
            return Outcome(step, "skipped", NOT_BEGUN)
        if step.action == "none" and not self.writer.restored & set(needs):
            return Outcome(step, "unchanged", warnings=step.warnings)
        return None

    def settle_some(self, running: Set[Future[Outcome]]) -> None:
        """Wait until at least one step has ended, and settle those that have."""
        try:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
        except KeyboardInterrupt:
            if self.interrupted:
                raise
            self.interrupted = True
            self.stop.set()
            return
        for future in done:
            running.remove(future)
            self.settle(future.result())

    def settle(self, outcome: Outcome) -> None:
        outcome.step.desired.drop_cached_values()
        self.outcomes[outcome.step.identity] = outcome
        if outcome.action in ("failed", "skipped"):
            self.failed.add(outcome.step.identity)
            if self.fail_fast and outcome.action == "failed":
                self.stop.set()
        self.report(outcome)

    def traced(self, step: Step) -> Outcome:
        """Carry out a step in its own span, if the program uses OpenTelemetry."""
        attributes = {"smarter.kind": step.desired.kind.name, "smarter.name": step.desired.name}
        with span(f"{step.action} {label(step.identity)}", attributes) as current:
            outcome = self.one(step)
            if current is not None:
                current.set_attribute("smarter.action", outcome.action)
                if outcome.action == "failed":
                    end_with_error(current, outcome.error.code if outcome.error else "failed")
        return outcome

    def one(self, step: Step) -> Outcome:
        if step.action == "none":  # a resource that it refers to was created again
            step = replace(step, action="update")
        try:
            problem = self.writer.delete(step) if step.action == "delete" else self.writer.write(step)
        except SmarterError as error:
            problem = problem_of(error, step, *self.needed(step))
            problem = self.writer.explain_creation(step, problem, error)
        except OSError as error:
            problem = Problem("file", f"{error.filename}: {error.strerror}")
        except Exception as error:  # a bug in one step must not hide the outcomes of the others
            problem = Problem("internal", f"bug in smarter: {type(error).__name__} at {raised_at(error)}.")
        if problem is NOT_BEGUN:
            return Outcome(step, "skipped", problem)
        if problem is DONE_BY_OTHERS:
            return Outcome(step, "unchanged", warnings=step.warnings)
        if problem is not None:
            return Outcome(step, "failed", self.writer.explain(step, problem))
        if step.action == "delete":
            return Outcome(step, "deleted", warnings=step.notes)
        warnings = self.writer.warnings.get(step.identity, ())
        # Without a set no later run names the resource of the former name, which stays.
        stays = step.notes if step.renamed_from is not None and self.plan.inventory is None else ()
        return Outcome(step, DONE[step.action], problem_of_kept(step), (*warnings, *stays))

    def needed(self, step: Step) -> Iterator[Step]:
        """Find the direct and indirect needs of a step: errors may quote their manifests."""
        seen: Set[Identity] = {step.identity}
        waiting = [step.identity]
        while waiting:
            for identity in self.plan.needs.get(waiting.pop(), set()) - seen:
                seen.add(identity)
                waiting.append(identity)
                yield self.steps[identity]

    def end(self, outcomes: List[Outcome], recorded: Optional[Run]) -> Iterator[Outcome]:
        """Record the changes of the run; yields an outcome only if that fails."""
        inventory = self.plan.inventory
        deleted = {each.step.identity for each in outcomes if each.action == "deleted"}
        done = {each.step.identity for each in outcomes if each.action == "updated"}
        attached = {pair for pair in self.plan.detached if pair[0] in done or pair[0] not in self.steps}
        problem: Optional[Problem] = None

        def own_step() -> Step:  # asks for the user's name, which a run without a set does not need
            return inventories.step_for(self.platform, inventory or Inventory(""))

        try:
            if self.writer.agreed or attached:
                update_rows(self.platform, agreed=self.writer.agreed, attached=attached)
            left = [live for each in outcomes for live in _leaving(each, inventory is not None)]
            if left:
                inventories.leave(self.platform, inventory, left)
            if inventory is not None and recorded is not None:
                others = inventories.end(self.platform, self.plan, inventory, recorded, deleted)
                if others and any(each.action in ("created", "updated", "deleted") for each in outcomes):
                    mixed = (
                        f"Another apply of the set {inventory.name} began meanwhile and writes the same resources: "
                        "they may hold either."
                    )
                    problem = Problem("changed", mixed, "Run the same command again.")
        except SmarterError as error:
            problem = problem_of(error, own_step())
        if problem is not None:
            failed = Outcome(own_step(), "failed", problem)
            self.report(failed)
            yield failed


# Python raises KeyboardInterrupt between any two instructions of the main thread, also inside the bookkeeping of a step
# that has been sent: its outcome would be lost. So the first Ctrl-C only sets a flag.
# Held by tests/acceptance/test_interrupt.py.
@contextmanager
def _stopping(run: _Run) -> Iterator[None]:
    """Let the first Ctrl-C stop after the requests in flight, the second at once."""
    here = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT)
    if not here or before is not signal.default_int_handler:
        yield
        return

    def stop(number: int, frame: Any) -> None:
        if run.interrupted:
            raise KeyboardInterrupt
        run.interrupted = True
        run.stop.set()

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _leaving(outcome: Outcome, joins: bool) -> List[LiveResource]:
    """Return the resources deleted by a step, or perhaps taken over from a set."""
    step = outcome.step
    if step.live is None or step.outside:
        return []
    if outcome.action == "deleted":
        return [step.live, *step.along]
    return [step.live] if joins and outcome.action == "updated" else []

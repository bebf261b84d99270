"""Carries out a plan: level by level, the steps of a level at the same time; reports each as it ends.

It takes a plan and nothing else, so that what was not planned cannot happen. What depends on a failure is skipped, the
rest goes on, and what was written is read back: the platform's 200 does not mean that it took what it was given.
"""

from __future__ import annotations

import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, Iterator, List, Optional, Set, Tuple

from smarter.engine import digests
from smarter.engine.concurrency import PARALLELISM, thread_count
from smarter.engine.desired import Identity, label, marks, wire_manifest
from smarter.engine.diff import COPIES, Change, difference
from smarter.engine.guards import check_duplicates
from smarter.engine.plan import Plan, Step
from smarter.engine.redaction import redact_text
from smarter.engine.sets import inventory as inventory_keeper
from smarter.engine.sets.apply_sets import MARK, Inventory
from smarter.errors import APIError, APIStatusError, SmarterError, code_of
from smarter.platform import LiveResource, Platform, with_marks

_DONE = {
    "create": "created",
    "update": "updated",
    "reset": "updated",
    "replace": "updated",
    "delete": "deleted",
}


@dataclass(frozen=True)
class Problem:
    """Why a step failed. `code` is a word for programs: `not-taken`, `unsupported`, `dependency-failed`, ..."""

    code: str
    message: str
    hint: Optional[str] = None
    path: Optional[str] = None
    status: Optional[int] = None
    request_id: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        shown: Dict[str, Any] = {"code": self.code, "message": self.message}
        for key in ("hint", "path", "status", "request_id"):
            if getattr(self, key) is not None:
                shown[key] = getattr(self, key)
        return shown


@dataclass(frozen=True)
class Outcome:
    """What happened to one resource: `created`, `updated`, `unchanged`, `deleted`, `skipped` or `failed`."""

    step: Step
    action: str
    error: Optional[Problem] = None
    warnings: Tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def changes(self) -> Tuple[Change, ...]:
        return self.step.changes

    @property
    def notes(self) -> Tuple[str, ...]:
        return self.step.notes

    def to_json(self) -> Dict[str, Any]:
        shown = {**self.step.to_json(), "action": self.action}
        if self.error is not None:
            shown["error"] = self.error.to_json()
        return shown


class Interrupted(SmarterError):
    """Stopped on request. `outcomes` is what was done; what was in flight has been finished."""

    def __init__(self, outcomes: List[Outcome]) -> None:
        super().__init__(
            "Interrupted; what was in flight has been finished.", hint="Run the same command again."
        )
        self.outcomes = outcomes


Report = Callable[[Outcome], None]

_NOT_BEGUN = Problem("stopped", "Not begun.")


def execute(
    platform: Platform,
    plan: Plan,
    *,
    parallelism: int = PARALLELISM,
    fail_fast: bool = False,
    allow_duplicates: bool = False,
    on_outcome: Optional[Report] = None,
) -> List[Outcome]:
    """Do what the plan says; the outcomes, in the plan's order.

    `allow_duplicates` applies kinds of which every apply makes another resource. The inventory of a set is written
    first,
    with what is there and what will be, so that a crash loses track of nothing; and last, with what is left.

    Raises:
        GuardError: every apply of a kind makes another resource, and `allow_duplicates` is not set; nothing was sent.
        Interrupted: Ctrl-C; what was in flight was finished first.
    """
    if not allow_duplicates:
        check_duplicates(platform, plan.steps)
    report = on_outcome or (lambda outcome: None)
    run = _Run(platform, plan, report, fail_fast, allow_duplicates, parallelism)
    written = inventory_keeper.begin(platform, plan)
    by_level: Dict[int, List[Step]] = {}
    for step in plan.steps:
        by_level.setdefault(step.level, []).append(step)
    threads = thread_count(parallelism)
    pool = ThreadPoolExecutor(max_workers=threads)
    try:
        with _stopping(run):
            for level in sorted(by_level):
                run.level(pool, by_level[level], 2 * threads)
    except KeyboardInterrupt:  # the second one: nothing is waited for any more
        pool.shutdown(wait=False)
        raise
    pool.shutdown()
    outcomes = [run.outcomes[step.identity] for step in plan.steps if step.identity in run.outcomes]
    if plan.inventory is not None:
        deleted = {each.step.identity for each in outcomes if each.action == "deleted"}
        if written or deleted:
            outcomes.extend(run.end_inventory(plan.inventory, deleted))
    if run.stop.is_set() and run.interrupted:
        raise Interrupted(outcomes)
    return outcomes


class _Run:
    def __init__(
        self,
        platform: Platform,
        plan: Plan,
        report: Report,
        fail_fast: bool,
        allow_duplicates: bool,
        parallelism: int,
    ) -> None:
        self.platform = platform
        self.plan = plan
        self.report = report
        self.fail_fast = fail_fast
        self.allow_duplicates = allow_duplicates
        self.gate = threading.Semaphore(max(1, parallelism))
        self.salt = _salt(plan)
        self.steps = {step.identity: step for step in plan.steps}
        self.outcomes: Dict[Identity, Outcome] = {}
        self.failed: Set[Identity] = set()
        self.deleted: Set[Identity] = set()  # to be made anew, and not there in the meantime
        self.warned: Dict[Identity, Tuple[str, ...]] = {}
        self.stop = threading.Event()
        self.interrupted = False

    def level(self, pool: ThreadPoolExecutor, steps: List[Step], ahead: int) -> None:
        """Carry out steps at the same time. No more than `ahead` are handed out, which are all that must be watched."""
        running: Set[Future[Outcome]] = set()
        failed = bool(self.failed)
        for step in steps:
            blocker = next(
                (i for i in sorted(self.plan.needs.get(step.identity, ())) if i in self.failed), None
            )
            if blocker is not None:
                self.settle(
                    _skipped(step, "dependency-failed", f"{label(blocker)} failed, and this depends on it.")
                )
            elif step.action == "delete" and failed and self.plan.inventory is not None:
                self.settle(_skipped(step, "dependency-failed", "Not pruned, since something else failed."))
            elif self.stop.is_set():
                self.settle(Outcome(step, "skipped", _NOT_BEGUN))
            elif step.action == "none":
                self.settle(Outcome(step, "unchanged", warnings=step.warnings))
            else:
                running.add(pool.submit(self.one, step))
                while len(running) >= ahead:
                    self.settle_some(running)
        while running:
            self.settle_some(running)

    def settle_some(self, running: Set[Future[Outcome]]) -> None:
        """Wait until some are done, and settle those."""
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

    def one(self, step: Step) -> Outcome:
        try:
            problem = self.delete(step) if step.action == "delete" else self.write(step)
        except SmarterError as error:
            problem = problem_of(error, step, *self.needed(step))
        except OSError as error:
            problem = Problem("file", f"{error.filename}: {error.strerror}")
        except Exception as error:  # a bug of ours ends one step, not the report of the others
            problem = Problem(
                "internal", f"This is a bug of smarter: {type(error).__name__} at {_place(error)}."
            )
        if problem is _NOT_BEGUN:
            return Outcome(step, "skipped", problem)
        if problem is not None:
            return Outcome(step, "failed", self.gone(step, problem))
        if step.action == "delete":
            return Outcome(step, "deleted", warnings=step.notes)
        return Outcome(step, _DONE[step.action], warnings=self.warned.get(step.identity, ()))

    def needed(self, step: Step) -> Iterator[Step]:
        """The steps of what a step's resource refers to, and of what that refers to: which the platform may repeat."""
        seen: Set[Identity] = {step.identity}
        waiting = [step.identity]
        while waiting:
            for identity in self.plan.needs.get(waiting.pop(), set()) - seen:
                seen.add(identity)
                waiting.append(identity)
                yield self.steps[identity]

    def gone(self, step: Step, problem: Problem) -> Problem:
        """The problem; of a replacement that was cut off after the deletion, with what that means."""
        if step.identity not in self.deleted:
            return problem
        lost = "It had been deleted to be made anew, and is not there now."
        return replace(
            problem,
            message=f"{problem.message} {lost}",
            hint="Mend the cause and run the same command again.",
        )

    def end_inventory(self, inventory: Inventory, deleted: Set[Identity]) -> Iterator[Outcome]:
        """Write what is left of the set; an outcome only if that fails."""
        try:
            inventory_keeper.end(self.platform, self.plan, inventory, deleted)
        except SmarterError as error:
            step = inventory_keeper.step_for(self.platform, inventory)
            failed = Outcome(step, "failed", problem_of(error, step))
            self.report(failed)
            yield failed

    def delete(self, step: Step) -> Optional[Problem]:
        with self.gate:
            if self.stop.is_set():
                return _NOT_BEGUN
            self.platform.delete(step.desired.kind, step.name)
        return None

    def write(self, step: Step) -> Optional[Problem]:
        if self.stop.is_set():
            return _NOT_BEGUN
        desired, live = step.desired, step.live
        carried = {key: text for key, text in (live.marks if live else {}).items() if key not in digests.KEYS}
        ours = {**carried, **marks(desired, self.salt)}
        if self.plan.inventory is not None:
            ours[MARK] = self.plan.inventory.name
        manifest = with_marks(wire_manifest(desired), ours)
        with self.gate:
            if self.stop.is_set():  # it may have waited here
                return _NOT_BEGUN
            if step.action == "replace":
                self.platform.delete(desired.kind, desired.name)
                self.deleted.add(step.identity)
            self.platform.write(
                desired.kind,
                manifest,
                content=desired.content,
                allow_duplicates=self.allow_duplicates,
            )
        self.deleted.discard(step.identity)
        return self.verify(step, ours)

    def verify(self, step: Step, ours: Dict[str, str]) -> Optional[Problem]:
        """Read back what was written: the platform may have taken less, or somebody else came between."""
        with self.gate:
            after: Optional[LiveResource] = self.platform.read(step.desired.kind, step.name)
        if after is None:
            return Problem(
                "not-taken", "The platform answered that it is done, and there is no such resource."
            )
        if after.marks.get(digests.APPLIED, ours[digests.APPLIED]) != ours[digests.APPLIED]:
            return Problem(
                "overwritten",
                "Somebody else wrote this resource at the same time.",
                hint="Run the same command again.",
            )
        found = difference(step.desired, after)
        self.warned[step.identity] = found.warnings
        left = [change for change in found.changes if change.path != COPIES]
        if left:
            paths = ", ".join(sorted({change.path for change in left}))
            return Problem(
                "not-taken",
                f"The platform answered that it is done, and did not take: {paths}.",
                hint="`smarter diff` shows what it kept instead.",
                path=left[0].path,
            )
        return None


@contextmanager
def _stopping(run: _Run) -> Iterator[None]:
    """The first Ctrl-C stops the run instead of breaking into whatever this thread is about; the second one does."""
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


def _salt(plan: Plan) -> str:
    """The salt that the resources were applied with, so that equal secrets are hashed once; else a new one."""
    for step in plan.steps:
        sealed = digests.read_sealed(step.live.marks.get(digests.SEALED)) if step.live else None
        if sealed is not None and len(sealed[0]) == digests.SALT:
            return sealed[0]
    return digests.new_salt()


def _place(error: BaseException) -> str:
    """Where an exception came from; its text is not shown, since it could quote a manifest."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "an unknown place" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def _skipped(step: Step, code: str, message: str) -> Outcome:
    return Outcome(step, "skipped", Problem(code, message))


def problem_of(error: SmarterError, *steps: Step) -> Problem:
    """The error of a step as reports give it, with nothing in it that the manifests of `steps` keep secret."""
    message = str(error)
    described = getattr(error, "description", None)
    if isinstance(error, APIStatusError) and described:
        from smarter.platform.responses import plain

        told = plain(str(described))
        if told not in message:
            message = f"{message} The platform says: {told}"
    message = redact_text(message, (step.desired for step in steps))
    status = getattr(error, "status_code", None) if isinstance(error, APIError) else None
    return Problem(
        code_of(error), message, error.hint, status=status, request_id=getattr(error, "request_id", None)
    )

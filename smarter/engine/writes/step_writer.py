"""Writer of one step: write or delete, read back, restore overwritten plugins."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any, ContextManager, Dict, Iterator, Optional, Set, Tuple

from smarter.engine import digests
from smarter.engine.concurrency import PARALLELISM, AdaptiveGate
from smarter.engine.desired import Identity, label, marks, spell, wire_manifest
from smarter.engine.diff import COPIES, changed_since, difference
from smarter.engine.export.source import known_names
from smarter.engine.keep import loses_kept
from smarter.engine.plan import Plan, Step
from smarter.engine.sets.apply_sets import MARK, keeps_marks, some
from smarter.engine.writes.data_rows import DETACHED, OWN, agrees, foreign_content
from smarter.engine.writes.outcome import DONE_BY_OTHERS, NOT_BEGUN, Problem, problem_of_kept
from smarter.errors import APIStatusError, SmarterError
from smarter.platform import DataRow, LiveResource, Platform, with_marks

# Seconds for which the read of the plan also serves the check before the write.
SAME_READ = 1.0

# Attempts to create a plugin whose ids agree, and to repair what a creation has overwritten.
_TRIES = 3
_HELD_BACK = Problem(
    "held-back",
    "It was not written: creating it could overwrite another plugin, as happened in this run.",
    hint="Make a backup with `smarter export` first, then run the same command again.",
)
# Plugins that one creation may overwrite one after the other.
_MOST_RESTORED = 20


class StepWriter:
    """Writer of the resources of one run; it deletes them, too.

    Attributes:
        stop: set to begin no further write.
        absent: resources that a replacement has deleted and not created yet.
        agreed: ids of plugins whose creation showed that they can be updated.
        restored: resources that were created again because a write of another had overwritten them.
        warnings: for each step, fields that the platform ignores, and repairs.
        live: the resources as they were read back.
    """

    def __init__(
        self, platform: Platform, plan: Plan, parallelism: int = PARALLELISM, allow_duplicates: bool = False
    ) -> None:
        self.platform = platform
        self.plan = plan
        self.allow_duplicates = allow_duplicates
        self.stop = threading.Event()
        self.gate = AdaptiveGate(parallelism)
        self.dialect = platform.dialect().name
        self.absent: Set[Identity] = set()
        self.agreed: Set[int] = set()
        self.restored: Set[Identity] = set()
        self.warnings: Dict[Identity, Tuple[str, ...]] = {}
        self.live: Dict[Identity, LiveResource] = {}
        self._overwrote = False
        lanes = {step.desired.kind.lane(self.dialect) for step in plan.steps} - {None}
        self._lanes: Dict[Optional[str], ContextManager[Any]] = {lane: threading.RLock() for lane in lanes}
        self._detached = {used for _, used in plan.detached}
        contents = (step.desired.content for step in plan.steps)
        self._hand_over = {name for content in contents if content for name in content.replaces}
        self._salt = _salt(plan)
        self._owners = {
            step.live.row_id: step
            for step in plan.steps
            if step.live is not None and step.live.row_id is not None
        }

    def delete(self, step: Step) -> Optional[Problem]:
        """Delete the resource of a step."""
        if self.stop.is_set():
            return NOT_BEGUN
        now = self._read_again(step)
        if now is None:
            return None  # another client deleted it
        problem = self._check_unchanged(step, now)
        if problem is not None:
            return problem
        checked = time.monotonic()
        with self._turn(step):
            problem = self._check_after_wait(step, checked)
            if problem is None:
                self.platform.delete(step.desired.kind, step.name)
        return problem

    def write(self, step: Step) -> Optional[Problem]:
        """Write the resource of a step and read it back."""
        if self.stop.is_set():
            return NOT_BEGUN
        if loses_kept(step.desired, step.live):
            return problem_of_kept(step)
        marks_to_write = self._marks(step)
        problem = self._check_unchanged(step, self._read_again(step))
        if problem is not None:
            return problem
        confused = step.desired.kind.confuses_rows(self.dialect)
        checked = time.monotonic()
        with self._turn(step):
            problem = self._check_after_wait(step, checked)
            if problem is not None:
                return problem
            # Once a creation has overwritten a plugin for good, the next one overwrites the next plugin.
            # Held by tests/engine/writes/test_data_rows.py.
            creates = step.action in ("create", "replace")
            if self._overwrote and creates and confused:
                return _HELD_BACK
            if step.action == "replace":
                self._delete_first(step)
            row = self._send(step, marks_to_write)
            problem = self._check_row(step, row, marks_to_write)
        if problem is not None:
            return problem
        with self.gate.turn("read"):
            after = self._read(step)
        # The next creation may have overwritten this plugin by now, and creates it again before its turn ends.
        # Held by tests/engine/writes/test_data_rows.py.
        if confused and (after is None or foreign_content(after) is not None):
            with self._lane(step):
                after = self._read(step)
        return self._judge(step, after, marks_to_write)

    # The platform has no compare-and-swap: a write replaces whatever is there. So a resource is read again right before
    # it is written, and left alone if another client has changed it since the plan was made and reviewed.
    # Held by tests/engine/test_concurrent_changes.py.
    def _check_unchanged(self, step: Step, now: Optional[LiveResource]) -> Optional[Problem]:
        """Return a problem if the resource is not as it was when the plan was made."""
        if step.identity in self.restored or (now is not None and foreign_content(now) is not None):
            return None  # this run, or the platform, has overwritten it
        if now is None and step.desired.content is not None and step.name in self._hand_over:
            return None  # an upload of this run has taken over its content
        attaches = any(change.cause == "attach" for change in step.changes)
        attaches = attaches or bool(self.restored & set(self.plan.needs.get(step.identity, ())))
        fields = changed_since(step.desired.kind, step.live, now, attaches=attaches)
        if not fields:
            return None
        if now is not None and step.action != "delete" and self._is_done(step, now):
            return DONE_BY_OTHERS
        if step.live is None:
            message = "It was created on the platform after the plan was made."
        elif now is None:
            message = "It was deleted on the platform after the plan was made."
        else:
            message = f"It changed on the platform after the plan was made: {some(fields)}."
        return Problem("changed", f"{message} It was left as it is.", hint="Make a new plan and review it.")

    # The read before the turn is made while other writes run. One that is no longer recent is made again.
    def _check_after_wait(self, step: Step, checked: float) -> Optional[Problem]:
        """Return a problem if a stop or a change came while the step waited its turn.

        `checked` is the time of the check before.
        """
        if self.stop.is_set():
            return NOT_BEGUN
        if time.monotonic() - checked < SAME_READ:
            return None
        now = self._read(step)
        if now is None and step.action == "delete":
            return None
        return self._check_unchanged(step, now)

    def _read_again(self, step: Step) -> Optional[LiveResource]:
        """Read a resource before a write, unless it was read less than a second ago."""
        if step.read_at is not None and time.monotonic() - step.read_at < SAME_READ:
            return step.live
        with self.gate.turn("read"):
            return self._read(step)

    def _is_done(self, step: Step, now: LiveResource) -> bool:
        """Tell whether a resource matches its manifest already, as by another client."""
        inventory = self.plan.inventory
        member = inventory is None or inventory.marks(now) or not keeps_marks(now.kind)
        return member and not difference(step.desired, now).changes

    @contextmanager
    def _turn(self, step: Step) -> Iterator[None]:
        """Wait for the turn to write: the platform takes some kinds one at a time."""
        with self._lane(step), self.gate.turn(f"{step.action} {step.desired.kind.name}"):
            yield

    def _lane(self, step: Step) -> ContextManager[Any]:
        return self._lanes.get(step.desired.kind.lane(self.dialect), nullcontext())

    def _marks(self, step: Step) -> Dict[str, str]:
        live = step.live
        ours = {key: text for key, text in (live.marks if live else {}).items() if not digests.is_record(key)}
        ours.update(marks(step.desired, self._salt))
        if self.plan.inventory is not None and not step.outside:
            ours[MARK] = self.plan.inventory.name
        if step.desired.kind.confuses_rows(self.dialect):
            ours.pop(DETACHED, None)
            ours[OWN] = spell(*step.identity)
            if step.identity in self._detached:
                ours[DETACHED] = "1"
        return ours

    def _delete_first(self, step: Step) -> None:
        self.platform.delete(step.desired.kind, step.name)
        self.absent.add(step.identity)

    def _send(self, step: Step, marks_to_write: Dict[str, str]) -> Optional[DataRow]:
        row = self.platform.write(
            step.desired.kind,
            with_marks(wire_manifest(step.desired), marks_to_write),
            content=step.desired.content,
            allow_duplicates=self.allow_duplicates,
        )
        self.absent.discard(step.identity)
        return row

    # A creation answers with the data row whose id is the plugin's. If the plugin owns it, it can be updated for good.
    # If another plugin owns it, that one was created at the same time (then ours can be read and is right), or it was
    # just overwritten (then ours has no data and cannot be read).
    # Held by tests/engine/writes/test_data_rows.py.
    def _check_row(
        self, step: Step, row: Optional[DataRow], marks_to_write: Dict[str, str], depth: int = 0
    ) -> Optional[Problem]:
        if not step.desired.kind.confuses_rows(self.dialect):
            return None
        created = step.action != "update" and step.action != "reset"
        for attempt in range(_TRIES):
            if row is None or agrees(row):
                break
            overwritten = not created or self._read(step) is None
            if overwritten:
                problem = self._restore(step, row, depth)
                if problem is not None:
                    return problem
            elif attempt + 1 == _TRIES:
                break
            self._delete_first(step)
            row, created = self._send(step, marks_to_write), True
        if created and row is not None and agrees(row):
            self.agreed.add(row.id)
            self._owners[row.id] = step
        return None

    # Creating the overwritten plugin again takes a new id, and may overwrite the next one, until the ids of plugins
    # have caught up with those of data rows. Each is created again from the manifests.
    def _restore(self, step: Step, row: DataRow, depth: int) -> Optional[Problem]:
        """Create an overwritten plugin again; return a problem if that is impossible."""
        victim = self._owner(row.owner)
        if victim is None or victim.action == "delete" or depth == _MOST_RESTORED:
            return self._lost(row)
        created = replace(victim, action="create")
        marks_to_write = self._marks(victim)
        self.platform.delete(victim.desired.kind, victim.name)
        self.restored.add(victim.identity)
        found = self._send(victim, marks_to_write)
        problem = self._check_row(created, found, marks_to_write, depth + 1)
        if problem is None:
            problem = self._judge(created, self._read(created), marks_to_write)
        note = f"the platform had overwritten {victim.desired} with this; it was created again"
        self.warnings[step.identity] = (*self.warnings.get(step.identity, ()), note)
        return problem

    def _owner(self, row_id: int) -> Optional[Step]:
        """Find the step of the plugin with this id; read the ids of new plugins first."""
        if row_id not in self._owners:
            for step in self.plan.steps:
                if step.desired.kind.confuses_rows(self.dialect):
                    live = self._read(step)
                    if live is not None and live.row_id is not None:
                        self._owners[live.row_id] = step
        return self._owners.get(row_id)

    def _lost(self, row: DataRow) -> Problem:
        self._overwrote = True
        name = self._name_of(row.owner)
        return Problem(
            "overwrote-another",
            f"The platform wrote this into another plugin, {name}, whose content is lost.",
            hint="Apply that plugin's manifest or a backup of it, then run the same command again.",
        )

    def _name_of(self, row_id: int) -> str:
        """Find the name of a plugin by its id, among those that sets and chatbots name."""
        kinds = dict.fromkeys(step.desired.kind for step in self.plan.steps)
        for kind in (kind for kind in kinds if kind.confuses_rows(self.dialect)):
            with suppress(SmarterError):
                for name in known_names(self.platform, kind):
                    live = self.platform.read(kind, name)
                    if live is not None and live.row_id == row_id:
                        return label(live.identity)
        return f"the one with the id {row_id}"

    def _read(self, step: Step) -> Optional[LiveResource]:
        return self.platform.read(step.desired.kind, step.name)

    def _judge(self, step: Step, after: Optional[LiveResource], written: Dict[str, str]) -> Optional[Problem]:
        """Compare a resource as it was read back with what was written.

        The platform may have dropped fields, or another client may have written it.
        """
        if after is None:
            return Problem("not-taken", "The platform reported success, but the resource does not exist.")
        if after.marks.get(digests.APPLIED, written[digests.APPLIED]) != written[digests.APPLIED]:
            message, hint = (
                "Another client wrote this resource at the same time.",
                "Run the same command again.",
            )
            other = foreign_content(after)
            if other is not None and step.desired.kind.confuses_rows(self.dialect):
                message = f"The platform overwrote it with the content of {other}."
                hint = "Run the same command again: it is then deleted and created."
            return Problem("overwritten", message, hint)
        if after.problem is not None:
            return Problem("not-loaded", f"{after.problem[:1].upper()}{after.problem[1:]}.")
        self.live[step.identity] = after
        found = difference(step.desired, after)
        before = step.live.unknown_fields() if step.live is not None else ()
        reset = [
            f"{path} has lost its value: smarter does not know this field, and did not send it"
            for path in before
            if path not in after.unknown_fields()
        ]
        self.warnings[step.identity] = (*found.warnings, *reset, *self.warnings.get(step.identity, ()))
        left = [change for change in found.changes if change.path != COPIES]
        if left:
            paths = ", ".join(sorted({change.path for change in left}))
            return Problem(
                "not-taken",
                f"The platform reported success, but did not change: {paths}.",
                hint="`smarter diff` shows the live values.",
                path=left[0].path,
            )
        return None

    def explain(self, step: Step, problem: Problem) -> Problem:
        """Return the problem with the state that the failed step leaves behind."""
        if step.identity in self.absent:
            return replace(
                problem,
                message=f"{problem.message} It was deleted to be created again, and does not exist now.",
                hint="Fix the cause and run the same command again.",
            )
        return problem

    # A chatbot that names a missing plugin answers 404, and exists afterwards without it. So a failed creation is
    # followed by a read; the next apply finds the resource and finishes it.
    # Held by tests/engine/test_executor.py.
    def explain_creation(self, step: Step, problem: Problem, error: SmarterError) -> Problem:
        """Return the problem of a failed creation; tell if half of the resource exists."""
        if step.action != "create" or not isinstance(error, APIStatusError):
            return problem
        with suppress(SmarterError):
            if self._read(step) is not None:
                return replace(
                    problem,
                    message=f"{problem.message} It exists now, but is incomplete.",
                    hint="Fix the cause and run the same command again: it finishes the resource.",
                )
        return problem


def _salt(plan: Plan) -> str:
    """Return the last apply's salt, to hash equal secrets once; else a new one."""
    for step in plan.steps:
        salt, _ = digests.read_sealed(step.live.marks.get(digests.SEALED) if step.live else None)
        if len(salt) == digests.SALT:
            return salt
    return digests.new_salt()

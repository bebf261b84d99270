"""Outcomes of steps, and the problems of those that failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable, Dict, List, Optional, Tuple

from smarter.engine.desired import label
from smarter.engine.diff import Change
from smarter.engine.guards import unkept
from smarter.engine.plan import Step
from smarter.engine.redaction import redact_error, redact_text
from smarter.errors import APIError, APIStatusError, SmarterError, code_of
from smarter.platform.error_rules import plain


@dataclass(frozen=True)
class Problem:
    """Reason for a failed step.

    `code` is for programs: `not-taken`, `unsupported`, `dependency-failed`, ...
    """

    code: str
    message: str
    hint: Optional[str] = None
    path: Optional[str] = None
    status: Optional[int] = None
    request_id: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        return {key: value for key, value in vars(self).items() if value is not None}


# The outcome of each action of a plan that is carried out.
DONE = {
    "create": "created",
    "update": "updated",
    "reset": "updated",
    "replace": "updated",
    "delete": "deleted",
    "none": "unchanged",
}
NOT_BEGUN = Problem("stopped", "Not begun.")
DONE_BY_OTHERS = Problem("done", "Another client did the same.")


@dataclass(frozen=True, repr=False)
class Outcome:
    """Result: `created`, `updated`, `unchanged`, `deleted`, `skipped` or `failed`."""

    step: Step
    action: str
    error: Optional[Problem] = None
    warnings: Tuple[str, ...] = ()

    def __repr__(self) -> str:
        reason = f": {self.error.message}" if self.error is not None else ""
        return f"<{label(self.step.identity)} {self.action}{reason}>"

    def __reduce__(self) -> Tuple[Any, ...]:
        """Pickle without the manifests' secrets: exceptions with outcomes are passed on."""
        bare = replace(self.step.desired, manifest={}, resource=None, tainted={}, group=None)
        step = replace(self.step, desired=bare, live=None)
        return Outcome, (step, self.action, self.error, self.warnings)

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
    """Stop after Ctrl-C: requests in flight are finished, `outcomes` has all results."""

    def __init__(self, outcomes: List[Outcome]) -> None:
        super().__init__(
            "Interrupted; requests in flight have been finished.", hint="Run the same command again."
        )
        self.outcomes = outcomes


Report = Callable[[Outcome], None]


def problem_of(error: SmarterError, *steps: Step) -> Problem:
    """Return the problem for an error, without the secrets in the `steps`' manifests."""
    message = str(error)
    described = getattr(error, "description", None)
    if isinstance(error, APIStatusError) and described:
        reported = plain(str(described))
        if reported not in message:
            message = f"{message} The platform says: {reported}"
    desired = [step.desired for step in steps]
    redact_error(error, desired)
    message = redact_text(message, desired)
    status = getattr(error, "status_code", None) if isinstance(error, APIError) else None
    return Problem(
        code_of(error), message, error.hint, status=status, request_id=getattr(error, "request_id", None)
    )


def problem_of_kept(step: Step) -> Optional[Problem]:
    """Return the problem of a step with fields to keep lost or omitted; else None."""
    found = unkept(step)
    if not found:
        return None
    # Manifests of a promotion are texts of this process, without a place.
    hints = dict.fromkeys(
        str(each.hint) if each.file.startswith("<") else f"{each.file}:{each.line}: {each.hint}"
        for each in found
    )
    return Problem("keep", " ".join(each.message for each in found), hint=" ".join(hints))

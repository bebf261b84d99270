"""Apply of one resource from Python, with all checks of a whole apply."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Mapping, Optional

from smarter.engine import plan_builder
from smarter.engine.desired import Desired
from smarter.engine.guards import check_owner, check_reserved_names, check_updatable
from smarter.engine.plan import Plan
from smarter.engine.planner import build_safely
from smarter.engine.redaction import redact_error
from smarter.engine.writes.data_rows import update_rows
from smarter.engine.writes.outcome import Outcome
from smarter.engine.writes.step_writer import StepWriter
from smarter.errors import ApplyError, GuardError, SmarterError
from smarter.kinds import Kind
from smarter.kinds.paths import get, put
from smarter.platform import LiveResource, Platform
from smarter.platform.field_moves import at_home
from smarter.platform.files import Content, content_mark


def apply_one(
    platform: Platform,
    kind: Kind,
    manifest: Mapping[str, Any],
    live: Optional[LiveResource],
    *,
    content: Optional[Path] = None,
) -> LiveResource:
    """Apply one manifest over `live`, just read, and return the resource afterwards.

    `content` is the file to upload, for kinds that the files API stores. Nothing is written if nothing differs.

    Raises:
        GuardError: the platform ignores updates of a field that differs, or the name is reserved.
        ApplyError: the platform did not take all fields; `outcomes` names them.
        APIError: as the platform answers.
    """
    desired = _desired(platform, kind, manifest, content)
    check_reserved_names([desired.identity])
    step = plan_builder.compare(desired, live)
    refused = [text for text in step.warnings if live is None or text != live.problem]
    if refused:
        raise GuardError(
            f"{kind.name} {desired.name!r}: {' '.join(refused)}",
            hint="Leave it out, or delete the resource and create it again.",
        )
    if live is not None and step.action == "none":
        return live
    plan = build_safely(platform, [step], {desired.identity: set()})
    check_updatable(platform, plan.steps)
    check_owner(platform, plan.steps, force=False)
    return _execute(platform, plan)


def _desired(platform: Platform, kind: Kind, manifest: Mapping[str, Any], content: Optional[Path]) -> Desired:
    kind = kind.for_dialect(platform.dialect().name)
    sections = {key: manifest.get(key) or {} for key in ("metadata", "spec")}
    whole = at_home(kind, sections)
    if content is not None:
        for field in kind.fields:
            if "content" in field.normalize and get(whole, field.path) is not None:
                put(whole, field.path, content_mark(content))
    return Desired(
        kind,
        kind.name,
        str(manifest["metadata"]["name"]),
        whole,
        content=None if content is None else Content(content, content.as_posix()),
    )


def _execute(platform: Platform, plan: Plan) -> LiveResource:
    """Write the steps in order: the resource itself, then its users to attach it."""
    writer = StepWriter(platform, plan)
    if plan.detached:
        update_rows(platform, detached=plan.detached)
    outcomes: List[Outcome] = []
    for step in plan.steps:
        try:
            problem = writer.write(step)
        except SmarterError as error:
            redact_error(error, [step.desired])
            raise
        if problem is not None:
            problem = writer.explain(step, problem)
            outcomes.append(Outcome(step, "failed", problem))
            raise ApplyError(
                f"{step.desired.kind.name} {step.name!r}: {problem.message}", outcomes, hint=problem.hint
            )
        outcomes.append(Outcome(step, "updated"))
    if writer.agreed or plan.detached:
        update_rows(platform, agreed=writer.agreed, attached=plan.detached)
    return writer.live[plan.steps[0].identity]

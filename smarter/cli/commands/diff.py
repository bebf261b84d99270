"""`smarter diff`: show the changes of an apply, field by field."""

from __future__ import annotations

from typing import Any, Optional, Tuple

from smarter.cli import flags
from smarter.cli.actions import plan_request, promotion_flags
from smarter.cli.actions.promotion import plan_promotion
from smarter.cli.click_classes import session_command
from smarter.cli.session import Session


@session_command(
    "smarter --context local diff -f manifests/quickstart/",
    "smarter diff --from-context staging --to-context prod --set shop",
    needs=("paths", "from_context", "to_context"),
)
@flags.positional_files(parts=True)
@flags.files()
@promotion_flags.contexts()
@plan_request.shaping()
@flags.pager()
@flags.output("text", "markdown")
@flags.quiet()
@flags.parallelism()
def command(
    session: Session,
    /,
    paths: Tuple[str, ...],
    from_context: Optional[str],
    to_context: Optional[str],
    suffix: str,
    parallelism: int,
    **shape: Any,
) -> int:
    """Show what apply would change: every field, before and after. Sends no write.

    With --from-context and --to-context, compare two platforms without manifests: show the changes that would make the
    second like the first, for the resources of a set, for KIND/NAME and the resources they refer to, or for all.

    Exits 0 if there are no differences, 1 if there are some.
    """
    if from_context is None and to_context is None and not suffix:
        planned = plan_request.make(session, plan_request.shape_of(session, paths, shape), parallelism)
        return plan_request.report(session, planned)
    promotion_flags.check_shape(paths, session.more_paths, shape)
    ends = promotion_flags.check_contexts(session, from_context, to_context, suffix)
    found = plan_promotion(session, ends, session.parts, shape["set_name"], parallelism)
    return promotion_flags.report(session, found)

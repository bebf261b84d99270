"""Flags and output of `diff --from-context` and `promote`."""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, Optional, Sequence

import click

from smarter.cli import flags
from smarter.cli.actions import plan_request
from smarter.cli.actions.promotion import Ends, Promotion
from smarter.cli.output import exit_codes, stdio
from smarter.cli.param_types import CONTEXT_NAME, require_value
from smarter.cli.session import Session


def contexts() -> Callable[[Any], Any]:
    """Add `--from-context`, `--to-context` and `--suffix`."""
    return flags.stacked(
        _context("--from-context", "Context of the platform to compare from."),
        _context("--to-context", "Context of the platform that would change."),
        click.option(
            "--suffix",
            metavar="TEXT",
            callback=_suffix,
            help="Add this to names and references on the other platform, such as _test.",
        ),
    )


def _context(name: str, text: str) -> Callable[[Any], Any]:
    return click.option(name, metavar="NAME", type=CONTEXT_NAME, callback=require_value, help=text)


def _suffix(ctx: click.Context, param: click.Parameter, value: Optional[str]) -> str:
    if value is not None and not re.fullmatch(r"(_[a-z0-9]+)+", value):
        raise click.BadParameter(
            "use an underscore and lower-case letters or digits, such as _test.", ctx, param
        )
    return value or ""


def check_contexts(session: Session, source: Optional[str], target: Optional[str], suffix: str) -> Ends:
    """Return both contexts, and make the session one with the target.

    Raises:
        click.UsageError: one of them is missing, both are the same, or another flag chooses a platform.
    """
    if source is None or target is None:
        missing = "--from-context" if source is None else "--to-context"
        raise click.UsageError(f"{missing} NAME is missing: two platforms are compared.")
    if session.context or session.base_url or session.api_key_file:
        raise click.UsageError(
            "--from-context and --to-context exclude --context, --base-url and --api-key-file."
        )
    if source == target and not suffix:
        raise click.UsageError(
            f"--from-context and --to-context are both {source}. Name two platforms, or add --suffix."
        )
    return Ends(source, target, suffix, _values(session, source))


def _values(session: Session, source: str) -> Dict[str, str]:
    """Map the source's values of variables to different ones from flags or -e.

    Raises:
        click.UsageError: the environment lacks a variable that a flag sets, or two variables contradict each other.
    """
    from smarter.manifest.project_file import read_project_file
    from smarter.manifest.variables import read_all

    given, project = session.variables(), session.project
    asked = [word.split("=", 1)[0] for word in session.variable_words]
    if given is None or not (asked or session.variable_files or session.environment_name()):
        return {}
    environments = read_project_file(str(project.file)).get("environments", {}) if project else {}
    named = [name for name, each in environments.items() if each.get("context") == source]
    if asked and len(named) != 1:
        found = f"{', '.join(named)} are environments" if named else "no environment is"
        raise click.UsageError(
            f"--var needs the environment of {source}: {found} of this context in .smarter.yaml."
        )
    if len(named) != 1 or project is None:
        return {}
    before = read_all((), (), str(project.file), named[0], {})
    lacking = [name for name in asked if name not in before.names]
    if lacking:
        raise click.UsageError(f"--var {lacking[0]}: the environment {named[0]} does not define it.")
    values: Dict[str, str] = {}
    for name in before.names:
        old, new = before.use(name), given.use(name)
        if not (old and old.value and isinstance(old.value, str) and new and isinstance(new.value, str)):
            if name in asked:
                raise click.UsageError(
                    f"--var {name}: only variables that are text are replaced between platforms."
                )
            continue
        if values.setdefault(old.value, new.value) != new.value:
            raise click.UsageError(
                f"Two variables of {named[0]} are {old.value!r}, and differ on the other platform."
            )
    return {old: new for old, new in values.items() if old != new}


def check_shape(paths: Sequence[str], more_paths: Sequence[str], shape: Dict[str, Any]) -> None:
    """Refuse manifests, and flags of their plan, together with two contexts.

    Raises:
        click.UsageError: one is given.
    """
    if paths or more_paths:
        raise click.UsageError("--from-context and --to-context compare platforms, and exclude -f.")
    for word in ("merge", "force_conflicts", "prune", "shard", "selector"):
        if shape.get(word):
            raise click.UsageError(f"--{word.replace('_', '-')} needs manifests (-f), not two contexts.")


def report(session: Session, promotion: Promotion) -> int:
    """Print the difference of two platforms; return 1 if there is one."""
    print_notes(session, promotion)
    plan_request.print_steps(
        session,
        promotion.plan.steps,
        more=more(promotion),
        title=f"From {promotion.ends.source} to {promotion.ends.target}",
        platform=promotion.platform.base_url,
        orphans=promotion.plan.orphans,
    )
    return exit_codes.DONE if promotion.plan.empty else exit_codes.FOUND


def more(promotion: Promotion) -> Dict[str, Any]:
    """Return more fields of the document: the contexts and the notes."""
    fields: Dict[str, Any] = {"from": promotion.ends.source, "to": promotion.ends.target}
    if promotion.notes:
        fields["notes"] = promotion.notes
    if promotion.plan.orphans:
        fields["orphans"] = [orphan.to_json() for orphan in promotion.plan.orphans]
    return fields


def print_notes(session: Session, promotion: Promotion) -> None:
    """Print for people what the plan leaves alone."""
    if session.output_format not in ("json", "yaml") and not session.quiet:
        for note in promotion.notes:
            stdio.write_message(f"note: {note}\n")

"""`smarter apply`: create and update resources from manifests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions import deploy, plan_request
from smarter.cli.actions.execute import carry_out, outcome_output
from smarter.cli.click_classes import AliasedOption, session_command
from smarter.cli.output import exit_codes
from smarter.cli.param_types import require_value
from smarter.cli.session import Session


@session_command(
    "smarter --context local apply -f manifests/quickstart/",
    "smarter --context local apply -f manifests/quickstart/ --dry-run",
    "smarter --context local apply -f manifests/quickstart/ --set quickstart --prune",
    "smarter --context local apply plugin/faq -f manifests/quickstart/",
    needs=("saved_plan", "paths"),
)
@flags.positional_files(parts=True)
@flags.files()
@plan_request.shaping()
@click.option(
    "--plan",
    "saved_plan",
    metavar="FILE",
    type=click.Path(),
    callback=require_value,
    help="Apply a plan saved by `smarter plan --out`.",
)
@click.option("--dry-run", is_flag=True, help="Print the changes without making them.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first failure.")
@click.option(
    "--allow-duplicates",
    cls=AliasedOption,
    hidden_names=["--allow-breeding"],
    is_flag=True,
    help="Also apply kinds that the platform duplicates on every apply (Account).",
)
@deploy.wait_flag("Wait for deployed resources to go live and pruned ones to disappear (default: 5m).")
@flags.yes()
@outcome_output()
@flags.parallelism()
def command(
    session: Session,
    /,
    paths: Tuple[str, ...],
    saved_plan: Optional[str],
    dry_run: bool,
    fail_fast: bool,
    allow_duplicates: bool,
    wait: Optional[float],
    yes: bool,
    parallelism: int,
    **shape: Any,
) -> int:
    """Create missing resources and update those that differ from their manifests.

    All others are left alone. Resources are applied in the order of their references. After a failure, only
    its dependents are skipped. KIND/NAME and -l apply a part of the manifests and the resources that it
    refers to.
    """
    given = plan_request.flags_of(session, paths, shape)
    wanted = given if saved_plan else plan_request.shape_of(session, paths, shape)
    planned = _planned(session, saved_plan, wanted, parallelism)
    platform, bundle, plan = planned
    more = plan_request.more(planned)
    if session.output_format not in ("json", "yaml") and not session.quiet:
        plan_request.write_findings(session, bundle)
    if dry_run:
        plan_request.report_dry_run(session, plan, more)
        return exit_codes.DONE
    if not yes and saved_plan is None:
        plan_request.confirm_deletes(session, plan, "--prune")
    return carry_out(
        session,
        platform,
        plan,
        more=more,
        patience=wait,
        parallelism=parallelism,
        fail_fast=fail_fast,
        allow_duplicates=allow_duplicates,
    )


def _planned(
    session: Session, saved_plan: Optional[str], shape: plan_request.Shape, parallelism: int
) -> plan_request.Planned:
    """Plan; with `--plan`, refuse if the result is not the saved plan."""
    if saved_plan is None:
        return plan_request.make(session, shape, parallelism)
    if shape != plan_request.Shape():
        raise click.UsageError(
            "--plan excludes -f and the flags that shape a plan: the saved plan remembers them."
        )

    from smarter.engine import plan_file

    document = plan_file.load(Path(saved_plan))
    wanted = plan_request.recall(session, document["options"])
    plan_file.check_platform(document, session.platform().base_url)
    planned = plan_request.make(session, wanted, parallelism)
    platform = planned.platform

    def exists(kind: str, name: str) -> bool:
        return platform.read(session.kinds.get(kind), name) is not None

    plan_file.check(document, planned.plan, platform.base_url, exists)
    return planned

"""What apply, diff and plan share: the flags that shape a plan, and making it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.cli.output.plan_view import PlannedStep
    from smarter.engine import Plan
    from smarter.kinds import KindTable
    from smarter.manifest import Bundle, Resource
    from smarter.platform import Platform

Decorator = Callable[[Any], Any]

FORMATS = ("text", "markdown", "json")


class Shape(NamedTuple):
    """The flags that shape a plan; what a saved plan remembers of how it was made."""

    paths: Tuple[str, ...] = ()
    merge: bool = False
    set_name: Optional[str] = None
    prune: bool = False
    prune_limit: float = 20.0
    shard: Optional[str] = None

    def to_json(self) -> Dict[str, Any]:
        return {**self._asdict(), "paths": list(self.paths)}

    @classmethod
    def from_json(cls, data: Dict[str, Any]) -> Shape:
        known = {key: value for key, value in data.items() if key in cls._fields}
        return cls(**{**known, "paths": tuple(known.get("paths", ()))})


class Planned(NamedTuple):
    """A plan, with what it was made of and for."""

    platform: Platform
    bundle: Bundle
    plan: Plan


def shape_of(session: Session, paths: Tuple[str, ...], shape: Dict[str, Any]) -> Shape:
    """The shape that the flags give; what they leave out of paths and set comes from `.smarter.yaml`."""
    set_name = shape.get("set_name")
    if set_name is None and session.project:
        set_name = session.project.set_name
    return Shape(tuple(session.paths(paths)), **{**shape, "set_name": set_name})


def _shard(ctx: click.Context, param: click.Parameter, value: Optional[str]) -> Optional[str]:
    index, _, count = (value or "1/1").partition("/")
    if not (index.isdigit() and count.isdigit() and 1 <= int(index) <= int(count)):
        raise click.BadParameter("write it as I/N, where I goes from 1 to N.", ctx, param)
    return value


def shaping() -> Decorator:
    """`--merge`, `--set`, `--prune`, `--prune-limit` and `--shard`."""
    options = (
        click.option("--merge", is_flag=True, help="Keep every field that a manifest does not mention."),
        flags.set_name("Make the resources members of this apply set."),
        click.option(
            "--prune", is_flag=True, help="Delete the set's members that no manifest names any more."
        ),
        click.option(
            "--prune-limit",
            type=click.FloatRange(0, 100),
            default=20.0,
            show_default=True,
            metavar="PERCENT",
            help="Refuse to prune more of the set than this.",
        ),
        click.option(
            "--shard",
            metavar="I/N",
            callback=_shard,
            help="Only the I-th of N parts of the manifests, for N machines at work.",
        ),
    )

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def make(session: Session, shape: Shape, parallelism: int) -> Planned:
    """Read manifests and platform and plan; sends no write."""
    from smarter import engine

    if shape.prune and shape.set_name is None:
        raise click.UsageError("--prune needs --set NAME: it deletes members of a set, and nothing else.")
    if shape.shard is not None and shape.set_name is not None:
        raise click.UsageError("--shard goes without --set: every shard would write the set's one inventory.")
    bundle = _load(session, shape)
    platform = session.platform()
    plan = engine.plan(
        platform,
        _part(bundle.resources, shape.shard, session.kinds),
        parallelism=parallelism,
        merge=shape.merge,
        set_name=shape.set_name,
        prune=shape.prune,
        prune_limit=shape.prune_limit / 100,
    )
    return Planned(platform, bundle, plan)


def _part(resources: Sequence[Resource], shard: Optional[str], kinds: KindTable) -> Sequence[Resource]:
    """The resources of one shard, whole chains of references together; all where there is none."""
    if shard is None:
        return resources
    from smarter.engine.sets.sharding import shard as split

    index, count = map(int, shard.split("/"))
    return split(resources, index, count, kinds)


def _load(session: Session, shape: Shape) -> Bundle:
    """The manifests. Where there is none, a prune would delete the whole set: no slip of a path may do that."""
    from smarter.errors import GuardError, ManifestError

    try:
        return session.load(shape.paths, resolve=True)
    except ManifestError as error:
        if shape.prune and error.findings and all(found.rule == "empty" for found in error.findings):
            raise GuardError(
                f"No manifests found; --prune would delete all of the set {shape.set_name}.",
                hint="Check the path; to delete a set on purpose, use `smarter delete`.",
            ) from error
        raise


def report(session: Session, verb: str, planned: Planned, output_format: str) -> int:
    """Print a plan; the exit code says whether there is something to do."""
    import sys

    from smarter.cli.output import exit_codes, plan_view, stdio

    plan, findings = planned.plan, planned.bundle.findings
    if output_format != "json":
        stdio.write_message(plan_view.findings_text(session.worth_saying(findings), stdio.Paint(sys.stderr)))
    title = f"Plan for {plan.inventory.name}" if plan.inventory is not None else "Plan"
    platform = planned.platform.base_url
    print_steps(session, verb, plan.steps, output_format, more=more(planned), title=title, platform=platform)
    if output_format != "json" and plan.inventory is not None and plan.claims:
        stdio.write_message(f"the inventory of the set {plan.inventory.name} will be written\n")
    return exit_codes.DONE if plan.empty else exit_codes.FOUND


def print_steps(
    session: Session,
    verb: str,
    steps: Sequence[PlannedStep],
    output_format: str,
    *,
    more: Dict[str, Any],
    title: str,
    platform: str,
) -> None:
    """Print the steps of a plan, made now or saved, as `text`, `markdown` or `json`."""
    import sys

    from smarter.cli.output import plan_view, stdio

    if output_format == "json":
        stdio.write_document(plan_view.plan_document(verb, steps, **more))
        return
    if output_format == "markdown":
        from smarter.cli.output.plan_markdown import plan_markdown

        stdio.write_result(plan_markdown(steps, session.label, title=title, platform=platform))
    else:
        stdio.write_result(plan_view.plan_text(steps, session.label, stdio.Paint(sys.stdout)))
    stdio.write_message(plan_view.warnings_text(steps, session.label, stdio.Paint(sys.stderr)))
    summary = plan_view.count((step.action for step in steps), plan_view.PLAN_ACTIONS)
    stdio.write_message(plan_view.plan_summary(summary))


def more(planned: Planned) -> Dict[str, Any]:
    """What a document says beyond its results: findings, and the set."""
    fields: Dict[str, Any] = {}
    if planned.bundle.findings:
        fields["findings"] = [found.to_json() for found in planned.bundle.findings]
    if planned.plan.inventory is not None:
        fields["set"] = {"name": planned.plan.inventory.name, "members": len(planned.plan.members_after)}
    return fields

"""What `deploy`, `undeploy` and `restart` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence

import click

from smarter.cli import flags
from smarter.cli.output import exit_codes, stdio
from smarter.cli.param_types import Duration
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.kinds import Kind
    from smarter.platform import Platform

__all__ = ["act_on", "waiting_flag", "words_argument"]

PATIENCE = "5m"

Act = Callable[["Platform", "Kind", str], Any]
Decorator = Callable[[Any], Any]


def words_argument() -> Decorator:
    """The resources, as `words`."""
    return click.argument(
        "words", nargs=-1, required=True, metavar="KIND NAME... | KIND/NAME...", type=flags.TargetWord()
    )


def waiting_flag(help: str) -> Decorator:
    """`--wait[=DURATION]`, in seconds; None without it."""
    return click.option(
        "--wait", type=Duration(), is_flag=False, flag_value=PATIENCE, metavar="DURATION", help=help
    )


def act_on(
    session: Session,
    words: Sequence[str],
    *,
    verb: str,
    done: str,
    act: Act,
    wanted: bool,
    patience: Optional[float],
    output_format: str,
) -> int:
    """Do it to each resource, say so, and wait for it where that was asked."""
    from smarter.cli.actions.targets import parse_targets
    from smarter.cli.actions.wait import wait_for
    from smarter.cli.output.error_report import of_exception
    from smarter.engine import wait
    from smarter.errors import SmarterError
    from smarter.kinds import fold_name

    targets = parse_targets(words, session.kinds)
    for target in targets:
        if not target.names:
            raise click.UsageError(f"Name which {target.kind.plural} to {verb}.")
    platform = session.platform()
    results: List[Dict[str, Any]] = []
    codes = [exit_codes.DONE]
    for target in targets:
        for written in target.names:
            name = fold_name(written)
            label = session.label(target.kind.name, name)
            result: Dict[str, Any] = {"kind": target.kind.name, "name": name, "action": done}
            try:
                act(platform, target.kind, name)
                if patience is not None:
                    goal = wait.deployed(target.kind, wanted)
                    for late in wait_for(session, platform, [(target.kind, name, goal)], patience):
                        raise late
                if output_format == "text":
                    stdio.write_result(f"{label} {done}\n")
            except SmarterError as error:
                failure = of_exception(error)
                codes.append(failure.exit_code)
                result.update(action="failed", error=failure.to_json())
                if output_format == "text":
                    stdio.write_message(f"{label}: {failure.to_text()}")
            results.append(result)
    if output_format == "json":
        failed = sum(result["action"] == "failed" for result in results)
        stdio.write_document(stdio.document(verb, results, {done: len(results) - failed, "failed": failed}))
    return exit_codes.worst(codes)

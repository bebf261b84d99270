"""The commands `deploy`, `undeploy` and `restart`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.targets import parse_named
from smarter.cli.actions.wait import wait_for
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.output.error_report import of_exception
from smarter.cli.param_types import Duration
from smarter.cli.session import Session
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.kinds import Kind

Decorator = Callable[[Any], Any]


def wait_flag(help: str) -> Decorator:
    """Add `--wait[=DURATION]`, in seconds; None without it."""
    return click.option(
        "--wait", type=Duration(), is_flag=False, flag_value="5m", metavar="DURATION", help=help
    )


def lifecycle_command(verb: str, done: str, help: str) -> click.Command:
    """Return the command `verb` for named resources; it reports each as `done`."""

    @session_command(f"smarter --context local {verb} chatbot bike_shop", help=help)
    @flags.targets()
    @wait_flag("Wait for the platform to report the new state (default: 5m).")
    @flags.output()
    def command(session: Session, words: Tuple[str, ...], wait: Optional[float]) -> int:
        return _act_on(session, parse_named(words, session.kinds, verb), verb, done, wait)

    return command


def _act_on(
    session: Session, named: Sequence[Tuple[Kind, str]], verb: str, done: str, patience: Optional[float]
) -> int:
    from smarter.cli.name_cache import name_missing
    from smarter.engine import wait

    platform = session.platform()
    results: List[Dict[str, Any]] = []
    codes = [exit_codes.DONE]
    for kind, name in named:
        label = session.label(kind.name, name)
        result: Dict[str, Any] = {"kind": kind.name, "name": name, "action": done}
        try:
            if verb == "restart":
                wait.restart(platform, kind, name)
            else:
                platform.act(verb, kind, name)
            if patience is not None:
                wait_for(session, platform, kind, name, wait.deployed(kind, verb != "undeploy"), patience)
            if session.for_people:
                stdio.write_result(f"{label} {done}\n")
        except SmarterError as error:
            name_missing(error, session.place, verb, kind, name)
            failure = of_exception(error, line=session.line)
            codes.append(failure.exit_code)
            result.update(action="failed", error=failure.to_json())
            if session.for_people:
                whole = label in failure.message
                stdio.write_message(failure.to_text() if whole else f"{label}: {failure.to_text()}")
        results.append(result)
    failed = sum(result["action"] == "failed" for result in results)
    emit(session, results, {done: len(results) - failed, "failed": failed})
    return exit_codes.worst(codes)

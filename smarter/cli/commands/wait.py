"""`smarter wait`: wait for a condition on resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.targets import parse_named
from smarter.cli.actions.wait import wait_for
from smarter.cli.click_classes import session_command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.output.emit import emit
from smarter.cli.param_types import Duration
from smarter.cli.session import Session
from smarter.errors import SmarterError

if TYPE_CHECKING:
    from smarter.engine.wait import Goal
    from smarter.kinds import Kind
    from smarter.platform import Platform

_GOALS = "created, deployed, undeployed, loaded, deleted, jsonpath={.status.x}=value"


@session_command(
    "smarter --context local wait plugin/retired --for=deleted --timeout 2m",
    "smarter --context local wait chatbot bike_shop --for=jsonpath={.metadata.version}=1.0.0",
)
@flags.targets()
@click.option("--for", "goal", required=True, metavar="GOAL", help=f"Condition to wait for: {_GOALS}.")
@click.option(
    "--timeout",
    type=Duration(),
    default="5m",
    show_default=True,
    metavar="DURATION",
    help="Give up after this time.",
)
@flags.output()
def command(session: Session, words: Tuple[str, ...], goal: str, timeout: float) -> int:
    """Wait for resources to be created, deployed, loaded, deleted or have a value.

    Polls with back-off.
    """
    named = parse_named(words, session.kinds, "wait for")
    for kind, _ in named:
        _goal(goal, kind)  # Mistakes come first.
    platform = session.platform()
    named = [(kind, each) for kind, name in named for each in _documents(platform, kind, name)]
    goals = [_goal(goal, kind) for kind, _ in named]
    results = []
    first: Optional[SmarterError] = None
    for (kind, name), sought in zip(named, goals):
        error: Optional[SmarterError] = None
        try:
            wait_for(session, platform, kind, name, sought, timeout)
        except SmarterError as failed:
            error, first = failed, first or failed
        results.append({"kind": kind.name, "name": name, "goal": sought.text, "met": error is None})
        if session.for_people and error is None:
            stdio.write_result(f"{session.label(kind.name, name)} {sought.text}\n")
        elif session.for_people and error is not first:
            stdio.write_message(f"error: {error}\n")
    if first is not None and session.for_people:
        raise first
    met = sum(bool(result["met"]) for result in results)
    emit(session, results, {"met": met, "unmet": len(results) - met})
    return exit_codes.DONE if first is None else exit_codes.ERROR


def _documents(platform: Platform, kind: Kind, name: str) -> List[str]:
    """Return the documents of a folder's manifest of this name, else the name."""
    if kind.served != "files" or not platform.dialect().lists_kinds:
        return [name]
    rows = platform.list(kind).rows
    names = sorted(str(row["name"]) for row in rows)
    return [each for each in names if kind.is_document_of(each, kind.fold(name))] or [name]


def _goal(text: str, kind: Kind) -> Goal:
    from smarter.engine import wait

    word, _, rest = text.partition("=")
    if word == "jsonpath" and rest:
        return _value(rest)
    meant = _of_condition(rest.lower()) if word == "condition" and rest else None
    if meant is not None:
        return _goal(meant, kind)
    if text in ("deployed", "undeployed"):
        return wait.deployed(kind, text != "undeployed")
    if text == "loaded":
        return wait.loaded(kind)
    if text in ("deleted", "delete"):
        return wait.deleted()
    if text in ("created", "create"):
        return wait.created()
    raise click.UsageError(f"unknown condition --for={text}; use one of {_GOALS}.")


_OPPOSITES = {
    "deployed": "undeployed",
    "undeployed": "deployed",
    "created": "deleted",
    "deleted": "created",
}


def _of_condition(text: str) -> Optional[str]:
    """Return the goal of kubectl's `Available=false`; None unless true or false."""
    name, sign, value = text.partition("=")
    goal = name if name in (*_OPPOSITES, "loaded") else "deployed"
    if sign and value != "true":
        return _OPPOSITES.get(goal) if value == "false" else None
    return goal


def _value(text: str) -> Goal:
    """Parse `{.status.x}=value`, or `{.status.x}` for any value."""
    from smarter import engine
    from smarter.cli.output.jsonpath import PathError, find, parse_path, shown
    from smarter.engine import wait

    compares = "}=" in text or ("{" not in text and "=" in text)  # = inside braces belongs to the path
    path, sign, wanted = text.rpartition("=") if compares else (text, "", "")
    try:
        steps = parse_path(path)
    except PathError as error:
        raise click.UsageError(f"--for=jsonpath={text}: {error}") from None

    def values(live: object) -> List[str]:
        from smarter.platform import LiveResource

        return (
            [shown(each) for each in find(engine.mask_resource(live), steps)]
            if isinstance(live, LiveResource)
            else []
        )

    def stands(live: object) -> str:
        return f"{path} is {', '.join(values(live)) or 'nothing'}" if live is not None else "not there"

    goal = f"{path} = {wanted}" if sign else f"{path} to be there"
    return wait.Goal(goal, lambda live: wanted in values(live) if sign else bool(values(live)), stands)

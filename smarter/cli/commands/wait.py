"""`smarter wait`: wait until a resource is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Optional, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.param_types import Duration
from smarter.cli.session import Session

if TYPE_CHECKING:
    from smarter.engine.wait import Goal
    from smarter.errors import SmarterError
    from smarter.kinds import Kind

_GOALS = "deployed, undeployed, deleted, jsonpath={.status.x}=value"


@click.command(
    cls=Command,
    examples=[
        "smarter --context local wait plugin/retired --for=deleted --timeout 2m",
        "smarter --context local wait chatbot bike_shop --for=jsonpath={.metadata.version}=1.0.0",
    ],
)
@click.argument(
    "words", nargs=-1, required=True, metavar="KIND NAME... | KIND/NAME...", type=flags.TargetWord()
)
@click.option("--for", "goal", required=True, metavar="GOAL", help=f"What to wait for: {_GOALS}.")
@click.option(
    "--timeout", type=Duration(), default="5m", show_default=True, metavar="DURATION", help="When to give up."
)
@flags.output_format(["text", "json"])
@click.pass_obj
def command(session: Session, words: Tuple[str, ...], goal: str, timeout: float, output_format: str) -> int:
    """Wait until resources are deployed, gone, or say a value; look less often the longer it takes."""
    from smarter.cli.actions.targets import parse_targets
    from smarter.cli.actions.wait import wait_for
    from smarter.kinds import fold_name

    targets = parse_targets(words, session.kinds)
    for target in targets:
        if not target.names:
            raise click.UsageError(f"Name which {target.kind.plural} to wait for.")
    awaited = [
        (target.kind, fold_name(name), _goal(goal, target.kind))
        for target in targets
        for name in target.names
    ]
    platform = session.platform()
    results = []
    first: Optional[SmarterError] = None
    for each in awaited:
        error = next(iter(wait_for(session, platform, [each], timeout)), None)
        first = first or error
        kind, name, sought = each
        results.append({"kind": kind.name, "name": name, "goal": sought.text, "met": error is None})
        if output_format == "text" and error is None:
            stdio.write_result(f"{session.label(kind.name, name)} {sought.text}\n")
        elif output_format == "text" and error is not first:
            stdio.write_message(f"error: {error}\n")
    if first is not None and output_format == "text":
        raise first
    if output_format == "json":
        met = sum(bool(result["met"]) for result in results)
        stdio.write_document(stdio.document("wait", results, {"met": met, "unmet": len(results) - met}))
    return exit_codes.DONE if first is None else exit_codes.ERROR


def _goal(text: str, kind: Kind) -> Goal:
    from smarter.engine import wait

    word, _, rest = text.partition("=")
    if word == "jsonpath" and rest:
        return _value(rest)
    if text in ("deployed", "undeployed"):
        return wait.deployed(kind, text == "deployed")
    if text == "deleted":
        return wait.deleted()
    raise click.UsageError(f"--for={text} is not known; it may be {_GOALS}.")


def _value(text: str) -> Goal:
    """`{.status.x}=value`, or `{.status.x}` for any value that is there."""
    from smarter import engine
    from smarter.cli.output.jsonpath import PathError, find, parse_path
    from smarter.engine import wait

    compares = "}=" in text or ("{" not in text and "=" in text)  # inside of braces = belongs to the path
    path, sign, wanted = text.rpartition("=") if compares else (text, "", "")
    try:
        steps = parse_path(path)
    except PathError as error:
        raise click.UsageError(f"--for=jsonpath={text}: {error}") from None

    def values(live: object) -> List[str]:
        from smarter.platform import LiveResource

        return (
            [_shown(each) for each in find(engine.mask_resource(live), steps)]
            if isinstance(live, LiveResource)
            else []
        )

    def stands(live: object) -> str:
        return f"{path} is {', '.join(values(live)) or 'nothing'}" if live is not None else "not there"

    goal = f"{path} = {wanted}" if sign else f"{path} to be there"
    return wait.Goal(goal, lambda live: wanted in values(live) if sign else bool(values(live)), stands)


def _shown(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

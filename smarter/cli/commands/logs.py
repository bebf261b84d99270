"""`smarter logs`: what the platform keeps of a resource's running."""

from __future__ import annotations

from typing import Any, List, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.click_classes import Command
from smarter.cli.output import exit_codes, stdio
from smarter.cli.session import Session


@click.command(cls=Command, examples=["smarter --context local logs chatbot bike_shop"])
@click.argument("words", nargs=-1, required=True, metavar="KIND NAME | KIND/NAME", type=flags.TargetWord())
@click.option("-f", "--follow", is_flag=True, help="Go on, and print what comes.")
@flags.interval("How often --follow looks.")
@flags.output_format(["text", "json"])
@click.pass_obj
def command(
    session: Session, words: Tuple[str, ...], follow: bool, interval: float, output_format: str
) -> int:
    """Show the log of a resource, where the platform keeps one."""
    from smarter.cli.actions.targets import one

    if follow and output_format == "json":
        raise click.UsageError("--follow goes with -o text.")
    target = one(words, session.kinds)
    platform = session.platform()

    def look() -> List[str]:
        return _lines(platform.act("logs", target.kind, target.names[0]))

    lines = look()
    if output_format == "json":
        stdio.write_document(stdio.document("logs", list(lines), {"found": len(lines)}))
        return exit_codes.DONE
    stdio.write_result("".join(line + "\n" for line in lines))
    if not lines:
        stdio.write_message(f"The platform keeps no log of {target.kind.singular}/{target.names[0]}.\n")
    while follow and not stdio.unread():
        import time

        with session.pause_progress():
            time.sleep(interval)
        seen, lines = lines, look()
        stdio.write_result("".join(line + "\n" for line in _fresh(seen, lines)))
    return exit_codes.DONE


def _fresh(seen: Sequence[str], lines: Sequence[str]) -> Sequence[str]:
    """The lines that come after those that were seen; of a log that forgets its beginning, too."""
    for known in range(min(len(seen), len(lines)), 0, -1):
        if seen[-known:] == lines[:known]:
            return lines[known:]
    return lines


def _lines(told: Any) -> List[str]:
    """The answer's lines: it may be text, a list, an object with either in it, or nothing."""
    import json

    if isinstance(told, dict):
        inner = next((value for value in told.values() if isinstance(value, (list, str)) and value), None)
        if inner is None:
            return [json.dumps(told, ensure_ascii=False)] if told else []
        told = inner
    if isinstance(told, str):
        return told.splitlines()
    return [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in told or ()]

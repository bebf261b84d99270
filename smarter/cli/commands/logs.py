"""`smarter logs`: show the log of a resource."""

from __future__ import annotations

import time
from typing import Any, List, Optional, Sequence, Tuple

import click

from smarter.cli import flags
from smarter.cli.actions.targets import parse_one
from smarter.cli.click_classes import AliasedOption, session_command
from smarter.cli.output import stdio
from smarter.cli.output.emit import emit
from smarter.cli.session import Session
from smarter.errors import NotFoundError


@session_command("smarter --context local logs chatbot bike_shop")
@flags.one_target()
@click.option("-f", "--follow", is_flag=True, help="Print new lines until interrupted.")
@click.option(
    "--tail",
    cls=AliasedOption,
    hidden_names=["-n"],
    type=click.IntRange(-1),
    metavar="N",
    help="Print only the last N lines.",
)
@flags.interval("Interval of --follow.")
@flags.output()
def command(
    session: Session, words: Tuple[str, ...], follow: bool, tail: Optional[int], interval: float
) -> None:
    """Show the log of a resource, if the platform keeps one."""
    if follow and not session.for_people:
        raise click.UsageError("--follow needs -o text.")
    kind, name = parse_one(words, session.kinds)
    platform = session.platform()

    def look() -> List[str]:
        try:
            return _lines(platform.act("logs", kind, name))
        except NotFoundError as error:
            from smarter.cli.name_cache import name_missing

            name_missing(error, session.place, "logs", kind, name)
            raise

    lines = look()
    last = lines if tail is None or tail < 0 else lines[len(lines) - min(tail, len(lines)) :]
    emit(session, last, "found", "".join(line + "\n" for line in last))
    if not lines and session.for_people:
        stdio.write_message(f"No log found for {kind.singular}/{name}.\n")
    while follow and not stdio.reader_is_gone():
        with session.pause_progress():
            time.sleep(interval)
        seen, lines = lines, look()
        stdio.write_result("".join(line + "\n" for line in _fresh(seen, lines)))


def _fresh(seen: Sequence[str], lines: Sequence[str]) -> Sequence[str]:
    """Return the lines after the printed ones; the log may have lost its beginning."""
    for known in range(min(len(seen), len(lines)), 0, -1):
        if seen[-known:] == lines[:known]:
            return lines[known:]
    return lines


def _lines(answer: Any) -> List[str]:
    """Return the lines of a response: a text, a list, or an object with either."""
    from smarter.cli.output.jsonpath import shown

    if isinstance(answer, dict):
        answer = next((each for each in answer.values() if isinstance(each, (list, str)) and each), answer)
    if isinstance(answer, str):
        return answer.splitlines()
    entries = answer if isinstance(answer, list) else [answer] if answer else []
    return [shown(each) for each in entries]
